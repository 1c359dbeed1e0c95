"""What a person may ask about medicines and allergies, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from app.care.medicine import (
    AllergiesDenied,
    AllergyRecorded,
    ClashReason,
    DoseUnit,
    MedicineGiven,
)
from app.care.refusal import Refusal
from app.care.stock import LotKey
from app.care.terms import Role
from app.catalogue import decode
from app.commands import (
    deny_allergies,
    give_medicine,
    receive_stock,
    record_allergy,
    retract,
)
from app.store.file import CareFile
from app.store.queries.medicine import Medicines, medicines
from app.store.queries.stock import lots
from sync.event import Event
from tests.support.fakes import NOON_MS, FakeClock
from tests.support.post import actor, memory_post, registered
from tests.support.watch import alone

TODAY = "2026-11-22"
MINUTE = 60_000


def refusal(file: CareFile, command: Any) -> str:
    with pytest.raises(Refusal) as refused:
        file.write_now(command)
    return refused.value.key


def given(said: str = "Morfine", at_ms: int = NOON_MS, **more: Any) -> MedicineGiven:
    return MedicineGiven(said, at_ms, **more)


def give(
    file: CareFile, stream: bytes, fact: MedicineGiven, role: Role = Role.NURSE
) -> Event:
    by = actor(file, role)
    return file.write_now(lambda desk: give_medicine(desk, by, stream, fact))


def refused(
    file: CareFile, stream: bytes, fact: MedicineGiven, role: Role = Role.NURSE
) -> str:
    by = actor(file, role)
    return refusal(file, lambda desk: give_medicine(desk, by, stream, fact))


def allergic(file: CareFile, stream: bytes, said: str, code: str = "") -> Event:
    by, fact = actor(file, Role.REGISTRAR), AllergyRecorded(said, NOON_MS, code)
    return file.write_now(lambda desk: record_allergy(desk, by, stream, fact))


def of(file: CareFile, stream: bytes) -> Medicines:
    return file.read_now(lambda db: medicines(db, stream))


def test_a_name_of_the_list_gets_its_code_and_another_none() -> None:
    post = memory_post()
    stream = registered(post)

    known = give(post, stream, given("epinefrine"))
    strange = give(post, stream, given("Zalfje van oma"))
    wrong = give(post, stream, given("Xyz", code="no such code"))

    assert decode(known).code == "adrenaline"
    assert decode(strange).code == ""
    assert decode(wrong).code == ""
    post.close()


def test_a_medicine_needs_a_name_and_a_dose_its_unit() -> None:
    post = memory_post()
    stream = registered(post)

    assert refused(post, stream, given("  ")) == "substance_missing"
    assert refused(post, stream, given(dose=2500)) == "unit_missing"
    give(post, stream, given(dose=2500, unit=DoseUnit.MG))
    post.close()


@pytest.mark.parametrize("role", [Role.FIRST_AIDER, Role.POST_LEAD])
def test_who_gives_no_medicines_writes_down_who_did(role: Role) -> None:
    post = memory_post()
    stream = registered(post)

    assert refused(post, stream, given(), role) == "given_by_missing"
    event = give(post, stream, given(given_by="Dr. Bakker"), role)

    assert decode(event).given_by == "Dr. Bakker"
    post.close()


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.STOCK_KEEPER, Role.OPERATOR])
def test_who_does_not_care_for_people_records_no_medicine(role: Role) -> None:
    post = memory_post()
    stream = registered(post)

    assert refused(post, stream, given(given_by="Dr. Bakker"), role) == "role_may_not"
    post.close()


def test_an_allergy_asks_why_it_is_given_all_the_same_and_then_it_is() -> None:
    post = memory_post()
    stream = registered(post)
    allergic(post, stream, "penicilline")

    assert refused(post, stream, given("Amoxicilline")) == "despite_missing"
    give(post, stream, given("Amoxicilline", despite="arts besloot"))

    (warned,) = of(post, stream).warned
    assert [each.why for each in warned.clashes] == [ClashReason.GROUP]
    assert of(post, stream).allergies[0].code == "group:penicillin"
    post.close()


def test_an_allergy_that_is_told_later_warns_of_what_was_given() -> None:
    post = memory_post()
    stream = registered(post)
    give(post, stream, given("Ibuprofen"))
    assert of(post, stream).warned == ()

    allergic(post, stream, "aspirine")

    assert of(post, stream).warned[0].clashes[0].group == "nsaid"
    post.close()


def test_an_allergy_taken_back_warns_no_more() -> None:
    post = memory_post()
    stream, by = registered(post), actor(post, Role.REGISTRAR)
    told = allergic(post, stream, "Morfine")

    post.write_now(lambda desk: retract(desk, by, told.id))

    give(post, stream, given())
    assert of(post, stream).allergies == ()
    post.close()


@pytest.mark.parametrize(
    ("minutes", "asks"), [(9, True), (10, True), (11, False), (-10, True)]
)
def test_the_same_drug_again_within_ten_minutes_asks_why(
    minutes: int, asks: bool
) -> None:
    clock = FakeClock()
    post = memory_post(clock=clock)
    stream = registered(post)
    clock.advance(60 * MINUTE)
    first_ms = clock.now_ms() - 20 * MINUTE
    give(post, stream, given(at_ms=first_ms))
    again = given(at_ms=first_ms + minutes * MINUTE)

    if asks:
        assert refused(post, stream, again) == "despite_missing"
        again = given(at_ms=again.observed_ms, despite="nog pijn")
    give(post, stream, again)

    assert len(of(post, stream).doses) == 2
    assert len(of(post, stream).warned) == asks
    post.close()


def test_another_casualty_got_it_and_that_is_no_double() -> None:
    post = memory_post()
    first, second = registered(post), registered(post)
    give(post, first, given())

    give(post, second, given())

    assert of(post, second).warned == ()
    post.close()


def test_a_dose_comes_out_of_stock_and_one_retraction_undoes_both() -> None:
    post = memory_post()
    stream, by = registered(post), actor(post)
    ampoules = LotKey("VB042", "A1", "2027-01-01")
    post.write_now(lambda desk: receive_stock(alone(desk, by), by, ampoules, 3))
    event = post.write_now(
        lambda desk: give_medicine(
            alone(desk, by), by, stream, given(item="VB042", pieces=2)
        )
    )
    left = post.read_now(lambda db: lots(db, "VB042", TODAY))[0].on_hand

    post.write_now(lambda desk: retract(desk, by, event.id))

    assert left == 1
    assert decode(event).drawn == 2
    assert post.read_now(lambda db: lots(db, "VB042", TODAY))[0].on_hand == 3
    assert of(post, stream).doses == ()
    post.close()


def test_no_known_allergies_is_kept_beside_an_allergy_that_is_told_later() -> None:
    post = memory_post()
    stream, by = registered(post), actor(post, Role.REGISTRAR)
    none = AllergiesDenied(NOON_MS, "zoon")
    post.write_now(lambda desk: deny_allergies(desk, by, stream, none))
    assert of(post, stream).denied_ms == NOON_MS

    allergic(post, stream, "Latex")

    assert of(post, stream).denied_ms == NOON_MS
    assert of(post, stream).allergies[0].code == "latex"
    post.close()


def test_an_allergy_needs_words() -> None:
    post = memory_post()
    stream, by = registered(post), actor(post)
    fact = AllergyRecorded(" ", NOON_MS)

    why = refusal(post, lambda desk: record_allergy(desk, by, stream, fact))

    assert why == "substance_missing"
    post.close()
