"""A kit that is opened: what comes out of it, and what the lots of that are called.

One kit falls apart into what its list says, and no deeper: a kit inside a kit is
closed until somebody opens it too. What came out bears the date of the kit. That is
the date of the part that expires first, so no part is kept longer than it is good, and
what came out of the oldest kit is first to go out. Its own lot number nobody read;
what stands instead says from which lot of kits it came.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.care.item import Item, exploded
from app.care.refusal import Refusal
from app.care.stock import LotKey

FROM_KIT: Final = "KIT"
"""How the lot of what came out of a kit begins, in both languages."""

_MOST_LOT: Final = 20


def contents(items: Mapping[str, Item], code: str, kits: int = 1) -> dict[str, int]:
    """Return the pieces that come out of a number of kits, by code. Raises Refusal.

    What is no kit is refused, and so is one that would come out of itself again:
    opening it would make pieces out of nothing.
    """
    item = items.get(code)
    if item is None or not item.kit:
        raise Refusal("not_a_kit")
    if code in exploded(items, code):
        raise Refusal("kit_in_itself")
    found: dict[str, int] = {}
    for part in item.kit:
        found[part.code] = found.get(part.code, 0) + part.quantity * kits
    return found


def lot_out_of(kit: LotKey, code: str) -> LotKey:
    """Return the lot of what came out of a lot of kits.

    Of a lot number that is too long its end is kept, for there lots differ.
    """
    room = _MOST_LOT - len(FROM_KIT) - 1
    name = f"{FROM_KIT}-{kit.lot[-room:]}" if kit.lot else FROM_KIT
    return LotKey(code, name, kit.expiry)
