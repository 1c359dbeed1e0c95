"""One thing that is carried by hand: a parcel, or the reply to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stick:
    """What was written for or by the post `whose`, and what is there to read of it."""

    whose: str
    is_reply: bool
    written: bytes
    held: bytes

    @property
    def is_sound(self) -> bool:
        """Whether what there is to read is what was written."""
        return self.held == self.written


def parcel(whose: str, raw: bytes) -> Stick:
    """Return a whole parcel."""
    return Stick(whose, False, raw, raw)


def reply(whose: str, raw: bytes) -> Stick:
    """Return a whole reply."""
    return Stick(whose, True, raw, raw)
