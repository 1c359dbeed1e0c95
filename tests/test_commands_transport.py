"""Rides: asked for, given a vehicle, left, overdue, there; with who is in them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.casualty import Departed
from app.care.refusal import Refusal
from app.care.resident import VisitOutcome
from app.care.situation import PRECEDENCE, MedevacRequested, Scheme, Setting
from app.care.terms import Disposition, Flow, Role
from app.care.transport import (
    CallOff,
    Precedence,
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
)
from app.catalogue import is_urgent
from app.commands import depart, retract
from app.commands.transport import (
    arrive_transport,
    assign_transport,
    cancel_transport,
    depart_transport,
    expect_transport,
    request_medevac_ride,
    request_transport,
)
from app.store.file import CareFile
from app.store.queries.casualty import casualty
from app.store.queries.transport import RideRow, Rides, ride, rides, rides_for
from app.store.tables import state_of
from sync.journal import Link
from tests.support.fakes import NOON_MS
from tests.support.post import actor, memory_post, registered
from tests.support.residents import enlisted

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
ASKED = TransportRequested(
    b"", NOON_MS, Precedence.PRIORITY, "post", "Martini", seats=1
)


def asked_for(file: CareFile, *who: bytes, **said: object) -> bytes:
    fact = replace(ASKED, who=who, **said)  # type: ignore[arg-type]
    by = actor(file)
    return file.write_now(lambda d: request_transport(d, by, fact)).stream


def given_vehicle(file: CareFile, stream: bytes, name: str = "05-121") -> None:
    by, fact = actor(file), TransportAssigned(NOON_MS, name)
    file.write_now(lambda d: assign_transport(d, by, stream, fact))


def left(file: CareFile, stream: bytes, after_ms: int | None = 20 * MINUTE_MS):
    by = actor(file)
    expected = None if after_ms is None else NOON_MS + after_ms
    fact = TransportDeparted(NOON_MS, expected_ms=expected)
    return file.write_now(lambda d: depart_transport(d, by, stream, fact))


def there(file: CareFile, stream: bytes) -> None:
    by, fact = actor(file), TransportArrived(NOON_MS, "zuster Kim")
    file.write_now(lambda d: arrive_transport(d, by, stream, fact))


def held(file: CareFile, stream: bytes) -> Transport:
    found: Transport = file.read_now(lambda db: state_of(db, "transport", stream))
    return found


def row(file: CareFile, stream: bytes) -> RideRow:
    found = file.read_now(lambda db: ride(db, stream))
    assert found is not None
    return found


def at(file: CareFile, after_ms: int) -> Rides:
    return file.read_now(lambda db: rides(db, NOON_MS + after_ms))


def flow(file: CareFile, stream: bytes) -> Flow:
    found = file.read_now(lambda db: casualty(db, stream))
    assert found is not None
    return found.row.flow


def test_who_should_have_arrived_is_overdue_until_somebody_says_otherwise() -> None:
    file = memory_post()
    stream = asked_for(file)
    given_vehicle(file, stream)
    left(file, stream, 20 * MINUTE_MS)

    early, late = at(file, 20 * MINUTE_MS), at(file, 20 * MINUTE_MS + 1)
    assert ([r.stream for r in early.under_way], early.overdue) == ([stream], ())
    assert [r.stream for r in late.overdue] == [stream]

    by, fact = actor(file), TransportExpected(NOON_MS, NOON_MS + HOUR_MS, "file")
    file.write_now(lambda d: expect_transport(d, by, stream, fact))
    assert at(file, 50 * MINUTE_MS).overdue == ()
    assert [r.stream for r in at(file, HOUR_MS + 1).overdue] == [stream]

    there(file, stream)
    after = at(file, 2 * HOUR_MS)
    assert (after.overdue, after.under_way) == ((), ())
    assert [r.stage for r in after.over] == [RideStage.ARRIVED]


def test_who_is_on_the_way_without_expected_arrival_is_never_called_on_time() -> None:
    file = memory_post()
    known, unknown = asked_for(file), asked_for(file)
    left(file, unknown, None)
    left(file, known)

    found = at(file, 0)

    assert [r.stream for r in found.under_way] == [known, unknown]
    assert found.under_way[1].expected_ms is None
    assert at(file, 48 * HOUR_MS).under_way[0].stream == unknown


def test_a_ride_of_a_casualty_is_the_casualtys_own_departure() -> None:
    file = memory_post()
    who = registered(file)
    stream = asked_for(file, who)

    event = left(file, stream)
    assert flow(file, who) is Flow.DEPARTED
    there(file, stream)
    assert flow(file, who) is Flow.RECEIVED

    by = actor(file)
    file.write_now(lambda d: retract(d, by, (event.log, event.seq)))
    assert flow(file, who) is not Flow.DEPARTED
    assert held(file, stream).left == ()


def test_a_casualty_who_left_another_way_has_left_in_the_ride_too() -> None:
    file = memory_post()
    who = registered(file)
    stream = asked_for(file, who)
    by = actor(file)
    gone = Departed(Disposition.HANDED_OVER, NOON_MS, "UMCG")

    file.write_now(lambda d: depart(d, by, who, gone))

    [found] = at(file, 0).under_way
    assert (found.stream, found.left_otherwise) == (stream, True)
    left(file, stream)
    held_now = file.read_now(lambda db: casualty(db, who))
    assert held_now is not None
    assert len(held_now.departures) == 1
    assert row(file, stream).left_otherwise is False


def test_a_resident_who_is_brought_away_is_not_at_home() -> None:
    file = memory_post()
    who = enlisted(file, "Ans")
    stream = asked_for(file, who)

    left(file, stream)

    resident = file.read_now(lambda db: state_of(db, "resident", who))
    assert resident.whereabouts is VisitOutcome.MOVED
    assert [r.stream for r in file.read_now(lambda db: rides_for(db, who))] == [stream]
    assert row(file, stream).riders[0].name == "Ans"


def test_who_arrived_and_was_never_seen_to_leave_has_left_too() -> None:
    file = memory_post()
    who, resident = registered(file), enlisted(file, "Ans")
    stream = asked_for(file, who, resident, seats=2)

    there(file, stream)

    assert flow(file, who) is Flow.RECEIVED
    ans = file.read_now(lambda db: state_of(db, "resident", resident))
    assert ans.whereabouts is VisitOutcome.MOVED


def test_two_tablets_that_send_a_vehicle_each_are_both_shown() -> None:
    one, other = memory_post(seed=1), memory_post(seed=2, letter="B")
    stream = asked_for(one)
    _bring(one, other)
    given_vehicle(one, stream, "05-121")
    given_vehicle(other, stream, "05-122")
    _bring(other, one)
    _bring(one, other)

    for file in (one, other):
        ride_now = held(file, stream)
        names = {claim.value.name for claim in ride_now.vehicles}
        assert names == {"05-121", "05-122"}
        assert ride_now.conflicts == 1
    given_vehicle(one, stream, "05-122")
    assert held(one, stream).conflicts == 0


def test_one_vehicle_for_two_rides_is_shown_at_both_however_it_was_typed() -> None:
    file = memory_post()
    first, second = asked_for(file), asked_for(file)
    given_vehicle(file, first, "05-121")
    assert row(file, first).taken_twice == 0
    given_vehicle(file, second, "05 121")

    assert {row(file, each).taken_twice for each in (first, second)} == {1}
    left(file, first)
    there(file, first)
    assert row(file, second).taken_twice == 0


def test_called_off_here_and_gone_there_is_on_the_way_and_a_contradiction() -> None:
    one, other = memory_post(seed=1), memory_post(seed=2, letter="B")
    stream = asked_for(one)
    _bring(one, other)
    by, off = actor(one), TransportCancelled(NOON_MS, CallOff.NO_VEHICLE)
    one.write_now(lambda d: cancel_transport(d, by, stream, off))
    left(other, stream)
    _bring(other, one)

    found = held(one, stream)

    assert (found.stage, found.conflicts) == (RideStage.UNDER_WAY, 1)


def test_a_vehicle_with_too_few_places_says_which() -> None:
    file = memory_post()
    stream = asked_for(file, seats=3, stretchers=2, escorts=1)
    by = actor(file)
    small = TransportAssigned(NOON_MS, "bus", seats=3, stretchers=2)

    file.write_now(lambda d: assign_transport(d, by, stream, small))

    assert held(file, stream).lacks() == {"seats": 1}
    given_vehicle(file, stream)
    assert held(file, stream).lacks() == {}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"destination": " "}, "transport_where_to"),
        ({"seats": 0}, "transport_nobody"),
        ({"who": (b"guest:x", b"guest:y")}, "transport_sums"),
        ({"precedence": Precedence.SURGICAL}, "transport_precedence"),
        ({"who": (b"resident:nobody",)}, "no_such_resident"),
    ],
)
def test_a_ride_nobody_could_carry_out_is_refused(
    said: dict[str, object], why: str
) -> None:
    file = memory_post()

    with pytest.raises(Refusal) as caught:
        fact = replace(ASKED, **said)  # type: ignore[arg-type]
        by = actor(file)
        file.write_now(lambda d: request_transport(d, by, fact))

    assert caught.value.key == why


def test_a_ride_that_is_over_does_not_leave_again() -> None:
    file = memory_post()
    stream = asked_for(file)
    left(file, stream)
    there(file, stream)

    for again in (left, there, given_vehicle):
        with pytest.raises(Refusal, match="transport_over"):
            again(file, stream)


def test_a_stock_keeper_does_not_ask_for_rides() -> None:
    file = memory_post()
    by = actor(file, Role.STOCK_KEEPER)

    with pytest.raises(Refusal, match="role_may_not"):
        file.write_now(lambda d: request_transport(d, by, ASKED))


@given(
    scheme=st.sampled_from(Scheme),
    counts=st.lists(st.integers(0, 9), min_size=5, max_size=5),
    share=st.integers(0, 45),
)
def test_a_9_line_becomes_a_ride_for_as_many_as_line_3_and_line_5_count(
    scheme: Scheme, counts: list[int], share: int
) -> None:
    named = dict(zip(PRECEDENCE[scheme], counts, strict=False))
    total = sum(named.values())
    litter = min(share, total)
    nine = MedevacRequested(
        NOON_MS,
        scheme,
        Setting.PEACE,
        "31U",
        "VHF",
        litter=litter,
        ambulatory=total - litter,
        **named,
    )

    asked = of_medevac(nine, b"", NOON_MS, "Role 2")

    assert asked.people == nine.by_precedence == nine.by_type
    assert (asked.stretchers, asked.seats) == (litter, total - litter)
    if total:
        check_request(asked)
        worst = next(name for name, count in named.items() if count)
        assert asked.precedence == worst


def test_a_ride_of_a_9_line_is_urgent_keeps_its_scheme_and_checks_its_sums() -> None:
    file = memory_post()
    by = actor(file)
    nine = MedevacRequested(
        NOON_MS, Scheme.US, Setting.PEACE, "31U", "VHF", surgical=1, routine=2, litter=3
    )

    event = file.write_now(
        lambda d: request_medevac_ride(d, by, nine, "Role 2", "takel")
    )

    asked = held(file, event.stream).asked
    assert asked is not None
    assert (asked.precedence, asked.scheme) == (Precedence.SURGICAL, Scheme.US)
    assert (asked.stretchers, asked.equipment) == (3, "takel")
    assert is_urgent(event)
    with pytest.raises(Refusal, match="medevac_sums"):
        short = replace(nine, litter=2)
        file.write_now(lambda d: request_medevac_ride(d, by, short, "Role 2"))


def _bring(one: CareFile, other: CareFile) -> None:
    """Carry everything one knows of rides to the other."""
    links = one.read_now(
        lambda db: db.execute(
            "SELECT canon, chain FROM event WHERE kind LIKE 'transport.%' ORDER BY n"
        ).fetchall()
    )
    found = [Link(bytes(canon), bytes(chain)) for canon, chain in links]
    other.write_now(lambda d: d.journal.append(found))
