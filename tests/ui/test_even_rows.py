"""Choices beside each other: none stands alone on a last row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.ui.theme import GAP
from app.ui.widgets.even_rows import row_lengths

_WIDTHS = st.lists(st.integers(50, 250), min_size=1, max_size=14)


def greedy(widths: list[int], room: int) -> int:
    """Return how many rows there are when each is filled before the next."""
    rows, filled = 0, room + 1
    for width in widths:
        filled += GAP + width
        if filled > room:
            rows, filled = rows + 1, width
    return rows


def test_ten_of_one_width_where_seven_fit_are_five_and_five() -> None:
    assert row_lengths([100] * 10, 7 * 100 + 6 * GAP) == (5, 5)


def test_seven_where_three_fit_leave_none_alone() -> None:
    assert sorted(row_lengths([100] * 7, 3 * 100 + 2 * GAP)) == [2, 2, 3]


def test_what_is_wider_than_the_room_has_a_row_of_its_own() -> None:
    assert row_lengths([90, 500, 90], 300) == (1, 1, 1)


@given(_WIDTHS, st.integers(250, 900))
def test_every_row_fits_all_are_there_and_there_are_no_more_rows_than_needed(
    widths: list[int], room: int
) -> None:
    lengths = row_lengths(widths, room)

    assert sum(lengths) == len(widths)
    assert len(lengths) == greedy(widths, room)
    start = 0
    for length in lengths:
        row = widths[start : start + length]
        assert sum(row) + GAP * (length - 1) <= room
        start += length
