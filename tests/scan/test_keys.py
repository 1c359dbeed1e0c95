"""A scanner that types is told from a person, and its separator is learned."""

from __future__ import annotations

from datetime import date

import pytest

from app.care.refusal import Refusal
from app.scan import as_elements, read
from app.scan.keys import (
    GONE,
    TEST_CODE,
    Key,
    Run,
    Wedge,
    learned,
    letters_of,
    scan_of,
    with_letters,
)

GS = "\x1d"
SENT = as_elements(TEST_CODE)


def pressed(text: str, every_s: float) -> Run | None:
    wedge, at = Wedge(), 10.0
    for letter in text:
        key = Key(letter.upper(), shift=letter.isupper())
        if letter == GS:
            key = Key("]", ctrl=True)
        assert wedge.press(key, at) is None
        at += every_s
    return wedge.press(Key("Enter"), at)


def test_fast_keys_and_enter_are_a_scan_and_slow_ones_are_not() -> None:
    keys = tuple("0109528800000019")

    assert pressed("0109528800000019", 0.03) == Run(keys, fast=True)
    assert pressed("0109528800000019", 0.12) == Run(keys, fast=False)
    assert pressed("1234567", 0.01) is None


def test_a_pause_starts_afresh_and_a_long_text_does_not_grow_for_ever() -> None:
    wedge = Wedge()
    for place in range(6):
        wedge.press(Key("A"), place * 0.01)
    for place in range(2000):
        wedge.press(Key("5"), 2 + place * 0.001)

    run = wedge.press(Key("Enter"), 4.0)

    assert run is not None
    assert set(run.keys) == {"5"}
    assert len(run.keys) == 1024
    assert wedge.press(Key("Enter"), 4.01) is None


def test_capitals_come_with_shift_and_control_keys_write_nothing() -> None:
    keys = (*"abCD1234", GS, "x")
    assert pressed("abCD1234" + GS + "x", 0.02) == Run(keys, fast=True)
    assert Key("Shift Left").typed == ""
    assert Key("Numpad 7").typed == "7"
    assert Key("F8").typed == "F8"
    assert Key("5", shift=True).typed == "Shift+5"


def test_keys_with_shift_need_the_field_to_say_what_they_wrote() -> None:
    keys = (*"10ab", "Shift+5", GS, *"21x")

    with pytest.raises(Refusal, match="scan_needs_field"):
        scan_of(keys, GS)
    run = Run(keys, fast=False)
    assert scan_of(with_letters(run, "10ab%21x"), GS) == f"10ab%{GS}21x"
    assert letters_of(keys) == "10ab521x"


def test_a_french_keyboard_is_read_where_the_field_has_the_focus() -> None:
    # There a digit takes Shift, and the key of 6 alone writes a minus.
    keys = ("Shift+1", "Shift+0", "a", "6", "b")

    assert scan_of(with_letters(Run(keys, fast=True), "10a-b"), None) == "10a-b"
    with pytest.raises(Refusal, match="scan_needs_field"):
        scan_of(keys, None)


def test_a_field_that_held_more_or_lost_letters_does_not_change_the_scan() -> None:
    fast, slow = Run(tuple("10AB"), fast=True), Run(tuple("10AB"), fast=False)

    assert scan_of(with_letters(fast, "rest10ab"), None) == "10ab"
    assert scan_of(with_letters(fast, "AB"), None) == "10AB"
    assert scan_of(with_letters(fast, "10XY"), None) == "10AB"
    assert scan_of(with_letters(slow, "typed"), None) == "typed"
    # The field got the focus halfway.
    assert scan_of(with_letters(slow, "AB"), None) == "10AB"


@pytest.mark.parametrize("between", [GS, "^", "~", "F8", "Ctrl+G", "|", "#"])
def test_the_test_code_teaches_what_stands_for_fnc1(between: str) -> None:
    before, behind = SENT.split(GS)
    keys = (*before, between, *behind)

    separator = learned(keys)

    assert separator == between
    assert learned((*"]d2", *keys)) == between
    assert learned((GS, *keys)) == between
    found = read(scan_of(keys, separator), date(2026, 11, 29))
    assert (found.lot, found.serial) == ("PROEF-1", "TEST-2")


def test_a_scanner_that_swallows_it_is_known_as_such() -> None:
    assert learned(tuple(SENT.replace(GS, ""))) == GONE


def test_capitals_that_became_small_do_not_matter_for_the_test() -> None:
    assert learned(tuple(SENT.lower())) == GS


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "0109528800000019",
        SENT + "X",
        SENT[1:],
        SENT.replace(GS, "ab"),
        SENT.replace(GS, "7"),
    ],
)
def test_anything_else_is_not_the_test_code(sent: str) -> None:
    with pytest.raises(Refusal, match="scan_not_the_test"):
        learned(tuple(sent))
