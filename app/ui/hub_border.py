"""The border as the hub's console shows it: neighbouring regions, and who crossed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.commands.border import Across
    from app.store.queries.border import CrossingRow
    from sync.ids import ActorId


@dataclass(frozen=True, slots=True)
class Met:
    """The hub of another region, as it answered; `words` its own console shows too."""

    name: str
    realm: bytes
    url: str
    descriptor: bytes
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BorderRow:
    """A neighbouring region, and how the way there goes.

    `ok_ms` is when its hub last answered, `reason` why it did not just now; `waiting`
    sealed envelopes lie here for it, of so many `senders`.
    """

    realm: bytes
    name: str
    url: str
    words: tuple[str, ...]
    stands_in: bool
    agreed_ms: int
    ok_ms: int | None
    reason: str | None
    waiting: int
    senders: int


class BorderRoom(Protocol):
    """What the operator of an open hub does at the border."""

    async def meet(self, address: str) -> Met:
        """Ask who answers at an address. Raises Refusal for no hub, or our own."""

    async def agree(self, by: ActorId, met: Met, *, stands_in: bool) -> None:
        """Agree with a hub whose words were compared. Raises Refusal, FileError."""

    async def end_agreement(self, by: ActorId, realm: bytes, reason: str) -> None:
        """End an agreement. Raises Refusal, FileError."""

    async def rows(self) -> tuple[BorderRow, ...]:
        """Return the regions agreed with, by name."""

    async def send(self, by: ActorId, casualty: bytes, where: Across) -> None:
        """Tell another region's hub of a casualty. Raises Refusal, FileError."""

    async def stop(
        self, by: ActorId, casualty: bytes, realm: bytes, reason: str
    ) -> None:
        """Tell that region nothing more of a casualty. Raises Refusal, FileError."""

    async def crossers(self) -> tuple[CrossingRow, ...]:
        """Return who crossed, either way, newest first."""

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after something changed; returns the stop."""
