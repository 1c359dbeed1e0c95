"""A delivery as it is scanned: one line for each lot, and what a line still lacks.

Nothing here is stock yet. A line is booked once a person confirmed it, and never while
something in it is unsure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from app.care.refusal import Refusal
from app.care.stock import MOST

MOST_LINES: Final = 300
"""More lots than this in one delivery are booked in two goes."""


class Lack(StrEnum):
    """Why a line cannot be booked yet."""

    ITEM = "item"
    DOUBT = "doubt"
    BARE = "bare"
    QUANTITY = "quantity"


@dataclass(frozen=True, slots=True)
class Line:
    """One lot of a delivery. `pieces` is what one scan of it adds.

    `doubt` names the part of the code that may hold another one. `bare` says that the
    code told neither lot nor expiry, and nobody has yet.
    """

    gtin: str = ""
    item: str = ""
    lot: str = ""
    expiry: str = ""
    quantity: int = 1
    pieces: int = 1
    serials: tuple[str, ...] = ()
    doubt: str = ""
    bare: bool = False
    counted: int = 0
    """How much of the quantity codes said in pieces; the rest is scans of packages."""

    @property
    def lacks(self) -> Lack | None:
        """What a person must do first, or None."""
        if not self.item:
            return Lack.ITEM
        if self.doubt:
            return Lack.DOUBT
        if self.bare:
            return Lack.BARE
        return None if 1 <= self.quantity <= MOST else Lack.QUANTITY

    def is_same(self, other: Line) -> bool:
        """Tell whether another scan is of the same lot of the same thing."""
        mine = (self.gtin or self.item, self.lot, self.expiry)
        return mine == (other.gtin or other.item, other.lot, other.expiry)


Lines = tuple[Line, ...]
"""The newest scan is the first."""


def scanned_again(lines: Sequence[Line], line: Line) -> Lines:
    """Return the delivery with one scan more; the same lot again adds to its line.

    Raises Refusal for a serial number that is in it: that package was scanned before.
    """
    same = next((each for each in lines if each.is_same(line)), None)
    if same is None:
        if len(lines) >= MOST_LINES:
            raise Refusal("delivery_full", most=MOST_LINES)
        return (line, *lines)
    if set(line.serials) & set(same.serials):
        raise Refusal("scanned_before", serial=line.serials[0])
    more = replace(
        same,
        quantity=min(MOST, same.quantity + line.quantity),
        counted=min(MOST, same.counted + line.counted),
        serials=(*same.serials, *line.serials),
    )
    return (more, *(each for each in lines if each is not same))


def ready(lines: Sequence[Line]) -> Lines:
    """Return the lines that can be booked."""
    return tuple(each for each in lines if each.lacks is None)


def changed(lines: Sequence[Line], place: int, line: Line | None) -> Lines:
    """Return the delivery with one line as a person says it is; None takes it out."""
    before, after = lines[:place], lines[place + 1 :]
    return (*before, *(() if line is None else (line,)), *after)


def of_item(lines: Sequence[Line], gtin: str, item: str, pieces: int) -> Lines:
    """Return the delivery once it is known which item a bar code stands for.

    Packages count in its pieces now; what a code said was pieces already.
    """
    return tuple(
        replace(each, item=item, quantity=_in_pieces(each, pieces), pieces=pieces)
        if each.gtin == gtin and not each.item
        else each
        for each in lines
    )


def _in_pieces(line: Line, pieces: int) -> int:
    counted = min(line.counted, line.quantity)
    return counted + (line.quantity - counted) * pieces
