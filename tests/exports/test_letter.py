"""The letter, the tag and the TCCC card, read back from paper."""

from __future__ import annotations

import pytest

from app.care.atmist import Fact, Standing, Who, atmist
from app.care.burned_skin import burn_sums
from app.care.casualty import VitalsRecorded
from app.care.handover import AdviceGiven
from app.care.injury import (
    BodyRegion,
    BodyView,
    BurnDepth,
    InjuryKind,
    InjuryMarked,
)
from app.care.medicine import AllergyRecorded, DoseUnit, MedicineGiven, Route
from app.care.observation import ObservationRecorded, PulsePlace
from app.care.tccc import MECHANISMS, Evacuation, TcccDescribed
from app.care.tccc_card import LIMB_OF, Limb, tccc
from app.care.terms import Consciousness, Triage
from app.care.treatment import Intervention, Site, TreatmentEnded, TreatmentGiven
from app.exports.burned import burned_whole, burned_words
from app.exports.dd1380 import Soldier, dd1380_pdf
from app.exports.letter import Advice, letter_pdf
from app.exports.tag import tag_pdf
from tests.support.paper import PRINTED_MS, fonts_of, printing, read, words_of

MINUTE = 60_000
LOG = b"AAAAAAAA"
WHO = Who("Jan de Wit", "1991-02-03", "111222333")


def facts() -> list[Fact]:
    bodies = [
        TreatmentGiven(
            Intervention.TOURNIQUET,
            PRINTED_MS - 40 * MINUTE,
            Site.LEFT_THIGH,
            "CAT",
        ),
        TreatmentGiven(
            Intervention.TOURNIQUET, PRINTED_MS - 39 * MINUTE, Site.RIGHT_FOREARM
        ),
        TreatmentEnded((LOG, 2), PRINTED_MS - 9 * MINUTE),
        TreatmentGiven(Intervention.CHEST_SEAL, PRINTED_MS - 30 * MINUTE),
        TreatmentGiven(Intervention.AIRWAY_DEVICE, PRINTED_MS - 29 * MINUTE),
        MedicineGiven(
            "Ketamine",
            PRINTED_MS - 20 * MINUTE,
            "N01AX03",
            12_500,
            DoseUnit.MG,
            Route.IV,
        ),
        AllergyRecorded("Penicilline", PRINTED_MS - 50 * MINUTE, "J01C"),
        InjuryMarked(
            InjuryKind.PENETRATING,
            BodyRegion.CHEST,
            BodyView.FRONT,
            PRINTED_MS - 45 * MINUTE,
        ),
        *(
            VitalsRecorded(
                PRINTED_MS - place * MINUTE,
                breaths_per_min=20 + place,
                pulse_per_min=100 + place,
                systolic_mmhg=90,
                consciousness=Consciousness.VOICE,
                pain=8,
            )
            for place in range(1, 7)
        ),
        TcccDescribed(
            PRINTED_MS - 5 * MINUTE,
            roster="NL-044",
            evacuation=Evacuation.URGENT,
            last_four="4411",
            unit="13 Lt Brig",
            gunshot=True,
            vehicle=True,
            burn_percent=9,
            fluids="NaCl 250 ml iv",
        ),
        ObservationRecorded(PRINTED_MS - 4 * MINUTE, pulse_place=PulsePlace.UPPER_ARM),
    ]
    return [
        Fact(body, body.observed_ms, (LOG, place))
        for place, body in enumerate(bodies, start=1)
    ]


def test_every_place_on_an_arm_or_leg_belongs_to_that_limb() -> None:
    for site, limb in LIMB_OF.items():
        side = site.value.split("_")[0]
        assert limb.value.startswith(side)
    assert LIMB_OF[Site.LEFT_HAND] is Limb.LEFT_ARM
    assert LIMB_OF[Site.RIGHT_FOOT] is Limb.RIGHT_LEG
    assert Site.CHEST not in LIMB_OF


def test_the_tccc_card_fills_from_what_was_recorded() -> None:
    card = tccc(facts()[::-1])

    (left,) = card.tourniquets[Limb.LEFT_LEG]
    (right,) = card.tourniquets[Limb.RIGHT_ARM]
    assert (left.is_on, right.is_on) == (True, False)
    assert len(card.vitals) == 4
    assert [each.body.pulse_per_min for each in card.vitals] == [104, 103, 102, 101]
    assert len(card.given["b"]) == len(card.given["a"]) == 1
    assert card.form is not None


def test_both_sides_are_printed_with_ticks_times_and_letters() -> None:
    soldier = Soldier("ZUID-A001-W", "man", PRINTED_MS, who=WHO)

    content = dd1380_pdf(tccc(facts()), soldier, printing(exercise=True))

    words = words_of(content)
    for said in (
        "NL-044",
        "Urgent",
        "4411",
        "21-SEP-26",
        "13 Lt Brig",
        "[X] Schot",
        "[X] Voertuig",
        "[ ] Val",
        "9 %",
        "104 bovenarm",
        "2 eerdere metingen staan in het dossier.",
        "CAT",
        "Penicilline",
        "12,5 mg · in de ader (iv)",
        "NaCl 250 ml iv",
        "Jan de Wit",
        "OEFENING: geen echt slachtoffer",
    ):
        assert said in words, said
    assert words.count("[X]") == 2
    assert words.count("[ ]") == len(MECHANISMS) - 2
    assert len(read(content).pages) == 2
    assert all(fonts_of(content).values())


def test_an_empty_tccc_card_says_not_known_and_names_nobody() -> None:
    soldier = Soldier("ZUID-A001-W", "", PRINTED_MS)

    words = words_of(dd1380_pdf(tccc([]), soldier, printing()))

    assert words.count("niet bekend") > 12
    assert "Naam staat niet op dit blad" in words


def burned_fact(share: int) -> InjuryMarked:
    return InjuryMarked(
        InjuryKind.BURN,
        BodyRegion.BELLY,
        BodyView.FRONT,
        PRINTED_MS,
        depth=BurnDepth.FULL,
        share_percent=share,
    )


def test_the_body_map_fills_in_the_percentage_only_when_one_sum_is_true() -> None:
    known = burn_sums([burned_fact(100)], 30)
    unknown = burn_sums([burned_fact(100)], None)

    assert burned_whole(known) is not None
    assert burned_words(known, "nl").startswith("Van de lichaamskaart: Lund-Browder ")
    assert "Regel van negen" in burned_words(known, "nl")
    assert burned_whole(()) is None
    assert burned_words((), "nl") == ""
    rows = [each for each in unknown if each.row is not None]
    assert (burned_whole(unknown) is None) is (len(rows) > 1)


def test_a_card_nobody_filled_in_still_says_what_the_body_map_adds_up_to() -> None:
    soldier = Soldier(
        "ZUID-A001-W", "", PRINTED_MS, burned="Van de lichaamskaart: 13 %"
    )

    words = words_of(dd1380_pdf(tccc([]), soldier, printing()))

    assert "Van de lichaamskaart: 13 %" in words


def letter(advice: str, **more: str) -> bytes:
    card = atmist(Standing("ZUID-A001-W", (Triage.T3,), 1, PRINTED_MS, {}, facts()))
    fact = AdviceGiven(advice, PRINTED_MS, **more)
    return letter_pdf(card, WHO, Advice(fact, "Marieke Postma"), printing())


def test_the_letter_says_the_advice_in_the_words_that_were_typed() -> None:
    content = letter(
        "Koel de enkel.\nRust een week.", return_if="koorts", by_title="arts"
    )

    words = words_of(content)
    for said in (
        "Koel de enkel. Rust een week.",
        "koorts",
        "Marieke Postma, arts",
        "Jan de Wit",
        "Ketamine",
        "Penicilline",
        "Sporthal Zuid",
    ):
        assert said in words, said
    assert len(read(content).pages) == 1


def test_a_long_letter_loses_no_word() -> None:
    advice = " ".join(f"woord{place}" for place in range(160))

    words = words_of(letter(advice))

    assert all(f"woord{place}" in words for place in range(160))


@pytest.mark.parametrize("drill", [True, False])
def test_tag_and_wristband_have_the_number_and_the_mark_of_a_drill(
    drill: bool,
) -> None:
    card = atmist(Standing("ZUID-A001-W", (Triage.T1,), 1, 1, {}, ()))

    content = tag_pdf(card, printing(exercise=drill))

    words = words_of(content)
    assert words.count("ZUID-A001-W") == 2
    assert words.count("OEFENING: geen echt slachtoffer") == (3 if drill else 0)
    assert len(read(content).pages[0].images) >= 1
    assert len(read(content).pages) == 1
