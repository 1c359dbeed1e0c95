"""The book of the shifts: what is open, who signed for what, and when shifts change."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.claim import Stamp
from app.care.decision import FOLD as DECISIONS
from app.care.decision import Decision, DecisionEnded, DecisionRecorded
from app.care.decision import line as decision_line
from app.care.refusal import Refusal
from app.care.shift import (
    DAY_MIN,
    ENTRY_FOLD,
    SHIFT_FOLD,
    Entry,
    EntryClosed,
    EntryReopened,
    EntryWritten,
    Section,
    Shift,
    ShiftHandedOver,
    ShiftTakenOver,
    check_changes,
    entry_line,
    next_change,
    shift_line,
)

POST = b"post_1_8"
LOG = b"AAAAAAAA"
TURNS = st.one_of(
    st.builds(EntryClosed, st.integers(10, 10**6), st.just("klaar")),
    st.builds(EntryReopened, st.integers(10, 10**6)),
)


def stamp(seq: int, actor: bytes = b"person_1") -> Stamp:
    return Stamp((LOG, seq), actor, seq, LOG)


def entry(
    *facts: EntryClosed | EntryReopened, section: Section = Section.OPEN
) -> Entry:
    held = Entry()
    first = EntryWritten(POST, section, "Zuurstof bestellen", 5)
    for seq, fact in enumerate((first, *facts), start=1):
        held = ENTRY_FOLD[type(fact)](held, fact, stamp(seq))
    return held


def test_a_line_is_open_until_it_is_closed_and_again_once_reopened() -> None:
    assert entry().is_open
    assert not entry(EntryClosed(9)).is_open
    assert entry(EntryClosed(9), EntryReopened(11)).is_open
    assert not entry(EntryClosed(9), EntryReopened(8)).is_open


def test_what_happened_is_never_open() -> None:
    held = entry(section=Section.HAPPENED)

    assert not held.is_open
    assert entry_line(held).is_open == 0


@given(
    st.lists(TURNS, unique_by=lambda each: each.observed_ms).flatmap(
        lambda facts: st.tuples(st.just(facts), st.permutations(facts))
    )
)
def test_the_order_in_which_a_line_is_turned_does_not_matter(
    both: tuple[
        list[EntryClosed | EntryReopened], Sequence[EntryClosed | EntryReopened]
    ],
) -> None:
    straight, turned = (entry(*facts) for facts in both)

    assert straight.is_open == turned.is_open
    assert entry_line(straight) == entry_line(turned)
    assert len(turned.turns) == len(both[0])


def test_of_two_who_take_over_at_once_both_are_kept() -> None:
    shift = Shift()
    handed = ShiftHandedOver(POST, 5, "rustig", (b"entry:1",))
    taken = ShiftTakenOver(POST, 7)
    for seq, (fact, actor) in enumerate(
        ((handed, b"person_1"), (taken, b"person_2"), (taken, b"person_3")), start=1
    ):
        shift = SHIFT_FOLD[type(fact)](shift, fact, stamp(seq, actor))

    assert (shift.handed_by, shift.entries) == (b"person_1", (b"entry:1",))
    assert [each.actor for each in shift.taken] == [b"person_2", b"person_3"]
    assert (shift_line(shift).is_waiting, shift_line(shift).at_ms) == (0, 7)


def test_a_takeover_nobody_handed_over_names_what_was_open() -> None:
    fact = ShiftTakenOver(POST, 7, "niemand meer hier", (b"entry:1",))

    shift = SHIFT_FOLD[ShiftTakenOver](Shift(), fact, stamp(1))

    assert (shift.handed_by, shift.post, shift.entries) == (b"", POST, (b"entry:1",))


def test_the_next_change_is_found_across_midnight() -> None:
    changes = (7 * 60, 15 * 60, 23 * 60)

    assert next_change(changes, 6 * 60 + 50) == (7 * 60, 10)
    assert next_change(changes, 23 * 60 + 30) == (7 * 60, 450)
    assert next_change((7 * 60,), 7 * 60) == (7 * 60, DAY_MIN)


@pytest.mark.parametrize("changes", [(), (DAY_MIN,), (-1,), tuple(range(9))])
def test_times_at_which_no_shift_can_change_are_refused(
    changes: tuple[int, ...],
) -> None:
    with pytest.raises(Refusal):
        check_changes(changes)


def test_a_decision_holds_until_its_first_end() -> None:
    held = Decision()
    facts = (
        DecisionRecorded(POST, "Bezoek weigeren", "vol", "OvD-G", 5),
        DecisionEnded(9, "weer plaats"),
        DecisionEnded(7, "eerder al"),
        DecisionEnded(8, "nog eens"),
    )
    for seq, fact in enumerate(facts, start=1):
        assert decision_line(held).holds == 1 or seq > 2
        held = DECISIONS[type(fact)](held, fact, stamp(seq))

    assert (held.decided, held.ended_ms, held.end_reason) == (
        "Bezoek weigeren",
        7,
        "eerder al",
    )
