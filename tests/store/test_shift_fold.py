"""Two tablets on one book and one board: in any order the picture is the same."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.capacity import CapacityReported, PlaceKind, capacity_stream
from app.care.decision import DecisionEnded, DecisionRecorded, decision_stream
from app.care.post import post_stream
from app.care.requirement import (
    Requirement,
    RequirementReported,
    Standing,
    requirement_stream,
)
from app.care.shift import (
    EntryClosed,
    EntryReopened,
    EntryWritten,
    Section,
    ShiftHandedOver,
    ShiftsSet,
    ShiftTakenOver,
    entry_stream,
    shift_stream,
)
from tests.store.test_projector import (
    RETRACTIONS,
    appended,
    events_of,
    fresh,
    picture,
)
from tests.support.facts import LOGS, POST

MOMENT = st.integers(1, 9)
WORDS = st.sampled_from(("", "a", "b"))
ENERGY = requirement_stream(POST, Requirement.ENERGY)
BEDS = capacity_stream(POST, PlaceKind.LYING)
ENTRY, SHIFT, DECISION = (
    made(b"X" * 16) for made in (entry_stream, shift_stream, decision_stream)
)
FACTS = st.one_of(
    st.tuples(
        st.just(ENERGY),
        st.one_of(
            st.builds(
                RequirementReported,
                st.just(POST),
                st.just(Requirement.ENERGY),
                st.sampled_from(Standing),
                MOMENT,
                st.one_of(st.none(), st.integers(0, 9)),
                st.booleans(),
            ),
            RETRACTIONS,
        ),
    ),
    st.tuples(
        st.just(BEDS),
        st.one_of(
            st.builds(
                CapacityReported,
                st.just(POST),
                st.just(PlaceKind.LYING),
                MOMENT,
                MOMENT,
                MOMENT,
            ),
            RETRACTIONS,
        ),
    ),
    st.tuples(
        st.just(ENTRY),
        st.one_of(
            st.builds(
                EntryWritten, st.just(POST), st.sampled_from(Section), WORDS, MOMENT
            ),
            st.builds(EntryClosed, MOMENT, WORDS),
            st.builds(EntryReopened, MOMENT),
        ),
    ),
    st.tuples(
        st.just(SHIFT),
        st.one_of(
            st.builds(ShiftHandedOver, st.just(POST), MOMENT, WORDS, st.just((ENTRY,))),
            st.builds(ShiftTakenOver, st.just(POST), MOMENT, WORDS),
        ),
    ),
    st.tuples(
        st.just(DECISION),
        st.one_of(
            st.builds(DecisionRecorded, st.just(POST), WORDS, WORDS, WORDS, MOMENT),
            st.builds(DecisionEnded, MOMENT, WORDS),
        ),
    ),
    st.tuples(st.just(post_stream(POST)), st.just(ShiftsSet((60, 420)))),
)
HISTORY = st.lists(
    st.tuples(st.sampled_from(LOGS), st.integers(1, 4), FACTS), max_size=12
)


@settings(deadline=None, max_examples=120)
@given(HISTORY, st.randoms(use_true_random=False))
def test_late_repeated_and_shuffled_facts_give_the_same_board_and_book(
    history: list[tuple[bytes, int, tuple[bytes, Any]]], random: Any
) -> None:
    events = events_of(history)
    shuffled = events * 2
    random.shuffle(shuffled)
    ordered = sorted(events, key=lambda each: (each.hlc, each.log, each.seq))

    in_order = appended(fresh(), *([event] for event in ordered))
    any_order = appended(fresh(), *([event] for event in shuffled))

    assert picture(any_order) == picture(in_order)
