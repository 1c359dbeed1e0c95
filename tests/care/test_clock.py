"""A device's clock: which measurement counts for which moment."""

from __future__ import annotations

import pytest

from app.care.claim import Stamp
from app.care.clock import (
    FOLD,
    MOVED_FROM_MS,
    WRONG_FROM_MS,
    ClockMeasured,
    DeviceClock,
    has_moved,
    is_wrong,
)

DAY = 86_400_000
MONDAY = 1_795_348_800_000


def clock(*measured: tuple[int, int]) -> DeviceClock:
    """Fold measurements: what the clock said, and what to add to it."""
    state = DeviceClock()
    for number, (raw_ms, offset_ms) in enumerate(measured, start=1):
        fact = ClockMeasured(offset_ms, raw_ms)
        state = FOLD[ClockMeasured](state, fact, Stamp((b"L" * 8, number), b"", 0, b""))
    return state


def test_without_a_measurement_nothing_is_added() -> None:
    assert clock().offset_at(MONDAY) == 0


def test_a_dead_battery_is_corrected_without_touching_the_days_before() -> None:
    state = clock((MONDAY, 0), (5_000, MONDAY + DAY))

    assert state.offset_at(1_000) == MONDAY + DAY
    assert state.offset_at(MONDAY - 60_000) == 0


@pytest.mark.parametrize("offset_ms", [-2 * DAY, 2 * DAY])
def test_a_clock_two_days_off_either_way_is_wrong(offset_ms: int) -> None:
    state = clock((MONDAY, offset_ms))

    assert state.ever_wrong
    assert state.offset_at(MONDAY + 60_000) == offset_ms


def test_a_clock_that_was_set_right_keeps_the_correction_of_before() -> None:
    state = clock((MONDAY, -2 * DAY), (MONDAY - DAY, 0))

    assert state.offset_ms == 0
    assert state.offset_at(MONDAY) == -2 * DAY


@pytest.mark.parametrize(
    ("offset_ms", "wrong"),
    [(0, False), (WRONG_FROM_MS, False), (WRONG_FROM_MS + 1, True)],
)
def test_ten_minutes_is_what_a_clock_may_be_off(offset_ms: int, wrong: bool) -> None:
    assert is_wrong(offset_ms) is wrong
    assert is_wrong(-offset_ms) is wrong


def test_only_a_clock_that_moved_is_recorded_again() -> None:
    assert not has_moved(None, MOVED_FROM_MS)
    assert has_moved(None, MOVED_FROM_MS + 1)
    assert not has_moved(5 * DAY, 5 * DAY + MOVED_FROM_MS)
    assert has_moved(5 * DAY, 0)
