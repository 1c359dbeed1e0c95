"""How far everything has come: what is cut, waits, is stored, is read, is in trouble.

All of it lies in the journal's table `batch` and changes in the caller's transaction.
A run of events may be sealed more than once (the hub's key was gone); it is one run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sync.clock import hlc_ms
from sync.database import Database, rows
from sync.ids import EnvelopeId, LogId
from sync.limits import MAX_BATCH_BYTES, MAX_BATCH_EVENTS

if TYPE_CHECKING:
    from sync.journal import Journal

STORED: Final = 1
READ: Final = 2
RESEALED: Final = "resealed"
"""The trouble of a batch whose events were sealed again in another."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """What the hub has not read yet; every number but the moments counts events."""

    events: int = 0
    oldest_ms: int | None = None
    stored_unread: int = 0
    set_aside: int = 0
    last_received_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Uncut:
    """The events of a log that are in no batch yet, up to what one batch holds."""

    log: LogId
    first: int
    events: int
    size: int
    oldest_ms: int

    @property
    def is_full(self) -> bool:
        """Tell whether a batch would hold no more."""
        return self.events >= MAX_BATCH_EVENTS or self.size >= MAX_BATCH_BYTES


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One cut batch and how far it came."""

    log: LogId
    batch_no: int
    first: int
    last: int
    envelope: EnvelopeId
    cut_ms: int
    oldest_ms: int
    level: int
    trouble: str | None
    received_ms: int | None

    @property
    def events(self) -> int:
        """How many events it carries."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Sealed:
    """A cut batch with its sealed bytes, as it waits for its receipt."""

    envelope: EnvelopeId
    log: LogId
    batch_no: int
    sealed: bytes


_ROW: Final = (
    "log, batch_no, first, last, envelope, cut_ms, oldest_ms, level, trouble, "
    "received_ms"
)


def uncut(journal: Journal) -> list[Uncut]:
    """Return what is not cut yet, for each log of this device that has any."""
    found = (_uncut(journal.database, log) for log in journal.own_logs())
    return [each for each in found if each is not None]


def _uncut(database: Database, log: LogId) -> Uncut | None:
    first = last_cut(database, log) + 1
    events, size, oldest = 0, 0, 0
    for hlc, length in rows(
        database,
        "SELECT hlc, LENGTH(canon) FROM event WHERE log = ? AND seq >= ? "
        "ORDER BY seq LIMIT ?",
        (log, first, MAX_BATCH_EVENTS),
    ):
        oldest = oldest or hlc_ms(hlc)
        events += 1
        size += length
    return Uncut(log, first, events, size, oldest) if events else None


def last_cut(database: Database, log: LogId) -> int:
    """Return the last event of a log that is in a batch, 0 for none."""
    found = rows(
        database, "SELECT COALESCE(MAX(last), 0) FROM batch WHERE log = ?", (log,)
    )
    return int(found[0][0])


def next_batch_no(database: Database, log: LogId) -> int:
    """Return the number of a log's next batch."""
    found = rows(
        database, "SELECT COALESCE(MAX(batch_no), 0) FROM batch WHERE log = ?", (log,)
    )
    return int(found[0][0]) + 1


def note_cut(database: Database, row: BatchRow, sealed: bytes) -> None:
    """Keep a batch that was cut, with its sealed bytes."""
    database.conn.execute(
        "INSERT INTO batch (log, batch_no, first, last, envelope, cut_ms, oldest_ms, "
        "sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            row.log,
            row.batch_no,
            row.first,
            row.last,
            row.envelope,
            row.cut_ms,
            row.oldest_ms,
            sealed,
        ),
    )


def acknowledge(
    database: Database, envelope: EnvelopeId | bytes, level: int, now_ms: int
) -> bool:
    """Note a receipt whose signature was checked; True when it is news.

    At level 2 every sealing of the same events is done with, and its bytes are let go.
    """
    row = batch_of(database, envelope)
    if row is None or row.level >= level:
        return False
    if level >= READ:
        database.conn.execute(
            "UPDATE batch INDEXED BY batch_last SET level = 2, trouble = NULL, "
            "received_ms = ?, sealed = NULL WHERE log = ? AND first = ? AND last = ?",
            (now_ms, row.log, row.first, row.last),
        )
    else:
        database.conn.execute(
            "UPDATE batch SET level = ?, received_ms = ?, "
            "trouble = CASE trouble WHEN ? THEN trouble END WHERE envelope = ?",
            (level, now_ms, RESEALED, envelope),
        )
    return True


def set_aside(database: Database, envelope: EnvelopeId | bytes, reason: str) -> bool:
    """Note why the hub cannot read a batch, which is kept; True when it is news."""
    done = database.conn.execute(
        "UPDATE batch SET trouble = ? WHERE envelope = ? AND level < 2 "
        "AND trouble IS NOT ? AND trouble IS NOT ?",
        (reason, envelope, reason, RESEALED),
    )
    return bool(done.rowcount)


def superseded(database: Database, envelope: EnvelopeId | bytes) -> None:
    """Note that a batch's events were sealed again; its own bytes are let go."""
    database.conn.execute(
        "UPDATE batch SET trouble = ?, sealed = NULL WHERE envelope = ?",
        (RESEALED, envelope),
    )


def batch_of(database: Database, envelope: EnvelopeId | bytes) -> BatchRow | None:
    """Return the batch an envelope carries, or None."""
    found = _batches(database, "WHERE envelope = ?", (envelope,))
    return found[0] if found else None


def batches(database: Database, limit: int = 100) -> list[BatchRow]:
    """Return the batches cut last, newest first."""
    return _batches(database, "ORDER BY cut_ms DESC, batch_no DESC LIMIT ?", (limit,))


def sealed_of(database: Database, envelope: EnvelopeId | bytes) -> bytes | None:
    """Return the sealed bytes of a batch; None once they were let go."""
    found = rows(database, "SELECT sealed FROM batch WHERE envelope = ?", (envelope,))
    return None if not found or found[0][0] is None else bytes(found[0][0])


def waiting(database: Database) -> list[Sealed]:
    """Return every sealed batch that has no level-2 receipt, oldest first."""
    found = rows(
        database,
        "SELECT envelope, log, batch_no, sealed FROM batch "
        "WHERE level < 2 AND sealed IS NOT NULL ORDER BY cut_ms, log, batch_no",
    )
    return [Sealed(*row) for row in found]


def unsent(journal: Journal) -> Unsent:
    """Return what the hub has not read; cheap, it touches only what is open."""
    open_rows = _batches(journal.database, "WHERE level < 2", ())
    runs: dict[tuple[LogId, int], list[BatchRow]] = {}
    for row in open_rows:
        runs.setdefault((row.log, row.first), []).append(row)
    cut = sum(run[0].events for run in runs.values())
    loose = [_loose(journal, log) for log in journal.own_logs()]
    moments = [row.oldest_ms for row in open_rows]
    moments += [oldest for _, oldest in loose if oldest is not None]
    return Unsent(
        events=cut + sum(count for count, _ in loose),
        oldest_ms=min(moments, default=None),
        stored_unread=sum(run[0].events for run in runs.values() if _is_stored(run)),
        set_aside=sum(run[0].events for run in runs.values() if _is_aside(run)),
        last_received_ms=_last_received(journal.database),
    )


def _loose(journal: Journal, log: LogId) -> tuple[int, int | None]:
    done = last_cut(journal.database, log)
    count = journal.last_seq(log) - done
    if not count:
        return 0, None
    found = rows(
        journal.database,
        "SELECT hlc FROM event WHERE log = ? AND seq = ?",
        (log, done + 1),
    )
    return count, hlc_ms(found[0][0])


def _is_aside(run: Sequence[BatchRow]) -> bool:
    return any(row.trouble not in (None, RESEALED) for row in run)


def _is_stored(run: Sequence[BatchRow]) -> bool:
    return any(row.level == STORED for row in run) and not _is_aside(run)


def _last_received(database: Database) -> int | None:
    found = rows(database, "SELECT MAX(received_ms) FROM batch WHERE level = 2")
    return None if found[0][0] is None else int(found[0][0])


def _batches(
    database: Database, clause: str, parameters: Sequence[object]
) -> list[BatchRow]:
    found = rows(database, f"SELECT {_ROW} FROM batch {clause}", parameters)  # noqa: S608
    return [BatchRow(*row) for row in found]
