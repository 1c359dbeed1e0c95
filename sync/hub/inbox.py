"""The inbox: every envelope as it came, durable before anything of it is parsed.

A plain file, for it holds only what is sealed already, and what a hub must know while
it is locked: devices, receipts, invitations and who writes which log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sync.database import Plain, Shared, open_database
from sync.hub.schema import MIGRATIONS as MIGRATIONS
from sync.ids import EnvelopeId, KeyId, LogId
from sync.limits import MAX_PIECES_TOLD, MAX_RECEIPTS_ANSWERED, MAX_UNREAD_BYTES
from sync.protocol import Reason, SetAside, Span

if TYPE_CHECKING:
    from os import PathLike

_PAGE_BYTES: Final = 4096
"""What the smallest envelope takes on disk: empty ones fill a hub too."""


class Fate(StrEnum):
    """What became of an envelope."""

    ARRIVED = "arrived"
    """Its bytes are durable; nothing of it was looked at."""
    STORED = "stored"
    """Its sender is known and its signature fits; it waits to be read."""
    READ = "read"
    """Its events are in the journal."""
    SET_ASIDE = "set_aside"
    """It cannot be verified or opened; kept, shown and tried again."""
    CONTRADICTS = "contradicts"
    """Other bytes are known under its id or its batch number; kept and shown."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope of the inbox, with its bytes."""

    n: int
    id: EnvelopeId
    digest: bytes
    raw: bytes
    fate: Fate
    reason: str
    verified: bool

    @property
    def is_waiting(self) -> bool:
        """Whether it may still be judged or read."""
        return self.fate in (Fate.ARRIVED, Fate.STORED)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a console shows of an envelope that was set aside."""

    envelope: EnvelopeId
    log: LogId | None
    batch_no: int | None
    size: int
    arrived_ms: int
    fate: Fate
    reason: str


_COLUMNS: Final = "n, id, digest, raw, fate, reason, verified"

_HELD: Final = "verified = 1 AND fate != ? AND NOT (fate = ? AND reason = ?)"
_NOT_HELD: Final = (Fate.CONTRADICTS, Fate.SET_ASIDE, Reason.KEY_GONE)
"""What a hub answers for. Not for what it has no key to any more: it may have said that
it read it, before an older file without that key was put back; then its post must send
it anew, sealed to a key that is there."""


class Inbox:
    """The inbox; every method raises DiskFull when there is no room."""

    def __init__(self, file: Plain) -> None:
        self.file: Final = file

    @classmethod
    def open(cls, path: str | PathLike[str]) -> Inbox:
        """Open or make the inbox at `path`. Raises FileError."""
        return cls(Shared(open_database(path, None, MIGRATIONS)))

    def close(self) -> None:
        """Close the file."""
        self.file.close()

    def find(self, envelope: EnvelopeId | bytes, raw: bytes) -> Envelope | None:
        """Return an envelope that is here with exactly these bytes."""
        digest = hashlib.sha256(raw).digest()
        return self._one("id = ? AND digest = ?", envelope, digest)

    def at(self, n: int) -> Envelope | None:
        """Return the envelope of a row, or None."""
        return self._one("n = ?", n)

    def has_room(self, size: int) -> bool:
        """Tell whether `size` more bytes of unknown origin may be kept."""
        found = self.file.ask(
            "SELECT COALESCE(SUM(size), 0) + COUNT(*) * ? FROM envelope "
            "WHERE verified = 0",
            _PAGE_BYTES,
        )
        return int(found[0][0]) + _PAGE_BYTES + size <= MAX_UNREAD_BYTES

    def store(self, envelope: EnvelopeId, raw: bytes, now_ms: int) -> Envelope:
        """Make the bytes of an envelope durable; the same bytes are kept once."""
        digest = hashlib.sha256(raw).digest()
        with self.file.change() as run:
            run(
                "INSERT INTO envelope (id, digest, size, raw, arrived_ms, fate) "
                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                *(envelope, digest, len(raw), raw, now_ms, Fate.ARRIVED),
            )
        found = self.find(envelope, raw)
        assert found is not None  # noqa: S101 - it was stored on the line above
        return found

    def is_contradicted(self, one: Envelope) -> bool:
        """Tell whether other bytes were verified under the id of `one`."""
        return bool(
            self.file.ask(
                "SELECT 1 FROM envelope WHERE id = ? AND n != ? AND verified = 1",
                *(one.id, one.n),
            )
        )

    def holder(self, log: LogId, batch_no: int) -> EnvelopeId | None:
        """Return the verified envelope that carries a batch, or None."""
        found = self.file.ask(
            "SELECT id FROM envelope WHERE log = ? AND batch_no = ? AND verified = 1 "
            "AND fate != ?",
            *(log, batch_no, Fate.CONTRADICTS),
        )
        return EnvelopeId(found[0][0]) if found else None

    def writer(self, log: LogId) -> KeyId | None:
        """Return the device key a log belongs to, or None while it is new."""
        found = self.file.ask("SELECT key FROM writer WHERE log = ?", log)
        return KeyId(found[0][0]) if found else None

    def settle(self, one: Envelope, fate: Fate, reason: str = "") -> None:
        """Note what became of an envelope, and why."""
        with self.file.change() as run:
            run(
                "UPDATE envelope SET fate = ?, reason = ? WHERE n = ?",
                *(fate, reason, one.n),
            )

    def acknowledge(
        self,
        one: Envelope,
        level: int,
        place: tuple[LogId, int, KeyId],
        now_ms: int,
        sign: Callable[[int], bytes],
    ) -> None:
        """Settle an envelope as stored (1) or read (2), with the receipt that says so.

        `sign` makes the receipt of a number. The log becomes its writer's, and the
        writer was heard now, all in one transaction.
        """
        log, batch_no, key = place
        fate = Fate.STORED if level == 1 else Fate.READ
        with self.file.change("receipts") as run:
            if self.file.ask(
                "SELECT 1 FROM receipt WHERE n = ? AND level = ?", one.n, level
            ):
                return
            found = self.file.ask("SELECT COALESCE(MAX(number), 0) + 1 FROM receipt")
            number = int(found[0][0])
            run("INSERT INTO writer VALUES (?, ?) ON CONFLICT DO NOTHING", log, key)
            run("UPDATE device SET heard_ms = ? WHERE key = ?", now_ms, key)
            run(
                "INSERT INTO receipt (number, n, log, level, raw) "
                "VALUES (?, ?, ?, ?, ?)",
                *(number, one.n, log, level, sign(number)),
            )
            run(
                "UPDATE envelope SET fate = ?, reason = '', verified = 1, log = ?, "
                "batch_no = ? WHERE n = ?",
                *(fate, log, batch_no, one.n),
            )

    def outcome(self, one: Envelope) -> tuple[Fate, str, list[bytes]]:
        """Return what became of an envelope, why, and its receipts, lowest first."""
        found = self.file.ask(
            "SELECT fate, reason, receipt.raw FROM envelope "
            "LEFT JOIN receipt USING (n) WHERE n = ? ORDER BY level",
            one.n,
        )
        receipts = [bytes(raw) for _, _, raw in found if raw is not None]
        return Fate(found[0][0]), found[0][1], receipts

    def receipts(self, one: Envelope) -> list[bytes]:
        """Return the receipts of one envelope, lowest level first."""
        found = self.file.ask(
            "SELECT raw FROM receipt WHERE n = ? ORDER BY level", one.n
        )
        return [bytes(raw) for (raw,) in found]

    def receipts_of(self, envelope: EnvelopeId, digest: bytes) -> list[bytes]:
        """Return the receipts of an envelope with this SHA-256, lowest level first."""
        found = self.file.ask(
            "SELECT receipt.raw FROM receipt JOIN envelope USING (n) "
            "WHERE id = ? AND digest = ? ORDER BY level",
            *(envelope, digest),
        )
        return [bytes(raw) for (raw,) in found]

    def receipts_after(self, log: LogId, since: int) -> list[tuple[int, bytes]]:
        """Return a page of a log's receipts after a number, with their numbers."""
        found = self.file.ask(
            "SELECT number, raw FROM receipt WHERE log = ? AND number > ? "
            "ORDER BY number LIMIT ?",
            *(log, since, MAX_RECEIPTS_ANSWERED),
        )
        return [(int(number), bytes(raw)) for number, raw in found]

    def spans(self, log: LogId, *, read: bool) -> list[Span]:
        """Return the batch numbers of a log that are held, or read, as runs."""
        found = self.file.ask(
            "SELECT DISTINCT batch_no FROM envelope "  # noqa: S608 - ours
            f"WHERE log = ? AND batch_no > 0 AND {_HELD} "
            "AND (fate = ? OR ? = 0) ORDER BY batch_no",
            *(log, *_NOT_HELD, Fate.READ, read),
        )
        return _runs([int(batch_no) for (batch_no,) in found])

    def pieces_of(self, log: LogId) -> tuple[list[bytes], list[bool]]:
        """Return the newest envelopes with pieces of photos of a log that are held.

        They have no batch number to be counted by; oldest first, and whether each was
        read. What was set aside is held, as a batch is: it was not lost, unless with
        the key to it.
        """
        found = self.file.ask(
            "SELECT id, fate FROM envelope "  # noqa: S608 - ours
            f"WHERE log = ? AND batch_no = 0 AND {_HELD} "
            "AND n NOT IN (SELECT n FROM epoch) ORDER BY n DESC LIMIT ?",
            *(log, *_NOT_HELD, MAX_PIECES_TOLD),
        )
        found.reverse()
        read = [fate == Fate.READ for _, fate in found]
        return [bytes(envelope) for envelope, _ in found], read

    def set_aside_of(self, log: LogId) -> list[SetAside]:
        """Return what was verified as of this log and yet cannot be used."""
        found = self.file.ask(
            "SELECT id, batch_no, reason FROM envelope WHERE log = ? AND verified = 1 "
            "AND fate IN (?, ?) ORDER BY n LIMIT ?",
            *(log, Fate.SET_ASIDE, Fate.CONTRADICTS, MAX_RECEIPTS_ANSWERED),
        )
        return [SetAside(bytes(i), int(no), str(why)) for i, no, why in found]

    def waiting(self, after: int = 0) -> Envelope | None:
        """Return the first envelope beyond `after` that is still to be judged or read.

        One at a time: a hub that was locked for a week holds more than fits in memory.
        """
        first = "SELECT MIN(n) AS n FROM envelope WHERE fate = ? AND n > ?"
        return self._one(
            f"n = (SELECT MIN(n) FROM ({first} UNION ALL {first}))",  # noqa: S608
            *(Fate.ARRIVED, after, Fate.STORED, after),
        )

    def reconsider(self) -> None:
        """Let everything that was set aside be judged again."""
        with self.file.change() as run:
            run(
                "UPDATE envelope SET fate = CASE verified WHEN 1 THEN ? ELSE ? END "
                "WHERE fate = ?",
                *(Fate.STORED, Fate.ARRIVED, Fate.SET_ASIDE),
            )

    def kept(self, limit: int = 200) -> tuple[Kept, ...]:
        """Return what was set aside or contradicts, newest first, for the console."""
        found = self.file.ask(
            "SELECT id, log, batch_no, size, arrived_ms, fate, reason FROM envelope "
            "WHERE n IN (SELECT n FROM envelope WHERE fate IN (?, ?) "
            "ORDER BY n DESC LIMIT ?) ORDER BY n DESC",
            *(Fate.SET_ASIDE, Fate.CONTRADICTS, limit),
        )
        return tuple(
            Kept(i, log, no, size, ms, Fate(fate), why)
            for i, log, no, size, ms, fate, why in found
        )

    def unverified(self, envelope: EnvelopeId) -> bytes | None:
        """Return the bytes of an envelope nobody could verify, or None."""
        found = self.file.ask(
            "SELECT raw FROM envelope WHERE id = ? AND verified = 0 LIMIT 1", envelope
        )
        return bytes(found[0][0]) if found else None

    def let_go(self, envelopes: Iterable[EnvelopeId]) -> list[EnvelopeId]:
        """Let go of the bytes of envelopes that were read; their digest is kept.

        Returns those that are dealt with: what is not read yet keeps its bytes.
        """
        gone: list[EnvelopeId] = []
        with self.file.change() as run:
            for envelope in envelopes:
                run(
                    "UPDATE envelope SET raw = ? WHERE id = ? AND fate = ?",
                    *(b"", envelope, Fate.READ),
                )
                waits = "SELECT 1 FROM envelope WHERE id = ? AND LENGTH(raw) > 0"
                if not self.file.ask(waits, envelope):
                    gone.append(envelope)
        self.file.wipe()
        return gone

    def count(self, fate: Fate) -> int:
        """Return how many envelopes have this fate."""
        found = self.file.ask("SELECT COUNT(*) FROM envelope WHERE fate = ?", fate)
        return int(found[0][0])

    def unread_batches(self) -> int:
        """Return how many envelopes with facts are stored and not read.

        A key epoch or a piece of a photo is none: neither has a batch number.
        """
        found = self.file.ask(
            "SELECT COUNT(*) FROM envelope WHERE fate = ? AND batch_no > 0", Fate.STORED
        )
        return int(found[0][0])

    def _one(self, where: str, *parameters: object) -> Envelope | None:
        found = self.file.ask(
            f"SELECT {_COLUMNS} FROM envelope WHERE {where}",  # noqa: S608 - ours
            *parameters,
        )
        if not found:
            return None
        n, envelope, digest, raw, fate, reason, verified = found[0]
        return Envelope(n, envelope, digest, raw, Fate(fate), reason, bool(verified))


def _runs(numbers: list[int]) -> list[Span]:
    runs: list[Span] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
