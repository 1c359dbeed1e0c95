"""Two tablets out of each other's reach give the same medicine to the same casualty."""

from __future__ import annotations

from app.care.medicine import AllergyRecorded, DoseUnit, MedicineGiven, Route
from app.care.stock import LotKey
from app.care.terms import LinkReason, Role, Triage
from app.commands import (
    give_medicine,
    link_records,
    receive_stock,
    record_allergy,
    retract,
)
from app.store.file import CareFile
from app.store.queries.casualty import casualty
from app.store.queries.medicine import Medicines, medicines
from app.store.queries.stock import lots
from sync.event import Event
from tests.support.fakes import NOON_MS, FakeClock
from tests.support.post import actor, memory_post, registered
from tests.support.screen import Screen
from tests.support.tablets import carry, second_tablet
from tests.support.watch import alone
from tests.support.window import Post, told

TODAY = "2026-11-22"
MINUTE = 60_000
AMPOULES = LotKey("VB042", "A1", "2027-01-01")


def give(file: CareFile, stream: bytes, role: Role) -> Event:
    by = actor(file, role)
    fact = MedicineGiven(
        "Morfine",
        file.clock.now_ms(),
        "morphine",
        2_500,
        DoseUnit.MG,
        Route.IV,
        item="VB042",
        pieces=1,
    )
    return file.write_now(lambda desk: give_medicine(alone(desk, by), by, stream, fact))


def of(file: CareFile, stream: bytes) -> Medicines:
    return file.read_now(lambda db: medicines(db, stream))


def left(file: CareFile) -> int:
    held = file.read_now(lambda db: lots(db, "VB042", TODAY))
    return sum(lot.on_hand for lot in held)


def test_a_double_dose_is_warned_of_on_both_tablets_and_nothing_is_left_out() -> None:
    post = Post()
    one = post.file
    by = actor(one)
    one.write_now(lambda desk: receive_stock(alone(desk, by), by, AMPOULES, 10))
    stream = registered(one, Triage.T1)
    other = second_tablet(one, post.clock)

    give(one, stream, Role.NURSE)
    post.clock.advance(4 * MINUTE)
    give(other, stream, Role.DOCTOR)
    assert of(one, stream).warned == of(other, stream).warned == ()
    carry(other, one)
    carry(one, other)

    for file in (one, other):
        found = of(file, stream)
        assert len(found.doses) == 2
        (warned,) = found.warned
        assert warned.dose.observed_ms - warned.repeats[0].observed_ms == 4 * MINUTE
        assert left(file) == 8
    other.close()

    async def tell(screen: Screen) -> None:
        words = " ".join(screen.words())
        assert "Zelfde middel kort geleden gegeven: Morfine 2,5 mg" in words
        assert "Nurse · apparaat A" in words
        assert "Doctor · apparaat" in words

    told(post, stream, tell)


def test_who_takes_one_of_the_two_back_ends_the_warning_and_gets_the_stock_back() -> (
    None
):
    clock = FakeClock()
    one = memory_post(clock=clock)
    by = actor(one)
    one.write_now(lambda desk: receive_stock(alone(desk, by), by, AMPOULES, 10))
    stream = registered(one, Triage.T1)
    other = second_tablet(one, clock)
    give(one, stream, Role.NURSE)
    twice = give(other, stream, Role.NURSE)
    carry(other, one)

    one.write_now(lambda desk: retract(desk, by, twice.id, "zelfde ampul"))
    carry(one, other)

    for file in (one, other):
        assert of(file, stream).warned == ()
        assert left(file) == 9
        seen = file.read_now(lambda db: casualty(db, stream))
        assert seen is not None
        assert sum(entry.retracted for entry in seen.timeline) == 1
        file.close()


def test_an_allergy_and_a_dose_of_the_same_person_count_in_both_of_their_records() -> (
    None
):
    clock = FakeClock()
    post = memory_post(clock=clock)
    nurse = actor(post)
    known, unknown = registered(post, Triage.T2), registered(post, Triage.T1)
    told_of = AllergyRecorded("aspirine", NOON_MS)
    post.write_now(lambda desk: record_allergy(desk, nurse, known, told_of))
    give(post, known, Role.NURSE)
    assert of(post, unknown).allergies == ()

    why = LinkReason.RECOGNISED
    post.write_now(lambda desk: link_records(desk, nurse, known, unknown, why))

    assert [each.substance for each in of(post, unknown).allergies] == ["aspirine"]
    assert [each.code for each in of(post, unknown).doses] == ["morphine"]
    post.close()
