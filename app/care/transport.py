"""Transport: who must go where and with what need, in which vehicle, and whether there.

One stream is one ride: asked for, given a vehicle, left, arrived, or called off. What a
casualty says of leaving stays the casualty's own; a ride that leaves says it there too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Claim, Stamp, assigned, claimed, latest
from app.care.form import Choice, Number, Ref, Text, When
from app.care.refusal import Refusal
from app.care.situation import PRECEDENCE, MedevacRequested, Scheme
from app.care.terms import FactId

STREAM_START: Final = b"transport:"
MOST: Final = 999
MOST_NAMED: Final = 100
"""More people than anybody picks one by one for one ride."""


class Precedence(StrEnum):
    """How soon somebody must go: the words of line 3 of a 9-line (domain.md §4)."""

    URGENT = "urgent"
    SURGICAL = "surgical"
    PRIORITY = "priority"
    ROUTINE = "routine"
    CONVENIENCE = "convenience"


CIVIL: Final = (Precedence.URGENT, Precedence.PRIORITY, Precedence.ROUTINE)
"""What is asked where no scheme of a 9-line is followed."""


AT_ONCE: Final = (Precedence.URGENT, Precedence.SURGICAL)
"""What does not wait for its batch to fill."""


class CallOff(StrEnum):
    """Why a ride is not needed, or does not come."""

    NOT_NEEDED = "not_needed"
    OTHERWISE = "otherwise"
    NO_VEHICLE = "no_vehicle"
    CANNOT_GO = "cannot_go"
    MISTAKE = "mistake"


class RideStage(StrEnum):
    """How far a ride is."""

    REQUESTED = "requested"
    ASSIGNED = "assigned"
    UNDER_WAY = "under_way"
    ARRIVED = "arrived"
    CANCELLED = "cancelled"


OPEN: Final = (RideStage.REQUESTED, RideStage.ASSIGNED, RideStage.UNDER_WAY)


@dataclass(frozen=True, slots=True)
class TransportRequested:
    """Somebody must go somewhere; `who` are records, `about` says it of a group.

    Places are counted as people need them: a seat, a wheelchair, a stretcher.
    """

    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    precedence: Annotated[Precedence, Choice()]
    pickup: Annotated[str, Text(100)] = ""
    destination: Annotated[str, Text(100)] = ""
    about: Annotated[str, Text(120)] = ""
    who: tuple[bytes, ...] = ()
    evacuation: Annotated[bytes, Ref()] = b""
    seats: Annotated[int, Number(0, MOST)] = 0
    wheelchairs: Annotated[int, Number(0, MOST)] = 0
    stretchers: Annotated[int, Number(0, MOST)] = 0
    escorts: Annotated[int, Number(0, MOST)] = 0
    oxygen: Annotated[bool, Choice()] = False
    equipment: Annotated[str, Text(200)] = ""
    infection: Annotated[str, Text(200)] = ""
    remark: Annotated[str, Text(200)] = ""
    scheme: Annotated[Scheme | None, Choice()] = None

    @property
    def people(self) -> int:
        """How many go; an escort is not one of them."""
        return self.seats + self.wheelchairs + self.stretchers


@dataclass(frozen=True, slots=True)
class TransportAssigned:
    """A vehicle goes; `pickup_ms` is when it is expected at the door."""

    observed_ms: Annotated[int, When()]
    vehicle: Annotated[str, Text(60)]
    driver: Annotated[str, Text(80)] = ""
    phone: Annotated[str, Text(40)] = ""
    seats: Annotated[int | None, Number(0, MOST)] = None
    wheelchairs: Annotated[int | None, Number(0, MOST)] = None
    stretchers: Annotated[int | None, Number(0, MOST)] = None
    pickup_ms: Annotated[int | None, When()] = None
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class TransportDeparted:
    """The vehicle left; None where nobody knows when it is to arrive."""

    observed_ms: Annotated[int, When()]
    destination: Annotated[str, Text(100)] = ""
    expected_ms: Annotated[int | None, When()] = None
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class TransportExpected:
    """Somebody heard when the vehicle is to arrive after all."""

    observed_ms: Annotated[int, When()]
    expected_ms: Annotated[int, When()]
    remark: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class TransportArrived:
    """The vehicle arrived, and who took over there."""

    observed_ms: Annotated[int, When()]
    received_by: Annotated[str, Text(80)] = ""


@dataclass(frozen=True, slots=True)
class TransportCancelled:
    """The ride was called off."""

    observed_ms: Annotated[int, When()]
    call_off: Annotated[CallOff, Choice()]
    remark: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """What goes, who drives, and how many places it has; None is not known."""

    name: str
    driver: str = ""
    phone: str = ""
    seats: int | None = None
    wheelchairs: int | None = None
    stretchers: int | None = None
    pickup_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Leaving:
    """That a vehicle left, where to, and when it was to arrive."""

    at_ms: int
    destination: str = ""
    expected_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Transport:
    """One ride, as it stands."""

    asked: TransportRequested | None = None
    actor: bytes = b""
    vehicles: tuple[Claim[Vehicle], ...] = ()
    left: tuple[Claim[Leaving], ...] = ()
    expected: TransportExpected | None = None
    arrived: TransportArrived | None = None
    cancelled: TransportCancelled | None = None

    @property
    def stage(self) -> RideStage:
        """How far it is; who left is on the way, also where another called it off."""
        if self.arrived is not None:
            return RideStage.ARRIVED
        if self.left:
            return RideStage.UNDER_WAY
        if self.cancelled is not None:
            return RideStage.CANCELLED
        return RideStage.ASSIGNED if self.vehicles else RideStage.REQUESTED

    @property
    def vehicle(self) -> Vehicle | None:
        """The vehicle that was named last; two may stand beside each other."""
        claim = latest(self.vehicles)
        return None if claim is None else claim.value

    @property
    def leaving(self) -> Leaving | None:
        """What was said last of its leaving."""
        claim = latest(self.left)
        return None if claim is None else claim.value

    @property
    def expected_ms(self) -> int | None:
        """When it is to arrive, as was said last; None where nobody knows."""
        claim = latest(self.left)
        if claim is None:
            return None
        heard = self.expected
        if heard is not None and heard.observed_ms >= claim.observed_ms:
            return heard.expected_ms
        return claim.value.expected_ms

    @property
    def destination(self) -> str:
        """Where it goes: as was said when it left, else as was asked."""
        asked = self.asked.destination if self.asked else ""
        return (self.leaving.destination if self.leaving else "") or asked

    @property
    def conflicts(self) -> int:
        """In how many things persons contradict each other."""
        called_off = self.cancelled is not None and (self.left or self.arrived)
        said = (self.vehicles, self.left)
        found = sum(len({claim.value for claim in each}) > 1 for each in said)
        return found + bool(called_off)

    def is_overdue(self, now_ms: int) -> bool:
        """Whether it should have arrived by now, and nobody said it did."""
        expected = self.expected_ms
        is_late = expected is not None and expected < now_ms
        return self.stage is RideStage.UNDER_WAY and is_late

    def is_late_at_door(self, now_ms: int) -> bool:
        """Whether the vehicle should have come by now, and did not leave."""
        vehicle = self.vehicle
        if vehicle is None or vehicle.pickup_ms is None:
            return False
        return self.stage is RideStage.ASSIGNED and vehicle.pickup_ms < now_ms

    def lacks(self) -> dict[str, int]:
        """Return which places the vehicle has too few of, where its places are known.

        Who needs a seat may sit in no wheelchair's place, and the other way round.
        """
        vehicle, asked = self.vehicle, self.asked
        if vehicle is None or asked is None:
            return {}
        short: dict[str, int] = {}
        for name in ("seats", "wheelchairs", "stretchers"):
            there = getattr(vehicle, name)
            needed = getattr(asked, name) + (asked.escorts if name == "seats" else 0)
            if there is not None and needed > there:
                short[name] = needed - there
        return short


@dataclass(frozen=True, slots=True)
class TransportLine:
    """What lists sort and search by."""

    post: bytes
    stage: str
    is_open: int
    rank: int
    asked_ms: int
    evacuation: bytes
    subject: bytes


def _requested(ride: Transport, fact: TransportRequested, stamp: Stamp) -> Transport:
    return replace(ride, asked=fact, actor=stamp.actor)


def _assigned(ride: Transport, fact: TransportAssigned, stamp: Stamp) -> Transport:
    vehicle = Vehicle(
        fact.vehicle,
        fact.driver,
        fact.phone,
        fact.seats,
        fact.wheelchairs,
        fact.stretchers,
        fact.pickup_ms,
    )
    claim = claimed(vehicle, fact.observed_ms, stamp)
    return replace(ride, vehicles=assigned(ride.vehicles, claim, fact.sees, None))


def _departed(ride: Transport, fact: TransportDeparted, stamp: Stamp) -> Transport:
    leaving = Leaving(fact.observed_ms, fact.destination, fact.expected_ms)
    claim = claimed(leaving, fact.observed_ms, stamp)
    return replace(ride, left=assigned(ride.left, claim, fact.sees, None))


def _expected(ride: Transport, fact: TransportExpected, _: Stamp) -> Transport:
    held = ride.expected
    is_newer = held is None or fact.observed_ms >= held.observed_ms
    return replace(ride, expected=fact if is_newer else held)


def _arrived(ride: Transport, fact: TransportArrived, _: Stamp) -> Transport:
    held = ride.arrived
    is_first = held is None or fact.observed_ms < held.observed_ms
    return replace(ride, arrived=fact if is_first else held)


def _cancelled(ride: Transport, fact: TransportCancelled, _: Stamp) -> Transport:
    return replace(ride, cancelled=fact)


FOLD: Final[dict[type, Fold]] = {
    TransportRequested: _requested,
    TransportAssigned: _assigned,
    TransportDeparted: _departed,
    TransportExpected: _expected,
    TransportArrived: _arrived,
    TransportCancelled: _cancelled,
}


def line(ride: Transport) -> TransportLine:
    """Return the scalars that lists need."""
    asked, stage = ride.asked, ride.stage
    if asked is None:
        return TransportLine(b"", stage, stage in OPEN, 0, 0, b"", b"")
    return TransportLine(
        post=asked.post,
        stage=stage.value,
        is_open=int(stage in OPEN),
        rank=list(Precedence).index(asked.precedence),
        asked_ms=asked.observed_ms,
        evacuation=asked.evacuation,
        subject=asked.who[0] if asked.who else b"",
    )


def transport_stream(name: bytes) -> bytes:
    """Return the stream of a ride, by 16 random bytes."""
    return STREAM_START + name


def vehicle_key(name: str) -> str:
    """Return a vehicle as it is known however it was typed: `05-121` is `05121`."""
    return "".join(each for each in name.casefold() if each.isalnum())


def check_request(fact: TransportRequested) -> None:
    """Raise Refusal for a ride nobody could carry out."""
    if not fact.destination.strip():
        raise Refusal("transport_where_to")
    if fact.people == 0:
        raise Refusal("transport_nobody")
    if len(fact.who) > MOST_NAMED:
        raise Refusal("too_many_at_once", most=MOST_NAMED)
    if fact.who and len(fact.who) != fact.people:
        raise Refusal("transport_sums", named=len(fact.who), places=fact.people)
    if fact.precedence.value not in PRECEDENCE[fact.scheme or Scheme.NATO]:
        raise Refusal("transport_precedence")


def of_medevac(
    fact: MedevacRequested, post: bytes, at_ms: int, destination: str
) -> TransportRequested:
    """Return the ride that a 9-line asks for: line 5 as places, line 3 at its worst."""
    counted = [each for each in PRECEDENCE[fact.scheme] if getattr(fact, each)]
    return TransportRequested(
        post=post,
        observed_ms=at_ms,
        precedence=Precedence(counted[0]) if counted else Precedence.ROUTINE,
        pickup=fact.pickup,
        destination=destination,
        seats=fact.ambulatory,
        stretchers=fact.litter,
        escorts=fact.escort,
        scheme=fact.scheme,
    )
