"""Emptying a home: who lives there, how each moves, in which vehicle, and who is left.

The list is one stream. Vehicles are rides (`transport.py`); whether somebody is on the
way follows from the ride they were brought to, and is not kept here a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Claim, Stamp, assigned, claimed, latest
from app.care.form import Choice, Number, Ref, Text, When
from app.care.terms import FactId
from app.care.transport import RideStage

STREAM_START: Final = b"evacuation:"
MOST_LISTED: Final = 500
"""More people than one home has."""


class Means(StrEnum):
    """How somebody gets out of the house and into a vehicle."""

    WALKS = "walks"
    SEAT = "seat"
    WHEELCHAIR = "wheelchair"
    STRETCHER = "stretcher"
    TWO_PERSONS = "two_persons"


PLACE_OF: Final = {
    Means.WALKS: "seats",
    Means.SEAT: "seats",
    Means.TWO_PERSONS: "seats",
    Means.WHEELCHAIR: "wheelchairs",
    Means.STRETCHER: "stretchers",
}
"""Which place of a vehicle each takes; who needs two persons is carried to a seat."""


class Whereabouts(StrEnum):
    """What was found of somebody by looking."""

    MISSING = "missing"
    FOUND = "found"
    ARRIVED = "arrived"
    STAYS = "stays"


class EvacueeStage(StrEnum):
    """How far somebody is on the way out; the first is what needs eyes first."""

    MISSING = "missing"
    UNCHECKED = "unchecked"
    WAITING = "waiting"
    ABOARD = "aboard"
    UNDER_WAY = "under_way"
    ARRIVED = "arrived"
    STAYS = "stays"


LEFT: Final = (EvacueeStage.MISSING, EvacueeStage.WAITING, EvacueeStage.ABOARD)
"""Who is still in the house, or may be."""


@dataclass(frozen=True, slots=True)
class EvacuationBegun:
    """A home is to be emptied."""

    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    home: Annotated[str, Text(100)]
    address: Annotated[str, Text(120)] = ""
    destination: Annotated[str, Text(100)] = ""
    leads: Annotated[str, Text(80)] = ""
    phone: Annotated[str, Text(40)] = ""
    remark: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class EvacueeListed:
    """Somebody is on the list, or what stands there of them was written anew.

    A resident who is kept already is named by reference, not by name.
    """

    evacuee: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    name: Annotated[str, Text(120)] = ""
    room: Annotated[str, Text(20)] = ""
    means: Annotated[Means | None, Choice()] = None
    oxygen: Annotated[bool, Choice()] = False
    medicines: Annotated[bool, Choice()] = False
    papers: Annotated[bool, Choice()] = False
    device: Annotated[str, Text(80)] = ""
    destination: Annotated[str, Text(100)] = ""
    remark: Annotated[str, Text(200)] = ""
    resident: Annotated[bytes, Ref()] = b""
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class EvacueeBoarded:
    """Somebody was brought to a vehicle; no ride is out of it again."""

    evacuee: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    ride: Annotated[bytes, Ref()] = b""
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class EvacueeSeen:
    """Somebody was looked for: found, there, staying, or missing."""

    evacuee: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    whereabouts: Annotated[Whereabouts, Choice()]
    spot: Annotated[str, Text(100)] = ""
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class EvacuationPrinted:
    """The list was printed and given to somebody."""

    sheet: Annotated[str, Text(32)]
    to_name: Annotated[str, Text(80)]
    people: Annotated[int, Number(0, MOST_LISTED)]
    observed_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class EvacuationEnded:
    """The home is empty, or is not emptied any more."""

    observed_ms: Annotated[int, When()]
    remark: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class Going:
    """What stands on the list of somebody."""

    name: str = ""
    room: str = ""
    means: Means | None = None
    oxygen: bool = False
    medicines: bool = False
    papers: bool = False
    device: str = ""
    destination: str = ""
    remark: str = ""
    resident: bytes = b""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was found of somebody, and where."""

    whereabouts: Whereabouts
    spot: str = ""


@dataclass(frozen=True, slots=True)
class Evacuee:
    """Somebody on the list; two claims of one thing contradict each other."""

    key: bytes
    listed: tuple[Claim[Going], ...] = ()
    boarded: tuple[Claim[bytes], ...] = ()
    seen: tuple[Claim[Sighting], ...] = ()

    @property
    def going(self) -> Going:
        """What was written last."""
        claim = latest(self.listed)
        return Going() if claim is None else claim.value

    @property
    def ride(self) -> bytes:
        """The ride somebody was brought to last; empty for none."""
        claim = latest(self.boarded)
        return b"" if claim is None else claim.value

    @property
    def rides(self) -> frozenset[bytes]:
        """The rides somebody is in: two where two people say otherwise."""
        return frozenset(each.value for each in self.boarded if each.value)

    @property
    def conflicts(self) -> int:
        """In how many things persons contradict each other."""
        said = (self.listed, self.boarded, self.seen)
        return sum(len({claim.value for claim in each}) > 1 for each in said)

    def stage(self, rides: Mapping[bytes, RideStage]) -> EvacueeStage:
        """Return how far somebody is; first match wins.

        Missing as long as anybody says so. Then what was seen last, unless they were
        brought to a vehicle after it: who was found is to be brought to one again. Then
        how far that vehicle is: from one that arrived they still have to be ticked off,
        and one that was called off, or of which nothing is known, leaves them where
        they were.
        """
        if any(each.value.whereabouts is Whereabouts.MISSING for each in self.seen):
            return EvacueeStage.MISSING
        seen, boarded = latest(self.seen), latest(self.boarded)
        is_older = (
            seen is not None
            and boarded is not None
            and boarded.observed_ms > seen.observed_ms
        )
        if seen is not None and not is_older:
            return _OF_SIGHT[seen.value.whereabouts]
        return _OF_RIDE.get(rides.get(self.ride), EvacueeStage.WAITING)


_OF_SIGHT: Final[Mapping[Whereabouts, EvacueeStage]] = {
    Whereabouts.MISSING: EvacueeStage.MISSING,
    Whereabouts.FOUND: EvacueeStage.WAITING,
    Whereabouts.ARRIVED: EvacueeStage.ARRIVED,
    Whereabouts.STAYS: EvacueeStage.STAYS,
}
_OF_RIDE: Final[Mapping[RideStage | None, EvacueeStage]] = {
    RideStage.REQUESTED: EvacueeStage.ABOARD,
    RideStage.ASSIGNED: EvacueeStage.ABOARD,
    RideStage.UNDER_WAY: EvacueeStage.UNDER_WAY,
    RideStage.ARRIVED: EvacueeStage.UNCHECKED,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list on paper, and who has it."""

    number: str
    to_name: str
    people: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class EvacuationList:
    """A home that is emptied, and everybody in it."""

    begun: EvacuationBegun | None = None
    people: tuple[Evacuee, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    ended: EvacuationEnded | None = None

    def of(self, key: bytes) -> Evacuee | None:
        """Return somebody on the list, by their key."""
        return next((each for each in self.people if each.key == key), None)


@dataclass(frozen=True, slots=True)
class EvacuationLine:
    """What lists sort by."""

    post: bytes
    begun_ms: int
    is_open: int
    people: int


def _begun(held: EvacuationList, fact: EvacuationBegun, _: Stamp) -> EvacuationList:
    return replace(held, begun=fact)


def _with(held: EvacuationList, changed: Evacuee) -> EvacuationList:
    others = [each for each in held.people if each.key != changed.key]
    people = sorted((*others, changed), key=lambda each: each.key)
    return replace(held, people=tuple(people))


def _listed(held: EvacuationList, fact: EvacueeListed, stamp: Stamp) -> EvacuationList:
    one = held.of(fact.evacuee) or Evacuee(fact.evacuee)
    going = Going(
        fact.name,
        fact.room,
        fact.means,
        fact.oxygen,
        fact.medicines,
        fact.papers,
        fact.device,
        fact.destination,
        fact.remark,
        fact.resident,
    )
    claim = claimed(going, fact.observed_ms, stamp)
    return _with(
        held, replace(one, listed=assigned(one.listed, claim, fact.sees, None))
    )


def _boarded(
    held: EvacuationList, fact: EvacueeBoarded, stamp: Stamp
) -> EvacuationList:
    one = held.of(fact.evacuee) or Evacuee(fact.evacuee)
    claim = claimed(fact.ride, fact.observed_ms, stamp)
    return _with(
        held, replace(one, boarded=assigned(one.boarded, claim, fact.sees, None))
    )


def _seen(held: EvacuationList, fact: EvacueeSeen, stamp: Stamp) -> EvacuationList:
    one = held.of(fact.evacuee) or Evacuee(fact.evacuee)
    sighting = Sighting(fact.whereabouts, fact.spot)
    claim = claimed(sighting, fact.observed_ms, stamp)
    return _with(held, replace(one, seen=assigned(one.seen, claim, fact.sees, None)))


def _printed(held: EvacuationList, fact: EvacuationPrinted, _: Stamp) -> EvacuationList:
    sheet = Sheet(fact.sheet, fact.to_name, fact.people, fact.observed_ms)
    return replace(held, sheets=(*held.sheets, sheet))


def _ended(held: EvacuationList, fact: EvacuationEnded, _: Stamp) -> EvacuationList:
    return replace(held, ended=fact)


FOLD: Final[dict[type, Fold]] = {
    EvacuationBegun: _begun,
    EvacueeListed: _listed,
    EvacueeBoarded: _boarded,
    EvacueeSeen: _seen,
    EvacuationPrinted: _printed,
    EvacuationEnded: _ended,
}


def line(held: EvacuationList) -> EvacuationLine:
    """Return the scalars that lists need."""
    begun = held.begun
    return EvacuationLine(
        begun.post if begun else b"",
        begun.observed_ms if begun else 0,
        int(held.ended is None),
        len(held.people),
    )


def riding(held: EvacuationList, ride: bytes) -> tuple[Evacuee, ...]:
    """Return who leaves with a vehicle: brought to it, and not seen elsewhere since."""
    rides = {ride: RideStage.UNDER_WAY}
    return tuple(
        each
        for each in held.people
        if each.ride == ride and each.stage(rides) is EvacueeStage.UNDER_WAY
    )


def evacuation_stream(name: bytes) -> bytes:
    """Return the stream of a home that is emptied, by 16 random bytes."""
    return STREAM_START + name


def places_for(going: Iterable[Going]) -> dict[str, int]:
    """Return how many places of each kind these take; unknown counts as a stretcher.

    Nobody is left standing beside a vehicle because nobody asked how they move.
    """
    needed = {"seats": 0, "wheelchairs": 0, "stretchers": 0}
    for each in going:
        needed[PLACE_OF[each.means or Means.STRETCHER]] += 1
    return needed
