"""How a cursor names a row: its number, and the start of its envelope's id.

A hub put back from a backup may give a number again, to another envelope.
"""

from __future__ import annotations

from typing import Final

_NUMBER: Final = 8
_ID: Final = 8
PLACE_BYTES: Final = _NUMBER + _ID


def place_of(n: int, envelope: bytes) -> bytes:
    """Return the place of a row."""
    return n.to_bytes(_NUMBER, "big") + envelope[:_ID]


def number_in(place: bytes) -> int | None:
    """Return the number a place says, unproven; None for what is no place."""
    if len(place) != PLACE_BYTES or place[0] >= 1 << 7:
        return None
    return int.from_bytes(place[:_NUMBER], "big")
