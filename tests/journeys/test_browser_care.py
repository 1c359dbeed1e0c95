"""Care in a real Chromium: two taps, a child step by step, arrival to departure."""

from __future__ import annotations

import pytest

from app.care.guided import TriageAssessed
from app.care.medicine import MedicineGiven
from app.care.terms import Triage
from app.care.treatment import TreatmentGiven
from app.store.queries.casualty import casualty
from tests.support.bedside import Hands, told


@pytest.mark.browser
def test_an_evening_of_care_at_the_screen() -> None:
    async def story(hands: Hands) -> None:
        await _a_walking_casualty_takes_two_taps(hands)
        await _a_child_is_triaged_by_the_tool_for_children(hands)
        await _an_urgent_casualty_from_arrival_to_departure(hands)
        await _two_tablets_disagree_and_a_person_decides(hands)

    told(story)


async def _a_walking_casualty_takes_two_taps(hands: Hands) -> None:
    before = hands.newest().row.number
    await hands.tap("Registreren")

    await hands.tap("T3", "Opslaan")

    await hands.until(lambda: hands.newest().row.number != before)
    assert hands.newest().row.category is Triage.T3


async def _a_child_is_triaged_by_the_tool_for_children(hands: Hands) -> None:
    await hands.tap("Kind (1", "Stap voor stap", "JumpSTART")
    await hands.answer("Nee", "Ja")
    await hands.write("Ademhaling", "46")
    await hands.tap("Verder", "Overnemen", "Opslaan")
    await hands.until(lambda: hands.said(TriageAssessed))

    (fact,) = hands.said(TriageAssessed)
    assert (fact.tool, fact.result) == ("JUMPSTART", "T1")
    assert fact.inputs == "age=child;walking=no;breathing=yes;rr=46"
    assert hands.newest().row.category is Triage.T1


async def _an_urgent_casualty_from_arrival_to_departure(hands: Hands) -> None:
    await hands.tap("Volwassen", "Stap voor stap", "Tourniquet")
    await hands.answer("Nee", "Ja")
    await hands.tap("Overnemen", "Opslaan")
    await hands.until(lambda: hands.said(TreatmentGiven))
    assert hands.newest().row.category is Triage.T1

    await hands.tap("Slachtoffers")
    await hands.look_at(hands.newest().row.number)
    await hands.tap("Meting")
    await hands.write("Ademhaling", "26")
    await hands.write("Hartslag", "118")
    await hands.tap("Opslaan")
    await hands.until(lambda: hands.newest().vitals)

    await hands.tap("Medicijn", "Paracetamol")
    await hands.write("Dosis", "1000")
    await hands.tap("mg", "Via de mond")
    await hands.write("Gegeven door", "Noor Bakker")
    await hands.tap("Opslaan")
    await hands.until(lambda: hands.said(MedicineGiven))

    await hands.tap("Meer", "Overdracht")
    await hands.sees("Tourniquet")
    await hands.tap("Sluiten", "Meer", "Vertrek", "Overgedragen")
    await hands.write("Waarheen", "UMCG")
    await hands.tap("Opslaan")
    await hands.until(lambda: hands.newest().departures)


async def _two_tablets_disagree_and_a_person_decides(hands: Hands) -> None:
    await hands.tap("Slachtoffers")
    await hands.look_at("ZUID-A004-A")
    before = hands.session.casualty
    assert before is not None
    file = hands.session.open_file

    def standing() -> int:
        found = file.read_now(lambda db: casualty(db, before))
        return len(found.triage) if found else 0

    assert standing() == 2
    await hands.tap("Dit klopt")

    await hands.until(lambda: standing() == 1)
