"""Equity in numbers, and which of them may be shown outside the region."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.care.equity import (
    TOTAL,
    AgeGroup,
    Counted,
    Dimension,
    EquityLine,
    published,
    table_by,
)
from app.care.small_counts import LEAST_SHOWN, hidden_cells, with_totals

FEW = Counted("from_80", "female", "9711", 12, 6, 2, 0)
MORE = Counted("adult", "male", "9712", 30, 9, 0, 7)


def outside(dimension: Dimension, *found: Counted) -> tuple[EquityLine, ...]:
    return published({dimension: table_by(dimension, found)})[dimension]


def test_each_group_has_who_is_known_and_what_was_decided_and_a_total() -> None:
    other = Counted("from_80", "male", "9711", 3, 1, 0, 0)

    lines = table_by(Dimension.AGE, [FEW, MORE, other])

    assert [each.group for each in lines] == [AgeGroup.ADULT, AgeGroup.FROM_80, ""]
    assert (lines[1].known, lines[1].b, lines[1].c, lines[1].every) == (15, 7, 2, 9)
    assert (lines[2].known, lines[2].every) == (45, 25)
    assert table_by(Dimension.SEX, []) == ()


def test_a_small_count_is_hidden_and_so_is_what_would_give_it_away() -> None:
    lines = outside(Dimension.AREA, FEW, MORE)

    first, second, total = lines
    assert first.c is None
    assert None in (first.b, first.d, first.every)
    assert None in (second.c, total.c)
    assert total.known == 42


def test_nothing_small_hides_nothing_and_zero_may_be_shown() -> None:
    lines = table_by(Dimension.AREA, [MORE])

    assert outside(Dimension.AREA, MORE) == lines
    assert published({Dimension.AREA: ()}) == {Dimension.AREA: ()}


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


_COUNTED = st.builds(
    Counted,
    st.sampled_from(["adult", "from_80"]),
    st.sampled_from(["female", "male", "unknown"]),
    st.sampled_from(["9711", "9712", "9713"]),
    st.integers(0, 12),
    *([st.sampled_from([0, 1, 2, 5, 8, 20])] * 3),
)


_TOLD_APART = [
    Counted("from_80", "male", "9713", 20, 0, 0, 5),
    Counted("adult", "female", "9713", 20, 0, 1, 0),
    Counted("from_80", "female", "9712", 20, 5, 0, 1),
    Counted("adult", "male", "9711", 20, 0, 1, 1),
]
"""Tables hidden one by one would give away what one of them hid."""


@settings(max_examples=15, deadline=None)
@example(_TOLD_APART)
@given(st.lists(_COUNTED, min_size=1, max_size=7))
def test_no_table_gives_away_what_another_hides(found: list[Counted]) -> None:
    tables = {each: table_by(each, found) for each in Dimension}
    shown = published(tables)

    unknowns, rules = _joint(shown)
    space = _reduced(rules)
    for place in range(len(unknowns)):
        alone = [Fraction(int(each == place)) for each in range(len(unknowns))]
        assert len(_reduced([*rules, alone])) > len(space), unknowns[place]


def _joint(
    shown: Mapping[Dimension, tuple[EquityLine, ...]],
) -> tuple[list[tuple[str, str, str]], list[list[Fraction]]]:
    """Return the hidden counts and what is known of them: a total is one number."""
    parts = ("b", "c", "d", "every")
    sums: list[list[tuple[tuple[str, str, str], int | None, int]]] = []
    for dimension, lines in shown.items():
        sums += [
            [
                (_name(dimension, each, part), getattr(each, part), sign)
                for part, sign in zip(parts, (1, 1, 1, -1), strict=True)
            ]
            for each in lines
        ]
        sums += [
            [
                (
                    _name(dimension, each, part),
                    getattr(each, part),
                    -1 if each is lines[-1] else 1,
                )
                for each in lines
            ]
            for part in parts
        ]
    unknowns = sorted({name for one in sums for name, count, _ in one if count is None})
    rules = [
        [
            Fraction(sum(s for name, count, s in one if count is None and name == each))
            for each in unknowns
        ]
        for one in sums
    ]
    return unknowns, rules


def _name(dimension: Dimension, line: EquityLine, part: str) -> tuple[str, str, str]:
    return ("" if line.group == TOTAL else dimension.value, line.group, part)


def _reduced(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """Return independent rows of a matrix (Gauss)."""
    left, kept = [list(each) for each in rows], []
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((each for each in left if each[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        kept.append(pivot)
        left = [
            [
                a - b * one[column] / pivot[column]
                for a, b in zip(one, pivot, strict=True)
            ]
            for one in left
        ]
    return kept
