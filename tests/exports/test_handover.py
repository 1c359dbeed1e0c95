"""The handover on paper and as a square, read back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.atmist import Atmist, Fact, Standing, Who, atmist
from app.care.casualty import NoteRecorded, VitalsRecorded
from app.care.medicine import AllergyRecorded, DoseUnit, MedicineGiven
from app.care.terms import Consciousness, Triage
from app.care.treatment import Intervention, Site, TreatmentGiven
from app.exports.atmist import card_lines
from app.exports.category import CODES
from app.exports.handover import handover_pdf
from app.exports.qr import MOST_QR_BYTES, handover_text, qr_png
from app.i18n import LANGUAGES
from tests.support.paper import PRINTED_MS, fonts_of, printing, read, words_of

MINUTE = 60_000
VITALS = VitalsRecorded(
    PRINTED_MS - 5 * MINUTE,
    26,
    93,
    True,
    118,
    92,
    60,
    361,
    Consciousness.VOICE,
    13,
    7,
)
TOURNIQUET = TreatmentGiven(
    Intervention.TOURNIQUET, PRINTED_MS - 30 * MINUTE, Site.LEFT_THIGH
)
WHO = Who("Fatma Yılmaz", "1988-04-02", "111222333", "06 12345678")


def card(**said: tuple[str, ...]) -> Atmist:
    facts = [
        Fact(VITALS, VITALS.observed_ms),
        Fact(TOURNIQUET, TOURNIQUET.observed_ms, (b"AAAAAAAA", 3)),
        Fact(NoteRecorded("Familie gebeld.", PRINTED_MS), PRINTED_MS),
    ]
    standing = Standing(
        "ZUID-A001-W", (Triage.T1,), PRINTED_MS, PRINTED_MS - 60 * MINUTE, said, facts
    )
    return atmist(standing)


def full(words: str) -> Atmist:
    """Return a card with as much on it as forms let in, many times over."""
    said = dict.fromkeys(
        ("mechanism", "complaint", "bound_for", "requirements"), (words[:200],)
    )
    facts = [
        Fact(NoteRecorded((words * 20)[:2000], PRINTED_MS - place), PRINTED_MS - place)
        for place in range(12)
    ]
    given = [
        Fact(
            replace(TOURNIQUET, detail=words[:200], observed_ms=PRINTED_MS - place),
            PRINTED_MS - place,
            (b"AAAAAAAA", place),
        )
        for place in range(1, 40)
    ]
    standing = Standing("N", (Triage.T2,), 1, 1, said, [*facts, *given])
    return atmist(standing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_an_empty_card_says_not_known(language: str) -> None:
    empty = atmist(Standing("N", (), None, PRINTED_MS, {}, ()))
    unknown = {"nl": "niet bekend", "en": "not known"}[language]

    lines = card_lines(empty, PRINTED_MS, language)

    assert [each.letter for each in lines] == list("ATMISTER!!+")
    for line in lines:
        assert line.said
        assert any(unknown in words for words in line.said)


def test_the_page_has_everything_that_must_be_read_aloud() -> None:
    told = card(
        years=("34",),
        sex=("female",),
        mechanism=("Aangereden",),
        complaint=("Been",),
        bound_for=("UMCG",),
    )

    words = words_of(handover_pdf(told, WHO, printing()))

    for said in (
        "ZUID-A001-W",
        "T1",
        "34 jaar · vrouw",
        "Aangereden",
        "Been",
        "118/min",
        "92/60 mmHg",
        "36,1 °C",
        "V: reageert op stem",
        "UMCG",
        "nu nog",
        "Familie gebeld.",
        "Fatma Yılmaz",
        "niet bekend",
        "ZUID-A-0007",
        "Geprint door Marieke Postma",
        "Pagina 1 van 1",
    ):
        assert said in words, said


def test_a_medicine_of_the_list_is_named_in_the_language_of_who_reads() -> None:
    listed = MedicineGiven("Morfine", PRINTED_MS, "morphine", 2500, DoseUnit.MG)
    typed = MedicineGiven("Morfine van oma", PRINTED_MS)
    allergy = AllergyRecorded("Penicillines", PRINTED_MS, "group:penicillin")
    facts = [Fact(each, PRINTED_MS) for each in (listed, typed, allergy)]
    one = atmist(Standing("N", (), None, PRINTED_MS, {}, facts))

    dutch, english = (
        "\n".join(
            words for line in card_lines(one, PRINTED_MS, each) for words in line.said
        )
        for each in ("nl", "en")
    )

    assert "Morfine 2,5 mg" in dutch
    assert "Morphine 2.5 mg" in english
    assert "Morfine van oma (niet gecontroleerd)" in dutch
    assert "Morfine van oma (not checked)" in english
    assert "Penicillines" in dutch
    assert "Penicillins" in english


def test_only_our_letters_are_used_and_they_are_in_the_file() -> None:
    content = handover_pdf(card(), WHO, printing())

    fonts = fonts_of(content)

    assert fonts
    assert all("Noodpost" in name for name in fonts), fonts
    assert all(fonts.values()), fonts
    assert len(content) < 80_000, "the letters that are not used stay out"


@pytest.mark.parametrize("category", [*Triage, None])
def test_the_category_is_large_in_code_and_words_and_it_is_one_page(
    category: Triage | None,
) -> None:
    one = replace(card(), categories=(category,) if category else ())

    content = handover_pdf(one, WHO, printing())

    assert len(read(content).pages) == 1
    assert (CODES[category] if category else "–") in words_of(content)


def test_an_exercise_says_so_across_and_on_top_of_every_page() -> None:
    drill = handover_pdf(full("woord " * 60), WHO, printing(exercise=True))
    real = handover_pdf(card(), WHO, printing())

    for page in read(drill).pages:
        words = " ".join(page.extract_text().split())
        assert "OEFENING: geen echt slachtoffer" in words
        assert words.count("OEFENING") >= 2
    assert "OEFENING" not in words_of(real)


def test_contradictions_stand_on_the_page_as_contradictions() -> None:
    told = replace(card(years=("34", "43")), categories=(Triage.T1, Triage.T3))

    words = words_of(handover_pdf(told, Who(), printing()))

    assert "34 jaar / 43 jaar (tegenstrijdig)" in words
    assert "T1 zeer urgent / T3 niet urgent" in words


def test_a_letter_that_cannot_be_printed_is_said_to_be_missing() -> None:
    chinese = words_of(handover_pdf(card(), Who("王 Fang"), printing()))
    greek = words_of(handover_pdf(card(), Who("Γιώργος Анна Yılmaz"), printing()))

    assert "? Fang" in chinese
    assert "een ? staat waar een letter niet geprint kan worden" in chinese
    assert "Γιώργος Анна Yılmaz" in greek
    assert "niet geprint" not in greek


def test_another_record_of_the_same_person_is_named_first() -> None:
    also = replace(card(), also=("ZUID-B002-K",))

    first = card_lines(also, PRINTED_MS, "nl")[0]

    assert first.is_alarm
    assert "ZUID-B002-K" in first.said[0]
    assert "ZUID-B002-K" in words_of(handover_pdf(also, WHO, printing()))
    assert "ZUID-B002-K" in handover_text(also, PRINTED_MS, "nl", exercise=False)
    assert "other number" not in words_of(handover_pdf(card(), WHO, printing()))


def test_who_somebody_is_is_not_on_the_page_unless_given() -> None:
    words = words_of(handover_pdf(card(), None, printing()))

    for secret in ("Fatma", "1988", "111222333", "06 12345678"):
        assert secret not in words
    assert "Naam staat niet op dit blad" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_square_holds_the_card_and_nobody_by_name(language: str) -> None:
    words = handover_text(card(), PRINTED_MS, language, exercise=False)

    assert "ZUID-A001-W" in words
    assert "118/min" in words
    for secret in ("Fatma", "1988", "111222333", "06 12345678", "OEFENING"):
        assert secret not in words


def test_a_square_of_a_drill_says_so_first() -> None:
    words = handover_text(card(), PRINTED_MS, "nl", exercise=True)

    assert words.startswith("OEFENING")


@settings(deadline=None, max_examples=40)
@given(st.text(min_size=1, max_size=200), st.booleans())
def test_a_square_is_never_larger_than_a_phone_can_read(
    words: str, named: bool
) -> None:
    who = Who(name=words[:120], birth_date="1988-04-02") if named else None

    said = handover_text(full(words), PRINTED_MS, "nl", exercise=True, who=who)

    assert len(said.encode()) <= MOST_QR_BYTES
    assert qr_png(said).startswith(b"\x89PNG")
