"""What a hub lost: its receipts are here, and it says it holds those batches no more.

A hub put back from a backup, or another hub of the region, must get again what this
device was told it had read. Such a run is *open* again: it counts as unsent until a new
receipt, and is sealed anew, under a new envelope id and batch number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from sync import epoch
from sync.attachment import loosen_all
from sync.cursors import READ, RESEALED, BatchRow
from sync.database import Database, rows
from sync.ids import EnvelopeId, LogId
from sync.limits import MAX_PIECES_TOLD

Span = tuple[int, int]
"""A run of batch numbers, first and last, both included."""

_ROW: Final = (
    "log, batch_no, first, last, envelope, cut_ms, oldest_ms, level, trouble, "
    "received_ms"
)


def missing(acknowledged: Sequence[BatchRow], held: Iterable[Span]) -> list[BatchRow]:
    """Return which acknowledged batches a hub holds no more, oldest first.

    `held` is what it said after it had read all of these. A run that was sealed twice
    is missing only when it is so both times.
    """
    spans = tuple(held)
    runs: dict[tuple[LogId, int, int], list[BatchRow]] = {}
    for row in acknowledged:
        runs.setdefault((row.log, row.first, row.last), []).append(row)
    lost = [
        run[-1]
        for run in runs.values()
        if not any(_is_in(spans, row.batch_no) for row in run)
    ]
    return sorted(lost, key=lambda row: (row.log, row.first))


def missing_pieces(
    acknowledged: Sequence[EnvelopeId], held: Collection[bytes]
) -> list[EnvelopeId]:
    """Return which acknowledged pieces, oldest first, a hub holds no more.

    `held` are the newest it has, so many that nothing follows for those that are older
    than all it names, unless it names fewer than it would.
    """
    first = 0
    if len(held) >= MAX_PIECES_TOLD:
        known = [place for place, one in enumerate(acknowledged) if one in held]
        first = min(known, default=len(acknowledged))
    return [one for one in acknowledged[first:] if one not in held]


def acknowledged(database: Database, log: LogId) -> list[BatchRow]:
    """Return the batches of a log that a hub has read.

    However long ago: the device's clock may have been wrong then, or be so now.
    """
    found = rows(
        database,
        f"SELECT {_ROW} FROM batch WHERE log = ? AND level = ? "  # noqa: S608 - ours
        "ORDER BY batch_no",
        (log, READ),
    )
    return [BatchRow(*row) for row in found]


def reopen(database: Database, lost: Iterable[BatchRow]) -> int:
    """Let runs count as unsent again; return how many events they hold."""
    events = 0
    for row in lost:
        database.conn.execute(
            "UPDATE batch SET level = 0, trouble = NULL, received_ms = NULL "
            "WHERE envelope = ?",
            (row.envelope,),
        )
        events += row.events
    return events


def forget_receipts(database: Database) -> int:
    """Let everything of this device count as unsent: another hub has none of it.

    Returns how many events that are. Of a run that was sealed twice one is kept open.
    What lies sealed for the hub before is unwanted, and its key epochs end.
    """
    _unwant(database)
    found = rows(
        database,
        f"SELECT {_ROW} FROM batch JOIN log USING (log) WHERE own "  # noqa: S608
        "AND batch_no = (SELECT MAX(batch_no) FROM batch AS same "
        "WHERE same.log = batch.log AND same.first = batch.first "
        "AND same.last = batch.last)",
    )
    for table in ("batch", "epoch"):
        database.conn.execute(
            f"UPDATE {table} SET sealed = NULL "  # noqa: S608 - one of two words
            "WHERE log IN (SELECT log FROM log WHERE own)"
        )
    loosen_all(database)
    return reopen(database, (BatchRow(*row) for row in found))


def _unwant(database: Database) -> None:
    for sealed in (
        "SELECT envelope FROM batch WHERE sealed IS NOT NULL AND level < 2",
        "SELECT id FROM epoch WHERE sealed IS NOT NULL",
        "SELECT envelope FROM piece WHERE envelope IS NOT NULL AND level < 2",
    ):
        database.conn.execute(f"INSERT OR IGNORE INTO unwanted {sealed}")
    for (log,) in rows(database, "SELECT log FROM log WHERE own"):
        epoch.end(database, LogId(log))


def without_bytes(database: Database, limit: int = 16) -> list[EnvelopeId]:
    """Return open runs that must be sealed again, for nothing sealed of them waits.

    Their bytes were let go: a hub lost them, another hub took its place, or the law
    erased something in them.
    """
    found = rows(
        database,
        "SELECT envelope FROM batch WHERE level < 2 AND sealed IS NULL "
        "AND trouble IS NOT ? AND NOT EXISTS (SELECT 1 FROM batch AS same "
        "WHERE same.log = batch.log AND same.first = batch.first "
        "AND same.last = batch.last AND same.level < 2 AND same.sealed IS NOT NULL) "
        "ORDER BY log, first LIMIT ?",
        (RESEALED, limit),
    )
    return [EnvelopeId(envelope) for (envelope,) in found]


def _is_in(spans: Sequence[Span], number: int) -> bool:
    return any(first <= number <= last for first, last in spans)
