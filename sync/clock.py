"""Time: a clock that can be replaced, and the hybrid logical clock of events."""

from __future__ import annotations

import time
from typing import Final, Protocol

COUNTER_BITS: Final = 16
"""An hlc is 48 bits of milliseconds since 1970 and 16 bits of counter."""


class Clock(Protocol):
    """Tells the time; the only source of it."""

    def now_ms(self) -> int:
        """Return milliseconds since 1970 (UTC), as this device believes them."""

    def monotonic_s(self) -> float:
        """Return seconds that never go back, for measuring durations."""


class SystemClock:
    """The clock of this machine."""

    def now_ms(self) -> int:
        """Return milliseconds since 1970 (UTC)."""
        return time.time_ns() // 1_000_000

    def monotonic_s(self) -> float:
        """Return seconds that never go back."""
        return time.monotonic()


def next_hlc(now_ms: int, *floors: int) -> int:
    """Return an hlc at or after `now_ms` and greater than every one of `floors`."""
    return max(now_ms << COUNTER_BITS, max(floors, default=0) + 1)


def hlc_ms(hlc: int) -> int:
    """Return the milliseconds since 1970 that an hlc carries."""
    return hlc >> COUNTER_BITS
