"""Key epochs of this device: one secret for many envelopes, kept as briefly as can be.

An epoch begins with an envelope of its own, sealed to every recipient; later envelopes
of the same log only name it. All of it lies in the journal's table `epoch`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sync.database import Database, rows
from sync.ids import EnvelopeId, KeyId, LogId
from sync.limits import EPOCH_ENVELOPES, EPOCH_LIFE_MS

UNKNOWN_KIND: Final = "kind"
"""The trouble of an epoch at a hub too old to know any: `sync.protocol.Reason.KIND`."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """The secret of an epoch; its id is that of the envelope that carries it."""

    id: EnvelopeId
    secret: bytes


@dataclass(frozen=True, slots=True)
class EpochRow:
    """An epoch as it is kept: without `secret` it ended, without `sealed` it is past.

    `recipients` is what `audience` says of whom it was sealed to.
    """

    id: EnvelopeId
    log: LogId
    secret: bytes | None
    made_ms: int
    used: int
    recipients: bytes
    level: int
    trouble: str | None
    sealed: bytes | None

    def is_fit(self, recipients: bytes, now_ms: int) -> bool:
        """Tell whether one more envelope may be sealed in it.

        A clock that was set back must not keep it for ever: then it ends, too.
        """
        return (
            self.recipients == recipients
            and 0 <= now_ms - self.made_ms < EPOCH_LIFE_MS
            and self.used < EPOCH_ENVELOPES
        )


_ROW: Final = "id, log, secret, made_ms, used, recipients, level, trouble, sealed"
_NEEDED: Final = (
    "(EXISTS (SELECT 1 FROM batch WHERE batch.epoch = epoch.id AND batch.level < 2 "
    "AND batch.sealed IS NOT NULL) "
    "OR EXISTS (SELECT 1 FROM piece WHERE piece.epoch = epoch.id AND piece.level < 2))"
)


def audience(destination: KeyId, suite: int, recipients: Iterable[bytes]) -> bytes:
    """Return a digest of whom an epoch is sealed to, and how, in whatever order."""
    keys = sorted(hashlib.sha256(public).digest() for public in recipients)
    return hashlib.sha256(destination + bytes([suite]) + b"".join(keys)).digest()


def current(database: Database, log: LogId) -> EpochRow | None:
    """Return the epoch of a log that is not ended, or None."""
    found = _epochs(database, "WHERE log = ? AND secret IS NOT NULL", log)
    return found[0] if found else None


def epoch_of(database: Database, envelope: EnvelopeId | bytes) -> EpochRow | None:
    """Return the epoch an envelope carries, or None."""
    found = _epochs(database, "WHERE id = ?", envelope)
    return found[0] if found else None


def begin(database: Database, row: EpochRow) -> None:
    """Keep a new epoch as the current one of its log; the one before it ends."""
    end(database, row.log)
    database.conn.execute(
        "INSERT INTO epoch (id, log, secret, made_ms, recipients, sealed) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (row.id, row.log, row.secret, row.made_ms, row.recipients, row.sealed),
    )


def count_use(database: Database, epoch: EnvelopeId | bytes) -> None:
    """Note that one more envelope was sealed in an epoch."""
    database.conn.execute("UPDATE epoch SET used = used + 1 WHERE id = ?", (epoch,))


def end(database: Database, log: LogId) -> None:
    """End the current epoch of a log: nothing is sealed in it again, its secret goes.

    The secret is overwritten where it lies before its place is given back.
    """
    for filler in ("zeroblob(32)", "NULL"):
        database.conn.execute(
            f"UPDATE epoch SET secret = {filler} "  # noqa: S608 - one of two words
            "WHERE log = ? AND secret IS NOT NULL",
            (log,),
        )
    let_go(database, log)


def end_stale(database: Database, now_ms: int) -> None:
    """End every epoch that is too old, though nothing new is sealed."""
    for (log,) in rows(
        database,
        "SELECT log FROM epoch WHERE secret IS NOT NULL "
        "AND NOT (made_ms <= ? AND made_ms > ?)",
        (now_ms, now_ms - EPOCH_LIFE_MS),
    ):
        end(database, LogId(log))


def let_go(database: Database, log: LogId) -> None:
    """Let go of the sealed epochs of a log that ended and that no batch waits for."""
    database.conn.execute(
        "UPDATE epoch SET sealed = NULL WHERE log = ? AND sealed IS NOT NULL "  # noqa: S608
        f"AND secret IS NULL AND NOT {_NEEDED}",
        (log,),
    )


def acknowledge(database: Database, epoch: EnvelopeId | bytes, level: int) -> bool:
    """Note a receipt for an epoch's envelope; True when it is news."""
    done = database.conn.execute(
        "UPDATE epoch SET level = ?, trouble = NULL WHERE id = ? AND level < ?",
        (level, epoch, level),
    )
    return bool(done.rowcount)


def set_aside(database: Database, epoch: EnvelopeId | bytes, reason: str) -> bool:
    """Note why the hub cannot use an epoch; True when it is news."""
    done = database.conn.execute(
        "UPDATE epoch SET trouble = ? WHERE id = ? AND trouble IS NOT ? AND level < 2",
        (reason, epoch, reason),
    )
    return bool(done.rowcount)


def is_refused(database: Database, recipients: bytes, now_ms: int) -> bool:
    """Tell whether these recipients' hub lately said that it knows no epochs.

    It is asked again after a day: it may have been updated.
    """
    return bool(
        rows(
            database,
            "SELECT 1 FROM epoch WHERE recipients = ? AND trouble = ? "
            "AND made_ms BETWEEN ? AND ? LIMIT 1",
            (recipients, UNKNOWN_KIND, now_ms - EPOCH_LIFE_MS, now_ms),
        )
    )


def wanted(database: Database) -> list[EpochRow]:
    """Return the epochs the road must hold: unread by the hub, or named by a batch."""
    return _epochs(
        database,
        f"WHERE sealed IS NOT NULL AND (level < 2 OR {_NEEDED}) ORDER BY made_ms, id",
    )


def _epochs(database: Database, clause: str, *parameters: object) -> list[EpochRow]:
    found: list[tuple[Any, ...]] = rows(
        database,
        f"SELECT {_ROW} FROM epoch {clause}",  # noqa: S608 - our own words
        parameters,
    )
    return [EpochRow(*row) for row in found]
