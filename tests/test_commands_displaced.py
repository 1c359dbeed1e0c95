"""People taken in: counted at once, named by family, no child alone unseen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.displaced import Displacement, PartyArrived
from app.care.guest import ChildAlarm, Company, GuardianNamed, GuestDescribed
from app.care.refusal import Refusal
from app.care.terms import AgeBand, Role
from app.care.transport import (
    Precedence,
    TransportArrived,
    TransportDeparted,
    TransportRequested,
)
from app.commands import retract
from app.commands.displaced import (
    Household,
    care_for_guest,
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
from app.commands.erasure import Grounds, erase_guest
from app.commands.transport import (
    arrive_transport,
    depart_transport,
    request_transport,
)
from app.store.file import CareFile
from app.store.queries.casualty import Filter, casualties, casualty
from app.store.queries.displaced import (
    GuestRow,
    Whereabouts,
    counts,
    displaced,
    family_of,
    guest,
    guests_of,
)
from sync.database import rows
from tests.support.fakes import NOON_MS
from tests.support.post import PIN, actor, memory_post

ADULT, CHILD, UNKNOWN = AgeBand.ADULT, AgeBand.CHILD, AgeBand.UNKNOWN


def bus(file: CareFile, people: int = 40, lodging: str = "sporthal") -> bytes:
    by = actor(file)
    fact = PartyArrived(
        b"", NOON_MS, Displacement.UKRAINE, people, "bus 7", lodging=lodging
    )
    return file.write_now(lambda d: take_in_party(d, by, fact)).stream


def family(
    file: CareFile,
    party: bytes,
    *members: tuple[AgeBand, int],
    company: Company | None = None,
) -> list[bytes]:
    by, household = actor(file), Household("Шевченко", members, company)
    made = file.write_now(lambda d: register_household(d, by, party, household))
    return [bytes(each.stream) for each in made]


def one(file: CareFile, stream: bytes) -> GuestRow:
    found = file.read_now(lambda db: guest(db, stream))
    assert found is not None
    return found


def where(file: CareFile) -> list[tuple[str, bool, int, int]]:
    found: tuple[Whereabouts, ...] = file.read_now(counts)
    return [(each.lodging, each.onward, each.people, each.known) for each in found]


def test_a_bus_counts_at_once_and_stays_right_while_persons_are_named() -> None:
    file = memory_post()
    party = bus(file)
    assert where(file) == [("sporthal", False, 40, 0)]

    members = family(file, party, (ADULT, 2), (CHILD, 3))
    assert where(file) == [("sporthal", False, 40, 5)]
    [row] = file.read_now(displaced).parties
    assert (row.known, row.unknown) == (5, 35)

    by = actor(file)
    file.write_now(lambda d: move_guests(d, by, members[:2], "kerk"))
    assert where(file) == [("kerk", False, 2, 2), ("sporthal", False, 38, 3)]
    file.write_now(lambda d: move_party(d, by, party, "Ter Apel", onward=True))
    assert where(file) == [("kerk", False, 2, 2), ("Ter Apel", True, 38, 3)]
    assert file.read_now(displaced).people == 2


def test_more_persons_than_were_counted_are_all_counted() -> None:
    file = memory_post()
    party = bus(file, 3)
    family(file, party, (ADULT, 2), (CHILD, 3))

    assert where(file) == [("sporthal", False, 5, 5)]
    by = actor(file)
    file.write_now(lambda d: count_party(d, by, party, 6))
    assert where(file) == [("sporthal", False, 6, 5)]


@pytest.mark.parametrize(
    ("band", "company", "alarm"),
    [
        (CHILD, Company.UNACCOMPANIED, ChildAlarm.ALONE),
        (CHILD, Company.SEPARATED, ChildAlarm.ALONE),
        (CHILD, Company.ACCOMPANIED, None),
        (CHILD, None, ChildAlarm.ASK),
        (UNKNOWN, Company.UNACCOMPANIED, ChildAlarm.ALONE),
        (UNKNOWN, None, ChildAlarm.ASK),
        (ADULT, None, None),
    ],
)
def test_a_child_is_looked_after_and_who_may_be_one_counts_as_one(
    band: AgeBand, company: Company | None, alarm: ChildAlarm | None
) -> None:
    file = memory_post()
    [stream] = family(file, bus(file), (band, 1), company=company)

    assert one(file, stream).guest.child_alarm is alarm
    assert one(file, stream).guest.text("age_band") == (
        "" if band is UNKNOWN else band.value
    )


def test_a_child_alone_is_red_until_a_named_person_takes_responsibility() -> None:
    file = memory_post()
    nobody = Company.UNACCOMPANIED
    [stream] = family(file, bus(file), (CHILD, 1), company=nobody)
    by = actor(file)
    assert [r.stream for r in file.read_now(displaced).alone] == [stream]

    with pytest.raises(Refusal, match="guardian_missing"):
        unnamed = GuardianNamed(NOON_MS, " ")
        file.write_now(lambda d: name_guardian(d, by, stream, unnamed))
    named = GuardianNamed(NOON_MS, "Olga K.", "tante", "06-1", "Nidos")
    file.write_now(lambda d: name_guardian(d, by, stream, named))
    assert file.read_now(displaced).alone == ()

    file.write_now(lambda d: end_guardian(d, by, stream, "vertrok"))
    assert [r.stream for r in file.read_now(displaced).alone] == [stream]


def test_said_to_be_grown_up_by_one_and_a_child_by_another_stays_red() -> None:
    file = memory_post()
    [stream] = family(file, bus(file), (CHILD, 1), company=Company.UNACCOMPANIED)
    one_guest = one(file, stream).guest
    first = one_guest.said["age_band"][0]
    by = actor(file)

    unseen = GuestDescribed(NOON_MS, age_band=ADULT)
    file.write_now(lambda d: d.record(stream, unseen, by))
    assert len(one(file, stream).guest.said["age_band"]) == 2
    assert one(file, stream).guest.child_alarm is ChildAlarm.ALONE

    file.write_now(lambda d: describe_guest(d, by, stream, unseen))
    assert one(file, stream).guest.child_alarm is None
    assert first.value == "child"


def test_a_date_of_birth_says_the_age() -> None:
    file = memory_post()
    [stream] = family(file, bus(file), (UNKNOWN, 1))
    by = actor(file)

    born = GuestDescribed(NOON_MS, birth_date="1-2-2015")
    file.write_now(lambda d: describe_guest(d, by, stream, born))

    assert one(file, stream).guest.text("birth_date") == "2015-02-01"
    assert one(file, stream).guest.text("age_band") in ("child", "teen")


def test_who_was_born_too_late_is_not_called_grown_up() -> None:
    file = memory_post()
    [stream] = family(file, bus(file), (UNKNOWN, 1))
    by = actor(file)
    born = GuestDescribed(NOON_MS, birth_date="2015-03-02")
    file.write_now(lambda d: describe_guest(d, by, stream, born))

    for grown in (
        GuestDescribed(NOON_MS, age_band=ADULT),
        GuestDescribed(NOON_MS, age_band=ADULT, birth_date="2016-03-02"),
    ):
        with pytest.raises(Refusal, match="age_against_birth"):
            file.write_now(lambda d, f=grown: describe_guest(d, by, stream, f))
    older = GuestDescribed(NOON_MS, age_band=ADULT, birth_date="1990-03-02")
    file.write_now(lambda d: describe_guest(d, by, stream, older))


def test_families_of_two_buses_are_put_together_and_apart() -> None:
    file = memory_post()
    mother, *_ = family(file, bus(file), (ADULT, 1), (CHILD, 1))
    [uncle] = family(file, bus(file), (ADULT, 1))
    by, name = actor(file), one(file, mother).guest.family

    file.write_now(lambda d: join_family(d, by, uncle, name))
    assert len(file.read_now(lambda db: family_of(db, name))) == 3
    file.write_now(lambda d: join_family(d, by, uncle, b""))
    assert len(file.read_now(lambda db: family_of(db, name))) == 2


def test_who_needs_care_becomes_a_casualty_besides_and_is_counted_once() -> None:
    file = memory_post()
    party = bus(file, 2)
    stream, _ = family(file, party, (ADULT, 2))
    assert file.read_now(lambda db: casualties(db, Filter())).rows == ()
    by = actor(file)

    event = file.write_now(lambda d: care_for_guest(d, by, stream))

    found = file.read_now(lambda db: casualty(db, event.stream))
    assert found is not None
    assert found.row.name == "Шевченко"
    assert one(file, stream).guest.casualty == event.stream
    assert where(file) == [("sporthal", False, 2, 2)]
    with pytest.raises(Refusal, match="guest_has_care"):
        file.write_now(lambda d: care_for_guest(d, by, stream))
    file.write_now(lambda d: retract(d, by, (event.log, event.seq)))
    assert one(file, stream).guest.casualty == b""


def test_who_rode_away_is_where_the_ride_went() -> None:
    file = memory_post()
    party = bus(file, 2)
    people = family(file, party, (ADULT, 2))
    by = actor(file)
    asked = TransportRequested(
        b"",
        NOON_MS,
        Precedence.ROUTINE,
        destination="Assen",
        who=tuple(people),
        seats=2,
    )
    ride = file.write_now(lambda d: request_transport(d, by, asked)).stream
    gone = TransportDeparted(NOON_MS)
    file.write_now(lambda d: depart_transport(d, by, ride, gone))
    assert where(file) == [("sporthal", False, 2, 2)]
    there = TransportArrived(NOON_MS)
    file.write_now(lambda d: arrive_transport(d, by, ride, there))

    assert where(file) == [("Assen", True, 2, 2)]


@given(
    people=st.integers(1, 60),
    families=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), max_size=4),
)
def test_nobody_is_lost_or_counted_twice(
    people: int, families: list[tuple[int, int]]
) -> None:
    file = memory_post()
    party = bus(file, people)
    named = 0
    by = actor(file)
    for place, (grown, small) in enumerate(families):
        if grown + small:
            members = family(file, party, (ADULT, grown), (CHILD, small))
            named += len(members)
            if place % 2:
                file.write_now(lambda d, m=members: move_guests(d, by, m, "kerk"))

    assert sum(each.people for each in file.read_now(counts)) == max(people, named)
    assert len(file.read_now(lambda db: guests_of(db, party))) == named
    file.close()


def test_a_stock_keeper_takes_nobody_in() -> None:
    file = memory_post()
    by = actor(file, Role.STOCK_KEEPER)

    with pytest.raises(Refusal, match="role_may_not"):
        fact = PartyArrived(b"", NOON_MS, Displacement.OTHER, 1)
        file.write_now(lambda d: take_in_party(d, by, fact))


def test_who_is_erased_by_law_is_gone_and_still_counts_in_their_group() -> None:
    file = memory_post()
    [stream] = family(file, bus(file, 2), (CHILD, 1), company=Company.UNACCOMPANIED)
    by, grounds = actor(file, Role.POST_LEAD), Grounds("ouder", "verzoek")

    file.write_now(lambda d: erase_guest(d, by, stream, grounds, PIN))

    assert file.read_now(lambda db: guest(db, stream)) is None
    assert file.read_now(displaced).alone == ()
    assert where(file) == [("sporthal", False, 2, 0)]
    kept = file.read_now(lambda db: rows(db, "SELECT canon FROM event"))
    assert not any("Шевченко".encode() in bytes(canon) for (canon,) in kept)
