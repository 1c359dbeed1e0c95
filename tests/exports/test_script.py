"""Names from right to left, as they are drawn from the left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exports.script import visual


def test_arabic_letters_are_joined_and_turned() -> None:
    assert visual("محمد") == "\ufeaa\ufee4\ufea4\ufee3"


def test_lam_and_alef_are_one_letter() -> None:
    assert visual("سلام") == "\ufee1\ufefc\ufeb3"


def test_a_mark_above_a_letter_does_not_part_its_neighbours() -> None:
    drawn = visual("م\u064eح")

    assert "\ufee3" in drawn
    assert "\ufea2" in drawn


def test_hebrew_is_turned_and_latin_beside_it_is_not() -> None:
    assert visual("Jan משה") == "Jan השמ"


@pytest.mark.parametrize("words", ["Fatma Yılmaz", "Анна", "Γιώργος", "a\nb", ""])
def test_what_runs_from_the_left_stays_as_it_is(words: str) -> None:
    assert visual(words) == words


@given(st.text(alphabet="ab مناسسلاه \n\u064e1", max_size=30))
def test_nothing_is_lost_but_pairs_that_become_one(words: str) -> None:
    drawn = visual(words)

    assert drawn.count("\n") == words.count("\n")
    assert len(words) - words.count("لا") <= len(drawn) <= len(words)
