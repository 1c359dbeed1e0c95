"""Who somebody is: looks, unhurt or not, and how sure a BSN is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.casualty import FOLD, Casualty, Identified, Registered, Triaged
from app.care.casualty_line import line
from app.care.claim import Stamp
from app.care.identity import bsn_passes
from app.care.person import (
    BsnChecked,
    InvolvementNoted,
    LooksDescribed,
    PersonDetailed,
    bsn_state,
)
from app.care.terms import (
    AFFECTED_RANK,
    Allegiance,
    BsnProof,
    BsnState,
    Interpreter,
    Involvement,
    Triage,
    rank,
)

LOG = b"AAAAAAAA"
GOOD, OTHER = "111222333", "123456782"


def folded(*facts: Any) -> Casualty:
    casualty = Casualty()
    for seq, fact in enumerate(facts, start=1):
        stamp = Stamp((LOG, seq), b"person_1", seq * 60_000, LOG)
        casualty = FOLD[type(fact)](casualty, fact, stamp)
    return casualty


def state(*facts: Any) -> BsnState:
    casualty = folded(*facts)
    return bsn_state(casualty.said.get("bsn", ()), casualty.bsn_checks)


def sees(*places: int) -> tuple[tuple[bytes, int], ...]:
    return tuple((LOG, place) for place in places)


def test_without_a_bsn_there_is_none() -> None:
    assert state(Registered("N", b"", 1)) is BsnState.NONE


def test_the_test_of_digits_alone_never_says_whose_it_is() -> None:
    assert state(Identified(1, bsn=GOOD)) is BsnState.CHECKSUM_OK
    assert state(Identified(1, bsn="123456789")) is BsnState.ENTERED


@pytest.mark.parametrize(
    ("how", "then"),
    [(BsnProof.DOCUMENT, BsnState.CHECKED), (BsnProof.SBVZ, BsnState.VERIFIED)],
)
def test_a_person_makes_sure_of_a_bsn(how: BsnProof, then: BsnState) -> None:
    assert state(Identified(1, bsn=GOOD), BsnChecked(2, how, "r", sees(1))) is then


def test_the_look_up_counts_above_the_document_in_either_order() -> None:
    checks = [BsnChecked(2, how, "r", sees(1)) for how in BsnProof]

    for several in (checks, checks[::-1]):
        assert state(Identified(1, bsn=GOOD), *several) is BsnState.VERIFIED


def test_another_bsn_starts_at_the_beginning() -> None:
    known = (Identified(1, bsn=GOOD), BsnChecked(2, BsnProof.SBVZ, "r", sees(1)))

    assert state(*known, Identified(3, bsn=OTHER, sees=sees(1))) is BsnState.CHECKSUM_OK
    assert state(*known, Identified(3, bsn=OTHER)) is BsnState.ENTERED


def test_a_check_of_a_number_that_failed_the_test_proves_nothing() -> None:
    wrong = Identified(1, bsn="123456789")

    assert state(wrong, BsnChecked(2, BsnProof.SBVZ, "r", sees(1))) is BsnState.ENTERED


@given(st.text("0123456789", min_size=9, max_size=9), st.lists(st.booleans()))
def test_no_check_no_certainty(digits: str, _: list[bool]) -> None:
    assert state(Identified(1, bsn=digits)) in (BsnState.ENTERED, BsnState.CHECKSUM_OK)


@pytest.mark.parametrize("place", range(9))
def test_every_single_wrong_digit_of_a_bsn_shows(place: int) -> None:
    for digit in "0123456789":
        wrong = GOOD[:place] + digit + GOOD[place + 1 :]
        assert bsn_passes(wrong) == (wrong == GOOD)


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("111222333", True),
        ("123456782", True),
        ("123456781", False),
        ("123456783", False),
        ("10000008", True),  # eight digits, a 0 before them
        ("010000008", True),
        ("100000080", False),
        ("000000000", False),
        ("00000000", False),
        ("", False),
        ("11122233", False),
        ("1112223330", False),
        ("-11222333", False),
        ("11122233a", False),
        ("١١١٢٢٢٣٣٣", False),
        (" 111222333 ", True),
    ],
)
def test_neighbours_of_a_bsn(text: str, passes: bool) -> None:
    assert bsn_passes(text) is passes


def test_looks_and_details_are_claims_that_can_contradict() -> None:
    casualty = folded(
        LooksDescribed(1, hair="rood", clothing="groene jas"),
        LooksDescribed(2, hair="blond"),
        PersonDetailed(3, "K-1", Interpreter.NEEDED, Allegiance.MILITARY_NATO),
    )

    assert casualty.conflicts == 1
    assert casualty.text("clothing") == "groene jas"
    assert casualty.text("allegiance") == "military_nato"
    assert casualty.text("interpreter") == "needed"


def test_who_is_unhurt_waits_for_no_triage_until_somebody_triages() -> None:
    unhurt = (
        Registered("N", b"", 1),
        InvolvementNoted(1, Involvement.AFFECTED),
    )

    assert line(folded(*unhurt)).rank == AFFECTED_RANK
    assert folded(*unhurt).owed.first_ms is None
    assert line(folded(*unhurt, Triaged(Triage.T3, 2))).rank == rank(Triage.T3)
    after_all = InvolvementNoted(2, Involvement.CASUALTY, sees(2))
    assert line(folded(*unhurt, after_all)).rank == rank(None)


def test_who_is_unhurt_comes_after_everybody_who_is_not() -> None:
    assert max(rank(each) for each in (*Triage, None)) < AFFECTED_RANK
