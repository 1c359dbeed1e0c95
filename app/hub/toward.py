"""The part of a hub's shelf that leads to one region alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.relay.shelf import Shelf
    from sync.reply import ForDevice, Item


@dataclass(frozen=True, slots=True)
class Toward:
    """What lies on a shelf for one region alone."""

    shelf: Shelf
    realm: bytes

    def errand(self, to: bytes, now_ms: int) -> list[ForDevice]:
        """Return what to bring to a place now, and for which logs to ask."""
        return self.shelf.errand(to, now_ms, self.realm)

    def came_back(
        self, to: bytes, brought: Sequence[bytes], items: Sequence[Item], now_ms: int
    ) -> int:
        """Take what a place gave back; return how much of it was new."""
        return self.shelf.came_back(to, brought, items, now_ms)

    def met(self, to: bytes, certificate: str) -> None:
        """Remember by what certificate a place is known again."""
        self.shelf.met(to, certificate)
