"""How long stock lasts: days in stock, first to expire first, what a rush costs."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.forecast import (
    Batch,
    Rate,
    Scenario,
    autonomy,
    daily_use,
    is_used_in_time,
    needed,
    shortfall,
    supply,
    to_order,
)

TODAY = 739_000


def bits(*days: int) -> int:
    return sum(1 << each for each in days)


def test_a_day_without_stock_does_not_count() -> None:
    assert daily_use({1: 6}, bits(1, 3)) == Rate(Fraction(3), 2, 7)


def test_a_day_on_which_something_was_used_counts_whatever_was_there() -> None:
    assert daily_use({1: 4}, 0).per_day == 4


def test_the_shortest_window_in_which_there_was_use_counts() -> None:
    there = bits(*range(8), 10)

    assert daily_use({3: 0, 10: 14}, there) == Rate(Fraction(14, 8), 8, 14)


def test_no_use_is_not_for_ever() -> None:
    assert daily_use({1: 0}, bits(1)).per_day is None
    assert supply([Batch(9, None)], None, TODAY).days is None


def test_today_counts_only_where_there_was_no_use_before() -> None:
    assert daily_use({0: 5}, bits(0)) == Rate(Fraction(5), 1, 0)
    assert daily_use({0: 5, 1: 2}, bits(0, 1)).per_day == 2


def test_nothing_left_lasts_no_day_whatever_is_known_of_its_use() -> None:
    assert supply([], None, TODAY).days == 0
    assert supply([Batch(4, TODAY - 1)], Fraction(2), TODAY).days == 0


def test_a_lot_counts_for_what_is_used_before_it_expires() -> None:
    lots = [Batch(10, None), Batch(10, TODAY + 1)]

    lasts = supply(lots, Fraction(2), TODAY)

    assert (lasts.days, lasts.wasted) == (Fraction(7), 6)


def test_a_lot_that_expires_today_is_good_today() -> None:
    assert supply([Batch(3, TODAY)], Fraction(3), TODAY) == supply(
        [Batch(3, None)], Fraction(3), TODAY
    )


LOTS = st.lists(
    st.builds(
        Batch,
        st.integers(-5, 50),
        st.one_of(st.none(), st.integers(TODAY - 3, TODAY + 40)),
    ),
    max_size=6,
)
RATES = st.fractions(min_value=Fraction(1, 10), max_value=20, max_denominator=10)


@given(LOTS, RATES)
def test_stock_lasts_no_longer_than_its_sum_and_wastes_the_rest(
    lots: list[Batch], rate: Fraction
) -> None:
    lasts = supply(lots, rate, TODAY)
    good = sum(
        each.pieces
        for each in lots
        if each.pieces > 0 and (each.expires is None or each.expires >= TODAY)
    )

    assert lasts.days is not None
    assert 0 <= lasts.days <= good / rate
    used = lasts.days * rate
    assert good - lasts.wasted - 1 < used <= good - lasts.wasted + 1
    assert lasts == supply(lots[::-1], rate, TODAY)


@given(LOTS, RATES, st.integers(1, 20))
def test_one_more_piece_never_makes_it_shorter(
    lots: list[Batch], rate: Fraction, more: int
) -> None:
    before = supply(lots, rate, TODAY).days
    after = supply([*lots, Batch(more, None)], rate, TODAY).days

    assert before is not None
    assert after is not None
    assert after > before


@given(LOTS, RATES)
def test_lots_that_are_used_in_time_as_one_heap_last_as_long_as_one_by_one(
    lots: list[Batch], rate: Fraction
) -> None:
    good = [
        each
        for each in lots
        if each.pieces > 0 and (each.expires is None or each.expires >= TODAY)
    ]
    days = [each.expires for each in good if each.expires is not None]
    heap = Batch(sum(each.pieces for each in good), min(days, default=None))

    if is_used_in_time(heap, rate, TODAY):
        assert supply([heap], rate, TODAY) == supply(lots, rate, TODAY)
    elif len(days) == len(good) == 1:
        assert supply(lots, rate, TODAY).days != heap.pieces / rate


def test_a_scenario_needs_what_its_casualties_use() -> None:
    assert needed(Scenario(t1=40, t3=5), 60, 10, 20) == 25
    assert Scenario(1, 2, 3).people == 6


@pytest.mark.parametrize(
    ("usable", "left", "hour"), [(31, 6, None), (25, 0, None), (10, -15, 2)]
)
def test_what_falls_short_says_when(usable: int, left: int, hour: int | None) -> None:
    found = shortfall(usable, Fraction(24), Fraction(4), 6)

    assert (found.needed, found.left, found.empty_hour) == (
        25,
        left,
        None if hour is None else Fraction(12, 5),
    )


def test_an_order_reaches_the_maximum_less_what_is_coming() -> None:
    assert to_order(3, 20, 5) == 12
    assert to_order(30, 20, 0) == 0
    assert to_order(3, None, 0) == 0


def test_a_post_lasts_as_long_as_the_first_thing_it_lacks() -> None:
    known = {"VB001": Fraction(3), "water": Fraction(1), "stroom": None}

    assert autonomy(known) == ("water", 1)
    assert autonomy({"stroom": None}) is None
