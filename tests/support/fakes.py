"""A clock that stands still and ids that repeat: the only fakes besides the wire."""

from __future__ import annotations

import hashlib

from sync.clock import SystemClock

NOON_MS = 1_795_348_800_000
"""22 November 2026, 12:00 UTC."""


class FakeClock:
    """A clock that moves only when told."""

    def __init__(self, now_ms: int = NOON_MS) -> None:
        self._now_ms = now_ms
        self._started_ms = now_ms

    def now_ms(self) -> int:
        return self._now_ms

    def monotonic_s(self) -> float:
        return (self._now_ms - self._started_ms) / 1000

    def advance(self, ms: int) -> None:
        self._now_ms += ms


class LateClock(SystemClock):
    """This machine's clock, set later when told; what passes in seconds is real.

    But for `skip`: then so many seconds have passed at once.
    """

    def __init__(self) -> None:
        self._late_ms = 0
        self._skipped_s = 0.0

    def monotonic_s(self) -> float:
        return super().monotonic_s() + self._skipped_s

    def skip(self, seconds: float) -> None:
        self._skipped_s += seconds

    def now_ms(self) -> int:
        return super().now_ms() + self._late_ms

    def advance(self, ms: int) -> None:
        self._late_ms += ms


class SeededIds:
    """Ids that follow from a seed, so that a failing test fails again."""

    def __init__(self, seed: int | str = 1) -> None:
        self._seed = str(seed)
        self._made = 0

    def random(self, size: int) -> bytes:
        self._made += 1
        material = f"{self._seed}/{self._made}".encode()
        return hashlib.shake_256(material).digest(size)
