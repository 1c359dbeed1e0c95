"""What a post's own devices keep for each other near by, whatever the hub has.

A copy of each sealed envelope waits here until the *base* has it: a neighbour that was
seen to hold what a sister sealed, or the shelf of this very device. The hub's receipt
takes nothing away from it: a sister without a line has only the base.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from sync.courier.schema import SET
from sync.database import Shared
from sync.errors import SyncError
from sync.head import UPWARD, read_head
from sync.ids import KeyId, LogId
from sync.limits import MAX_POST_KEYS_NAMED, RELAY_LIFE_MS

_POST_KEYS: Final = "post_keys"


class Homely:
    """The part of a road file about the base of its post."""

    def __init__(self, file: Shared) -> None:
        self._file = file
        self._bases: tuple[bool, bool] | None = None

    def post_keys(self) -> bytes:
        """Return the names of this post's keys, one after another; none is empty."""
        found = self._file.ask("SELECT value FROM setting WHERE name = ?", _POST_KEYS)
        return bytes(found[0][0]) if found else b""

    def set_post_keys(self, keys: Sequence[KeyId]) -> None:
        """Say by which names what is sealed to this post is known on the road."""
        named = b"".join(keys[:MAX_POST_KEYS_NAMED])
        if named != self.post_keys():
            with self._file.change() as run:
                run(SET, _POST_KEYS, named)

    def _known(self) -> tuple[bool, bool]:
        """Tell whether another device is a base, and whether this one is."""
        known = self._bases
        if known is None:
            other = self._file.ask("SELECT 1 FROM neighbour WHERE is_base LIMIT 1")
            own = self._file.ask(
                "SELECT 1 FROM setting WHERE name = 'carries' AND value"
            )
            known = self._bases = bool(other), bool(own)
        return known

    def look_again(self) -> None:
        """Look anew whether there is a base: neighbours came or went."""
        self._bases = None

    def is_base(self, place: bytes) -> bool:
        """Tell whether a neighbour is a base of this post."""
        found = self._file.ask(
            "SELECT 1 FROM neighbour WHERE url = ? AND is_base", place.decode()
        )
        return bool(found)

    def set_base(self, place: bytes) -> None:
        """Note that a neighbour held what a sister sealed."""
        if not self.is_base(place):
            with self._file.change() as run:
                run("UPDATE neighbour SET is_base = 1 WHERE url = ?", place.decode())
            self.look_again()

    def copy_own(
        self, run: Callable[..., int], log: LogId, sealed: bytes, now_ms: int
    ) -> None:
        """Let a copy of what is laid wait for the base, in the same transaction."""
        if any(self._known()):
            self._copy(run, log, sealed, now_ms)

    def copy_came(self, run: Callable[..., int], sealed: bytes, now_ms: int) -> None:
        """Let a copy of what a sister sealed wait, where this device is the base."""
        if self._known()[1]:
            try:
                core = read_head(sealed).core
            except SyncError:
                return  # the open post says what is wrong with it
            if core.kind in UPWARD:
                self._copy(run, LogId(core.log), sealed, now_ms)

    def copy_all(self) -> None:
        """Let a copy of all that lies here wait: this device becomes the base."""
        with self._file.change() as run:
            run(
                "INSERT INTO for_base (digest, log, came_ms, sealed) "
                "SELECT digest, log, put_ms, sealed FROM envelope "
                "ORDER BY is_epoch DESC, n ON CONFLICT DO NOTHING"
            )

    def _copy(
        self, run: Callable[..., int], log: LogId, sealed: bytes, now_ms: int
    ) -> None:
        run(
            "INSERT INTO for_base (digest, log, came_ms, sealed) "
            "VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            *(hashlib.sha256(sealed).digest(), log, now_ms, sealed),
        )
        run("DELETE FROM for_base WHERE came_ms < ?", now_ms - RELAY_LIFE_MS)

    def waiting(self, most: int, most_bytes: int) -> list[tuple[LogId, bytes]]:
        """Return what the base has not got, oldest first, as much as fits."""
        found = self._file.ask(
            "SELECT n, LENGTH(sealed) FROM for_base ORDER BY n LIMIT ?", most
        )
        chosen: list[tuple[LogId, bytes]] = []
        for n, size in found:
            most_bytes -= size
            if chosen and most_bytes < 0:
                break
            rows = self._file.ask("SELECT log, sealed FROM for_base WHERE n = ?", n)
            chosen += [(LogId(bytes(log)), bytes(sealed)) for log, sealed in rows]
        return chosen

    def got(self, digests: Iterable[bytes]) -> None:
        """Let go of copies the base has; what waits for thirty days goes by itself."""
        with self._file.change() as run:
            for digest in digests:
                run("DELETE FROM for_base WHERE digest = ?", digest)

    def forget(self, run: Callable[..., int], envelope: bytes) -> None:
        """Let go of the copy of an envelope, in the transaction that takes it off."""
        run(
            "DELETE FROM for_base WHERE digest IN "
            "(SELECT digest FROM envelope WHERE id = ?)",
            envelope,
        )
