"""Small counts: what a table may show outside the region (domain.md §6.5).

No cell of 1 to 4 is shown; a second one is hidden where a total would give the first
away, and so on, until nothing hidden can be worked out. Zero may be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

LEAST_SHOWN: Final = 5
"""A cell below this many people may name somebody; some offices use 3."""

Grid = Sequence[Sequence[int]]
Cell = tuple[int, int]


def with_totals(grid: Grid) -> list[list[int]]:
    """Return a table with the sum of each line behind it, and of each column below."""
    lines = [[*line, sum(line)] for line in grid]
    return [*lines, [sum(column) for column in zip(*lines, strict=True)]]


def hidden_cells(whole: Grid, more: Iterable[Cell] = ()) -> frozenset[Cell]:
    """Return the cells of a table with its totals that are not shown outside.

    `more` are hidden besides: another table would tell them.
    """
    cells = {
        (line, column): count
        for line, counts in enumerate(whole)
        for column, count in enumerate(counts)
    }
    hidden = {cell for cell, count in cells.items() if 0 < count < LEAST_SHOWN}
    hidden.update(more)
    while True:
        another = _next(cells, hidden)
        if another is None:
            return frozenset(hidden)
        hidden.add(another)


def hidden_together(tables: Sequence[Grid]) -> list[frozenset[Cell]]:
    """Return the same of tables that count the same people, each in another way.

    Their totals are the same numbers: what is hidden below one is hidden below all.
    """
    columns: set[int] = set()
    while True:
        found = [
            hidden_cells(whole, ((len(whole) - 1, each) for each in columns))
            for whole in tables
        ]
        below = {
            column
            for whole, hidden in zip(tables, found, strict=True)
            for line, column in hidden
            if line == len(whole) - 1
        }
        if below <= columns:
            return found
        columns |= below


def _next(cells: dict[Cell, int], hidden: set[Cell]) -> Cell | None:
    """Return a cell that must be hidden as well; None where nothing is given away."""
    for cell in sorted(hidden):
        near = _near(hidden - {cell}, ("line", cell[0]))
        if ("column", cell[1]) in near:
            continue  # part of a ring: more than one value is possible
        beyond = _near(hidden - {cell}, ("column", cell[1]))
        open_cells = [each for each in cells if each not in hidden]
        closing = [
            (line, column)
            for line, column in open_cells
            if (("line", line) in near and ("column", column) in beyond)
            or (("line", line) in beyond and ("column", column) in near)
        ]
        wider = closing or [
            (line, column)
            for line, column in open_cells
            if line == cell[0] or column == cell[1]
        ]
        if wider:
            return min(wider, key=lambda each: (not cells[each], cells[each], each))
    return None


def _near(hidden: Iterable[Cell], start: tuple[str, int]) -> set[tuple[str, int]]:
    """Return the lines and columns that hidden cells tie to this one."""
    ties = [(("line", line), ("column", column)) for line, column in hidden]
    found, fresh = {start}, [start]
    while fresh:
        here = fresh.pop()
        for one, other in ties:
            for near, far in ((one, other), (other, one)):
                if near == here and far not in found:
                    found.add(far)
                    fresh.append(far)
    return found
