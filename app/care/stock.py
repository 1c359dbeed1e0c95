"""Stock: lots, movements, counts and par levels.

On hand is a sum, never a field: what the last count found, and every movement that
count had not seen. So it does not matter in which order facts arrive, and a negative
sum is a discrepancy to show, not to clip.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Final, NamedTuple

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Number, Ref, Text, When
from app.care.refusal import Refusal
from app.care.terms import FactId

MOST: Final = 100_000
"""More pieces than this in one movement is a slip of the finger."""

PAR_START: Final = b"par:"


@dataclass(frozen=True, slots=True)
class LotKey:
    """Which lot: item code, lot number, expiry as YYYY-MM-DD ('' = does not expire)."""

    item: str
    lot: str = ""
    expiry: str = ""


@dataclass(frozen=True, slots=True)
class StockReceived:
    """Pieces of a lot came in."""

    item: Annotated[str, Text(40)]
    quantity: Annotated[int, Number(1, MOST)]
    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    lot: Annotated[str, Text(20)] = ""
    expiry: Annotated[str, Text(10)] = ""
    source: Annotated[str, Text(100)] = ""


@dataclass(frozen=True, slots=True)
class StockIssued:
    """Pieces of a lot were given out."""

    item: Annotated[str, Text(40)]
    quantity: Annotated[int, Number(1, MOST)]
    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    lot: Annotated[str, Text(20)] = ""
    expiry: Annotated[str, Text(10)] = ""
    reason: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class StockCounted:
    """The pieces of a lot were counted; `seen` is how far each log had been read."""

    item: Annotated[str, Text(40)]
    quantity: Annotated[int, Number(0, MOST)]
    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    lot: Annotated[str, Text(20)] = ""
    expiry: Annotated[str, Text(10)] = ""
    seen: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class ParSet:
    """How many pieces of an item this post wants to have."""

    item: Annotated[str, Text(40)]
    par: Annotated[int, Number(0, MOST)]
    post: Annotated[bytes, Ref()]


class Movement(NamedTuple):
    """A signed number of pieces, and the fact that moved them."""

    log: bytes
    seq: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Count:
    """What a count found, and what it had seen by then."""

    quantity: int
    seen: tuple[FactId, ...]
    counted_ms: int

    def covers(self, movement: Movement) -> bool:
        """Tell whether a movement was already in what was counted."""
        return any(
            movement.log == log and movement.seq <= seq for log, seq in self.seen
        )


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot of one item at one post."""

    item: str = ""
    lot: str = ""
    expiry: str = ""
    post: bytes = b""
    received_ms: int | None = None
    moved_ms: int = 0
    movements: tuple[Movement, ...] = ()
    counted: Count | None = None

    @property
    def on_hand(self) -> int:
        """Pieces that should be there; may be negative."""
        count = self.counted
        if count is None:
            return sum(each.quantity for each in self.movements)
        unseen = (each for each in self.movements if not count.covers(each))
        return count.quantity + sum(each.quantity for each in unseen)

    @property
    def correction(self) -> int:
        """By how much the last count differs from the movements it had seen."""
        count = self.counted
        if count is None:
            return 0
        seen = (each for each in self.movements if count.covers(each))
        return count.quantity - sum(each.quantity for each in seen)


@dataclass(frozen=True, slots=True)
class LotLine:
    """The scalars of a lot that lists sort and sum by."""

    item: str
    lot: str
    expiry: str
    post: bytes
    received_ms: int | None
    moved_ms: int
    on_hand: int
    correction: int


@dataclass(frozen=True, slots=True)
class Par:
    """How many pieces of an item a post wants to have."""

    item: str = ""
    post: bytes = b""
    par: int = 0


def _received(lot: Lot, fact: StockReceived, stamp: Stamp) -> Lot:
    first = fact.observed_ms if lot.received_ms is None else lot.received_ms
    moved = _moved(lot, fact, fact.quantity, stamp)
    return replace(moved, received_ms=min(first, fact.observed_ms))


def _issued(lot: Lot, fact: StockIssued, stamp: Stamp) -> Lot:
    return _moved(lot, fact, -fact.quantity, stamp)


def _moved(
    lot: Lot, fact: StockReceived | StockIssued, signed: int, stamp: Stamp
) -> Lot:
    movement = Movement(*stamp.id, signed)
    return replace(_named(lot, fact), movements=(*lot.movements, movement))


def _counted(lot: Lot, fact: StockCounted, _: Stamp) -> Lot:
    count = Count(fact.quantity, fact.seen, fact.observed_ms)
    return replace(_named(lot, fact), counted=count)


def _named(lot: Lot, fact: StockReceived | StockIssued | StockCounted) -> Lot:
    return replace(
        lot,
        item=fact.item,
        lot=fact.lot,
        expiry=fact.expiry,
        post=fact.post,
        moved_ms=max(lot.moved_ms, fact.observed_ms),
    )


def _par(_: Par, fact: ParSet, __: Stamp) -> Par:
    return Par(fact.item, fact.post, fact.par)


FOLD: Final[dict[type, Fold]] = {
    StockReceived: _received,
    StockIssued: _issued,
    StockCounted: _counted,
}
PAR_FOLD: Final[dict[type, Fold]] = {ParSet: _par}


def line(lot: Lot) -> LotLine:
    """Return the scalars that lists need."""
    return LotLine(
        item=lot.item,
        lot=lot.lot,
        expiry=lot.expiry,
        post=lot.post,
        received_ms=lot.received_ms,
        moved_ms=lot.moved_ms,
        on_hand=lot.on_hand,
        correction=lot.correction,
    )


def lot_stream(post: bytes, key: LotKey) -> bytes:
    """Return the stream of a lot at a post; two tablets derive the same."""
    parts = (b"lot", post, key.item.encode(), key.lot.encode(), key.expiry.encode())
    return hashlib.sha256(b"|".join(parts)).digest()[:16]


def par_stream(post: bytes, item: str) -> bytes:
    """Return the stream of an item's par level at a post."""
    return PAR_START + post + b":" + item.encode()


def is_expired(expiry: str, today: str) -> bool:
    """Tell whether a lot may no longer be used; its last day is still good."""
    return expiry != "" and expiry < today


def usable(on_hand: int, expiry: str, today: str) -> int:
    """Return the pieces that may be used today."""
    return 0 if is_expired(expiry, today) else max(on_hand, 0)


def tidy_expiry(text: str) -> str:
    """Return an expiry date as YYYY-MM-DD, or '' for none; raises Refusal.

    Takes YYYY-MM-DD, DD-MM-YYYY, and MM-YYYY or YYYY-MM for the last day of a month.
    """
    plain = text.strip().replace("/", "-").replace(".", "-")
    if not plain:
        return ""
    month = re.fullmatch(r"(\d{1,2})-(\d{4})", plain)
    if month:
        plain = f"{month[2]}-{month[1].zfill(2)}"
    dutch = re.fullmatch(r"(\d{1,2})-(\d{1,2})-(\d{4})", plain)
    if dutch:
        plain = f"{dutch[3]}-{dutch[2].zfill(2)}-{dutch[1].zfill(2)}"
    try:
        if re.fullmatch(r"\d{4}-\d{2}", plain):
            return _month_end(date.fromisoformat(f"{plain}-01"))
        return date.fromisoformat(plain).isoformat()
    except ValueError:
        raise Refusal("not_a_date") from None


def _month_end(first: date) -> str:
    year, month = (
        (first.year + 1, 1) if first.month == 12 else (first.year, first.month + 1)
    )
    return date.fromordinal(date(year, month, 1).toordinal() - 1).isoformat()


def fefo(lots: Iterable[Lot], today: str) -> list[Lot]:
    """Return usable lots: earliest expiry first, then earliest receipt (FEFO)."""
    good = [lot for lot in lots if usable(lot.on_hand, lot.expiry, today) > 0]
    return sorted(
        good, key=lambda lot: (lot.expiry or "9999", lot.received_ms or 0, lot.lot)
    )
