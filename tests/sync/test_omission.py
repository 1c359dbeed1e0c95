"""What a hub holds no more is noticed, and only that is sent again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.cursors import BatchRow
from sync.ids import EnvelopeId, LogId
from sync.omission import missing

LOG = LogId(b"log_of_8")
NOW = 1_000


def row(number: int, *, first: int | None = None, received_ms: int = 500) -> BatchRow:
    """Return an acknowledged batch of ten events."""
    start = 10 * number if first is None else first
    envelope = EnvelopeId(number.to_bytes(16, "big"))
    last = start + 9
    return BatchRow(LOG, number, start, last, envelope, 1, 1, 2, None, received_ms)


def test_a_hub_that_holds_all_of_it_lost_nothing() -> None:
    rows = [row(1), row(2), row(3)]

    assert missing(rows, [(1, 3)], NOW) == []


def test_what_is_beyond_a_restored_hub_is_missing() -> None:
    rows = [row(1), row(2), row(3)]

    assert missing(rows, [(1, 1)], NOW) == [rows[1], rows[2]]


def test_a_hole_in_the_middle_is_missing() -> None:
    rows = [row(1), row(2), row(3)]

    assert missing(rows, [(1, 1), (3, 9)], NOW) == [rows[1]]


def test_of_what_was_read_after_the_hub_spoke_nothing_follows() -> None:
    rows = [row(1), row(2, received_ms=NOW + 1)]

    assert missing(rows, [(1, 1)], NOW) == []


@pytest.mark.parametrize("held", [[(1, 1)], [(4, 4)]])
def test_events_that_were_sealed_twice_are_lost_only_when_both_are(
    held: list[tuple[int, int]],
) -> None:
    rows = [row(1, first=1), row(4, first=1)]

    assert missing(rows, held, NOW) == []
    assert missing(rows, [], NOW) == [rows[1]]


@given(st.sets(st.integers(1, 40)), st.sets(st.integers(1, 40)))
def test_exactly_what_is_not_held_is_missing(sent: set[int], held: set[int]) -> None:
    rows = [row(number) for number in sorted(sent)]

    lost = missing(rows, [(number, number) for number in held], NOW)

    assert {one.batch_no for one in lost} == sent - held
