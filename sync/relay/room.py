"""How much a relay keeps: of everybody, of one sender, and of who brought it.

What is held is counted once and then kept count of: a full shelf costs no more to ask.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from typing import Final

from sync.database import Shared
from sync.limits import RELAY_BYTES, RELAY_BYTES_EACH

_ADDRESS_SHARE: Final = 4
"""Who carries for others may bring as much as so many senders."""
_ALL: Final = ("", b"")


@dataclass(frozen=True, slots=True)
class Quota:
    """What a relay keeps: of everybody, and of one sender."""

    most_bytes: int = RELAY_BYTES
    each_bytes: int = RELAY_BYTES_EACH


class Room:
    """The part of a shelf about its size; usable from any thread."""

    def __init__(self, file: Shared, quota: Quota) -> None:
        self._file = file
        self._quota = quota
        self._turn = threading.Lock()
        self._held: Counter[tuple[str, bytes]] | None = None

    def fits(self, sender: bytes, brought_by: bytes, size: int) -> bool:
        """Tell whether so many more bytes of a sender and an address may be kept."""
        each = self._quota.each_bytes
        most = (self._quota.most_bytes, each, each * _ADDRESS_SHARE)
        with self._turn:
            held = self._counted()
            return all(
                held[name] + size <= bound
                for name, bound in zip(_names(sender, brought_by), most, strict=True)
            )

    def changed(self, sender: bytes, brought_by: bytes, by: int) -> None:
        """Note that so many bytes more, or less, are kept."""
        with self._turn:
            if self._held is not None:
                for name in _names(sender, brought_by):
                    self._held[name] += by

    def count_again(self) -> None:
        """Count anew when it is asked next: what is old was let go of."""
        with self._turn:
            self._held = None

    def _counted(self) -> Counter[tuple[str, bytes]]:
        if self._held is None:
            held: Counter[tuple[str, bytes]] = Counter()
            for sender, brought_by, size in self._file.ask(
                "SELECT sender, brought_by, SUM(size) FROM envelope "
                "GROUP BY sender, brought_by"
            ):
                for name in _names(sender, brought_by):
                    held[name] += int(size)
            self._held = held
        return self._held


def _names(sender: bytes, brought_by: bytes) -> tuple[tuple[str, bytes], ...]:
    return _ALL, ("sender", sender), ("brought_by", brought_by)
