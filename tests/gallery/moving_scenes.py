"""What is pictured of rides, homes that are emptied and people who were taken in."""

from __future__ import annotations

from typing import Final

from app.care.displaced import Displacement, PartyArrived
from app.care.evacuation import EvacuationBegun, Whereabouts
from app.care.guest import Company
from app.care.terms import AgeBand, Interpreter
from app.care.transport import (
    Precedence,
    TransportArrived,
    TransportAssigned,
    TransportDeparted,
    TransportRequested,
    Vehicle,
)
from app.commands.displaced import Household, register_household, take_in_party
from app.commands.evacuation import (
    Filling,
    begin_evacuation,
    fill_vehicle,
    held_evacuation,
    list_evacuees,
    see_evacuees,
)
from app.commands.transport import (
    arrive_transport,
    assign_transport,
    depart_transport,
    request_transport,
)
from app.exports.evacuee_sheet import read_pasted
from app.store.desk import Desk
from app.store.queries.displaced import displaced
from app.store.queries.evacuation import evacuations
from app.store.queries.transport import rides
from sync.ids import ActorId
from tests.gallery.hands import Scene, Tap
from tests.gallery.hub_scenes import AtHub
from tests.gallery.scenes import At
from tests.support.region import leader, opened

_MINUTE_MS: Final = 60_000


def _ride(
    desk: Desk,
    by: ActorId,
    asked: TransportRequested,
    vehicle: str = "",
    left_min: int = 0,
    expected_min: int | None = None,
) -> None:
    now = desk.now_ms()
    stream = request_transport(desk, by, asked).stream
    if vehicle:
        given = TransportAssigned(now, vehicle, "Henk de Vries", "06-12345678", 12)
        assign_transport(desk, by, stream, given)
    if left_min:
        expected = None if expected_min is None else now + expected_min * _MINUTE_MS
        left = TransportDeparted(now - left_min * _MINUTE_MS, "", expected)
        depart_transport(desk, by, stream, left)


def _rides(desk: Desk, by: ActorId) -> None:
    now = desk.now_ms()

    def asked(
        how: Precedence, about: str, to: str, seats: int, stretchers: int = 0
    ) -> TransportRequested:
        return TransportRequested(
            b"",
            now - 70 * _MINUTE_MS,
            how,
            "Damsterdiep 41",
            to,
            about,
            seats=seats,
            stretchers=stretchers,
        )

    hall = "Martinihal Groningen"
    late = asked(Precedence.PRIORITY, "Bewoners Korreweg", hall, 8)
    _ride(desk, by, late, "bus 12", 50, -15)
    way = asked(Precedence.URGENT, "", "UMCG", 0, 1)
    _ride(desk, by, way, "ambulance 05-121", 10, 20)
    unknown = asked(Precedence.ROUTINE, "Familie", "Assen", 4)
    _ride(desk, by, unknown, "taxi", 30, None)
    big = asked(Precedence.PRIORITY, "Groep uit de kelder", hall, 20, 1)
    _ride(desk, by, big, "bus 12")
    _ride(desk, by, asked(Precedence.ROUTINE, "Twee ouderen", "Thuis, Haren", 2))


def _transport(at: At) -> None:
    """Come to a post from where people are driven away."""
    file, actor = at.session.open_file, at.session.actor
    at.session.go("transport")
    found = file.read_now(lambda db: rides(db, file.clock.now_ms()))
    if not (found.waiting or found.under_way):
        file.write_now(lambda d: _rides(d, actor))


_SIXTY: Final = "\n".join(
    f"{name} {chr(65 + place % 26)}.; {place + 1}; {means}; {along}"
    for place, (name, means, along) in enumerate(
        (
            ("Kuipers", "loopt", ""),
            ("Postma", "rolstoel", "medicijnen"),
            ("van der Velde-Hoog", "brancard", "zuurstof"),
            ("Петрова", "met twee personen", ""),
            ("el Khatib", "", ""),
        )
        * 12
    )
)


def _empty(desk: Desk, by: ActorId) -> None:
    now = desk.now_ms()
    begun = EvacuationBegun(
        b"", now, "Zorgcentrum De Linde", "Lindelaan 1", "Martinihal", "Kim de Boer"
    )
    home = begin_evacuation(desk, by, begun).stream
    list_evacuees(desk, by, home, read_pasted(_SIXTY))
    people = sorted(
        held_evacuation(desk, home).people, key=lambda each: int(each.going.room)
    )
    keys = [each.key for each in people]
    bus = Vehicle("bus 12", "Henk de Vries", "06-12345678", 40, 2, 0)
    first = fill_vehicle(desk, by, home, Filling(bus, tuple(keys[:30]))).stream
    left = TransportDeparted(now, "", now + 20 * _MINUTE_MS)
    depart_transport(desk, by, first, left)
    arrive_transport(desk, by, first, TransportArrived(now))
    see_evacuees(desk, by, home, keys[:20], Whereabouts.ARRIVED)
    see_evacuees(desk, by, home, keys[31:32], Whereabouts.MISSING)
    taxi = Vehicle("rolstoeltaxi 4", "", "", 2, 4)
    second = fill_vehicle(desk, by, home, Filling(taxi, tuple(keys[40:44]))).stream
    late = TransportDeparted(now - 60 * _MINUTE_MS, "", now - 10 * _MINUTE_MS)
    depart_transport(desk, by, second, late)


def _home(at: At) -> None:
    """Come to a post that empties a care home of sixty."""
    file, actor = at.session.open_file, at.session.actor
    at.session.go("evacuation")
    if not file.read_now(evacuations):
        file.write_now(lambda d: _empty(d, actor))


def _come_in(desk: Desk, by: ActorId) -> None:
    now = desk.now_ms()
    bus = PartyArrived(
        b"",
        now - 40 * _MINUTE_MS,
        Displacement.UKRAINE,
        40,
        "bus 7 uit Przemyśl",
        "Charkiv",
        "Oekraïens",
        Interpreter.NEEDED,
        "Sporthal Zuid",
    )
    first = take_in_party(desk, by, bus).stream
    flight = PartyArrived(
        b"", now, Displacement.REPATRIATED, 12, "vlucht HV 642", lodging="Sporthal Zuid"
    )
    take_in_party(desk, by, flight)
    family = ((AgeBand.ADULT, 2), (AgeBand.CHILD, 2), (AgeBand.BABY, 1))
    with_parents = Household("Шевченко", family, Company.ACCOMPANIED)
    register_household(desk, by, first, with_parents)
    alone = Household("Іван Коваль", ((AgeBand.CHILD, 1),), Company.UNACCOMPANIED)
    register_household(desk, by, first, alone)
    register_household(desk, by, first, Household("", ((AgeBand.UNKNOWN, 1),)))


def _guests(at: At) -> None:
    """Come to a post where a bus and a flight came in."""
    file, actor = at.session.open_file, at.session.actor
    at.session.go("displaced")
    if not file.read_now(displaced).parties:
        file.write_now(lambda d: _come_in(d, actor))


SCENES: Final[tuple[Scene, ...]] = (
    Scene("displaced", _guests),
    Scene("displaced-in", _guests, (Tap("ui.guests.take_in"),), tall=True),
    Scene("displaced-party", _guests, (Tap("bus 7"),), tall=True),
    Scene("displaced-guest", _guests, (Tap("Іван Коваль"),), tall=True),
    Scene("transport", _transport),
    Scene("transport-ask", _transport, (Tap("transport.requested"),), tall=True),
    Scene("transport-ride", _transport, (Tap("ui.transport.block.late"),), tall=True),
    Scene("evacuation", _home),
    Scene("evacuation-home", _home, (Tap("Zorgcentrum De Linde"),)),
    Scene(
        "evacuation-ticked",
        _home,
        (Tap("Zorgcentrum De Linde"), Tap("Alle 60", if_there=True)),
        tall=True,
    ),
    Scene(
        "evacuation-add",
        _home,
        (Tap("Zorgcentrum De Linde"), Tap("ui.evacuation.add")),
        tall=True,
    ),
)


async def _region(at: AtHub) -> None:
    """Let one post drive people away and empty a home, and another take people in."""
    first, second = at.region.posts[:2]
    if not opened(first).read_now(evacuations):
        by = leader(opened(first))
        await opened(first).write(lambda d: _rides(d, by))
        await opened(first).write(lambda d: _empty(d, by))
        by_second = leader(opened(second))
        await opened(second).write(lambda d: _come_in(d, by_second))
    for post in (first, second):
        await at.region.received(post)
    at.session.go("moving")


HUB_SCENES: Final[tuple[Scene, ...]] = (Scene("hub-moving", _region, tall=True),)
