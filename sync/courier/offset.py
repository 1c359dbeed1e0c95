"""How far the hub's clock is off this device's, measured while they talk anyway."""

from __future__ import annotations

from collections import deque
from typing import Final

from sync.clock import Clock
from sync.courier.known import ClockOffset
from sync.courier.road import Road
from sync.limits import MAX_MOMENT_MS

_SAMPLES: Final = 5
_LONGEST_TRIP_MS: Final = 10_000
"""An exchange that took longer says too little of the moment in its middle."""
_JUMP_MS: Final = 1_000
"""A clock that moved this much by itself was set: what was measured before is void."""
_WORTH_KEEPING_MS: Final = 500
_KEPT_FOR_MS: Final = 600_000


class Offsets:
    """The median of the last few measurements, kept on the road."""

    def __init__(self, road: Road, clock: Clock) -> None:
        self._road = road
        self._clock = clock
        self._samples: deque[ClockOffset] = deque(maxlen=_SAMPLES)
        self._ahead_ms: int | None = None

    def begin(self) -> float:
        """Return the moment an exchange begins, for `measured`."""
        return self._clock.monotonic_s()

    def measured(self, begun_s: float, hub_ms: int) -> None:
        """Learn from an exchange in which the hub said what time it is.

        It said so somewhere in between, so the middle is wrong by half of it at most.
        """
        now_ms, now_s = self._clock.now_ms(), self._clock.monotonic_s()
        trip_ms = int((now_s - begun_s) * 1000)
        if not 0 < hub_ms <= MAX_MOMENT_MS or trip_ms > _LONGEST_TRIP_MS:
            return
        self._forget_after_jump(now_ms - int(now_s * 1000))
        error_ms = trip_ms // 2 + 1
        offset_ms = hub_ms - (now_ms - trip_ms // 2)
        self._samples.append(ClockOffset(offset_ms, error_ms, now_ms))
        self._keep()

    def _forget_after_jump(self, ahead_ms: int) -> None:
        if self._ahead_ms is not None and abs(ahead_ms - self._ahead_ms) > _JUMP_MS:
            self._samples.clear()
        self._ahead_ms = ahead_ms

    def _keep(self) -> None:
        """Keep the median, where it says something new: each keeping costs a write."""
        in_order = sorted(self._samples, key=lambda each: each.offset_ms)
        median = in_order[len(in_order) // 2]
        known = self._road.clock_offset()
        is_new = (
            known is None
            or abs(known.offset_ms - median.offset_ms) > _WORTH_KEEPING_MS
            or not 0 <= median.measured_ms - known.measured_ms < _KEPT_FOR_MS
        )
        if is_new:
            self._road.set_clock_offset(median)
