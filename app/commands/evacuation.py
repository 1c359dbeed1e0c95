"""What a person may ask about a home that is emptied: list, board, tick off, seek."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

from app.care.claim import ids_of
from app.care.evacuation import (
    MOST_LISTED,
    EvacuationBegun,
    EvacuationEnded,
    EvacuationList,
    EvacuationPrinted,
    Evacuee,
    EvacueeBoarded,
    EvacueeListed,
    EvacueeSeen,
    Going,
    Whereabouts,
    evacuation_stream,
    places_for,
)
from app.care.form import tidy
from app.care.refusal import Refusal
from app.care.transport import (
    Precedence,
    RideStage,
    Transport,
    TransportAssigned,
    TransportRequested,
    Vehicle,
)
from app.commands.power import acting, own_post, recorded
from app.commands.sheet import Numbered, next_sheet
from app.commands.staff import sign_on
from app.commands.transport import assign_transport, request_transport
from app.store.desk import Desk, event_id
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId, EventId

_NAME_BYTES: Final = 16
_KEY_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Filling:
    """A vehicle that stands at the door, and who goes into it."""

    vehicle: Vehicle
    evacuees: tuple[bytes, ...]
    precedence: Precedence = Precedence.PRIORITY
    destination: str = ""


def begin_evacuation(desk: Desk, by: ActorId, fact: EvacuationBegun) -> Event:
    """Begin to empty a home. Raises Refusal."""
    if not tidy(fact.home):
        raise Refusal("evacuation_home", field="home")
    stream = evacuation_stream(desk.ids.random(_NAME_BYTES))
    return recorded(desk, by, stream, replace(fact, post=own_post(desk)))


def list_evacuees(
    desk: Desk, by: ActorId, stream: bytes, people: Sequence[Going]
) -> list[Event]:
    """Put people on the list; a resident who is on it already is not put there twice.

    All of them, or nobody. Raises Refusal.
    """
    held = held_evacuation(desk, stream)
    there = {each.going.resident for each in held.people} - {b""}
    wanted = [each for each in people if each.resident not in there]
    if not wanted:
        raise Refusal("nothing_filled_in")
    if len(held.people) + len(wanted) > MOST_LISTED:
        raise Refusal("too_many_at_once", most=MOST_LISTED)
    made: list[Event] = []
    for going in wanted:
        key, cause = _key(desk, going), event_id(made[0]) if made else None
        made.append(_listed(desk, by, stream, (key, going), cause))
    return made


def relist_evacuee(
    desk: Desk, by: ActorId, stream: bytes, key: bytes, going: Going
) -> Event:
    """Write anew what stands on the list of somebody. Raises Refusal."""
    one = _on_list(held_evacuation(desk, stream), key)
    fact = replace(_fact(desk, key, going), sees=ids_of(one.listed))
    return recorded(desk, by, stream, fact)


def board_evacuees(
    desk: Desk, by: ActorId, stream: bytes, keys: Sequence[bytes], ride: bytes
) -> list[Event]:
    """Bring people to a vehicle, or out of theirs (no ride). Raises Refusal."""
    held = held_evacuation(desk, stream)
    if not keys:
        raise Refusal("nobody_on_list")
    if ride:
        found: Transport | None = state_of(desk.database, "transport", ride)
        if found is None:
            raise Refusal("no_such_transport")
        if found.stage in (RideStage.ARRIVED, RideStage.CANCELLED):
            raise Refusal("transport_over")
    return [_boarded(desk, by, stream, _on_list(held, key), ride) for key in keys]


def fill_vehicle(desk: Desk, by: ActorId, stream: bytes, filling: Filling) -> Event:
    """Let a vehicle stand at the door and bring these people to it.

    The ride asks for the places they need, and is of this evacuation. Raises Refusal.
    """
    held = held_evacuation(desk, stream)
    begun = held.begun or EvacuationBegun(b"", 0, "")
    riders = [_on_list(held, key) for key in filling.evacuees]
    if not riders:
        raise Refusal("nobody_on_list")
    goings = [each.going for each in riders]
    now = desk.now_ms()
    places = places_for(goings)
    asked = TransportRequested(
        post=b"",
        observed_ms=now,
        precedence=filling.precedence,
        pickup=(begun.address or begun.home)[:100],
        destination=filling.destination or begun.destination,
        about=begun.home,
        evacuation=stream,
        seats=places["seats"],
        wheelchairs=places["wheelchairs"],
        stretchers=places["stretchers"],
        oxygen=any(each.oxygen for each in goings),
    )
    event = request_transport(desk, by, asked)
    vehicle = filling.vehicle
    assigned = TransportAssigned(
        now,
        vehicle.name,
        vehicle.driver,
        vehicle.phone,
        vehicle.seats,
        vehicle.wheelchairs,
        vehicle.stretchers,
        vehicle.pickup_ms,
    )
    assign_transport(desk, by, event.stream, assigned, event_id(event))
    for each in riders:
        _boarded(desk, by, stream, each, event.stream, event_id(event))
    return event


def see_evacuees(
    desk: Desk,
    by: ActorId,
    stream: bytes,
    keys: Sequence[bytes],
    whereabouts: Whereabouts,
    spot: str = "",
) -> list[Event]:
    """Write down what was found of people: there, missing, found. Raises Refusal."""
    held = held_evacuation(desk, stream)
    if not keys:
        raise Refusal("nobody_on_list")
    made: list[Event] = []
    for key in keys:
        seen = ids_of(_on_list(held, key).seen)
        fact = EvacueeSeen(key, desk.now_ms(), whereabouts, spot, seen)
        cause = event_id(made[0]) if made else None
        made.append(recorded(desk, by, stream, fact, cause))
    return made


def print_evacuation(
    desk: Desk, by: ActorId, stream: bytes, to_name: str, pin: str
) -> Numbered:
    """Give the list a number and write down who takes it, once the PIN fits.

    Raises Refusal; then nothing may be printed.
    """
    who = acting(desk, by, "evacuation.printed")
    held = held_evacuation(desk, stream)
    if not tidy(to_name):
        raise Refusal("receiver_missing")
    if not held.people:
        raise Refusal("nobody_on_list")
    sign_on(desk, by, pin)
    numbered = Numbered(next_sheet(desk), who.name, desk.now_ms())
    fact = EvacuationPrinted(numbered.sheet, to_name, len(held.people), numbered.at_ms)
    recorded(desk, by, stream, fact)
    return numbered


def end_evacuation(desk: Desk, by: ActorId, stream: bytes, remark: str = "") -> Event:
    """Write down that a home is empty, or is not emptied any more. Raises Refusal."""
    if held_evacuation(desk, stream).ended is not None:
        raise Refusal("already_taken_back")
    return recorded(desk, by, stream, EvacuationEnded(desk.now_ms(), remark))


def held_evacuation(desk: Desk, stream: bytes) -> EvacuationList:
    """Return a home that is emptied; raises Refusal when there is none."""
    held: EvacuationList | None = state_of(desk.database, "evacuation", stream)
    if held is None:
        raise Refusal("no_such_evacuation")
    return held


def _key(desk: Desk, going: Going) -> bytes:
    """Return who somebody is on a list; a resident is the same one on every device."""
    return going.resident[-_KEY_BYTES:] or desk.ids.random(_KEY_BYTES)


def _on_list(held: EvacuationList, key: bytes) -> Evacuee:
    one = held.of(key)
    if one is None:
        raise Refusal("not_on_list")
    return one


def _fact(desk: Desk, key: bytes, going: Going) -> EvacueeListed:
    if not (tidy(going.name) or tidy(going.room) or going.resident):
        raise Refusal("nobody_named", field="name")
    said = {each.name: getattr(going, each.name) for each in fields(going)}
    return EvacueeListed(key, desk.now_ms(), **said)


def _listed(
    desk: Desk,
    by: ActorId,
    stream: bytes,
    one: tuple[bytes, Going],
    cause: EventId | None,
) -> Event:
    return recorded(desk, by, stream, _fact(desk, *one), cause)


def _boarded(
    desk: Desk,
    by: ActorId,
    stream: bytes,
    one: Evacuee,
    ride: bytes,
    cause: EventId | None = None,
) -> Event:
    fact = EvacueeBoarded(one.key, desk.now_ms(), ride, ids_of(one.boarded))
    return recorded(desk, by, stream, fact, cause)
