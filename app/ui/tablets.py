"""Tablets without the program as a screen sees them: where they come in, who is in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class TabletRow:
    """A browser that looks at this post, who signed on there, and when it was used."""

    number: int
    device: str
    since_ms: int
    used_ms: int
    person: str = ""


@dataclass(frozen=True, slots=True)
class TabletDoorway:
    """Where tablets come in, and what their owner compares of our root certificate."""

    addresses: tuple[str, ...]
    fingerprint: str
    tablets: tuple[TabletRow, ...] = ()


@dataclass(frozen=True, slots=True)
class TabletCode:
    """A code that lets one tablet in, once; `url` is the whole of it, as a square."""

    code: str
    url: str
    until_ms: int


class TabletDoor(Protocol):
    """The door through which tablets look at this post."""

    @property
    def doorway(self) -> TabletDoorway | None:
        """Where it is and who is in, or None while it is shut; cheap to ask."""

    async def open(self) -> None:
        """Let tablets come in, now and after the next start. Raises Refusal."""

    async def shut(self) -> None:
        """Let nobody in, and end every tablet."""

    def new_code(self) -> TabletCode:
        """Return a code for one more tablet. Raises Refusal."""

    def end_tablet(self, number: int) -> None:
        """Let one tablet see nothing more."""

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after something changed; returns the stop."""
