"""A list of residents on paper: each copy says no more than who carries it needs."""

from __future__ import annotations

from dataclasses import replace

from app.care.handout import Copy
from app.exports.handout import Handed, OnList, handout_pdf
from tests.support.paper import PRINTED_MS, printing, read, words_of

PERSON = OnList(
    "Grietje Kuipers",
    "Damsterdiep 41 · 9711SL",
    "050-3123456",
    "accu",
    PRINTED_MS,
    "Onbekend – bel eerst. zuurstofflessen: onbekend hoelang",
    "Binnen 4 u: 50 Binnen 4 u + 10 alleen = 60",
    ("Thuisbeademing · Accu: 3 u",),
    ("Sleutelhouder: Hilde 06-1",),
    "onder de pot",
)
UNKNOWN = OnList("", "Korreweg 1", "", "Onbekend – bel eerst")


def words(copy: Copy, *, exercise: bool = False, many: int = 1) -> str:
    handed = Handed("Team Noord", "Stroom · 9711", copy)
    people = [PERSON, UNKNOWN] * many
    return words_of(handout_pdf(people, handed, printing(exercise=exercise)))


def test_only_the_leads_copy_says_where_the_key_is() -> None:
    said = {copy: words(copy) for copy in Copy}

    assert {copy for copy, each in said.items() if "onder de pot" in each} == {
        Copy.LEAD
    }
    for what in ("Thuisbeademing", "zuurstofflessen: onbekend", "+ 10 alleen = 60"):
        assert {copy for copy, each in said.items() if what in each} == {
            Copy.LEAD,
            Copy.TEAM,
        }
    assert all(
        "Grietje Kuipers" in each and "050-3123456" in each for each in said.values()
    )


def test_a_list_says_when_what_runs_out_and_is_signed_out_and_in() -> None:
    said = words(Copy.TEAM)

    assert "accu op: 21-09-2026" in said
    assert "Onbekend – bel eerst" in said
    assert "Meegenomen door" in said
    assert "Team Noord" in said
    assert "Terug, datum en tijd" in said
    assert "ZUID-A-0007" in said
    assert "?" not in said


def test_a_long_list_goes_on_with_its_numbers_and_a_drill_is_marked() -> None:
    content = handout_pdf(
        [PERSON] * 30, Handed("Team", "overal", Copy.LEAD), printing(exercise=True)
    )

    pages = read(content).pages
    assert len(pages) > 2
    assert all("OEFENING" in each.extract_text() for each in pages)
    assert "30." in words_of(content)


def test_a_round_on_paper_keeps_its_numbers_and_says_a_neighbour_what_to_ask() -> None:
    handed = Handed("Buurvrouw Cor", "Team 2", Copy.NEIGHBOUR)
    people = [replace(PERSON, place=7), replace(UNKNOWN, place=12)]

    said = words_of(handout_pdf(people, handed, printing()))

    assert "7." in said and "12." in said
    assert "Naam onbekend" in said
    assert "gaat het met u" in said
    assert "gaat het met u" not in words(Copy.TEAM)
