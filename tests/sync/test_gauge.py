"""How much is brought at a time follows what the line has shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.courier.gauge import Gauge
from sync.limits import (
    MAX_PART_BYTES,
    MIN_PART_BYTES,
    ROUGH_ABOVE_BYTES,
    UPLOAD_ABOVE_BYTES,
)


def test_on_a_good_line_only_what_is_large_goes_in_parts() -> None:
    gauge = Gauge()

    assert not gauge.wants_parts(UPLOAD_ABOVE_BYTES)
    assert gauge.wants_parts(UPLOAD_ABOVE_BYTES + 1)


def test_on_a_line_that_broke_off_whatever_is_not_small_goes_in_parts() -> None:
    gauge = Gauge()

    gauge.broke_off()

    assert not gauge.wants_parts(ROUGH_ABOVE_BYTES)
    assert gauge.wants_parts(ROUGH_ABOVE_BYTES + 1)
    assert gauge.part_bytes == 9_600


def test_a_thin_line_is_rough_before_it_ever_broke() -> None:
    gauge = Gauge()

    gauge.carried(3_600, 3.9)

    assert gauge.is_rough
    assert not gauge.wants_bundles


def test_a_line_that_answers_late_but_carries_much_is_not_thin() -> None:
    gauge = Gauge()

    gauge.carried(3_600, 1.0)
    gauge.carried(180_000, 6.0)

    assert not gauge.is_rough
    assert gauge.wants_bundles


def test_parts_take_some_eight_seconds() -> None:
    gauge = Gauge()

    gauge.carried(64_000, 8.0)

    assert gauge.part_bytes == 64_000


def test_a_line_that_breaks_and_moves_nothing_gets_smaller_parts() -> None:
    gauge = Gauge()
    gauge.broke_off()
    before = gauge.part_bytes

    gauge.broke_off(moved=True)
    same = gauge.part_bytes
    gauge.broke_off(moved=False)

    assert (same, gauge.part_bytes) == (before, before // 2)


def test_a_line_that_holds_is_trusted_again() -> None:
    gauge = Gauge()
    gauge.broke_off()

    for _ in range(16):
        gauge.carried(100_000, 1.0)

    assert not gauge.is_rough


@given(
    st.lists(st.tuples(st.integers(0, 1 << 21), st.floats(0, 1e6)), max_size=40),
    st.lists(st.booleans(), max_size=40),
    st.integers(1, 1 << 21),
)
def test_a_part_is_never_outside_its_bounds(
    carried: list[tuple[int, float]], breaks: list[bool], left: int
) -> None:
    gauge = Gauge()
    for size, took_s in carried:
        gauge.carried(size, took_s)
    for moved in breaks:
        gauge.broke_off(moved=moved)

    assert MIN_PART_BYTES <= gauge.part_bytes <= MAX_PART_BYTES
    assert 1 <= gauge.part_of(left) <= min(left, MAX_PART_BYTES)
