"""How long stock lasts: daily use, days of supply, first to expire used first.

All of it is common practice of logistics (domain.md §5.2), none of it clinical. Numbers
are exact fractions, so that two devices say the same. Days are whole numbers that
count up, as `date.toordinal()` does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

WINDOWS: Final = (7, 14, 28)
"""Days looked back: the shortest in which there was use, for need changes fast."""

_HUNDRED: Final = 100
_HOURS: Final = 24


class Batch(NamedTuple):
    """Usable pieces of one lot; `expires` is the last day it is good, None for ever."""

    pieces: int
    expires: int | None


@dataclass(frozen=True, slots=True)
class Rate:
    """Pieces used in a day: over how many days in stock of a window of how long.

    `per_day` None: no use is known, and how long stock lasts is not either.
    """

    per_day: Fraction | None
    days: int = 0
    window: int = 0


@dataclass(frozen=True, slots=True)
class Supply:
    """How long stock lasts: days (None: no use is known), and what will expire first.

    `wasted` are the pieces that expire before they are used at this rate.
    """

    days: Fraction | None
    wasted: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """Casualties that are expected, and within how many hours."""

    t1: int = 0
    t2: int = 0
    t3: int = 0
    hours: int = 24

    @property
    def people(self) -> int:
        """How many casualties are expected."""
        return self.t1 + self.t2 + self.t3


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What a scenario does to an item: pieces it needs, and what is then left.

    `left` below zero is what falls short; `empty_hour` is then the hour, counted from
    the start, in which the last piece is used.
    """

    needed: int
    left: int
    empty_hour: Fraction | None


def daily_use(used: Mapping[int, int], in_stock: int) -> Rate:
    """Return the average daily use over days in stock, of the shortest window with use.

    Days are counted back from today, which is 0: `used` are the pieces of days, and
    `in_stock` has a bit for each day on which anything usable was there. A day on which
    nothing was says nothing about what is needed, unless something was used all the
    same. Today counts, as a whole day and a window of 0, only where there was no use
    before it: it is not over.
    """
    before = {ago: pieces for ago, pieces in used.items() if ago > 0 and pieces > 0}
    for window in WINDOWS:
        within = {ago: pieces for ago, pieces in before.items() if ago <= window}
        if within:
            counted = in_stock & days_before(0, window)
            for ago in within:
                counted |= 1 << ago
            days = counted.bit_count()
            return Rate(Fraction(sum(within.values()), days), days, window)
    now = used.get(0, 0)
    return Rate(Fraction(now), 1, 0) if now > 0 else Rate(None)


def days_before(last: int, first: int) -> int:
    """Return a bit for each day before one, back to another; both counted back."""
    return (1 << first + 1) - (1 << last + 1)


def supply(batches: Sequence[Batch], per_day: Fraction | None, today: int) -> Supply:
    """Return how long lots last when the first to expire goes first (FEFO).

    Each lot counts only for what can be used up to its last day. Expired lots count
    for nothing.
    """
    good = sorted(
        (
            each
            for each in batches
            if each.pieces > 0 and (each.expires is None or each.expires >= today)
        ),
        key=lambda each: (each.expires is None, each.expires or 0),
    )
    if per_day is None or per_day <= 0:
        return Supply(None if good else Fraction(0), 0)
    return _walked(good, per_day.numerator, per_day.denominator, today)


def is_used_in_time(batch: Batch, per_day: Fraction | None, today: int) -> bool:
    """Tell whether a lot is used up before it expires, whenever that is.

    Of lots in one heap that expires with its first, none expires unused either: then
    it need not be known which are in it.
    """
    if per_day is None or batch.expires is None:
        return True
    room = batch.expires + 1 - today
    return batch.pieces * per_day.denominator <= room * per_day.numerator


def _walked(good: Sequence[Batch], some: int, each: int, today: int) -> Supply:
    """Use lots up, first to expire first, at `some` pieces in `each` days.

    Time is counted in parts of a day, `some` to each day: then every number is whole.
    """
    at = wasted = 0
    for batch in good:
        takes = batch.pieces * each
        if batch.expires is not None:
            room = max((batch.expires + 1 - today) * some - at, 0)
            wasted += max(takes - room, 0)
            takes = min(takes, room)
        at += takes
    return Supply(Fraction(at, some), wasted // each)


def needed(scenario: Scenario, use_t1: int, use_t2: int, use_t3: int) -> Fraction:
    """Return the pieces a scenario needs; use is in hundredths for one casualty."""
    hundredths = scenario.t1 * use_t1 + scenario.t2 * use_t2 + scenario.t3 * use_t3
    return Fraction(hundredths, _HUNDRED)


def shortfall(
    usable: int, per_casualty: Fraction, per_day: Fraction | None, hours: int
) -> Shortfall:
    """Return what is left of an item after a scenario, with the daily use beside it.

    Use is spread evenly over the hours; parts of a piece are rounded up.
    """
    daily = (per_day or Fraction(0)) * hours / _HOURS
    total = per_casualty + daily
    pieces = -int(-total // 1)
    left = usable - pieces
    if left >= 0 or hours <= 0:
        return Shortfall(pieces, left, None)
    return Shortfall(pieces, left, Fraction(max(usable, 0) * hours) / total)


def to_order(usable: int, maximum: int | None, on_order: int) -> int:
    """Return how many pieces to ask for: up to the maximum, less what is coming."""
    return 0 if maximum is None else max(maximum - usable - on_order, 0)


def autonomy(days: Mapping[str, Fraction | None]) -> tuple[str, Fraction] | None:
    """Return what a post runs out of first and when; None when no use is known.

    It is the least of all that is critical. What has no known use is no reason for
    calm: the caller names it beside.
    """
    known = [(each, name) for name, each in days.items() if each is not None]
    if not known:
        return None
    least, name = min(known)
    return name, least
