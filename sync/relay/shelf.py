"""What a relay keeps for others: sealed envelopes, and what goes back to who sent them.

Nothing on it can be read here. An envelope leaves when the hub signed that it read it,
or after 30 days; until then its post has it as well, so a lost shelf loses nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import Final

from sync.database import Database, Shared, open_database
from sync.errors import SyncError
from sync.head import CARRIED, Core, EnvelopeKind, is_for_a_post, read_head
from sync.ids import Ids, LogId, Mode
from sync.limits import (
    KEPT_AGAIN_S,
    MAX_BUNDLE_ENVELOPES,
    MAX_CURSOR_BYTES,
    MAX_ERRAND_BYTES,
    MAX_ERRAND_ITEMS,
    REFUSED_AGAIN_S,
    RELAY_LIFE_MS,
)
from sync.receipt import Level, Receipt
from sync.relay.back import WayBack
from sync.relay.hubs import Hubs
from sync.relay.room import Quota, Room
from sync.relay.schema import (
    COUNT,
    COUNT_BY_REALM,
    MIGRATIONS,
    NEWEST_SHOWN,
    SHOWN,
    WAITS,
)
from sync.relay.sisters import Addressed
from sync.reply import ForDevice, Item, Kind, kept, read_kept
from sync.trust.certificate import mode_of_realm

_LET_GO_BYTES: Final = 256
"""What an envelope counts for whose bytes were let go: its row is remembered."""
_MOST_SHOWN: Final = 16
"""Receipts of one log shown at a time to hear more of."""
_ROOM_BESIDE: Final = 512 * 1024
"""Of an errand: what is left for all that is no envelope."""
_ID_BYTES: Final = 8
_SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Kept:
    """That a shelf keeps an envelope: its name and digest, and whether it is new."""

    name: bytes
    is_new: bool


@dataclass(frozen=True, slots=True)
class Count:
    """What waits on a shelf for a hub: envelopes, bytes, and of how many senders."""

    waiting: int
    bytes: int
    senders: int


class Shelf:
    """relay.sqlite; usable from any thread. Raises DiskFull when there is no room."""

    def __init__(
        self,
        database: Database,
        ids: Ids,
        quota: Quota | None = None,
        mode: Mode | None = None,
    ) -> None:
        self._file = Shared(database)
        self._room = Room(self._file, quota or Quota())
        self._mode = mode
        self.hubs = Hubs(self._file)
        self.addressed = Addressed(self._file)
        self._asked: dict[bytes, bytes] = {}
        # Only in memory: who finds the file cannot try all addresses there are.
        self._salt = ids.random(_SALT_BYTES)
        self.id: Final = self._own_id(ids)
        self._back = WayBack(self._file, self.id, self.hubs, self.addressed)
        self.back = self._back.give

    @classmethod
    def open(
        cls,
        path: str | PathLike[str],
        ids: Ids,
        quota: Quota | None = None,
        mode: Mode | None = None,
    ) -> Shelf:
        """Open or make the shelf at `path`, for one mode or both. Raises FileError."""
        return cls(open_database(path, None, MIGRATIONS), ids, quota, mode)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def keep(self, raw: bytes, address: str, now_ms: int) -> Kept | None:
        """Keep an envelope that `address` brought; return that it is kept, or None.

        None is for what is no envelope that goes up, of another mode than this shelf
        is for, or beyond what is kept of its sender or for that address.
        """
        try:
            core = read_head(raw).core
            mode = mode_of_realm(core.realm)
        except SyncError:
            return None
        if self._mode not in (None, mode) or core.kind not in CARRIED:
            return None
        return self._kept(core, raw, address, now_ms, 0)

    def show(self, raw: bytes, now_ms: int) -> bool:
        """Keep what this machine has itself, for sisters to find; True when it fits.

        It is brought nowhere: its own courier does that, or the hub had it first.
        """
        try:
            core = read_head(raw).core
        except SyncError:
            return True  # nothing anybody could read
        return self._kept(core, raw, "", now_ms, Level.READ) is not None

    def _kept(
        self, core: Core, raw: bytes, address: str, now_ms: int, level: int
    ) -> Kept | None:
        digest = hashlib.sha256(raw).digest()
        is_new = not self._has(digest)
        if is_new:
            salted = self._salt + address.encode()
            brought_by = hashlib.sha256(salted).digest()[:_ID_BYTES]
            if not self._fits(core.sender, brought_by, len(raw)):
                return None
            self._put(core, digest, raw, brought_by, now_ms, level)
        return Kept(kept(core.envelope, digest), is_new)

    def _fits(self, sender: bytes, brought_by: bytes, size: int) -> bool:
        """Tell whether there is room, once what only sisters want makes way."""
        if self._room.fits(sender, brought_by, size):
            return True
        with self._file.change() as run:
            run(
                "UPDATE envelope SET sealed = x'', size = ? WHERE sender = ? "
                "AND level = ? AND LENGTH(sealed) > 0",
                *(_LET_GO_BYTES, sender, Level.READ),
            )
        self._room.count_again()
        return self._room.fits(sender, brought_by, size)

    def errand(
        self, to: bytes, now_ms: int, realm: bytes | None = None
    ) -> list[ForDevice]:
        """Return what to bring to a place now, and for which logs to ask there.

        `realm` is the only one it leads to; None leads everywhere.
        What it did not take is brought again after half an hour, and what it says it
        keeps after six: it may have lost it.
        """
        kept_ms = now_ms - int(KEPT_AGAIN_S * 1000)
        again_ms = now_ms - int(REFUSED_AGAIN_S * 1000)
        # What was tried in a future that a wrong clock made up is tried again.
        waits = self._file.ask(
            WAITS, to, kept_ms, again_ms, now_ms, realm, MAX_BUNDLE_ENVELOPES
        )
        left = MAX_ERRAND_BYTES - _ROOM_BESIDE
        laden: dict[bytes, list[bytes]] = {}
        for digest, log, size in waits:
            left -= size
            if laden and left < 0:
                break
            found = self._file.ask(
                "SELECT sealed FROM envelope WHERE digest = ?", digest
            )
            sealed = bytes(found[0][0]) if found else b""
            if hashlib.sha256(sealed).digest() == digest:
                laden.setdefault(bytes(log), []).append(sealed)
            else:
                self._drop(digest)  # spoiled here; its post has it still
        items = MAX_ERRAND_ITEMS - sum(map(len, laden.values())) - len(laden)
        parts = []
        # What is brought comes first, a key epoch before all that names it; then the
        # logs whose turn it is: of many, some are asked for now and the rest next time.
        for log in (*laden, *self._asked_next(to, frozenset(laden), realm)):
            part = self._part(to, LogId(log), laden.get(log, []), items)
            items -= len(part.receipts) + 1
            parts.append(part)
            if items <= _MOST_SHOWN and log not in laden:
                self._asked[to] = log
                return parts
        self._asked.pop(to, None)
        return parts

    def _asked_next(
        self, to: bytes, laden: frozenset[bytes], realm: bytes | None
    ) -> list[bytes]:
        """Return the logs nothing is brought of, from beyond the one asked for last."""
        after = self._asked.get(to, b"")
        found = self._file.ask(
            "SELECT DISTINCT log FROM envelope WHERE log > ? "
            "AND realm = COALESCE(?, realm)",
            *(after, realm),
        )
        return sorted(bytes(log) for (log,) in found if bytes(log) not in laden)

    def came_back(
        self, to: bytes, brought: Sequence[bytes], items: Sequence[Item], now_ms: int
    ) -> int:
        """Take what a place gave back for the logs we carry for; return what was new.

        A receipt that the hub of its realm did not sign is let go of, where that hub is
        known; where it is not, its post will judge it.
        """
        self._note_tried(to, brought, now_ms)
        news = 0
        for item in items:
            if item.kind is Kind.HUB:
                self.hubs.know(item)
            elif item.kind is Kind.KEPT:
                self._note_kept(to, item)
            elif item.kind is Kind.CURSOR:
                self._note_cursor(to, item)
            elif item.kind is Kind.RECEIPT:
                news += self._receipt(item, now_ms)
            elif item.kind is Kind.ENVELOPE and is_for_a_post(item.raw):
                news += self._back.lay(item, b"", 0, now_ms)
        return news

    def met(self, to: bytes, certificate: str) -> None:
        """Remember by what certificate, as PEM, a place is known again."""
        with self._file.change() as run:
            run(
                "INSERT OR REPLACE INTO setting VALUES (?, ?)",
                *(f"known:{to.decode()}", certificate),
            )

    def known_by(self, to: bytes) -> str | None:
        """Return by what certificate a place is known again; None before it was met."""
        found = self._file.ask(
            "SELECT value FROM setting WHERE name = ?", f"known:{to.decode()}"
        )
        return str(found[0][0]) if found else None

    def forget_old(self, now_ms: int) -> None:
        """Let go of what is older than 30 days."""
        before = now_ms - RELAY_LIFE_MS
        with self._file.change() as run:
            run("DELETE FROM envelope WHERE came_ms < ?", before)
            run("DELETE FROM back WHERE came_ms < ?", before)
            run("DELETE FROM brought WHERE digest NOT IN (SELECT digest FROM envelope)")
            run("DELETE FROM cursor WHERE log NOT IN (SELECT log FROM envelope)")
            self.addressed.forget_old(run)
        self._room.count_again()

    def count(self) -> Count:
        """Return what waits here for a hub."""
        return Count(*map(int, self._file.ask(COUNT)[0]))

    def counts(self) -> dict[bytes, Count]:
        """Return what waits here for the hub of each realm."""
        found = self._file.ask(COUNT_BY_REALM)
        return {bytes(realm): Count(*map(int, said)) for realm, *said in found}

    def carries_for(self, log: LogId) -> bool:
        """Tell whether something of a log was brought here."""
        return self.hubs.realm_of(log) is not None

    def let_go(self, envelopes: Iterable[bytes]) -> None:
        """Let go of envelopes: the law erased something in them."""
        with self._file.change() as run:
            for envelope in envelopes:
                run("DELETE FROM envelope WHERE id = ?", envelope)
        self._file.wipe()
        self._room.count_again()

    def _own_id(self, ids: Ids) -> bytes:
        with self._file.change() as run:
            run(
                "INSERT INTO setting VALUES ('id', ?) ON CONFLICT DO NOTHING",
                ids.random(_ID_BYTES),
            )
        found = self._file.ask("SELECT value FROM setting WHERE name = 'id'")
        return bytes(found[0][0])

    def _drop(self, digest: bytes) -> None:
        with self._file.change() as run:
            run("DELETE FROM envelope WHERE digest = ?", digest)
        self._room.count_again()

    def _has(self, digest: bytes) -> bool:
        return bool(self._file.ask("SELECT 1 FROM envelope WHERE digest = ?", digest))

    def _put(
        self,
        core: Core,
        digest: bytes,
        raw: bytes,
        brought_by: bytes,
        now_ms: int,
        level: int,
    ) -> None:
        with self._file.change() as run:
            run(
                "INSERT INTO envelope (id, digest, log, realm, sender, brought_by, "
                "is_epoch, size, came_ms, sealed, epoch, level) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                *(core.envelope, digest, core.log, core.realm, core.sender, brought_by),
                *(core.kind == EnvelopeKind.KEY_EPOCH, len(raw), now_ms, raw),
                *(core.epoch, level),
            )
            self.addressed.note(run, core)
        self._room.changed(core.sender, brought_by, len(raw))

    def _note_tried(self, to: bytes, brought: Sequence[bytes], now_ms: int) -> None:
        """Note what a place has seen; whether it keeps it, it says by itself."""
        with self._file.change() as run:
            for raw in brought:
                run(
                    "INSERT OR REPLACE INTO brought (place, digest, tried_ms) "
                    "VALUES (?, ?, ?)",
                    *(to, hashlib.sha256(raw).digest(), now_ms),
                )

    def _part(
        self, to: bytes, log: LogId, envelopes: list[bytes], items: int
    ) -> ForDevice:
        shown = self._file.ask(SHOWN, log, max(1, min(_MOST_SHOWN, items)))
        shown = shown or self._file.ask(NEWEST_SHOWN, log)
        cursor = self._file.ask(
            "SELECT cursor FROM cursor WHERE place = ? AND log = ?", to, log
        )
        return ForDevice(
            log,
            tuple(bytes(raw) for (raw,) in shown),
            tuple(envelopes),
            bytes(cursor[0][0]) if cursor else None,
        )

    def _note_kept(self, to: bytes, item: Item) -> None:
        try:
            _, digest = read_kept(item.raw)
        except SyncError:
            return
        with self._file.change() as run:
            run(
                "UPDATE brought SET is_kept = 1 WHERE place = ? AND digest = ?",
                *(to, digest),
            )

    def _note_cursor(self, to: bytes, item: Item) -> None:
        is_ours = self.hubs.realm_of(item.log) is not None
        if not is_ours or len(item.raw) > MAX_CURSOR_BYTES:
            return
        with self._file.change() as run:
            run(
                "INSERT OR REPLACE INTO cursor VALUES (?, ?, ?)",
                *(to, item.log, item.raw),
            )

    def _receipt(self, item: Item, now_ms: int) -> int:
        try:
            receipt, is_proven = self.hubs.read(item.raw)
        except SyncError:
            return 0
        if receipt.log != item.log:
            return 0
        news = self._back.lay(item, receipt.digest, receipt.level, now_ms)
        if is_proven:
            self._reached(receipt, now_ms)
        return news

    def _reached(self, receipt: Receipt, now_ms: int) -> None:
        is_kept = self.addressed.is_asked_for(receipt.digest, now_ms)
        goes = receipt.level == Level.READ and not is_kept
        with self._file.change() as run:
            run(
                "UPDATE envelope SET level = MAX(level, ?) WHERE digest = ?",
                *(receipt.level, receipt.digest),
            )
            held = self._file.ask(
                "SELECT sender, brought_by, size FROM envelope WHERE digest = ?",
                receipt.digest,
            )
            if goes:
                run(
                    "UPDATE envelope SET sealed = x'', size = ? WHERE digest = ?",
                    *(_LET_GO_BYTES, receipt.digest),
                )
        if goes:
            for sender, brought_by, size in held:
                self._room.changed(sender, brought_by, _LET_GO_BYTES - size)
