"""Rides, homes that are emptied and people taken in fold to the same in any order."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.displaced import Displacement, PartyArrived
from app.care.evacuation import EvacuationBegun, Going, Means, Whereabouts
from app.care.guest import Company, Documents, GuardianNamed, GuestDescribed
from app.care.terms import AgeBand
from app.care.transport import (
    CallOff,
    Precedence,
    TransportArrived,
    TransportAssigned,
    TransportCancelled,
    TransportDeparted,
    TransportExpected,
    TransportRequested,
    Vehicle,
)
from app.commands.displaced import (
    Household,
    count_party,
    describe_guest,
    end_guardian,
    join_family,
    move_guests,
    move_party,
    name_guardian,
    register_household,
    take_in_party,
)
from app.commands.evacuation import (
    Filling,
    begin_evacuation,
    board_evacuees,
    end_evacuation,
    fill_vehicle,
    held_evacuation,
    list_evacuees,
    relist_evacuee,
    see_evacuees,
)
from app.commands.transport import (
    arrive_transport,
    assign_transport,
    cancel_transport,
    depart_transport,
    expect_transport,
    request_transport,
)
from app.store.desk import Desk
from sync.ids import ActorId
from sync.journal import Link
from tests.support.fakes import NOON_MS
from tests.support.folds import both_ways
from tests.support.post import actor, memory_post

TABLES = ("transport", "evacuation", "party", "guest")
ASKED = TransportRequested(
    b"", NOON_MS, Precedence.URGENT, destination="Martini", seats=1
)


def _rides(desk: Desk, by: ActorId) -> None:
    stream = request_transport(desk, by, ASKED).stream
    for name in ("05-121", "05-122"):
        assign_transport(desk, by, stream, TransportAssigned(NOON_MS, name))
    left = TransportDeparted(NOON_MS, expected_ms=NOON_MS + 60)
    depart_transport(desk, by, stream, left)
    expect_transport(desk, by, stream, TransportExpected(NOON_MS, NOON_MS + 90))
    arrive_transport(desk, by, stream, TransportArrived(NOON_MS, "zuster Kim"))
    other = request_transport(desk, by, replace(ASKED, seats=4)).stream
    off = TransportCancelled(NOON_MS, CallOff.NO_VEHICLE)
    cancel_transport(desk, by, other, off)


def _home(desk: Desk, by: ActorId) -> None:
    begun = EvacuationBegun(b"", NOON_MS, "De Linde", destination="Sporthal")
    home = begin_evacuation(desk, by, begun).stream
    people = [Going("Ans", "1", Means.WALKS), Going("Bé", "2"), Going("Cor", "3")]
    list_evacuees(desk, by, home, people)
    keys = [each.key for each in held_evacuation(desk, home).people]
    going = Going("Bé", "2", Means.STRETCHER, oxygen=True)
    relist_evacuee(desk, by, home, keys[1], going)
    ride = fill_vehicle(desk, by, home, Filling(Vehicle("bus 1"), tuple(keys[:2])))
    board_evacuees(desk, by, home, keys[1:2], b"")
    board_evacuees(desk, by, home, keys[1:2], ride.stream)
    see_evacuees(desk, by, home, keys[2:], Whereabouts.MISSING)
    see_evacuees(desk, by, home, keys[2:], Whereabouts.FOUND, "tuin")
    end_evacuation(desk, by, home)


def _guests(desk: Desk, by: ActorId) -> None:
    bus = PartyArrived(b"", NOON_MS, Displacement.UKRAINE, 40, lodging="hal")
    party = take_in_party(desk, by, bus).stream
    count_party(desk, by, party, 41)
    move_party(desk, by, party, "Ter Apel", onward=True)
    members = ((AgeBand.ADULT, 1), (AgeBand.CHILD, 2))
    family = Household("Шевченко", members, Company.ACCOMPANIED)
    one, two, three = (
        each.stream for each in register_household(desk, by, party, family)
    )
    said = GuestDescribed(NOON_MS, company=Company.UNACCOMPANIED, name="Ivan")
    describe_guest(desk, by, two, said)
    describe_guest(desk, by, two, GuestDescribed(NOON_MS, documents=Documents.NONE))
    name_guardian(desk, by, two, GuardianNamed(NOON_MS, "Olga", "tante"))
    end_guardian(desk, by, two, "ging weg")
    name_guardian(desk, by, two, GuardianNamed(NOON_MS, "Nidos", "voogd"))
    move_guests(desk, by, [one, two], "kerk")
    join_family(desk, by, three, b"")


def _story() -> list[Link]:
    post = memory_post()
    by = actor(post)
    for part in (_rides, _home, _guests):
        post.write_now(lambda desk, part=part: part(desk, by))
    links = post.read_now(
        lambda db: db.execute(
            "SELECT canon, chain FROM event WHERE stream IN "
            "(SELECT stream FROM transport UNION SELECT stream FROM evacuation "
            "UNION SELECT stream FROM party UNION SELECT stream FROM guest) "
            "ORDER BY n"
        ).fetchall()
    )
    post.close()
    return [Link(bytes(canon), bytes(chain)) for canon, chain in links]


STORY = _story()


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(len(STORY))), st.lists(st.integers(0, len(STORY) - 1)))
def test_any_order_and_any_repeat_give_the_same_picture(
    order: list[int], again: list[int]
) -> None:
    for here, there in both_ways(STORY, (*order, *again), TABLES):
        assert here
        assert here == there
