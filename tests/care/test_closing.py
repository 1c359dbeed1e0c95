"""Opening and closing: the last word counts in any order, and the law counts years."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.care.claim import Stamp
from app.care.closing import (
    EnvelopeTested,
    FileHanded,
    FileWay,
    PostClosed,
    PostOpened,
    Standing,
    kept_until,
)
from app.care.post import FOLD, Post

LOG = b"AAAAAAAA"
FACTS = st.one_of(
    st.builds(EnvelopeTested, st.integers(1, 999)),
    st.builds(PostOpened, st.integers(1, 999)),
    st.builds(
        FileHanded,
        st.sampled_from(["A", "B"]),
        st.sampled_from(FileWay),
        st.integers(1, 999),
    ),
    st.builds(PostClosed, st.integers(1, 999)),
)


def folded(*facts: Any) -> Standing:
    post = Post()
    for fact in facts:
        stamp = Stamp((LOG, fact.observed_ms), b"person_1", fact.observed_ms, LOG)
        post = FOLD[type(fact)](post, fact, stamp)
    return post.standing


@given(
    st.lists(FACTS, unique_by=lambda each: each.observed_ms).flatmap(
        lambda facts: st.tuples(st.just(facts), st.permutations(facts))
    )
)
def test_the_order_in_which_two_devices_say_it_does_not_matter(
    both: tuple[list[Any], list[Any]],
) -> None:
    assert folded(*both[0]) == folded(*both[1])


def test_a_post_that_opens_again_is_open() -> None:
    opened, closed, again = PostOpened(1), PostClosed(2), PostOpened(3)

    assert not folded().is_open
    assert not folded().is_closed
    assert folded(opened).is_open
    assert folded(opened, closed).is_closed
    assert folded(opened, closed, again).is_open
    assert folded(closed).is_closed


def test_a_dossier_is_kept_twenty_years_and_an_exercise_ninety_days() -> None:
    assert kept_until(date(2026, 12, 1), exercise=False) == date(2046, 12, 1)
    assert kept_until(date(2024, 2, 29), exercise=False) == date(2044, 2, 29)
    assert kept_until(date(2080, 2, 29), exercise=False) == date(2100, 3, 1)
    assert kept_until(date(2026, 12, 1), exercise=True) == date(2027, 3, 1)
