"""The courier's slip says where a parcel goes and nothing of anybody who is hurt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.exports.courier import Carried, courier_pdf
from app.exports.moments import moment_words
from tests.support.fakes import NOON_MS
from tests.support.paper import printing, read, words_of

CARRIED = Carried("Jan de Boer", NOON_MS, 14, "Regio Groningen")


def test_it_says_who_carries_what_since_when_and_where_to() -> None:
    words = words_of(courier_pdf(CARRIED, printing()))

    since = moment_words(NOON_MS)
    for said in ("Jan de Boer", "14 verzegelde pakjes", "Regio Groningen", since):
        assert said in words
    assert "Vraag het antwoord mee" in words
    assert "Gevonden?" in words


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_is_one_sheet_also_with_long_names_and_in_a_drill(language: str) -> None:
    carried = replace(CARRIED, carrier="Ἀλέξανδρος " * 12, hub="Veiligheidsregio " * 6)
    paper = replace(printing(), language=language, exercise=True)

    assert len(read(courier_pdf(carried, paper)).pages) == 1


def test_who_carries_may_be_written_in_by_hand() -> None:
    nobody = replace(CARRIED, carrier="")

    assert "Jan" not in words_of(courier_pdf(nobody, printing()))
    assert len(read(courier_pdf(nobody, printing())).pages) == 1
