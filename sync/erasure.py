"""Erasure by law: the bodies of one stream go for good; the chain stays whole.

Who may erase is judged above; what is judged to be in force is noted in the table
`erased`, and from then on no body of that stream is kept, however late it arrives.
Everything here happens inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sync.attachment import forget
from sync.database import Database, rows
from sync.event import ERASURE, Event, erased_form, is_erased, read_event
from sync.ids import EnvelopeId, StreamId

MIGRATION: Final = """
    CREATE TABLE erased (
        stream BLOB PRIMARY KEY,
        log BLOB NOT NULL,
        seq INTEGER NOT NULL,
        scrubbed INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE TABLE unwanted (
        envelope BLOB PRIMARY KEY
    ) WITHOUT ROWID;
    CREATE INDEX event_erasure ON event (stream) WHERE kind = 'entity.erased'
    """
"""The streams whose bodies are gone, by which event, and the envelopes that held one.

Their sealed bytes are to be let go wherever they still lie: on a road, in an inbox.
"""

_FORK_CHAIN: Final = bytes(32)
"""A fork's place in a chain is not kept; its erased form says nothing of one."""

_CARRIED: Final = (
    "FROM event JOIN batch ON batch.log = event.log "
    "AND event.seq BETWEEN batch.first AND batch.last "
    f"WHERE event.stream = ? AND event.kind != '{ERASURE}'"
)


def erase(database: Database, by: Event) -> None:
    """Take every body of the stream of `by` away, except why it was erased.

    Forks lose theirs too, and sealed batches that wait with one of them lose their
    bytes: `sync.cursors` tells which runs must be sealed again. Twice is once.
    """
    database.conn.execute(
        "INSERT INTO erased (stream, log, seq) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (by.stream, by.log, by.seq),
    )
    for n, canon, chain in rows(
        database,
        "SELECT n, canon, chain FROM event WHERE stream = ? AND kind != ?",
        (by.stream, ERASURE),
    ):
        event = read_event(canon)
        if not is_erased(event):
            database.conn.execute(
                "UPDATE event SET canon = ? WHERE n = ?", (erased_form(event, chain), n)
            )
    _erase_forks(database, by.stream)
    _take_back(database, by.stream)
    _note_unwanted(database, by.stream)
    tell_anew(database, by.stream)  # without the bodies, and that they were erased
    forget(database, by.stream)


def is_in_force(database: Database, stream: StreamId | bytes) -> bool:
    """Tell whether the bodies of a stream were taken away here."""
    return bool(rows(database, "SELECT 1 FROM erased WHERE stream = ?", (stream,)))


def has_any(database: Database) -> bool:
    """Tell whether anything at all was erased here."""
    return bool(rows(database, "SELECT 1 FROM erased LIMIT 1"))


def kept_form(database: Database, event: Event, canon: bytes, chain: bytes) -> bytes:
    """Return the bytes to keep of an event that arrives: without what was erased."""
    if event.kind == ERASURE or is_erased(event):
        return canon
    return erased_form(event, chain) if is_in_force(database, event.stream) else canon


def pending(database: Database) -> list[Event]:
    """Return the erasures that were recorded and are not in force, in order."""
    found = rows(
        database,
        "SELECT canon FROM event WHERE kind = 'entity.erased' "
        "AND stream NOT IN (SELECT stream FROM erased) ORDER BY hlc, log, seq",
    )
    return [read_event(canon) for (canon,) in found]


def unexplained(database: Database, log: bytes, first: int, last: int) -> bool:
    """Tell whether a run of a log has erased forms that no erasure here explains."""
    found = rows(
        database,
        "SELECT canon FROM event WHERE log = ? AND seq BETWEEN ? AND ? "
        "AND kind != ? AND stream NOT IN (SELECT stream FROM erased)",
        (log, first, last, ERASURE),
    )
    return any(is_erased(read_event(canon)) for (canon,) in found)


def unwanted(database: Database) -> list[EnvelopeId]:
    """Return the envelopes whose sealed bytes are to be let go where they still lie."""
    found = rows(database, "SELECT envelope FROM unwanted")
    return [EnvelopeId(envelope) for (envelope,) in found]


def want_gone(database: Database, envelope: EnvelopeId) -> None:
    """Note that an envelope carried something that was erased before it came."""
    database.conn.execute(
        "INSERT INTO unwanted (envelope) VALUES (?) ON CONFLICT DO NOTHING", (envelope,)
    )


def are_gone(database: Database, envelopes: Iterable[EnvelopeId]) -> None:
    """Note that the sealed bytes of these envelopes were let go."""
    for envelope in envelopes:
        database.conn.execute("DELETE FROM unwanted WHERE envelope = ?", (envelope,))


def owes_scrubbing(database: Database) -> bool:
    """Tell whether bytes of what was erased may still lie about in this file."""
    return bool(rows(database, "SELECT 1 FROM erased WHERE NOT scrubbed LIMIT 1"))


def scrub(database: Database) -> bool:
    """Write erased bytes over wherever the file kept them; False when not yet.

    Runs outside a transaction, on the writing connection. The file is made anew once:
    what an older version deleted was not written over. A reader in the midst of a
    query keeps the write-ahead log alive; then this is asked again. Raises DiskFull.
    """
    if not rows(database, "SELECT 1 FROM erased WHERE scrubbed LIMIT 1"):
        database.conn.execute("VACUUM")
    busy = rows(database, "PRAGMA wal_checkpoint(TRUNCATE)")[0][0]
    if not busy:
        database.conn.execute("UPDATE erased SET scrubbed = 1 WHERE NOT scrubbed")
    return not busy


def _erase_forks(database: Database, stream: bytes) -> None:
    for log, seq, canon in rows(database, "SELECT log, seq, canon FROM fork"):
        event = read_event(canon)
        if event.stream == stream and event.kind != ERASURE and not is_erased(event):
            database.conn.execute(
                "UPDATE OR REPLACE fork SET canon = ? "
                "WHERE log = ? AND seq = ? AND canon = ?",
                (erased_form(event, _FORK_CHAIN), log, seq, canon),
            )


def _note_unwanted(database: Database, stream: bytes) -> None:
    for sql in (
        f"SELECT DISTINCT batch.envelope {_CARRIED}",
        "SELECT envelope FROM piece JOIN attachment ON attachment.id = attachment "
        "WHERE stream = ? AND envelope IS NOT NULL",
        "SELECT envelope FROM across WHERE stream = ?",
        "SELECT DISTINCT envelope FROM event JOIN landed ON landed.log = event.log "
        "AND event.seq BETWEEN landed.first AND landed.last WHERE stream = ?",
    ):
        for (envelope,) in rows(database, sql, (stream,)):
            want_gone(database, EnvelopeId(envelope))


def _take_back(database: Database, stream: bytes) -> None:
    """Let go of the sealed bytes of batches that wait with a body of this stream."""
    sql = f"SELECT DISTINCT batch.envelope {_CARRIED} AND batch.level < 2"
    for (envelope,) in rows(database, sql, (stream,)):
        database.conn.execute(
            "UPDATE batch SET sealed = NULL WHERE envelope = ?", (envelope,)
        )


def tell_anew(database: Database, stream: bytes, realm: bytes | None = None) -> None:
    """Forget what was sealed of a stream, from the first that was not read there on.

    That is for one other region or, without `realm`, for all. It is told anew; what
    was read there beyond that first goes along, or nothing would tell of the gap.
    """
    database.conn.execute(
        "DELETE FROM across WHERE stream = ? AND realm = COALESCE(?, realm) "
        "AND NOT came AND upto >= (SELECT MIN(upto) FROM across AS first WHERE "
        "first.stream = across.stream AND first.realm = across.realm "
        "AND NOT first.came AND first.level < 2)",
        (stream, realm),
    )
