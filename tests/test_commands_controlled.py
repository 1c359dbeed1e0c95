"""Controlled drugs: two persons, lines that never change, differences that stay."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.claim import Stamp
from app.care.controlled import (
    FOLD,
    ControlledClosed,
    ControlledCounted,
    ControlledEntered,
    Passage,
    Register,
    Shown,
    Tally,
    line,
    register_stream,
)
from app.care.medicine import MedicineGiven
from app.care.refusal import Refusal
from app.care.stock import DiscardReason, LotKey
from app.care.terms import Role
from app.commands import (
    Passed,
    Taken,
    Witness,
    close_difference,
    correct_register,
    count_register,
    count_stock,
    discard_stock,
    give_medicine,
    receive_stock,
    retract,
    return_stock,
    set_pin,
    watched,
)
from app.store.file import CareFile
from app.store.tables import state_of
from sync.journal import setting
from tests.support.post import actor, memory_post, registered
from tests.support.watch import alone

MORPHINE = "VB042"
LOT = LotKey(MORPHINE, "A1", "2027-01-01")
PIN = "271828"
TABLET, LAPTOP = b"TTTTTTTT", b"LLLLLLLL"
POST = b"post_1_8"


def register_of(file: CareFile) -> Register:
    def read(db: Any) -> Any:
        post = bytes(setting(db, "post_id"))
        return state_of(db, "controlled", register_stream(post, MORPHINE))

    found = file.read_now(read)
    assert isinstance(found, Register)
    return found


def balances(file: CareFile) -> list[int]:
    return [each.balance for each in register_of(file).shown()]


def refusal(file: CareFile, command: Any) -> str:
    with pytest.raises(Refusal) as refused:
        file.write_now(command)
    return refused.value.key


def safe(pieces: int = 10) -> CareFile:
    post = memory_post()
    by = actor(post)
    post.write_now(lambda d: receive_stock(alone(d, by), by, LOT, pieces))
    return post


def test_without_a_second_person_or_a_reason_nothing_is_recorded() -> None:
    post = memory_post()
    by = actor(post)

    keys = [
        refusal(post, lambda d: receive_stock(d, by, LOT, 5)),
        refusal(post, lambda d: receive_stock(watched(d, by, Witness()), by, LOT, 5)),
        refusal(
            post,
            lambda d: receive_stock(watched(d, by, Witness(by, PIN)), by, LOT, 5),
        ),
    ]

    assert keys == [
        "second_person_missing",
        "second_person_missing",
        "second_person_same",
    ]
    assert post.read_now(lambda db: state_of(db, "lot", b"x")) is None
    post.close()


def test_the_second_person_signs_with_a_pin_of_their_own() -> None:
    post = memory_post()
    by, doctor = actor(post), actor(post, Role.DOCTOR)
    registrar = actor(post, Role.REGISTRAR)
    for each in (doctor, registrar):
        post.write_now(lambda d, each=each: set_pin(d, each, each, PIN))

    wrong = refusal(
        post,
        lambda d: receive_stock(watched(d, by, Witness(doctor, "000000")), by, LOT, 5),
    )
    may_not = refusal(
        post,
        lambda d: receive_stock(watched(d, by, Witness(registrar, PIN)), by, LOT, 5),
    )
    post.write_now(
        lambda d: receive_stock(watched(d, by, Witness(doctor, PIN)), by, LOT, 5)
    )

    (entry,) = register_of(post).lines
    assert (wrong, may_not) == ("wrong_pin", "second_person_may_not")
    assert (entry.second, entry.absent, entry.quantity) == (doctor, "", 5)
    post.close()


def test_a_dose_has_a_line_with_its_casualty_and_taking_it_back_has_another() -> None:
    post = safe()
    by, stream = actor(post), registered(post)
    dose = MedicineGiven(
        "Morfine", post.clock.now_ms(), "morphine", item=MORPHINE, pieces=2
    )
    event = post.write_now(lambda d: give_medicine(alone(d, by), by, stream, dose))

    post.write_now(lambda d: retract(d, by, event.id, "verkeerde persoon"))

    lines = register_of(post).lines
    assert [each.way for each in lines] == [
        Passage.RECEIVED,
        Passage.GIVEN,
        Passage.CORRECTED,
    ]
    assert lines[1].casualty == "ZUID-A001-W"
    assert balances(post) == [10, 8, 10]
    post.close()


def test_a_line_of_the_register_is_never_taken_back() -> None:
    post = safe()
    by = actor(post, Role.POST_LEAD)
    (entry,) = register_of(post).lines

    assert refusal(post, lambda d: retract(d, by, entry.id)) == (
        "register_never_changes"
    )
    post.close()


def test_what_comes_back_or_is_destroyed_has_a_line() -> None:
    post = safe()
    by = actor(post)

    post.write_now(lambda d: return_stock(alone(d, by), by, Taken(LOT, "", 1), "over"))
    gone = Taken(LOT, "", 3)
    post.write_now(
        lambda d: discard_stock(alone(d, by), by, gone, DiscardReason.DAMAGED)
    )

    assert balances(post) == [10, 11, 8]
    post.close()


def test_a_difference_stays_open_until_the_responsible_person_explains_it() -> None:
    post = safe()
    nurse, lead = actor(post), actor(post, Role.POST_LEAD)
    post.write_now(lambda d: count_register(alone(d, nurse), nurse, MORPHINE, 9))
    shown = register_of(post).shown()[-1]

    def close(by: Any, words: str) -> Any:
        return lambda d: close_difference(d, by, MORPHINE, shown.entry.id, words)

    may_not = refusal(post, close(nurse, "gebroken"))
    silent = refusal(post, close(lead, " "))
    post.write_now(close(lead, "ampul gebroken, scherven gezien"))
    again = refusal(post, close(lead, "x"))

    assert (shown.difference, shown.is_open) == (-1, True)
    assert (may_not, silent, again) == (
        "role_may_not",
        "explanation_missing",
        "no_open_difference",
    )
    assert line(register_of(post)).open_differences == 0
    assert balances(post)[-1] == 9
    post.close()


def test_a_controlled_drug_is_counted_and_corrected_in_its_register() -> None:
    post = safe()
    by = actor(post)
    bandage = Passed("VB001", 1, Passage.CORRECTED, remark="x")

    assert refusal(post, lambda d: count_stock(d, by, LOT, 9)) == "counts_in_register"
    assert refusal(post, lambda d: count_register(alone(d, by), by, "VB001", 1)) == (
        "not_controlled"
    )
    assert refusal(post, lambda d: correct_register(alone(d, by), by, bandage)) == (
        "not_controlled"
    )
    wrong = Passed(MORPHINE, -1, Passage.CORRECTED, remark="dubbel ingeschreven")
    silent = Passed(MORPHINE, -1, Passage.CORRECTED)
    assert refusal(post, lambda d: correct_register(alone(d, by), by, silent)) == (
        "correction_reason_missing"
    )
    post.write_now(lambda d: correct_register(alone(d, by), by, wrong))
    assert balances(post) == [10, 9]
    post.close()


def entered(quantity: int, at_ms: int) -> ControlledEntered:
    return ControlledEntered(MORPHINE, POST, Passage.GIVEN, quantity, at_ms)


def folded(*facts: tuple[bytes, int, Any]) -> Register:
    register = Register()
    for log, seq, fact in facts:
        register = FOLD[type(fact)](register, fact, Stamp((log, seq), b"", seq, log))
    return register


def test_a_line_heard_of_later_explains_the_difference_of_a_count() -> None:
    counted = ControlledCounted(MORPHINE, POST, 8, 50, seen=((TABLET, 1),))
    before = folded((TABLET, 1, entered(10, 1)), (TABLET, 2, counted))
    after = folded(
        (TABLET, 1, entered(10, 1)),
        (TABLET, 2, counted),
        (LAPTOP, 1, entered(-2, 40)),
    )

    assert (line(before).open_differences, line(before).balance) == (1, 8)
    assert (line(after).open_differences, line(after).balance) == (0, 8)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([TABLET, LAPTOP]),
            st.integers(-5, 9),
            st.integers(1, 60),
            st.booleans(),
        ),
        max_size=8,
    ),
    st.randoms(use_true_random=False),
)
def test_a_register_reads_the_same_in_whatever_order_it_came(
    said: list[tuple[bytes, int, int, bool]], dice: Any
) -> None:
    facts: list[tuple[bytes, int, Any]] = []
    for place, (log, quantity, at_ms, is_count) in enumerate(said, start=1):
        fact: Any = entered(quantity, at_ms)
        if is_count:
            fact = ControlledCounted(MORPHINE, POST, abs(quantity), at_ms)
        facts.append((log, place, fact))
    shuffled = list(facts)
    dice.shuffle(shuffled)

    shown, again = folded(*facts).shown(), folded(*shuffled).shown()

    assert shown == again
    assert _adds_up(shown)


def _adds_up(shown: tuple[Shown, ...]) -> bool:
    balance = 0
    for each in shown:
        if isinstance(each.entry, Tally):
            if each.difference != each.entry.quantity - balance:
                return False
            balance = each.entry.quantity
        else:
            balance += each.entry.quantity
        if each.balance != balance:
            return False
    return True


def test_an_explanation_that_comes_before_its_count_counts() -> None:
    closed = ControlledClosed(MORPHINE, POST, 60, "gevonden", (TABLET, 2))
    counted = ControlledCounted(MORPHINE, POST, 8, 50)

    register = folded(
        (LAPTOP, 1, closed), (TABLET, 1, entered(10, 1)), (TABLET, 2, counted)
    )

    assert line(register).open_differences == 0
