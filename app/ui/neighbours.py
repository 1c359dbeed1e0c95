"""Neighbours as a screen sees them: who may take our post along, and for whom we do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class NeighbourRow:
    """A neighbour that takes our sealed post along, as far as it was heard.

    `kept` of our envelopes that no hub has lie there, by its own word; `refused` it did
    not take. `ok_ms` is when it last answered, `hub_ms` when it says it last reached a
    hub, by its own clock; `reason` why it did not answer just now. `is_base`: the
    devices of this post find there what the others record. `named`: the region whose
    hub it is, where our own hub named it.
    """

    url: str
    kept: int
    ok_ms: int | None = None
    hub_ms: int | None = None
    reason: str | None = None
    refused: int = 0
    is_base: bool = False
    named: str = ""


@dataclass(frozen=True, slots=True)
class CarryingRow:
    """What this post takes along for others, and at which addresses they find it."""

    addresses: tuple[str, ...]
    waiting: int
    senders: int


@dataclass(frozen=True, slots=True)
class Circle:
    """The neighbours of a post, and what it carries for them; None when it does not.

    `for_sisters` sealed envelopes of other devices of this post wait here to be brought
    to the hub, which does not have them.
    """

    neighbours: tuple[NeighbourRow, ...] = ()
    carrying: CarryingRow | None = None
    for_sisters: int = 0


class Neighbourhood(Protocol):
    """What a post does with its neighbours."""

    @property
    def circle(self) -> Circle:
        """What was last heard; cheap to ask."""

    async def look(self) -> None:
        """Look again what lies where."""

    async def add(self, address: str) -> None:
        """Let a neighbour take our post along. Raises Refusal for no address."""

    async def remove(self, url: str) -> None:
        """Ask a neighbour no more; what it has may arrive all the same."""

    async def search(self) -> tuple[str, ...]:
        """Return the addresses of neighbours that can be found on this network."""

    async def carry(self, *, carries: bool) -> None:
        """Begin or stop to take post along for others. Raises Refusal."""

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after something changed; returns the stop."""
