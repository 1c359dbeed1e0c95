"""Equity in numbers, and which of them may be shown outside the region."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.equity import AgeGroup, Counted, Dimension, published, table_by
from app.care.small_counts import LEAST_SHOWN, hidden_cells, with_totals

FEW = Counted("from_80", "female", "9711", 12, 6, 2, 0)
MORE = Counted("adult", "male", "9712", 30, 9, 0, 7)


def test_each_group_has_who_is_known_and_what_was_decided_and_a_total() -> None:
    other = Counted("from_80", "male", "9711", 3, 1, 0, 0)

    lines = table_by(Dimension.AGE, [FEW, MORE, other])

    assert [each.group for each in lines] == [AgeGroup.ADULT, AgeGroup.FROM_80, ""]
    assert (lines[1].known, lines[1].b, lines[1].c, lines[1].every) == (15, 7, 2, 9)
    assert (lines[2].known, lines[2].every) == (45, 25)
    assert table_by(Dimension.SEX, []) == ()


def test_a_small_count_is_hidden_and_so_is_what_would_give_it_away() -> None:
    lines = published(table_by(Dimension.AREA, [FEW, MORE]))

    first, second, total = lines
    assert first.c is None
    assert None in (first.b, first.d, first.every)
    assert None in (second.c, total.c)
    assert total.known == 42


def test_nothing_small_hides_nothing_and_zero_may_be_shown() -> None:
    lines = table_by(Dimension.AREA, [MORE])

    assert published(lines) == lines
    assert published(()) == ()


_GRIDS = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 7), min_size=width, max_size=width),
        min_size=1,
        max_size=3,
    )
)


@given(_GRIDS)
def test_no_small_count_is_ever_shown(grid: list[list[int]]) -> None:
    whole = with_totals(grid)

    hidden = hidden_cells(whole)

    for line, counts in enumerate(whole):
        for column, count in enumerate(counts):
            assert not 0 < count < LEAST_SHOWN or (line, column) in hidden


_EVERY = [
    with_totals([[*cells[:2]], [*cells[2:]]]) for cells in product(range(10), repeat=4)
]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.lists(st.integers(0, 6), min_size=2, max_size=2), min_size=2, max_size=2
    )
)
def test_no_hidden_count_can_be_worked_out_from_the_rest(grid: list[list[int]]) -> None:
    whole = with_totals(grid)
    hidden = hidden_cells(whole)
    fitting = [other for other in _EVERY if _agree(other, whole, hidden)]

    for line, column in hidden:
        assert len({other[line][column] for other in fitting}) > 1


def _agree(
    one: list[list[int]], other: list[list[int]], hidden: frozenset[tuple[int, int]]
) -> bool:
    return all(
        one[line][column] == count
        for line, counts in enumerate(other)
        for column, count in enumerate(counts)
        if (line, column) not in hidden
    )
