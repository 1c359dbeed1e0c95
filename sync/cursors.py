"""How far everything has come: what is cut, waits, is stored, is read, is in trouble.

All of it lies in the journal's table `batch` and changes in the caller's transaction.
A run of events may be sealed more than once (the hub's key was gone); it is one run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sync import attachment, epoch
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
    epoch: bytes = b""

    @property
    def events(self) -> int:
        """How many events it carries."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Sealed:
    """Sealed bytes as they wait for their receipt: of a batch, or of a key epoch.

    A batch names the epoch it was sealed in (empty: sealed to its recipients); a key
    epoch has batch number 0 and lies on the road before any batch that names it.
    `level` is how far the hub's receipts came: an epoch at level 2 need not be sent,
    only kept beside the batches that name it.
    """

    envelope: EnvelopeId
    log: LogId
    batch_no: int
    sealed: bytes
    epoch: bytes = b""
    level: int = 0

    @property
    def is_epoch(self) -> bool:
        """Whether this carries the key of others instead of events."""
        return self.batch_no == 0 and not self.epoch


_ROW: Final = (
    "log, batch_no, first, last, envelope, cut_ms, oldest_ms, level, trouble, "
    "received_ms, COALESCE(epoch, x'')"
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
        oldest = min(oldest or hlc_ms(hlc), hlc_ms(hlc))
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
        "epoch, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            row.log,
            row.batch_no,
            row.first,
            row.last,
            row.envelope,
            row.cut_ms,
            row.oldest_ms,
            row.epoch or None,
            sealed,
        ),
    )


def acknowledge(
    database: Database, envelope: EnvelopeId | bytes, level: int, now_ms: int
) -> bool:
    """Note a receipt whose signature was checked; True when it is news.

    At level 2 every sealing of the same events is done with, and its bytes are let go,
    with the key epochs that nothing waits for any more.
    """
    row = batch_of(database, envelope)
    if row is None:
        return _acknowledge_other(database, envelope, level)
    if row.level >= level:
        return False
    if level >= READ:
        database.conn.execute(
            "UPDATE batch INDEXED BY batch_last SET level = 2, trouble = NULL, "
            "received_ms = ?, sealed = NULL WHERE log = ? AND first = ? AND last = ?",
            (now_ms, row.log, row.first, row.last),
        )
        epoch.acknowledge(database, row.epoch, READ)  # without it, no batch is read
        epoch.end_stale(database, now_ms)
        epoch.let_go(database, row.log)
    else:
        database.conn.execute(
            "UPDATE batch SET level = ?, received_ms = ?, "
            "trouble = CASE trouble WHEN ? THEN trouble END WHERE envelope = ?",
            (level, now_ms, RESEALED, envelope),
        )
    return True


def _acknowledge_other(
    database: Database, envelope: EnvelopeId | bytes, level: int
) -> bool:
    return epoch.acknowledge(database, envelope, level) or attachment.acknowledge(
        database, envelope, level
    )


def set_aside(database: Database, envelope: EnvelopeId | bytes, reason: str) -> bool:
    """Note why the hub cannot read a batch, which is kept; True when it is news."""
    done = database.conn.execute(
        "UPDATE batch SET trouble = ? WHERE envelope = ? AND level < 2 "
        "AND trouble IS NOT ? AND trouble IS NOT ?",
        (reason, envelope, reason, RESEALED),
    )
    return (
        bool(done.rowcount)
        or epoch.set_aside(database, envelope, reason)
        or attachment.set_aside(database, envelope, reason)
    )


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


def sealings(database: Database, envelope: EnvelopeId | bytes) -> tuple[int, int]:
    """Return how often what an envelope carries was sealed, and when last.

    It is a batch's or a piece's envelope; (0, 0) for any other.
    """
    row = batch_of(database, envelope)
    if row is None:
        return attachment.sealings(database, envelope)
    found = rows(
        database,
        "SELECT cut_ms FROM batch INDEXED BY batch_last "
        "WHERE log = ? AND first = ? AND last = ? ORDER BY batch_no",
        (row.log, row.first, row.last),
    )
    return len(found), int(found[-1][0])


def batches(database: Database, limit: int = 100) -> list[BatchRow]:
    """Return the batches cut last, newest first."""
    return _batches(database, "ORDER BY cut_ms DESC, batch_no DESC LIMIT ?", (limit,))


def sealed_of(database: Database, envelope: EnvelopeId | bytes) -> bytes | None:
    """Return the sealed bytes of a batch or key epoch; None once they were let go."""
    found = rows(
        database,
        "SELECT sealed FROM batch WHERE envelope = ? "
        "UNION ALL SELECT sealed FROM epoch WHERE id = ?",
        (envelope, envelope),
    )
    return None if not found or found[0][0] is None else bytes(found[0][0])


def digest_of(database: Database, envelope: EnvelopeId | bytes) -> bytes | None:
    """Return the SHA-256 of what an envelope was sealed to; None once let go."""
    sealed = sealed_of(database, envelope)
    if sealed is not None:
        return hashlib.sha256(sealed).digest()
    piece = attachment.place_of(database, envelope)
    return None if piece is None else piece.digest


def place_of(
    database: Database, envelope: EnvelopeId | bytes
) -> tuple[LogId, int] | None:
    """Return the log and number an envelope was sealed under, or None: not ours.

    The number of a key epoch and of a piece is 0.
    """
    found = rows(
        database,
        "SELECT log, batch_no FROM batch WHERE envelope = ? "
        "UNION ALL SELECT log, 0 FROM epoch WHERE id = ? "
        "UNION ALL SELECT sealed_log, 0 FROM piece "
        "WHERE envelope = ? AND sealed_log IS NOT NULL",
        (envelope, envelope, envelope),
    )
    return (LogId(found[0][0]), int(found[0][1])) if found else None


def waiting(database: Database) -> list[Sealed]:
    """Return what the road must hold: key epochs first, then batches, oldest first.

    A batch waits until its level-2 receipt, a key epoch as long as it is unread or a
    waiting batch names it.
    """
    found = rows(
        database,
        "SELECT envelope, log, batch_no, sealed, COALESCE(epoch, x''), level "
        "FROM batch WHERE level < 2 AND sealed IS NOT NULL "
        "ORDER BY cut_ms, log, batch_no",
    )
    return [*map(_epoch_sealed, epoch.wanted(database)), *(Sealed(*r) for r in found)]


def _epoch_sealed(row: epoch.EpochRow) -> Sealed:
    return Sealed(row.id, row.log, 0, row.sealed or b"", level=row.level)


def waiting_in(database: Database, named: EnvelopeId | bytes) -> list[EnvelopeId]:
    """Return the batches that name a key epoch and wait, oldest first."""
    found = rows(
        database,
        "SELECT envelope FROM batch WHERE epoch = ? AND level < 2 "
        "AND sealed IS NOT NULL ORDER BY log, batch_no",
        (named,),
    )
    return [EnvelopeId(envelope) for (envelope,) in found]


def open_batches(database: Database) -> list[BatchRow]:
    """Return the batches the hub has not read."""
    return _batches(database, "WHERE level < 2", ())


def _batches(
    database: Database, clause: str, parameters: Sequence[object]
) -> list[BatchRow]:
    found = rows(database, f"SELECT {_ROW} FROM batch {clause}", parameters)  # noqa: S608
    return [BatchRow(*row) for row in found]
