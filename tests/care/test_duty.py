"""Duty: who is here, who is away, and how long somebody worked."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.claim import Stamp
from app.care.duty import (
    DAY_MS,
    FOLD,
    HOUR_MS,
    AbsenceCause,
    AbsenceEnded,
    AbsenceTold,
    Duty,
    DutyBegan,
    DutyEnded,
    Fatigue,
    check_span,
)
from app.care.member import Staff
from app.care.refusal import Refusal

STAMP = Stamp((b"AAAAAAAA", 1), b"lead____", 1, b"AAAAAAAA")


def worked(*hours: int) -> Duty:
    """Return the duty of somebody who came and went at these hours in turn."""
    person = Staff()
    for place, hour in enumerate(hours):
        form = DutyEnded if place % 2 else DutyBegan
        person = FOLD[form](person, form(hour * HOUR_MS), STAMP)
    return person.duty


@given(st.lists(st.integers(0, 200), unique=True, max_size=12), st.integers(1, 300))
def test_hours_are_what_lies_between_coming_and_going(
    drawn: list[int], now_h: int
) -> None:
    hours = sorted(drawn)
    duty = worked(*hours)
    spans = [*zip(hours[::2], [*hours[1::2], now_h], strict=False)]
    expected = sum(
        max(0, min(end, now_h) - max(start, now_h - 24)) for start, end in spans
    )

    assert duty.worked_ms(now_h * HOUR_MS, DAY_MS) == expected * HOUR_MS
    assert duty.worked_ms(now_h * HOUR_MS, DAY_MS) <= DAY_MS


@given(st.lists(st.tuples(st.integers(0, 99), st.booleans()), max_size=8), st.randoms())
def test_it_does_not_matter_in_which_order_coming_and_going_is_read(
    turns: list[tuple[int, bool]], random: object
) -> None:
    def read(order: list[tuple[int, bool]]) -> Duty:
        person = Staff()
        for at_ms, came in order:
            form = DutyBegan if came else DutyEnded
            person = FOLD[form](person, form(at_ms), STAMP)
        return person.duty

    shuffled = list(turns)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert read(turns) == read(shuffled)
    assert read(turns).shifts() == read(turns + turns).shifts()
    assert all(
        one[1] is not None and one[1] <= other[0]
        for one, other in pairwise(read(turns).shifts())
    )


def test_who_is_away_is_so_until_the_moment_told_or_until_back() -> None:
    told = AbsenceTold(AbsenceCause.ILL, 10, 20)
    person = FOLD[AbsenceTold](Staff(), told, STAMP)
    back = FOLD[AbsenceEnded](person, AbsenceEnded(15), STAMP)

    assert [person.duty.away(at) is not None for at in (9, 10, 19, 20)] == [
        False,
        True,
        True,
        False,
    ]
    assert back.duty.away(16) is None
    assert back.duty.away(12) is not None


def test_nothing_is_called_long_until_the_post_says_what_is() -> None:
    day, three = 23 * HOUR_MS, 70 * HOUR_MS

    assert not Fatigue().is_long(day, three)
    assert Fatigue(in_day_h=23).is_long(day, three)
    assert not Fatigue(in_day_h=24).is_long(day, three)
    assert Fatigue(in_three_days_h=60).is_long(0, three)


@pytest.mark.parametrize(("from_ms", "until_ms"), [(5, 5), (5, 4), (0, 8 * DAY_MS)])
def test_a_span_that_cannot_be_is_refused(from_ms: int, until_ms: int) -> None:
    with pytest.raises(Refusal):
        check_span(from_ms, until_ms)
