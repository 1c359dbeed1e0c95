"""Medicijn and Allergie: found on the list or not, warned, given all the same."""

from __future__ import annotations

import pytest

from app.care.medicine import AllergyRecorded, DoseUnit, MedicineGiven, Route
from app.care.refusal import Refusal
from app.care.stock import LotKey
from app.care.terms import Role, Triage
from app.commands import give_medicine, receive_stock, record_allergy
from app.exports.doses import dose_words
from app.ui.widgets.dose_entry import read_dose
from tests.support.post import actor, registered
from tests.support.screen import Screen
from tests.support.watch import alone
from tests.support.window import MINUTE_MS, Post, act, told


def allergic(post: Post, stream: bytes, said: str) -> None:
    by, fact = actor(post.file), AllergyRecorded(said, post.clock.now_ms())
    post.file.write_now(lambda desk: record_allergy(desk, by, stream, fact))


async def closed(screen: Screen) -> None:
    await screen.until(lambda: "save" not in screen.keys())  # noqa: SIM118


def test_a_quick_pick_with_dose_unit_and_route_is_recorded_and_drawn() -> None:
    post = Post()
    stream, by = registered(post.file, Triage.T1), actor(post.file)
    ampoules = LotKey("VB042", "L1", "2028-01-31")
    post.file.write_now(lambda desk: receive_stock(alone(desk, by), by, ampoules, 4))

    async def tell(screen: Screen) -> None:
        await act(screen, "medicine")
        await screen.click("substance-morphine")
        await screen.type("dose", "2,5")
        await screen.click("unit-mg")
        await screen.click("route-iv")
        await screen.click("save")
        assert post.detail(stream).medicines.doses == ()
        await screen.click("second-nobody")
        await screen.type("second-absent", "ik ben alleen")
        await screen.click("save")
        await closed(screen)

        body = post.detail(stream).timeline[0].body
        assert (body.code, body.dose, body.unit) == ("morphine", 2500, DoseUnit.MG)
        assert (body.route, body.item, body.drawn) == (Route.IV, "VB042", 1)
        words = " ".join(screen.words())
        assert "Morfine 2,5 mg · in de ader (iv)" in words
        assert "niet gecontroleerd" not in words

    told(post, stream, tell)


def test_an_allergy_is_shown_before_it_is_saved_and_a_reason_gives_it_anyway() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)
    allergic(post, stream, "penicilline")

    async def tell(screen: Screen) -> None:
        assert screen["allergy-flag"].value == "Allergie: Penicillines"
        await act(screen, "medicine")
        await screen.type("substance", "amoxi")
        await screen.click("substance-amoxicillin")
        await screen.until(lambda: "warnings" in screen.keys())  # noqa: SIM118
        assert "zelfde groep: Penicillines" in " ".join(screen.words())
        await screen.click("save")
        assert "Toch geven" in screen["despite"].error
        await screen.click("despite-decided")
        await screen.click("save")
        await closed(screen)

        assert post.detail(stream).timeline[0].body.despite == "Arts besloot"
        assert "medicine-warnings" in screen.keys()  # noqa: SIM118

    told(post, stream, tell)


def test_what_a_colleague_gave_minutes_ago_is_shown_before_it_is_given_again() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)
    doctor = actor(post.file, Role.DOCTOR)

    async def tell(screen: Screen) -> None:
        await act(screen, "medicine")
        await screen.click("substance-morphine")
        assert "warnings" not in screen.keys()  # noqa: SIM118
        fact = MedicineGiven("Morfine", post.clock.now_ms(), "morphine")
        await post.file.write(lambda desk: give_medicine(desk, doctor, stream, fact))
        await screen.until(lambda: "warnings" in screen.keys())  # noqa: SIM118
        assert "Zelfde middel kort geleden gegeven: Morfine" in " ".join(screen.words())

    told(post, stream, tell)


def test_own_words_are_marked_as_not_checked_here_and_in_the_record() -> None:
    post = Post()
    stream = registered(post.file, Triage.T3)

    async def tell(screen: Screen) -> None:
        await act(screen, "medicine")
        await screen.type("substance", "Zalfje van oma")
        await screen.click("substance-own")
        assert "Niet gecontroleerd" in screen["unchecked"].value
        await screen.click("save")
        await closed(screen)

        assert "niet gecontroleerd" in " ".join(screen.words())

    told(post, stream, tell)


def test_a_first_aider_writes_down_who_gave_it() -> None:
    post = Post(Role.FIRST_AIDER)
    stream = registered(post.file, Triage.T3)

    async def tell(screen: Screen) -> None:
        await act(screen, "medicine")
        await screen.click("substance-paracetamol")
        await screen.click("save")
        assert screen["given_by"].error is not None
        await screen.type("given_by", "Dr. Bakker")
        await screen.click("save")
        await closed(screen)

        assert "Dr. Bakker · apparaat A" in " ".join(screen.words())

    told(post, stream, tell)


def test_an_allergy_is_recorded_with_what_happened_and_how_sure_it_is() -> None:
    post = Post()
    stream = registered(post.file, Triage.T3)

    async def tell(screen: Screen) -> None:
        assert screen["allergy-flag"].value == "Allergieën onbekend"
        await act(screen, "allergy")
        await screen.click("substance-group:nsaid")
        await screen.click("reaction-breathless")
        await screen.click("certainty-confirmed")
        await screen.click("save")
        await closed(screen)

        (allergy,) = post.detail(stream).medicines.allergies
        assert (allergy.code, allergy.reaction) == ("group:nsaid", "breathless")
        assert "benauwd · vastgesteld (test of brief)" in " ".join(screen.words())

    told(post, stream, tell)


def test_no_known_allergies_is_one_tap_and_not_the_same_as_unknown() -> None:
    post = Post()
    stream = registered(post.file, Triage.T3)

    async def tell(screen: Screen) -> None:
        await act(screen, "allergy")
        await screen.click("no-allergies")
        await closed(screen)

        assert screen["allergy-flag"].value == "Geen allergieën bekend"
        assert "gevraagd om" in screen["allergies"].value

    told(post, stream, tell)


def test_nothing_chosen_is_refused_beside_the_search() -> None:
    post = Post()
    stream = registered(post.file, Triage.T3)
    post.clock.advance(MINUTE_MS)

    async def tell(screen: Screen) -> None:
        await act(screen, "medicine")
        await screen.click("save")
        assert screen["substance"].error is not None

    told(post, stream, tell)


def test_allergies_and_medicines_are_on_the_handover_card() -> None:
    post = Post()
    stream, by = registered(post.file, Triage.T2), actor(post.file)
    allergic(post, stream, "Groene zeep")
    now = post.clock.now_ms()
    fact = MedicineGiven("Morfine", now, "morphine", 2500, DoseUnit.MG, Route.IV)
    post.file.write_now(lambda desk: give_medicine(desk, by, stream, fact))

    async def tell(screen: Screen) -> None:
        await act(screen, "handover")

        assert "Morfine 2,5 mg · in de ader (iv)" in screen["atmist-treatment"].value
        assert "Groene zeep · niet gecontroleerd" in screen["atmist-allergies"].value

    told(post, stream, tell)


@pytest.mark.parametrize(
    ("typed", "dose"),
    [("2,5", 2500), ("1000", 1_000_000), ("0.001", 1), ("", None), (" 5 ", 5000)],
)
def test_a_dose_is_kept_in_thousandths(typed: str, dose: int | None) -> None:
    assert read_dose(typed, "nl") == dose


@pytest.mark.parametrize("typed", ["0", "0,0001", "een", "-1", "1,2,3", "99999999"])
def test_a_dose_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        read_dose(typed, "nl")


@pytest.mark.parametrize(
    ("dose", "language", "words"),
    [
        (2500, "nl", "2,5"),
        (2500, "en", "2.5"),
        (1_000_000, "nl", "1000"),
        (1, "nl", "0,001"),
    ],
)
def test_a_dose_is_shown_with_the_decimals_it_needs(
    dose: int, language: str, words: str
) -> None:
    assert dose_words(dose, language) == words
