"""Medicines in a real Chromium: an allergy, a warning, a reason, a dose from stock."""

from __future__ import annotations

import pytest

from app.care.medicine import AllergyRecorded, DoseUnit, MedicineGiven, Route
from app.care.stock import LotKey
from app.care.treatment import Intervention, Site, TreatmentGiven
from app.commands import receive_stock
from app.store.queries.stock import lots
from tests.support.bedside import Hands, told
from tests.support.watch import alone

TALL = (1280, 1700)
"""So tall that nothing has to be scrolled to while it is tapped."""

AMPOULES = LotKey("VB042", "L9001", "2026-12-31")


@pytest.mark.browser
def test_a_clash_is_shown_before_it_is_given_and_a_dose_comes_out_of_stock() -> None:
    async def story(hands: Hands) -> None:
        before = hands.newest().row.number
        await hands.tap("Registreren", "T1", "Opslaan")
        await hands.until(lambda: hands.newest().row.number != before)
        await hands.tap("Slachtoffers")
        await hands.look_at(hands.newest().row.number)
        await _an_allergy_is_told(hands)
        await _a_clash_asks_why_and_is_given_all_the_same(hands)
        await _a_dose_comes_out_of_stock(hands)
        await _a_tourniquet_is_one_tap(hands)

    told(story, TALL)


async def _an_allergy_is_told(hands: Hands) -> None:
    await hands.tap("Meer", "Allergie", "Penicillines")
    await hands.tap("Uitslag of jeuk", "Opslaan")

    await hands.until(lambda: hands.said(AllergyRecorded))
    assert hands.said(AllergyRecorded)[0].code == "group:penicillin"


async def _a_clash_asks_why_and_is_given_all_the_same(hands: Hands) -> None:
    await hands.tap("Medicijn")
    await hands.write("Middel", "amoxi")
    await hands.answer("Amoxicilline")
    await hands.sees("zelfde groep: Penicillines")
    await hands.tap("Opslaan")
    await _says(hands, "Niet opgeslagen")
    assert hands.said(MedicineGiven) == []

    await hands.tap("Arts besloot")
    await hands.write("Gegeven door", "Dr. Bakker")
    await hands.tap("Opslaan")

    await hands.until(lambda: hands.said(MedicineGiven))
    assert hands.said(MedicineGiven)[0].despite == "Arts besloot"


async def _a_dose_comes_out_of_stock(hands: Hands) -> None:
    file, by = hands.session.open_file, hands.session.actor
    file.write_now(lambda desk: receive_stock(alone(desk, by), by, AMPOULES, 3))

    await hands.tap("Medicijn", "Morfine")
    await hands.tap("mg", "In de ader")
    await hands.write("Dosis", "2,5")
    await hands.write("Gegeven door", "Dr. Bakker")
    await hands.tap("Niemand erbij", "Ik ben alleen")
    await hands.tap("Opslaan")

    await hands.until(lambda: len(hands.said(MedicineGiven)) == 2)
    given = hands.said(MedicineGiven)[0]
    assert (given.dose, given.unit, given.route) == (2500, DoseUnit.MG, Route.IV)
    held = file.read_now(lambda db: lots(db, "VB042", "2026-11-22"))
    assert {lot.lot: lot.on_hand for lot in held}["L9001"] == 2


async def _a_tourniquet_is_one_tap(hands: Hands) -> None:
    await hands.tap("Behandeling", "Tourniquet rechterbeen")

    await hands.until(lambda: hands.said(TreatmentGiven))
    (strap,) = hands.said(TreatmentGiven)
    assert (strap.intervention, strap.site) == (
        Intervention.TOURNIQUET,
        Site.RIGHT_THIGH,
    )
    await hands.sees("Tourniquet 0 min")


async def _says(hands: Hands, words: str) -> None:
    """Wait until a reader of the screen would hear these words, in view or not."""
    heard = hands.page.locator("flt-semantics", has_text=words)
    await heard.first.wait_for(state="attached")
