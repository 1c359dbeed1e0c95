"""The letter of a device: one that its casualty numbers take, and nobody had before."""

from __future__ import annotations

import pytest

from app.care.identity import casualty_number, number_fits
from sync.errors import Denied
from sync.hub.placing import LETTERS, place_of
from sync.hub.registry import Device
from sync.ids import KeyId
from sync.trust.enrol import TAKES_POST, Question

POST = b"post_1_8"


def device(letter: str) -> Device:
    key = KeyId(letter.encode() * 32)
    return Device(key, POST, "Zuid", "ZUID", letter, b"", 1, None, None, None, None)


def asked() -> Question:
    made = dict.fromkeys(("invitation", "hub", "sealing"), b"")
    return Question(
        version=1,
        signing=b"s" * 64,
        post=b"post_new",
        post_name="Zuid",
        post_code="ZUID",
        letter="A",
        at_ms=1,
        extensions={TAKES_POST: b""},
        **made,
    )


@pytest.mark.parametrize("count", range(1, len(LETTERS)))
def test_the_next_device_of_a_post_gets_a_letter_that_numbers_take(count: int) -> None:
    here = [device(letter) for letter in LETTERS[:count]]

    place = place_of(asked(), POST, here)

    assert place.letter == LETTERS[count]
    number = casualty_number("ZUID", place.letter, 1, exercise=False)
    assert number_fits(number)


def test_a_post_that_had_every_letter_takes_no_further_device() -> None:
    here = [device(letter) for letter in LETTERS]

    with pytest.raises(Denied):
        place_of(asked(), POST, here)
