"""The day of a review, as a person types it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.refusal import Refusal
from app.care.review_day import day_after, day_of, day_typed, days_until

TODAY = "2026-12-01"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("5-12", "2026-12-05"),
        ("1-12", "2026-12-01"),
        ("30-11", "2027-11-30"),
        ("05/12/2026", "2026-12-05"),
        ("2027.01.03", "2027-01-03"),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, day: str) -> None:
    assert day_typed(typed, TODAY) == day


@given(st.text(max_size=20))
def test_any_text_is_a_day_or_refused(typed: str) -> None:
    try:
        assert day_of(day_typed(typed, TODAY))
    except Refusal as why:
        assert why.key == "not_a_date"


@given(st.integers(-400, 400))
def test_days_are_counted_both_ways(days: int) -> None:
    assert days_until(day_after(TODAY, days), TODAY) == days
