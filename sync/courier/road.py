"""The road: sealed bytes that wait to be carried, and what came back. No keys here.

It is a plain file beside the encrypted one, so sealed sending goes on while the post is
closed. What came back is kept until the post has applied it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from sync.courier.entrusted import Entrusted
from sync.courier.freight import HubAddress, Outstanding, Returned, Waiting
from sync.courier.hand import Hand
from sync.courier.handing import Handing
from sync.courier.homely import Homely
from sync.courier.incoming import Collected, Incoming, Unreadable
from sync.courier.known import ClockOffset, Held, Known
from sync.courier.schema import MIGRATIONS, SET, WAITING
from sync.database import Database, Shared, open_database
from sync.errors import DamagedFile
from sync.ids import EnvelopeId, LogId

__all__ = [
    "MIGRATIONS",
    "ClockOffset",
    "Collected",
    "Held",
    "HubAddress",
    "Outstanding",
    "Returned",
    "Road",
    "Unreadable",
    "Waiting",
]

if TYPE_CHECKING:
    from os import PathLike


_SKIP_KNOWN: Final = (
    "UPDATE log SET since = MAX(since, ?) "
    "WHERE log = (SELECT log FROM envelope WHERE id = ?) AND NOT EXISTS "
    "(SELECT 1 FROM envelope WHERE envelope.log = log.log AND envelope.id != ? "
    "AND envelope.level < 2)"
)
"""With the last envelope of a log read, no receipt up to its number is still news."""

_OUTDATE: Final = "DELETE FROM held WHERE log = (SELECT log FROM envelope WHERE id = ?)"
"""What a hub held before it got more is told anew: no clock says which was first."""

_FORGET_EPOCHS: Final = (
    "DELETE FROM envelope WHERE is_epoch AND level >= 2 "
    "AND NOT EXISTS (SELECT 1 FROM envelope AS each WHERE each.epoch = envelope.id "
    "AND each.epoch != x'') "
    "AND EXISTS (SELECT 1 FROM envelope AS newer WHERE newer.is_epoch "
    "AND newer.log = envelope.log AND newer.n > envelope.n)"
)
"""An epoch that was read stays while an envelope here names it, or none is newer."""

_KIND_AT: Final = 14
"""Where the kind stands in an envelope: after two lengths, magic and array head."""
_EPOCH_KIND: Final = b"\x02"


class Road:
    """road.sqlite: usable from any thread, with the post open or closed.

    Every method raises DiskFull when there is no room; nothing is lost by it.
    """

    def __init__(self, database: Database) -> None:
        self._file = Shared(database)
        self.homely = Homely(self._file)
        self.entrusted = Entrusted(self._file)
        incoming = Incoming(self._file, self.homely, self.entrusted)
        known = Known(self._file)
        # What came down, for the courier to collect and the open post to land.
        self.collect = incoming.collect
        self.collect_again = incoming.collect_again
        self.cursor = incoming.cursor
        self.collected = incoming.collected
        self.landed = incoming.landed
        self.landed_upto = incoming.landed_upto
        self.set_aside_down = incoming.set_aside
        self.aside_down = incoming.unreadable
        self.retry_down = incoming.retry
        self.has_room_down = incoming.has_room
        # What the hub told of itself, unproven, for the open post to compare.
        self.held = known.held
        self.set_held = known.set_held
        self.descriptor = known.descriptor
        self.set_descriptor = known.set_descriptor
        self.lost_descriptor = known.lost_descriptor
        self.set_lost_descriptor = known.set_lost_descriptor
        self.clock_offset = known.clock_offset
        self.set_clock_offset = known.set_clock_offset
        self.hand = Hand(self._file)
        self.handing = Handing(self._file, self.homely.look_again)

    @classmethod
    def open(cls, path: str | PathLike[str]) -> Road:
        """Open or make the road at `path`. Raises FileError."""
        return cls(open_database(path, None, MIGRATIONS))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def put(
        self,
        envelope: EnvelopeId,
        log: LogId,
        batch_no: int,
        sealed: bytes,
        now_ms: int,
        epoch: bytes = b"",
    ) -> None:
        """Let a sealed envelope wait for its turn; putting it twice is putting it once.

        What was acknowledged already stays acknowledged; bytes that were spoiled here
        are put right, and wait again. `epoch` is the key epoch its
        core names, whose own envelope (kind 2) is put before it, with batch_no 0: its
        bytes stay here until nothing outstanding names it and a newer epoch is here.
        """
        is_epoch = sealed[_KIND_AT : _KIND_AT + 1] == _EPOCH_KIND
        with self._file.change() as run:
            run("INSERT INTO log (log) VALUES (?) ON CONFLICT DO NOTHING", log)
            run(
                "INSERT INTO envelope (id, log, batch_no, sealed, digest, put_ms, "
                "epoch, is_epoch) SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE ? OR NOT EXISTS "
                "(SELECT 1 FROM receipt WHERE envelope = ? AND level = 2) "
                "ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, "
                "digest = excluded.digest, level = 0, trouble = NULL "
                "WHERE envelope.sealed != excluded.sealed",
                *(envelope, log, batch_no, sealed, hashlib.sha256(sealed).digest()),
                *(now_ms, b"" if is_epoch else epoch, is_epoch, is_epoch, envelope),
            )
            self.homely.copy_own(run, log, sealed, now_ms)

    def next(self) -> Waiting | None:
        """Return the envelope whose turn it is, or None."""
        few = self.next_few(1, 0)
        return few[0] if few else None

    def next_few(self, most: int, most_bytes: int) -> tuple[Waiting, ...]:
        """Return the envelopes whose turn it is, as many as fit, but at least one.

        Key epochs go first, for others name them; what is no batch goes last.
        """
        found = self._file.ask(
            "SELECT id, LENGTH(sealed) FROM envelope "
            "WHERE level = 0 AND trouble IS NULL "
            "ORDER BY is_epoch DESC, batch_no = 0, n LIMIT ?",
            most,
        )
        few: list[Waiting] = []
        for envelope, size in found:
            most_bytes -= size
            if few and most_bytes < 0:
                break
            few += [Waiting(*row) for row in self._file.ask(WAITING, envelope)]
        return tuple(few)

    def bring_epoch(self, epoch: bytes) -> bool:
        """Let an epoch's own envelope wait again, before all else; False if not here.

        For a hub that answers 424: it no longer has, or never had, what a batch names.
        """
        with self._file.change() as run:
            done = run(
                "UPDATE envelope SET level = 0, trouble = NULL "
                "WHERE id = ? AND is_epoch",
                epoch,
            )
            return bool(done)

    def epoch_of(self, envelope: EnvelopeId | bytes) -> bytes:
        """Return the key epoch an envelope on the road names, empty for none."""
        found = self._file.ask("SELECT epoch FROM envelope WHERE id = ?", envelope)
        return bytes(found[0][0]) if found else b""

    def outstanding(self) -> tuple[Outstanding, ...]:
        """Return every envelope that is not read by the hub yet, in order."""
        found = self._file.ask(
            "SELECT id, log, batch_no, level, trouble, is_epoch FROM envelope "
            "WHERE level < 2 ORDER BY n"
        )
        return tuple(_outstanding(row) for row in found)

    def digest(self, envelope: EnvelopeId | bytes) -> bytes | None:
        """Return the SHA-256 of an envelope that is still here, or None."""
        found = self._file.ask("SELECT digest FROM envelope WHERE id = ?", envelope)
        return bytes(found[0][0]) if found else None

    def sum(self, envelope: EnvelopeId | bytes) -> bytes | None:
        """Return the SHA-256 of the bytes that lie here now, or None: they are gone."""
        found = self._file.ask(WAITING, envelope)
        return hashlib.sha256(found[0][3]).digest() if found else None

    def keep(self, receipt: Returned) -> bool:
        """Keep a receipt that was checked, and tell whether it was new.

        At level 2 the sealed bytes are let go; the receipt stays until it is applied.
        """
        with self._file.change() as run:
            done = run(
                "INSERT INTO receipt (number, envelope, level, raw) "
                "VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                "number = excluded.number, raw = excluded.raw "
                "WHERE raw != excluded.raw",
                *(receipt.number, receipt.envelope, receipt.level, receipt.raw),
            )
            run(_OUTDATE, receipt.envelope)
            if receipt.level >= 2:
                run(_SKIP_KNOWN, receipt.number, receipt.envelope, receipt.envelope)
                _let_go(run, receipt.envelope)
            else:
                run(
                    "UPDATE envelope SET level = MAX(level, ?), trouble = NULL "
                    "WHERE id = ? AND level = 0",
                    *(receipt.level, receipt.envelope),
                )
            return bool(done)

    def returned(self) -> tuple[Returned, ...]:
        """Return the receipts the post has still to apply, in the hub's order."""
        found = self._file.ask(
            "SELECT number, envelope, level, raw FROM receipt ORDER BY number, level"
        )
        return tuple(Returned(*row) for row in found)

    def applied(self, receipts: tuple[Returned, ...]) -> None:
        """Let go of receipts that are in the journal's file now."""
        with self._file.change() as run:
            for one in receipts:
                run(
                    "DELETE FROM receipt WHERE envelope = ? AND level = ? AND raw = ?",
                    *(one.envelope, one.level, one.raw),
                )

    def trouble(self, envelope: EnvelopeId | bytes, reason: str) -> bool:
        """Note why the hub cannot use an envelope; True when that is news.

        It keeps its bytes and lets the next one pass.
        """
        with self._file.change() as run:
            done = run(
                "UPDATE envelope SET trouble = ?, told = 0 "
                "WHERE id = ? AND trouble IS NOT ?",
                *(reason, envelope, reason),
            )
            return bool(done)

    def try_refused(self) -> None:
        """Let what a hub refused wait once more, unless it signed that it holds it.

        A refusal is not signed: it may be of bytes that were spoiled on the way.
        """
        with self._file.change() as run:
            run(
                "UPDATE envelope SET trouble = NULL "
                "WHERE level = 0 AND trouble IS NOT NULL"
            )

    def troubles(self) -> tuple[Outstanding, ...]:
        """Return the envelopes whose trouble the post was not told yet."""
        found = self._file.ask(
            "SELECT id, log, batch_no, level, trouble, is_epoch FROM envelope "
            "WHERE NOT told ORDER BY n"
        )
        return tuple(_outstanding(row) for row in found)

    def told(self, troubles: tuple[Outstanding, ...]) -> None:
        """Note that the post knows of these troubles."""
        with self._file.change() as run:
            for one in troubles:
                run(
                    "UPDATE envelope SET told = 1 WHERE id = ? AND trouble IS ?",
                    *(one.envelope, one.trouble),
                )

    def withdraw(self, envelope: EnvelopeId | bytes) -> None:
        """Take an envelope off the road: the same events were sealed again."""
        with self._file.change() as run:
            self.homely.forget(run, envelope)
            self.entrusted.forget(run, envelope)
            run("DELETE FROM envelope WHERE id = ?", envelope)

    def forget(self, envelopes: Iterable[EnvelopeId]) -> None:
        """Take envelopes off the road so that nothing of their bytes stays behind."""
        for envelope in envelopes:
            self.withdraw(envelope)
        self._file.wipe()

    def send_again(self, envelope: EnvelopeId | bytes) -> None:
        """Let an envelope wait once more: the hub no longer holds it."""
        with self._file.change() as run:
            run(
                "UPDATE envelope SET level = 0, trouble = NULL WHERE id = ?",
                envelope,
            )

    def logs(self) -> tuple[tuple[LogId, int], ...]:
        """Return each log that used this road, and the last receipt number seen."""
        found = self._file.ask("SELECT log, since FROM log ORDER BY log")
        return tuple((LogId(log), int(since)) for log, since in found)

    def seen_upto(self, log: LogId, number: int) -> None:
        """Note that every receipt of a log up to `number` has come back."""
        with self._file.change() as run:
            run(
                "UPDATE log SET since = MAX(since, ?) WHERE log = ?",
                *(number, log),
            )

    def ask_from_start(self, log: LogId) -> None:
        """Ask once more for every receipt of a log: one of them never came."""
        with self._file.change() as run:
            run("UPDATE log SET since = 0 WHERE log = ?", log)

    def hub(self) -> HubAddress | None:
        """Return where the hub is, or None before enrolment. Raises DamagedFile."""
        url, token = self._setting("hub_url"), self._setting("road_token")
        public = self._setting("receipt_public")
        if url is None:
            return None
        root = self._setting("tls_root") or None
        is_sound = isinstance(url, str) and isinstance(root, str | None)
        if not (is_sound and isinstance(token, bytes) and isinstance(public, bytes)):
            raise DamagedFile("the road names a hub without its keys")
        return HubAddress(url, token, public, root)

    def set_hub(self, hub: HubAddress) -> None:
        """Remember where the hub is and whose receipts count.

        Another hub has seen nothing yet: all that waits is its to receive, and what
        the last one told of itself is forgotten.
        """
        known = self._setting("receipt_public")
        with self._file.change() as run:
            for name, value in (
                ("hub_url", hub.url),
                ("road_token", hub.token),
                ("receipt_public", hub.receipt_public),
                ("tls_root", hub.tls_root or ""),
            ):
                run(SET, name, value)
            if known not in (None, hub.receipt_public):
                run("UPDATE log SET since = 0")
                run("UPDATE envelope SET level = 0, trouble = NULL")
                run("DELETE FROM held")
                run(
                    "DELETE FROM setting WHERE name IN "
                    "('down_cursor', 'landed_upto', 'descriptor', 'lost_descriptor')"
                )

    def last_contact_ms(self) -> int | None:
        """Return when the hub last answered, or None when it never did."""
        found = self._setting("last_contact_ms")
        return None if found is None else int(found)

    def contact(self, now_ms: int) -> None:
        """Note that the hub answered."""
        with self._file.change() as run:
            run(SET, "last_contact_ms", now_ms)

    def _setting(self, name: str) -> Any:
        found = self._file.ask("SELECT value FROM setting WHERE name = ?", name)
        return found[0][0] if found else None


def _outstanding(row: tuple[Any, ...]) -> Outstanding:
    envelope, log, batch_no, level, trouble, is_epoch = row
    return Outstanding(envelope, log, batch_no, level, trouble, bool(is_epoch))


def _let_go(run: Callable[..., int], envelope: EnvelopeId) -> None:
    """Let go of bytes that were read; an epoch's only when nothing will name it.

    What names an epoch was read with it, so the epoch was read as well.
    """
    run(
        "UPDATE envelope SET level = 2, trouble = NULL WHERE id = ? "
        "OR (is_epoch AND id = (SELECT epoch FROM envelope WHERE id = ?))",
        *(envelope, envelope),
    )
    run("DELETE FROM envelope WHERE id = ? AND NOT is_epoch", envelope)
    run(_FORGET_EPOCHS)
