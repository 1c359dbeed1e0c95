"""The list of a home on paper: everybody, how they go, and boxes to tick."""

from __future__ import annotations

from app.exports.evacuation import Home, Listed, evacuation_pdf
from tests.support.paper import printing, read, words_of

HOME = Home(
    "De Linde",
    "Lindelaan 1 → Sporthal",
    "Zuster Kim · 06-1",
    "Team bus",
    "Nog in huis: 2",
    ("bus 1 · Henk (2) – Onderweg",),
)
PERSON = Listed("12", "Ans Kuipers", "Rolstoel · medicijnen mee", "Nog in huis")


def test_everybody_is_on_the_list_with_how_they_go_and_who_took_it() -> None:
    content = evacuation_pdf([PERSON] * 60, HOME, printing(exercise=False))
    said = words_of(content)

    assert said.count("Ans Kuipers") == 60
    assert "60." in said
    for words in ("De Linde", "Rolstoel · medicijnen mee", "Team bus", "bus 1 · Henk"):
        assert words in said
    assert len(read(content).pages) > 1


def test_a_list_of_an_exercise_says_so() -> None:
    said = words_of(evacuation_pdf([PERSON], HOME, printing(exercise=True)))

    assert "OEFENING" in said
