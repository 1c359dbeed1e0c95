"""A home that is emptied: listed, brought to vehicles, ticked off, one found again."""

from __future__ import annotations

import pytest

from app.care.evacuation import (
    EvacuationBegun,
    EvacueeStage,
    Going,
    Means,
    Whereabouts,
    places_for,
)
from app.care.need import Evacuation, Mobility, MobilityStated
from app.care.refusal import Refusal
from app.care.resident import VisitOutcome
from app.care.transport import TransportArrived, TransportDeparted, Vehicle
from app.commands import state_need
from app.commands.evacuation import (
    Filling,
    begin_evacuation,
    board_evacuees,
    end_evacuation,
    fill_vehicle,
    list_evacuees,
    print_evacuation,
    relist_evacuee,
    see_evacuees,
)
from app.commands.transport import arrive_transport, depart_transport
from app.store.file import CareFile
from app.store.queries.evacuation import (
    Emptied,
    evacuation,
    evacuations,
    missing,
    residents_to_list,
)
from app.store.tables import state_of
from sync.journal import Link
from tests.support.fakes import NOON_MS
from tests.support.post import PIN, actor, memory_post
from tests.support.residents import enlisted

SIXTY = tuple(
    Going(f"Bewoner {room}", str(room), list(Means)[room % len(Means)])
    for room in range(1, 61)
)


def begun(file: CareFile, people: tuple[Going, ...] = SIXTY) -> bytes:
    by = actor(file)
    fact = EvacuationBegun(b"", NOON_MS, "De Linde", "Lindelaan 1", "Sporthal")
    stream = file.write_now(lambda d: begin_evacuation(d, by, fact)).stream
    if people:
        file.write_now(lambda d: list_evacuees(d, by, stream, people))
    return stream


def now(file: CareFile, stream: bytes) -> Emptied:
    found = file.read_now(lambda db: evacuation(db, stream))
    assert found is not None
    return found


def keys(file: CareFile, stream: bytes, first: int, last: int) -> tuple[bytes, ...]:
    """Return the keys of rooms from first to last."""
    rooms = {str(each) for each in range(first, last + 1)}
    people = now(file, stream).people
    return tuple(each.key for each in people if each.going.room in rooms)


def filled(file: CareFile, stream: bytes, name: str, who: tuple[bytes, ...]) -> bytes:
    by = actor(file)
    what = Filling(Vehicle(name, "Henk"), who)
    return file.write_now(lambda d: fill_vehicle(d, by, stream, what)).stream


def left(file: CareFile, ride: bytes) -> None:
    by, fact = actor(file), TransportDeparted(NOON_MS, expected_ms=NOON_MS + 60_000)
    file.write_now(lambda d: depart_transport(d, by, ride, fact))


def there(file: CareFile, ride: bytes) -> None:
    by, fact = actor(file), TransportArrived(NOON_MS)
    file.write_now(lambda d: arrive_transport(d, by, ride, fact))


def found(
    file: CareFile, stream: bytes, who: tuple[bytes, ...], what: Whereabouts
) -> None:
    by = actor(file)
    file.write_now(lambda d: see_evacuees(d, by, stream, who, what))


def test_a_home_of_sixty_is_emptied_and_the_one_who_is_missing_is_found() -> None:
    file = memory_post()
    stream = begun(file)
    assert (len(now(file, stream).people), now(file, stream).left) == (60, 60)

    bus = filled(file, stream, "bus 1", keys(file, stream, 1, 40))
    asked = now(file, stream).rides[0].ride.asked
    assert asked is not None
    assert asked.people == 40
    assert asked.stretchers == sum(e.means is Means.STRETCHER for e in SIXTY[:40])
    van = filled(file, stream, "taxi", keys(file, stream, 41, 59))
    assert now(file, stream).counts[EvacueeStage.ABOARD] == 59
    assert now(file, stream).left == 60

    left(file, bus)
    left(file, van)
    assert now(file, stream).counts == {
        EvacueeStage.UNDER_WAY: 59,
        EvacueeStage.WAITING: 1,
    }
    there(file, bus)
    assert now(file, stream).counts[EvacueeStage.UNCHECKED] == 40
    found(file, stream, keys(file, stream, 1, 39), Whereabouts.ARRIVED)
    found(file, stream, keys(file, stream, 40, 40), Whereabouts.MISSING)
    one = now(file, stream)
    assert (one.counts[EvacueeStage.MISSING], one.left) == (1, 2)
    assert one.people[0].going.room == "40"

    found(file, stream, keys(file, stream, 40, 40), Whereabouts.FOUND)
    assert now(file, stream).counts[EvacueeStage.WAITING] == 2
    found(file, stream, keys(file, stream, 40, 40), Whereabouts.ARRIVED)
    found(file, stream, keys(file, stream, 60, 60), Whereabouts.STAYS)
    there(file, van)
    found(file, stream, keys(file, stream, 41, 59), Whereabouts.ARRIVED)
    after = now(file, stream)
    assert after.left == 0
    assert after.counts == {EvacueeStage.ARRIVED: 59, EvacueeStage.STAYS: 1}


def test_somebody_brought_to_two_vehicles_is_in_both_until_a_person_says() -> None:
    one, other = memory_post(seed=1), memory_post(seed=2, letter="B")
    stream = begun(one, SIXTY[:2])
    _bring(one, other)
    who = keys(one, stream, 1, 1)
    filled(one, stream, "bus 1", who)
    second = filled(other, stream, "bus 2", who)
    _bring(one, other)
    _bring(other, one)

    for file in (one, other):
        row = next(e for e in now(file, stream).people if e.key == who[0])
        assert row.vehicles == ("bus 1", "bus 2")
        assert row.evacuee.conflicts == 1
    by = actor(one)
    one.write_now(lambda d: board_evacuees(d, by, stream, who, second))
    row = next(e for e in now(one, stream).people if e.key == who[0])
    assert (row.vehicles, row.evacuee.conflicts) == (("bus 2",), 0)


def test_missing_here_and_arrived_there_stays_missing_until_somebody_saw_both() -> None:
    one, other = memory_post(seed=1), memory_post(seed=2, letter="B")
    stream = begun(one, SIXTY[:1])
    _bring(one, other)
    who = keys(one, stream, 1, 1)
    found(one, stream, who, Whereabouts.MISSING)
    found(other, stream, who, Whereabouts.ARRIVED)
    _bring(other, one)

    assert now(one, stream).people[0].stage is EvacueeStage.MISSING
    found(one, stream, who, Whereabouts.ARRIVED)
    assert now(one, stream).people[0].stage is EvacueeStage.ARRIVED


def test_who_gets_out_of_a_vehicle_or_whose_vehicle_is_called_off_is_inside() -> None:
    file = memory_post()
    stream = begun(file, SIXTY[:2])
    who = keys(file, stream, 1, 2)
    filled(file, stream, "bus", who)
    by = actor(file)

    file.write_now(lambda d: board_evacuees(d, by, stream, who[:1], b""))

    stages = sorted(each.stage.value for each in now(file, stream).people)
    assert stages == ["aboard", "waiting"]


def test_how_somebody_moves_that_nobody_knows_takes_a_stretcher() -> None:
    people = [Going("a", means=Means.WALKS), Going("b"), Going("c")]

    assert places_for(people) == {"seats": 1, "wheelchairs": 0, "stretchers": 2}


def test_residents_of_a_street_come_on_the_list_by_reference_once() -> None:
    file = memory_post()
    who = enlisted(file, "Ans", street="Lindelaan", house_number="7")
    enlisted(file, "Bé", street="Elders")
    by = actor(file)
    moves = MobilityStated(Mobility.HELPED, NOON_MS, evacuation=Evacuation.STRETCHER)
    file.write_now(lambda d: state_need(d, by, who, moves))
    stream = begun(file, ())
    people = file.read_now(lambda db: residents_to_list(db, "Lindelaan"))
    file.write_now(lambda d: list_evacuees(d, by, stream, people))

    [row] = now(file, stream).people
    assert (row.name, row.going.name, row.going.room) == ("Ans", "", "7")
    assert row.going.means is Means.STRETCHER
    with pytest.raises(Refusal, match="nothing_filled_in"):
        file.write_now(lambda d: list_evacuees(d, by, stream, people))

    left(file, filled(file, stream, "ambulance", (row.key,)))
    resident = file.read_now(lambda db: state_of(db, "resident", who))
    assert resident.whereabouts is VisitOutcome.MOVED


def test_a_list_is_numbered_with_a_pin_and_says_who_took_it() -> None:
    file = memory_post()
    stream = begun(file, SIXTY[:3])
    by = actor(file)

    with pytest.raises(Refusal):
        file.write_now(lambda d: print_evacuation(d, by, stream, "Team", "000000"))
    assert now(file, stream).held.sheets == ()
    made = file.write_now(lambda d: print_evacuation(d, by, stream, "Team", PIN))

    [sheet] = now(file, stream).held.sheets
    assert (sheet.number, sheet.to_name, sheet.people) == (made.sheet, "Team", 3)


def test_what_stands_of_somebody_is_written_anew_and_nobody_is_listed_unnamed() -> None:
    file = memory_post()
    stream = begun(file, SIXTY[:1])
    by, [row] = actor(file), now(file, stream).people
    new = Going("Jo", "1", Means.STRETCHER, oxygen=True, device="pomp")
    file.write_now(lambda d: relist_evacuee(d, by, stream, row.key, new))

    assert now(file, stream).people[0].going == new
    with pytest.raises(Refusal, match="nobody_named"):
        file.write_now(lambda d: list_evacuees(d, by, stream, [Going()]))
    with pytest.raises(Refusal, match="not_on_list"):
        file.write_now(lambda d: board_evacuees(d, by, stream, [b"x"], b""))


@pytest.mark.parametrize(
    "seen", [Whereabouts.MISSING, Whereabouts.FOUND, Whereabouts.STAYS]
)
def test_who_was_seen_elsewhere_before_the_vehicle_left_stays_on_every_list(
    seen: Whereabouts,
) -> None:
    file = memory_post()
    who = enlisted(file, "Ans", street="Lindelaan", house_number="7")
    stream = begun(file, ())
    people = file.read_now(lambda db: residents_to_list(db, "Lindelaan"))
    by = actor(file)
    file.write_now(lambda d: list_evacuees(d, by, stream, people))
    [row] = now(file, stream).people
    bus = filled(file, stream, "bus", (row.key,))
    found(file, stream, (row.key,), seen)

    left(file, bus)

    resident = file.read_now(lambda db: state_of(db, "resident", who))
    assert resident.whereabouts is None
    after = now(file, stream)
    assert EvacueeStage.UNDER_WAY not in after.counts
    assert after.aboard(bus) == ()


def test_who_is_missing_is_counted_also_once_the_evacuation_was_ended() -> None:
    file = memory_post()
    stream = begun(file, SIXTY[:2])
    found(file, stream, keys(file, stream, 1, 1), Whereabouts.MISSING)
    by = actor(file)
    file.write_now(lambda d: end_evacuation(d, by, stream))

    assert file.read_now(missing) == 1
    found(file, stream, keys(file, stream, 1, 1), Whereabouts.FOUND)
    assert file.read_now(missing) == 0


def test_a_resident_listed_on_two_tablets_apart_is_one_person() -> None:
    one, other = memory_post(seed=1), memory_post(seed=2, letter="B")
    enlisted(one, "Ans", street="Lindelaan", house_number="7")
    stream = begun(one, ())
    _bring(one, other)
    people = one.read_now(lambda db: residents_to_list(db, "Lindelaan"))
    for file in (one, other):
        by = actor(file)
        file.write_now(lambda d, by=by: list_evacuees(d, by, stream, people))
    _bring(other, one)

    assert len(now(one, stream).people) == 1


def test_all_homes_are_listed_with_who_is_left() -> None:
    file = memory_post()
    first, second = begun(file, SIXTY[:3]), begun(file, SIXTY[:2])

    listed = file.read_now(evacuations)

    assert {each.stream: each.left for each in listed} == {first: 3, second: 2}


def _bring(one: CareFile, other: CareFile) -> None:
    links = one.read_now(
        lambda db: db.execute(
            "SELECT canon, chain FROM event WHERE stream IN "
            "(SELECT stream FROM transport UNION SELECT stream FROM evacuation) "
            "ORDER BY n"
        ).fetchall()
    )
    found_links = [Link(bytes(canon), bytes(chain)) for canon, chain in links]
    other.write_now(lambda d: d.journal.append(found_links))
