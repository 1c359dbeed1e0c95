"""What is observed of a casualty beyond its vitals, and a rate that was counted."""

from __future__ import annotations

from dataclasses import dataclass

_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Counted:
    """Beats or breaths that were counted, and how long that took."""

    count: int
    duration_ms: int

    @property
    def tenths_per_min(self) -> int:
        """Count × 60 / seconds, in tenths, a half rounded up."""
        return _halves_up(self.count * _MINUTE_MS * 10, self.duration_ms)

    @property
    def per_min(self) -> int:
        """Count × 60 / seconds, as a whole number, a half rounded up."""
        return _halves_up(self.count * _MINUTE_MS, self.duration_ms)


def _halves_up(dividend: int, divisor: int) -> int:
    return (2 * dividend + divisor) // (2 * divisor)
