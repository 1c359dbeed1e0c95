"""A lot at a post: its movements, what is there and what of it may be used.

What is there is, for each place, what the last count found and every movement since.
Nothing is ever clipped: a negative sum is a discrepancy to show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, NamedTuple

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.stock import (
    HoldReason,
    LotFact,
    LotHeld,
    LotReleased,
    StockArrived,
    StockCounted,
    StockDiscarded,
    StockIssued,
    StockMoved,
    StockReceived,
    StockReturned,
    StockSent,
    StockUnpacked,
    usable,
)
from app.care.terms import FactId


class Way(StrEnum):
    """How pieces came or went."""

    RECEIVED = "received"
    ISSUED = "issued"
    UNPACKED = "unpacked"
    RETURNED = "returned"
    MOVED = "moved"
    SENT = "sent"
    ARRIVED = "arrived"
    DISCARDED = "discarded"


class Movement(NamedTuple):
    """A signed number of pieces at a place, and the fact that moved them."""

    log: bytes
    seq: int
    quantity: int
    place: str
    way: Way
    at_ms: int
    actor: bytes
    transfer: bytes = b""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """What a count at a place found, and what it had seen by then."""

    id: FactId
    quantity: int
    seen: tuple[FactId, ...]
    counted_ms: int
    place: str
    actor: bytes

    def covers(self, movement: Movement) -> bool:
        """Tell whether a movement was already in what was counted.

        Who counts sees the shelf, not the other tablet: what was taken there before
        the count is gone from the shelf, heard of or not. On the device that counts
        its own order says it, whatever its clock did.
        """
        if movement.place != self.place:
            return False
        if movement.log == self.id[0]:
            return movement.seq < self.id[1]
        return movement.at_ms < self.counted_ms or any(
            movement.log == log and movement.seq <= seq for log, seq in self.seen
        )


@dataclass(frozen=True, slots=True)
class Hold:
    """A quarantine that stands; `place` None is the whole lot."""

    id: FactId
    why: HoldReason
    reason: str
    at_ms: int
    actor: bytes
    place: str | None


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
    counts: tuple[Count, ...] = ()
    holds: tuple[Hold, ...] = ()

    @property
    def by_place(self) -> Mapping[str, int]:
        """Pieces that should be at each place where any ever were; may be negative."""
        last = _last_counts(self.counts)
        there = {place: count.quantity for place, count in last.items()}
        for each in self.movements:
            count = last.get(each.place)
            if count is None or not count.covers(each):
                there[each.place] = there.get(each.place, 0) + each.quantity
        return there

    @property
    def on_hand(self) -> int:
        """Pieces that should be at the post; may be negative."""
        return sum(self.by_place.values())

    @property
    def free(self) -> int:
        """Pieces on hand that are not in quarantine; may be negative."""
        return self._free(self.by_place)

    def _free(self, there: Mapping[str, int]) -> int:
        return sum(there[place] for place in there if not self.is_held(place))

    @property
    def correction(self) -> int:
        """By how much the last counts differ from the movements they had seen."""
        return sum(
            count.quantity
            - sum(each.quantity for each in self.movements if count.covers(each))
            for count in _last_counts(self.counts).values()
        )

    def is_held(self, place: str) -> bool:
        """Tell whether what is at a place may not be used."""
        return any(each.place in (None, place) for each in self.holds)


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
    free: int
    correction: int
    holds: int


def _last_counts(counts: Iterable[Count]) -> dict[str, Count]:
    """Return the last count of each place; of two at one moment the later recorded."""
    in_time = sorted(counts, key=lambda each: each.counted_ms)
    return {count.place: count for count in in_time}


def _received(lot: Lot, fact: StockReceived, stamp: Stamp) -> Lot:
    coming = _moving(fact, stamp, fact.quantity, Way.RECEIVED, words=fact.source)
    return _came(_named(lot, fact), coming)


def _arrived(lot: Lot, fact: StockArrived, stamp: Stamp) -> Lot:
    coming = _moving(
        fact, stamp, fact.quantity, Way.ARRIVED, fact.transfer, fact.from_post
    )
    return _came(_named(lot, fact), coming)


def _returned(lot: Lot, fact: StockReturned, stamp: Stamp) -> Lot:
    back = _moving(fact, stamp, fact.quantity, Way.RETURNED, words=fact.reason)
    return _with(_named(lot, fact), back)


def _issued(lot: Lot, fact: StockIssued, stamp: Stamp) -> Lot:
    gone = _moving(fact, stamp, -fact.quantity, Way.ISSUED, words=fact.reason)
    return _with(_named(lot, fact), gone)


def _unpacked(lot: Lot, fact: StockUnpacked, stamp: Stamp) -> Lot:
    gone = _moving(fact, stamp, -fact.quantity, Way.UNPACKED, words=fact.reason)
    return _with(_named(lot, fact), gone)


def _discarded(lot: Lot, fact: StockDiscarded, stamp: Stamp) -> Lot:
    words = fact.reason or fact.why.value
    gone = _moving(fact, stamp, -fact.quantity, Way.DISCARDED, words=words)
    return _with(_named(lot, fact), gone)


def _sent(lot: Lot, fact: StockSent, stamp: Stamp) -> Lot:
    gone = _moving(fact, stamp, -fact.quantity, Way.SENT, fact.transfer, fact.to_post)
    return _with(_named(lot, fact), gone)


def _moved(lot: Lot, fact: StockMoved, stamp: Stamp) -> Lot:
    gone = _moving(fact, stamp, -fact.quantity, Way.MOVED)
    there = gone._replace(quantity=fact.quantity, place=fact.to_place)
    return _with(_named(lot, fact), gone, there)


def _counted(lot: Lot, fact: StockCounted, stamp: Stamp) -> Lot:
    count = Count(
        stamp.id, fact.quantity, fact.seen, fact.observed_ms, fact.place, stamp.actor
    )
    named = _named(lot, fact)
    return replace(named, counts=(*named.counts, count))


def _held(lot: Lot, fact: LotHeld, stamp: Stamp) -> Lot:
    named = _named(lot, fact)
    hold = Hold(
        stamp.id, fact.why, fact.reason, fact.observed_ms, stamp.actor, fact.place
    )
    return replace(named, holds=(*named.holds, hold))


def _released(lot: Lot, fact: LotReleased, _: Stamp) -> Lot:
    ended = {(bytes(log), seq) for log, seq in fact.sees}
    named = _named(lot, fact)
    kept = tuple(each for each in named.holds if each.id not in ended)
    return replace(named, holds=kept)


def _moving(
    fact: Any,
    stamp: Stamp,
    signed: int,
    way: Way,
    transfer: bytes = b"",
    words: str = "",
) -> Movement:
    return Movement(
        *stamp.id,
        signed,
        fact.place,
        way,
        fact.observed_ms,
        stamp.actor,
        bytes(transfer),
        words,
    )


def _came(lot: Lot, coming: Movement) -> Lot:
    first = coming.at_ms if lot.received_ms is None else lot.received_ms
    return replace(_with(lot, coming), received_ms=min(first, coming.at_ms))


def _with(lot: Lot, *movements: Movement) -> Lot:
    return replace(lot, movements=(*lot.movements, *movements))


def _named(lot: Lot, fact: LotFact) -> Lot:
    return replace(
        lot,
        item=fact.item,
        lot=fact.lot,
        expiry=fact.expiry,
        post=fact.post,
        moved_ms=max(lot.moved_ms, fact.observed_ms),
    )


FOLD: Final[dict[type, Fold]] = {
    StockReceived: _received,
    StockIssued: _issued,
    StockUnpacked: _unpacked,
    StockReturned: _returned,
    StockMoved: _moved,
    StockSent: _sent,
    StockArrived: _arrived,
    StockDiscarded: _discarded,
    StockCounted: _counted,
    LotHeld: _held,
    LotReleased: _released,
}


def line(lot: Lot) -> LotLine:
    """Return the scalars that lists need."""
    there = lot.by_place  # read once: it walks every movement
    return LotLine(
        item=lot.item,
        lot=lot.lot,
        expiry=lot.expiry,
        post=lot.post,
        received_ms=lot.received_ms,
        moved_ms=lot.moved_ms,
        on_hand=sum(there.values()),
        free=lot._free(there),
        correction=lot.correction,
        holds=len(lot.holds),
    )


def fefo(lots: Iterable[Lot], today: str) -> list[Lot]:
    """Return usable lots: earliest expiry first, then earliest receipt (FEFO)."""
    good = [lot for lot in lots if usable(lot.free, lot.expiry, today) > 0]
    return sorted(
        good, key=lambda lot: (lot.expiry or "9999", lot.received_ms or 0, lot.lot)
    )


def taken_from(lot: Lot, pieces: int) -> list[tuple[str, int]]:
    """Return from which places so many free pieces are taken, the fullest first."""
    there = sorted(
        (-held, place)
        for place, held in lot.by_place.items()
        if held > 0 and not lot.is_held(place)
    )
    taken: list[tuple[str, int]] = []
    left = min(pieces, lot.free)
    for held, place in there:
        some = min(left, -held)
        if some > 0:
            taken.append((place, some))
        left -= some
    return taken
