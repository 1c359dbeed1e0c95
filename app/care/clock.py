"""The clock of a device: how far the hub's was off it, each time that was measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Number, When

STREAM_START: Final = b"clock:"

WRONG_FROM_MS: Final = 10 * 60_000
"""A clock further off than this is shown as wrong, and its times are corrected."""

MOVED_FROM_MS: Final = 2 * 60_000
"""A measurement is worth recording when it moved further than this."""

_MOST_MS: Final = 1 << 47
_KEPT: Final = 1_000
"""Measurements that are kept of one log: with one a day, all of three years."""


@dataclass(frozen=True, slots=True)
class ClockMeasured:
    """A device compared its clock with the hub's.

    `offset_ms` is what to add to this device's clock to get the hub's; `raw_ms` is
    what that clock said then.
    """

    offset_ms: Annotated[int, Number(-_MOST_MS, _MOST_MS)]
    raw_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class DeviceClock:
    """The clock of one log: `measured` holds raw moments and the offset found then."""

    offset_ms: int = 0
    measured: tuple[tuple[int, int], ...] = ()

    @property
    def ever_wrong(self) -> bool:
        """Whether any of its moments are to be corrected."""
        return any(is_wrong(offset_ms) for _, offset_ms in self.measured)

    def offset_at(self, raw_ms: int) -> int:
        """Return what to add to a raw moment of this clock.

        The measurement nearest to it by that same clock counts: one that was set right
        says nothing of the days before, one that fell back to 1970 nothing of now.
        """
        if not self.measured:
            return 0
        return min(self.measured, key=lambda each: abs(each[0] - raw_ms))[1]


@dataclass(frozen=True, slots=True)
class ClockLine:
    """What lists show of a clock."""

    offset_ms: int


def is_wrong(offset_ms: int) -> bool:
    """Tell whether a clock that is this far off is shown as wrong."""
    return abs(offset_ms) > WRONG_FROM_MS


def has_moved(before_ms: int | None, now_ms: int) -> bool:
    """Tell whether a new offset is worth recording beside the last recorded."""
    return abs(now_ms - (before_ms or 0)) > MOVED_FROM_MS


def _measured(clock: DeviceClock, fact: ClockMeasured, _: Stamp) -> DeviceClock:
    found = (*clock.measured, (fact.raw_ms, fact.offset_ms))
    return DeviceClock(fact.offset_ms, found[-_KEPT:])


FOLD: Final[dict[type, Fold]] = {ClockMeasured: _measured}


def line(clock: DeviceClock) -> ClockLine:
    """Return the scalars that lists need."""
    return ClockLine(clock.offset_ms)


def clock_stream(log: bytes) -> bytes:
    """Return the stream of the clock that stamps one log."""
    return STREAM_START + log
