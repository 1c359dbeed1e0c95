"""Who is downscaled beside who is known: by age, sex and area, in numbers alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.care.small_counts import hidden_cells, with_totals


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


def published(lines: tuple[EquityLine, ...]) -> tuple[EquityLine, ...]:
    """Return a table as it may be shown outside the region: small counts are hidden."""
    if not lines:
        return ()
    *groups, _ = lines
    decided = with_totals([[e.b or 0, e.c or 0, e.d or 0] for e in groups])
    known = with_totals([[each.known or 0] for each in groups])
    hides, hides_known = hidden_cells(decided), hidden_cells(known)

    def shown(place: int, column: int) -> int | None:
        return None if (place, column) in hides else decided[place][column]

    return tuple(
        EquityLine(
            each.group,
            None if (place, 0) in hides_known else known[place][0],
            shown(place, 0),
            shown(place, 1),
            shown(place, 2),
            shown(place, 3),
        )
        for place, each in enumerate(lines)
    )
