"""What a program offers the page on which a post closes: to be wiped, with evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.care.closing import Wiped
    from sync.ids import ActorId, Mode


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wipes, with their PIN, and why where something was not sent."""

    by: ActorId
    pin: str
    because: str = ""


class Wipes(Protocol):
    """What wipes this device of a post, and shows what it said of it."""

    async def wipe(self, mode: Mode, passphrase: str, wish: Wish) -> Wiped:
        """Wipe this device of a post for good; return the word it leaves, signed.

        Raises as `unlock` does, and Refusal; then nothing is wiped.
        """

    def wiped(self) -> tuple[Wiped, ...]:
        """Return what this device says of posts it wiped, the newest first."""
