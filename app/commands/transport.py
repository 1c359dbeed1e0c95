"""What a person may ask about rides: ask for one, give it a vehicle, say it left.

Who rides may be a casualty or a resident kept here: a ride that leaves writes that down
with them as well, caused by it, so that taking the one back takes back the other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app.care.casualty import Casualty, Departed
from app.care.claim import ids_of
from app.care.evacuation import EvacuationList, riding
from app.care.flow import Received
from app.care.guest import GUEST_START, Guest, GuestMoved
from app.care.refusal import Refusal
from app.care.resident import STREAM_START as RESIDENT_START
from app.care.resident import ResidentVisited, VisitOutcome
from app.care.situation import MedevacRequested, check_medevac
from app.care.terms import Disposition
from app.care.transport import (
    RideStage,
    Transport,
    TransportArrived,
    TransportAssigned,
    TransportCancelled,
    TransportDeparted,
    TransportExpected,
    TransportRequested,
    check_request,
    of_medevac,
    transport_stream,
)
from app.commands.power import own_post, recorded
from app.store.desk import Desk, event_id
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId, EventId

_NAME_BYTES: Final = 16


def request_transport(
    desk: Desk, by: ActorId, fact: TransportRequested, cause: EventId | None = None
) -> Event:
    """Ask for a ride, for this post. Raises Refusal."""
    whole = replace(fact, post=own_post(desk), who=tuple(dict.fromkeys(fact.who)))
    check_request(whole)
    for stream in whole.who:
        _refuse_unknown(desk, stream)
    stream = transport_stream(desk.ids.random(_NAME_BYTES))
    return recorded(desk, by, stream, whole, cause)


def request_medevac_ride(
    desk: Desk,
    by: ActorId,
    nine_line: MedevacRequested,
    destination: str,
    equipment: str = "",
) -> Event:
    """Ask for the ride that a 9-line is about, its sums checked. Raises Refusal."""
    check_medevac(nine_line)
    asked = of_medevac(nine_line, own_post(desk), desk.now_ms(), destination)
    return request_transport(desk, by, replace(asked, equipment=equipment))


def assign_transport(
    desk: Desk,
    by: ActorId,
    stream: bytes,
    fact: TransportAssigned,
    cause: EventId | None = None,
) -> Event:
    """Write down which vehicle goes; another one replaces it. Raises Refusal."""
    held = _going(desk, stream)
    if not fact.vehicle.strip():
        raise Refusal("transport_vehicle", field="vehicle")
    seen = ids_of(held.vehicles)
    return recorded(desk, by, stream, replace(fact, sees=seen), cause)


def depart_transport(
    desk: Desk, by: ActorId, stream: bytes, fact: TransportDeparted
) -> Event:
    """Write down that a vehicle left, with whoever of ours is in it. Raises Refusal."""
    held = _going(desk, stream)
    whole = replace(fact, sees=ids_of(held.left))
    _refuse_backwards(whole)
    event = recorded(desk, by, stream, whole)
    goal = fact.destination or held.destination
    for rider in (*_named(held), *_residents_in(desk, stream, held)):
        _note_left(desk, by, (rider, goal, fact.observed_ms), event_id(event))
    return event


def expect_transport(
    desk: Desk, by: ActorId, stream: bytes, fact: TransportExpected
) -> Event:
    """Write down when a vehicle on the way is to arrive after all. Raises Refusal."""
    if _held(desk, stream).stage is not RideStage.UNDER_WAY:
        raise Refusal("transport_not_on_way")
    return recorded(desk, by, stream, fact)


def arrive_transport(
    desk: Desk, by: ActorId, stream: bytes, fact: TransportArrived
) -> Event:
    """Write down that a vehicle arrived, and that whoever is ours is there.

    A ride that nobody saw leave can have arrived. Raises Refusal.
    """
    held = _held(desk, stream)
    if held.stage is RideStage.ARRIVED:
        raise Refusal("transport_over")
    event = recorded(desk, by, stream, fact)
    about = (held.destination, fact)
    if not held.left:
        for rider in (*_named(held), *_residents_in(desk, stream, held)):
            left = (rider, held.destination, fact.observed_ms)
            _note_left(desk, by, left, event_id(event))
    for rider in _named(held):
        _note_there(desk, by, rider, about, event_id(event))
    return event


def cancel_transport(
    desk: Desk, by: ActorId, stream: bytes, fact: TransportCancelled
) -> Event:
    """Call a ride off, and say why. Raises Refusal."""
    if _held(desk, stream).stage not in (RideStage.REQUESTED, RideStage.ASSIGNED):
        raise Refusal("transport_over")
    return recorded(desk, by, stream, fact)


def _held(desk: Desk, stream: bytes) -> Transport:
    held: Transport | None = state_of(desk.database, "transport", stream)
    if held is None:
        raise Refusal("no_such_transport")
    return held


def _going(desk: Desk, stream: bytes) -> Transport:
    held = _held(desk, stream)
    if held.stage in (RideStage.ARRIVED, RideStage.CANCELLED):
        raise Refusal("transport_over")
    return held


def _named(held: Transport) -> tuple[bytes, ...]:
    return held.asked.who if held.asked else ()


def _residents_in(desk: Desk, stream: bytes, held: Transport) -> tuple[bytes, ...]:
    """Return the residents that leave a home with this vehicle."""
    home = held.asked.evacuation if held.asked else b""
    found: EvacuationList | None = state_of(desk.database, "evacuation", home)
    there = riding(found, stream) if found else ()
    return tuple(each.going.resident for each in there if each.going.resident)


def _refuse_backwards(fact: TransportDeparted) -> None:
    if fact.expected_ms is not None and fact.expected_ms < fact.observed_ms:
        raise Refusal("transport_backwards")


def _refuse_unknown(desk: Desk, stream: bytes) -> None:
    kind = _kind_of(stream)
    if state_of(desk.database, kind, stream) is None:
        raise Refusal(f"no_such_{kind}")


def _kind_of(stream: bytes) -> str:
    if stream.startswith(RESIDENT_START):
        return "resident"
    return "guest" if stream.startswith(GUEST_START) else "casualty"


def _note_left(
    desk: Desk, by: ActorId, about: tuple[bytes, str, int], cause: EventId
) -> None:
    """Write down with who rides that they left: once, also where it stands already."""
    rider, goal, at_ms = about
    kind = _kind_of(rider)
    if kind == "resident":
        away = ResidentVisited(VisitOutcome.MOVED, at_ms, remark=goal)
        recorded(desk, by, rider, away, cause)
    if kind == "casualty":
        held: Casualty | None = state_of(desk.database, "casualty", rider)
        if held is not None and not held.departed:
            left = Departed(Disposition.HANDED_OVER, at_ms, goal)
            recorded(desk, by, rider, left, cause)


def _note_there(
    desk: Desk,
    by: ActorId,
    rider: bytes,
    about: tuple[str, TransportArrived],
    cause: EventId,
) -> None:
    goal, fact = about
    kind = _kind_of(rider)
    if kind == "guest":
        guest: Guest | None = state_of(desk.database, "guest", rider)
        if guest is not None:
            there = GuestMoved(fact.observed_ms, goal, True, ids_of(guest.lodged))
            recorded(desk, by, rider, there, cause)
    if kind == "casualty":
        held: Casualty | None = state_of(desk.database, "casualty", rider)
        if held is not None and held.disposition is Disposition.HANDED_OVER:
            arrived = Received(fact.observed_ms, goal, fact.received_by)
            recorded(desk, by, rider, arrived, cause)
