"""Codes that let one tablet in, once; and who is in, until they are not."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings import Settings
from app.ui.tablet_pass import (
    CODE_S,
    IDLE_S,
    MOST_CODES,
    MOST_TABLETS,
    PROOF_S,
    Passes,
    grouped,
    tidied,
)
from tests.support.fakes import FakeClock

SETTINGS = Settings()


def made() -> tuple[Passes, FakeClock]:
    clock = FakeClock()
    return Passes(clock), clock


def let_in(passes: Passes, device: str = "iPad · Safari") -> str:
    secret = passes.let_in(passes.new_code(), device, SETTINGS)
    assert secret is not None
    return secret


def test_a_code_lets_one_tablet_in_and_no_second() -> None:
    passes, _ = made()
    code = passes.new_code()

    first = passes.let_in(code, "iPad · Safari", SETTINGS)
    second = passes.let_in(code, "Android · Chrome", SETTINGS)

    assert first is not None
    assert second is None
    assert [each.device for each in passes.rows()] == ["iPad · Safari"]


def test_a_code_is_worth_nothing_after_five_minutes() -> None:
    passes, clock = made()
    early, late = passes.new_code(), passes.new_code()

    clock.advance(CODE_S * 1000 - 1)
    in_time = passes.let_in(early, "", SETTINGS)
    clock.advance(1)

    assert in_time is not None
    assert passes.let_in(late, "", SETTINGS) is None


def test_a_code_is_typed_over_however_a_hand_does() -> None:
    passes, _ = made()
    code = passes.new_code()
    typed = f"  {grouped(code).lower().replace('0', 'o').replace('1', 'l')} "

    assert passes.let_in(typed, "", SETTINGS) is not None


def test_only_the_last_few_codes_count() -> None:
    passes, _ = made()
    codes = [passes.new_code() for _ in range(MOST_CODES + 1)]

    assert passes.let_in(codes[0], "", SETTINGS) is None
    assert passes.let_in(codes[1], "", SETTINGS) is not None


def test_a_post_has_room_for_so_many_tablets() -> None:
    passes, _ = made()
    for _ in range(MOST_TABLETS):
        let_in(passes)

    assert passes.let_in(passes.new_code(), "", SETTINGS) is None
    passes.end(1)
    assert passes.let_in(passes.new_code(), "", SETTINGS) is not None


def test_who_holds_the_cookie_is_that_tablet_and_nobody_else_is() -> None:
    passes, _ = made()
    one, two = let_in(passes), let_in(passes)

    found = passes.find(one), passes.find(two)

    assert [each.number for each in found if each is not None] == [1, 2]
    assert passes.find("") is None
    assert passes.find(one[:-1]) is None


def test_what_was_ended_is_found_no_more_and_its_sockets_hear_it() -> None:
    passes, _ = made()
    one, two = let_in(passes), let_in(passes)
    ended = passes.find(one)
    assert ended is not None

    passes.end(1)

    assert passes.find(one) is None
    assert ended.gone.is_set()
    assert passes.find(two) is not None


def test_closing_the_door_ends_everybody_and_every_code() -> None:
    passes, _ = made()
    secret, code = let_in(passes), passes.new_code()

    passes.end_all()

    assert passes.find(secret) is None
    assert passes.let_in(code, "", SETTINGS) is None
    assert passes.rows() == ()


def test_a_tablet_nobody_touches_for_two_hours_needs_another_code() -> None:
    passes, clock = made()
    left, used = let_in(passes), let_in(passes)

    clock.advance(IDLE_S * 1000 - 1)
    assert passes.find(used) is not None
    clock.advance(1)

    assert passes.find(left) is None
    passes.end_idle()
    assert [each.number for each in passes.rows()] == [2]


def test_a_proof_is_believed_for_two_minutes_and_by_its_maker_only() -> None:
    passes, clock = made()
    proof = passes.proof()

    assert passes.proves(proof)
    assert not Passes(clock).proves(proof)
    clock.advance(PROOF_S * 1000)
    assert not passes.proves(proof)


@given(st.text())
def test_nothing_but_what_was_handed_out_proves_anything(given: str) -> None:
    passes, _ = made()

    assert not passes.proves(given)
    assert not passes.proves(f"99999999999.{given}")


@pytest.mark.parametrize("given", ["\ud800", "1.\udfff", "\udc80.\udc80"])
def test_half_a_letter_proves_nothing(given: str) -> None:
    passes, _ = made()

    assert not passes.proves(given)


@pytest.mark.parametrize("cut", [0, 3, 11])
def test_a_longer_life_written_into_a_proof_spoils_it(cut: int) -> None:
    passes, _ = made()
    until, _, seal = passes.proof().partition(".")

    assert not passes.proves(f"{int(until) + 1}.{seal}")
    assert not passes.proves(f"{until}.{seal[:cut]}")


@given(st.text())
def test_whatever_is_typed_is_no_code_unless_it_was_one(typed: str) -> None:
    passes, _ = made()
    passes.new_code()

    assert passes.let_in(typed, "", SETTINGS) is None
    assert passes.find(typed) is None


@given(st.text(alphabet=string.ascii_letters + string.digits, max_size=16))
def test_a_code_in_groups_reads_back_as_it_was(code: str) -> None:
    assert tidied(grouped(tidied(code))) == tidied(code)
