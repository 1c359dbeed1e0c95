"""What a post lives on besides its stock: power, water and oxygen, and for how long.

Nobody measures this; a person says how many hours are left, and the clock runs on from
there. What keeps coming has no end that is known, which is not the same as for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Final

from app.care.form import Choice, Number, When

MOST_HOURS: Final = 2_160
"""Ninety days: nobody can say more of a tank."""

_HOUR_MS: Final = 3_600_000
_HOURS_A_DAY: Final = 24


class Utility(StrEnum):
    """What a post lives on besides its stock."""

    POWER = "power"
    WATER = "water"
    OXYGEN = "oxygen"


@dataclass(frozen=True, slots=True)
class UtilityReported:
    """A person said how many hours are left; None: it keeps coming, from the mains."""

    utility: Annotated[Utility, Choice()]
    observed_ms: Annotated[int, When()]
    hours: Annotated[int | None, Number(0, MOST_HOURS)] = None

    def days_left(self, now_ms: int) -> Fraction | None:
        """Return the days that are left by now, never below 0; None: no end known."""
        if self.hours is None:
            return None
        gone = max(now_ms - self.observed_ms, 0)
        left = max(self.hours * _HOUR_MS - gone, 0)
        return Fraction(left, _HOUR_MS * _HOURS_A_DAY)


Reports = tuple[UtilityReported, ...]
"""The last report of each utility."""


def with_report(reports: Reports, fact: UtilityReported) -> Reports:
    """Return the last report of each utility, this one among them.

    An older observation that is heard of later changes nothing.
    """
    held = report_of(reports, fact.utility)
    if held is not None and held.observed_ms > fact.observed_ms:
        return reports
    others = (each for each in reports if each.utility is not fact.utility)
    return tuple(sorted((*others, fact), key=lambda each: each.utility))


def report_of(reports: Reports, utility: Utility) -> UtilityReported | None:
    """Return what was last said of a utility, or None."""
    return next((each for each in reports if each.utility is utility), None)
