"""A stocktake: several people count what lies at a post at once, each on a tablet.

A line says what somebody found of one lot at one place, and which lines of that lot and
place it replaces. Two lines that did not know each other both stand; nothing is added
up, and a person chooses. What was found of one lot at one place is a stream of its own,
so that a line costs as much in a count of thousands as in the first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Final, NamedTuple

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Number, Ref, Text, When
from app.care.item import Controlled, Item
from app.care.lot import Count, Lot
from app.care.stock import MOST, LotKey, lot_stream
from app.care.terms import FactId

STREAM_START: Final = b"tally:"
SPOT_START: Final = b"tally-spot:"


class TallyScope(StrEnum):
    """What is counted in a stocktake."""

    ALL = "all"
    PLACE = "place"
    CRITICAL = "critical"
    CONTROLLED = "controlled"
    COLD = "cold"
    MEDICINES = "medicines"


@dataclass(frozen=True, slots=True)
class TallyBegun:
    """A stocktake began; `place` is the one that is counted, where it is only one."""

    post: Annotated[bytes, Ref()]
    scope: Annotated[TallyScope, Choice()]
    observed_ms: Annotated[int, When()]
    name: Annotated[str, Text(60)] = ""
    place: Annotated[str, Text(32)] = ""


@dataclass(frozen=True, slots=True)
class TallyLine:
    """Pieces of a lot were counted at a place; `sees` are the lines it replaces.

    `tally` is the stream of the stocktake. The line causes the count in the ledger,
    which goes when the line is taken back.
    """

    post: Annotated[bytes, Ref()]
    tally: Annotated[bytes, Ref()]
    item: Annotated[str, Text(40)]
    pieces: Annotated[int, Number(0, MOST)]
    observed_ms: Annotated[int, When()]
    lot: Annotated[str, Text(20)] = ""
    expiry: Annotated[str, Text(10)] = ""
    place: Annotated[str, Text(32)] = ""
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class TallyEnded:
    """A stocktake is done; what was counted without knowing so still counts."""

    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]


class Spot(NamedTuple):
    """One lot at one place: what one line counts."""

    item: str
    lot: str
    expiry: str
    place: str


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody found at a spot."""

    id: FactId
    item: str
    lot: str
    expiry: str
    place: str
    pieces: int
    at_ms: int
    actor: bytes
    sees: tuple[FactId, ...] = ()

    @property
    def spot(self) -> Spot:
        """Which lot was counted, and where."""
        return Spot(self.item, self.lot, self.expiry, self.place)


@dataclass(frozen=True, slots=True)
class Ended:
    """Who said that a stocktake is done."""

    id: FactId
    at_ms: int
    actor: bytes


@dataclass(frozen=True, slots=True)
class Stocktake:
    """A stocktake as it stands. `begun_ms` None: its beginning is still to be heard.

    What was counted in it stands beside it, spot by spot.
    """

    post: bytes = b""
    scope: TallyScope = TallyScope.ALL
    place: str = ""
    name: str = ""
    begun_ms: int | None = None
    begun_by: bytes = b""
    ended: tuple[Ended, ...] = ()

    @property
    def ended_ms(self) -> int | None:
        """When it was first said to be done."""
        return min((each.at_ms for each in self.ended), default=None)


@dataclass(frozen=True, slots=True)
class Tallied:
    """What was found of one lot at one place in one stocktake."""

    post: bytes = b""
    tally: bytes = b""
    lines: tuple[Line, ...] = ()

    @property
    def standing(self) -> tuple[Line, ...]:
        """The lines that no other replaced."""
        replaced = {seen for each in self.lines for seen in each.sees}
        return tuple(each for each in self.lines if each.id not in replaced)


@dataclass(frozen=True, slots=True)
class TallyRow:
    """The scalars of a stocktake that lists show."""

    post: bytes
    name: str
    scope: TallyScope
    place: str
    begun_ms: int
    ended_ms: int | None


@dataclass(frozen=True, slots=True)
class TalliedRow:
    """The scalars of a counted spot; `ledger` is the stream of its lot."""

    post: bytes
    tally: bytes
    item: str
    lot: str
    expiry: str
    place: str
    ledger: bytes
    is_counted: bool
    in_conflict: bool


def is_conflict(lines: Collection[Line]) -> bool:
    """Tell whether lines of one spot say different numbers."""
    return len({each.pieces for each in lines}) > 1


def fits(scope: TallyScope, item: Item | None) -> bool:
    """Tell whether an item is counted in a stocktake; of no list, only in a whole one.

    A stocktake of one place is of everything that lies there.
    """
    if scope in (TallyScope.ALL, TallyScope.PLACE):
        return True
    if item is None:
        return False
    return {
        TallyScope.CRITICAL: item.critical,
        TallyScope.CONTROLLED: item.controlled is not Controlled.NONE,
        TallyScope.COLD: item.cold_chain,
        TallyScope.MEDICINES: bool(item.atc),
    }[scope]


def booked(lot: Lot, line: Line, lines: Collection[Line]) -> int | None:
    """Return the pieces the books had at a spot when it was counted, without `lines`.

    None: they knew nothing of this lot. What was moved before the count and is heard
    of later is in it, so it can change when a device comes back.
    """
    own = {found.id for each in lines if (found := _count_of(lot, each)) is not None}
    count = _count_of(lot, line)
    if count is None:
        return None
    known = [each for each in lot.counts if each.id not in own]
    if not lot.movements and not known:
        return None
    before = [
        each
        for each in known
        if each.place == line.place and each.counted_ms <= count.counted_ms
    ]
    last = max(before, key=lambda each: (each.counted_ms, each.id), default=None)
    there = 0 if last is None else last.quantity
    return there + sum(
        each.quantity
        for each in lot.movements
        if count.covers(each) and (last is None or not last.covers(each))
    )


def at_moment(lot: Lot, at_ms: int) -> Mapping[str, int]:
    """Return the pieces that should have been at each place at a moment."""
    then = replace(
        lot,
        movements=tuple(each for each in lot.movements if each.at_ms <= at_ms),
        counts=tuple(each for each in lot.counts if each.counted_ms <= at_ms),
    )
    return then.by_place


def _count_of(lot: Lot, line: Line) -> Count | None:
    """Return the count in the ledger that a line caused: the next of its log there."""
    log, seq = line.id
    later = [
        each
        for each in lot.counts
        if each.id[0] == log
        and each.id[1] > seq
        and each.place == line.place
        and each.counted_ms == line.at_ms
    ]
    return min(later, key=lambda each: each.id[1], default=None)


def _begun(held: Stocktake, fact: TallyBegun, stamp: Stamp) -> Stocktake:
    return replace(
        held,
        post=fact.post,
        scope=fact.scope,
        place=fact.place,
        name=fact.name,
        begun_ms=fact.observed_ms,
        begun_by=stamp.actor,
    )


def _counted(held: Tallied, fact: TallyLine, stamp: Stamp) -> Tallied:
    new = Line(
        stamp.id,
        fact.item,
        fact.lot,
        fact.expiry,
        fact.place,
        fact.pieces,
        fact.observed_ms,
        stamp.actor,
        tuple((bytes(log), seq) for log, seq in fact.sees),
    )
    lines = sorted((*held.lines, new), key=lambda each: (each.at_ms, each.id))
    return Tallied(fact.post, fact.tally, tuple(lines))


def _ended(held: Stocktake, fact: TallyEnded, stamp: Stamp) -> Stocktake:
    new = Ended(stamp.id, fact.observed_ms, stamp.actor)
    ended = sorted((*held.ended, new), key=lambda each: (each.at_ms, each.id))
    return replace(held, post=fact.post, ended=tuple(ended))


FOLD: Final[dict[type, Fold]] = {TallyBegun: _begun, TallyEnded: _ended}
SPOT_FOLD: Final[dict[type, Fold]] = {TallyLine: _counted}


def line(held: Stocktake) -> TallyRow:
    """Return the scalars that lists need."""
    return TallyRow(
        post=held.post,
        name=held.name,
        scope=held.scope,
        place=held.place,
        begun_ms=held.begun_ms or 0,
        ended_ms=held.ended_ms,
    )


def spot_line(held: Tallied) -> TalliedRow:
    """Return the scalars that totals need."""
    standing = held.standing
    spot = held.lines[-1].spot
    return TalliedRow(
        post=held.post,
        tally=held.tally,
        item=spot.item,
        lot=spot.lot,
        expiry=spot.expiry,
        place=spot.place,
        ledger=lot_stream(held.post, LotKey(spot.item, spot.lot, spot.expiry)),
        is_counted=bool(standing),
        in_conflict=is_conflict(standing),
    )


def tally_stream(name: bytes) -> bytes:
    """Return the stream of a stocktake, by 16 random bytes."""
    return STREAM_START + name


def spot_stream(tally: bytes, spot: Spot) -> bytes:
    """Return the stream of a spot in a stocktake; two tablets derive the same."""
    digest = hashlib.sha256(b"|".join((tally, *(each.encode() for each in spot))))
    return SPOT_START + digest.digest()[:16]
