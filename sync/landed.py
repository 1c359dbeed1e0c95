"""What came to this post from its hub or its sisters enters the journal, once.

The mark is a row of the journal's table `landed`, written in the same transaction: a
crash between landing and letting go never doubles anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sync.batch import check_core, decode
from sync.database import Database, rows
from sync.erasure import unexplained
from sync.errors import Denied, FormatError
from sync.event import chain_after, read_event
from sync.ids import KeyId, LogId
from sync.protocol import Reason

if TYPE_CHECKING:
    from sync.batch import Batch
    from sync.envelope import Core
    from sync.event import Event
    from sync.journal import Journal

FORK: Final = "fork"
"""The trouble of a batch that holds an event with other bytes than the known one."""

UNEXPLAINED: Final = "unexplained"
"""The trouble of a batch with events that lost their body, and no erasure says why."""


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of a batch: the events that were new, and what is wrong with it."""

    new: Sequence[Event]
    trouble: str | None


def read_batch(text: bytes, core: Core) -> Batch:
    """Return the batch in an envelope that was opened: its manifest equals its core.

    Raises FormatError, UnknownVersion or TooLarge, and Denied `manifest`.
    """
    batch = decode(text)
    try:
        check_core(batch.manifest, core)
    except FormatError as why:
        raise Denied(Reason.MANIFEST) from why
    return batch


def has_landed(database: Database, envelope: bytes) -> bool:
    """Tell whether what an envelope carried is in the journal."""
    return bool(rows(database, "SELECT 1 FROM landed WHERE envelope = ?", (envelope,)))


def logs_of_hub(database: Database) -> frozenset[bytes]:
    """Return the logs a hub wrote to this post, each signed by it.

    A log of another device of this post says which post that is; a hub's says none.
    """
    found = rows(
        database,
        "SELECT DISTINCT log FROM landed JOIN log USING (log) "
        "WHERE LENGTH(COALESCE(post, '')) = 0",
    )
    return frozenset(bytes(log) for (log,) in found)


def land_down(
    journal: Journal, batch: Batch, writer: KeyId, now_ms: int, post: bytes = b""
) -> Landed:
    """Append a batch that came to this post, and mark it; twice is once.

    `writer` is its hub, or another device of this `post`.

    An early one lands at once; what does not follow is kept and flagged. Raises Denied
    when the log is somebody else's or its batch number is taken, MixedModes or
    FormatError, and then nothing landed.
    """
    database, said = journal.database, batch.manifest
    with database.atomic():
        if has_landed(database, said.envelope):
            return Landed((), None)
        _refuse_taken(journal, batch, writer)
        journal.adopt_log(LogId(said.log), writer, post)
        done = journal.append(batch.links, batch.events)
        trouble = FORK if done.forked else _trouble(journal, batch)
        database.conn.execute(
            "INSERT INTO landed (envelope, log, batch_no, first, last, landed_ms, "
            "trouble) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                said.envelope,
                said.log,
                said.batch_no,
                said.first,
                said.last,
                now_ms,
                trouble,
            ),
        )
    return Landed(done.new, trouble)


def _refuse_taken(journal: Journal, batch: Batch, writer: KeyId) -> None:
    said = batch.manifest
    known = rows(
        journal.database, "SELECT own, device FROM log WHERE log = ?", (said.log,)
    )
    if known and (known[0][0] or bytes(known[0][1] or b"") != writer):
        raise Denied(Reason.LOG_TAKEN)
    if rows(
        journal.database,
        "SELECT 1 FROM landed WHERE log = ? AND batch_no = ?",
        (said.log, said.batch_no),
    ):
        raise Denied(Reason.BATCH_TAKEN)


def _trouble(journal: Journal, batch: Batch) -> str | None:
    """Tell where a batch does not follow from what is here, or nothing."""
    said, log = batch.manifest, LogId(batch.manifest.log)
    if batch.erased and unexplained(journal.database, log, said.first, said.last):
        return UNEXPLAINED
    if journal.chain_before(log, said.first) not in (None, said.before):
        return Reason.CHAIN.value
    for after in journal.links(log, said.last + 1, said.last + 1):
        if chain_after(said.after, read_event(after.canon), after.canon) != after.chain:
            return Reason.CHAIN.value
    return None
