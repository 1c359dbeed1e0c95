"""Numbers on wristbands, the BSN check and dates of birth."""

from __future__ import annotations

import pytest

from app.care.identity import (
    CHECK_LETTERS,
    bsn_passes,
    casualty_number,
    masked_bsn,
    number_fits,
    tidy_birth_date,
    tidy_bsn,
    years_between,
)
from app.care.refusal import Refusal


def test_a_number_names_post_device_and_counter_and_carries_a_check_letter() -> None:
    number = casualty_number("ZUID", "A", 42, exercise=False)

    assert number[:-1] == "ZUID-A042-"
    assert number[-1] in CHECK_LETTERS
    assert number_fits(number)


def test_an_exercise_number_says_so() -> None:
    number = casualty_number("ZUID", "A", 42, exercise=True)

    assert number.startswith("OEF-ZUID-A042-")
    assert number_fits(number)
    assert not number_fits(number.removeprefix("OEF-"))


def test_a_counter_beyond_999_takes_more_digits() -> None:
    assert "-B1000-" in casualty_number("NOORD", "B", 1000, exercise=False)


def test_every_wrong_digit_shows() -> None:
    number = casualty_number("ZUID", "A", 421, exercise=False)

    for place, right in enumerate(number):
        if right.isdigit():
            for wrong in set("0123456789") - {right}:
                assert not number_fits(number[:place] + wrong + number[place + 1 :])


def test_swapped_digits_show() -> None:
    number = casualty_number("ZUID", "A", 421, exercise=False)

    assert not number_fits(number.replace("421", "241"))
    assert not number_fits(number.replace("421", "412"))


@pytest.mark.parametrize(
    "text", ["", "ZUID", "ZUID-A1-K", "zuid a042 k", "ZUID-I042-K"]
)
def test_other_texts_are_no_number(text: str) -> None:
    assert not number_fits(text)


def test_a_post_code_or_letter_that_will_not_do_is_refused() -> None:
    with pytest.raises(Refusal, match="post_code"):
        casualty_number("zuid!", "A", 1, exercise=False)
    with pytest.raises(Refusal, match="device_letter"):
        casualty_number("ZUID", "I", 1, exercise=False)
    with pytest.raises(Refusal, match="device_letter"):
        casualty_number("ZUID", "A", 0, exercise=False)


@pytest.mark.parametrize("bsn", ["111222333", "123456782", "010000008", "10000008"])
def test_a_bsn_that_passes_the_11_test(bsn: str) -> None:
    assert bsn_passes(bsn)


@pytest.mark.parametrize(
    "bsn", ["111222334", "000000000", "12345678a", "", "1234567", "١١١٢٢٢٣٣٣"]
)
def test_a_bsn_that_does_not_pass(bsn: str) -> None:
    assert not bsn_passes(bsn)


def test_a_bsn_is_tidied_to_nine_digits_and_masked_on_screen() -> None:
    assert tidy_bsn(" 1112.22.333 ") == "111222333"
    assert tidy_bsn("10000008") == "010000008"
    assert masked_bsn("111222333") == "••••••333"
    with pytest.raises(Refusal, match="bsn_fails"):
        tidy_bsn("111222334")


@pytest.mark.parametrize(
    "typed", ["1980-02-29", "29-02-1980", "29/2/1980", "29.2.1980"]
)
def test_a_date_of_birth_is_taken_as_the_dutch_write_it(typed: str) -> None:
    assert tidy_birth_date(typed, "2026-11-22") == "1980-02-29"


@pytest.mark.parametrize("typed", ["29-02-1981", "gisteren", "", "1-13-1980"])
def test_no_date_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="not_a_date"):
        tidy_birth_date(typed, "2026-11-22")


@pytest.mark.parametrize("typed", ["23-11-2026", "1-1-1889"])
def test_a_birth_that_cannot_be_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="not_a_birth_date"):
        tidy_birth_date(typed, "2026-11-22")


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        ("2010-11-22", "2026-11-21", 15),
        ("2010-11-22", "2026-11-22", 16),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2026-11-22", "2026-11-22", 0),
    ],
)
def test_an_age_is_in_whole_years(born: str, day: str, years: int) -> None:
    assert years_between(born, day) == years
