"""Who is downscaled beside who is known: by age, sex and area, in numbers alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.care.small_counts import Cell, hidden_together, with_totals


class AgeGroup(StrEnum):
    """Age in wide groups; `senior` is 65 or over, estimated at the door."""

    UNDER_18 = "under_18"
    ADULT = "adult"
    FROM_65 = "from_65"
    FROM_80 = "from_80"
    SENIOR = "senior"
    UNKNOWN = "unknown"


class Dimension(StrEnum):
    """By what a table of equity is laid out."""

    AGE = "age"
    SEX = "sex"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many clients are known of one age, sex and area, and what was decided."""

    age: str
    sex: str
    area: str
    known: int
    b: int
    c: int
    d: int


@dataclass(frozen=True, slots=True)
class EquityLine:
    """One group: how many are known, decisions of each class, and all of them.

    None is a number that may not be shown.
    """

    group: str
    known: int | None
    b: int | None
    c: int | None
    d: int | None
    every: int | None


TOTAL: Final = ""
"""The group of the last line."""


def table_by(
    dimension: Dimension, counted: Iterable[Counted]
) -> tuple[EquityLine, ...]:
    """Return the table of a dimension: its groups, and a line of totals."""
    sums: dict[str, list[int]] = {}
    for each in counted:
        line = sums.setdefault(getattr(each, dimension.value), [0, 0, 0, 0])
        for place, count in enumerate((each.known, each.b, each.c, each.d)):
            line[place] += count
    if not sums:
        return ()
    groups = sorted(sums, key=lambda group: _place(dimension, group))
    lines = [_line(group, sums[group]) for group in groups]
    totals = [sum(sums[group][place] for group in groups) for place in range(4)]
    return (*lines, _line(TOTAL, totals))


def _place(dimension: Dimension, group: str) -> tuple[int, str]:
    order = tuple(AgeGroup) if dimension is Dimension.AGE else ()
    return (order.index(AgeGroup(group)) if group in order else 0, group)


def _line(group: str, counts: list[int]) -> EquityLine:
    known, b, c, d = counts
    return EquityLine(group, known, b, c, d, b + c + d)


Tables = Mapping[Dimension, tuple[EquityLine, ...]]


def published(tables: Tables) -> Tables:
    """Return tables as they may be shown outside the region: small counts are hidden.

    They count the same people: what one table hides no other gives away.
    """
    shown = {dimension: lines[:-1] for dimension, lines in tables.items() if lines}
    decided = [
        with_totals([[each.b or 0, each.c or 0, each.d or 0] for each in groups])
        for groups in shown.values()
    ]
    known = [
        with_totals([[each.known or 0] for each in groups]) for groups in shown.values()
    ]
    hidden = zip(hidden_together(decided), hidden_together(known), strict=True)
    found: dict[Dimension, tuple[EquityLine, ...]] = dict.fromkeys(tables, ())
    for dimension, (hides, hides_known) in zip(shown, hidden, strict=True):
        found[dimension] = tuple(
            _masked(each, place, hides, hides_known)
            for place, each in enumerate(tables[dimension])
        )
    return found


def _masked(
    line: EquityLine, place: int, hides: frozenset[Cell], hides_known: frozenset[Cell]
) -> EquityLine:
    counts = (line.b, line.c, line.d, line.every)
    b, c, d, every = (
        None if (place, column) in hides else count
        for column, count in enumerate(counts)
    )
    known = None if (place, 0) in hides_known else line.known
    return EquityLine(line.group, known, b, c, d, every)
