"""METHANE, the 9-line and blank cards on paper, read back."""

from __future__ import annotations

import pytest

from app.care.identity import number_fits, paper_number
from app.care.situation import (
    MajorIncident,
    Marking,
    MedevacRequested,
    Scheme,
    Security,
    Setting,
    SituationReported,
    Status,
)
from app.exports.blank import blank_pdf
from app.exports.situation import medevac_lines, methane_lines, report_pdf
from app.i18n import LANGUAGES
from tests.support.paper import PRINTED_MS, fonts_of, printing, read, words_of

REPORT = SituationReported(
    PRINTED_MS,
    MajorIncident.DECLARED,
    "Station Zuid, spoor 3",
    "Trein ontspoord",
    t1=4,
    t2=9,
    untriaged=2,
    counted_ms=PRINTED_MS,
)
ASKED = MedevacRequested(
    PRINTED_MS,
    Scheme.NATO,
    Setting.WAR,
    "31U ET 12345 67890",
    "38.65 ZUID 1",
    urgent=2,
    routine=1,
    hoist=True,
    litter=2,
    ambulatory=1,
    escort=1,
    security=Security.ESCORT,
    marking=Marking.SMOKE,
    marked_with="groen",
    status=Status.B,
    nuclear=True,
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_methane_says_not_known_where_nothing_was_said(language: str) -> None:
    lines = methane_lines(SituationReported(PRINTED_MS), language)

    assert "".join(each.mark for each in lines) == "METHANE"
    assert all(each.said.strip() for each in lines)
    assert [each.is_known for each in lines].count(False) == 6


def test_the_numbers_say_when_they_were_counted() -> None:
    words = methane_lines(REPORT, "nl")[5].said

    assert "T1 4 · T2 9 · T3 0" in words
    assert "geen triage 2" in words
    assert "geteld op deze post om" in words


def test_the_nine_lines_have_the_letters_of_their_scheme() -> None:
    said = {each.mark: each.said for each in medevac_lines(ASKED, "nl")}

    assert said["3"] == "A 2 (urgent) · C 1 (routine) [NATO]"
    assert said["4"] == "B (lier)"
    assert said["5"] == "L 2 (liggend) · A 1 (lopend) · E 1 (begeleider)"
    assert said["6"].startswith("X")
    assert said["7"] == "C: rook: groen"
    assert said["8"] == "B"
    assert said["9"] == "N (nucleair)"


def test_a_report_is_one_page_with_our_letters() -> None:
    lines = methane_lines(REPORT, "nl")

    content = report_pdf("METHANE", lines, PRINTED_MS, printing(exercise=True))

    words = words_of(content)
    assert len(read(content).pages) == 1
    assert "Station Zuid, spoor 3" in words
    assert "OEFENING: geen echt slachtoffer" in words
    assert all(fonts_of(content).values())


def test_every_blank_card_and_its_line_in_the_register_have_one_number() -> None:
    numbers = [paper_number("ZUID", "A", each, exercise=False) for each in range(1, 20)]

    content = blank_pdf(numbers, printing())

    words = words_of(content)
    for number in numbers:
        assert words.count(number) == 2, number
        assert number_fits(number)
    assert len(read(content).pages) == 10 + 2
    assert "ZUID-A-0007" in words


def test_blank_cards_of_a_drill_are_marked_on_every_page() -> None:
    numbers = [paper_number("ZUID", "A", each, exercise=True) for each in range(1, 4)]

    content = blank_pdf(numbers, printing(exercise=True))

    for page in read(content).pages:
        assert "OEFENING: geen echt slachtoffer" in " ".join(
            page.extract_text().split()
        )
    assert words_of(content).count("OEF-ZUID-PA001") == 2
