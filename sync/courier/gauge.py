"""How much of an envelope to bring at a time: what this line has shown it can carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sync.limits import (
    MAX_PART_BYTES,
    MIN_PART_BYTES,
    PART_S,
    ROUGH_ABOVE_BYTES,
    UPLOAD_ABOVE_BYTES,
)

_FIRST_BYTES: Final = 64 * 1024
"""The first part on a line that has done nothing wrong."""
_THINNEST_BYTES_PER_S: Final = 1_200.0
"""9.6 kbit/s: what a line that broke off is taken for until it shows better."""
_THIN_BYTES_PER_S: Final = 2_000.0
_THIN_AFTER_S: Final = 2.0
"""A line that carries less than the one for longer than the other is as rough."""
_SHORTEST_S: Final = 0.001
_CALM_AFTER: Final = 16
"""So many parts without a break, and a line is no longer rough."""


@dataclass(slots=True)
class Gauge:
    """What one line has carried, and whether it broke off."""

    bytes_per_s: float | None = None
    is_rough: bool = False
    is_tried: bool = False
    _unbroken: int = 0

    def wants_parts(self, size: int) -> bool:
        """Tell whether an envelope of this size is brought in parts."""
        return size > (ROUGH_ABOVE_BYTES if self.is_rough else UPLOAD_ABOVE_BYTES)

    @property
    def wants_bundles(self) -> bool:
        """Tell whether this line was seen to carry, so that many may go at once."""
        return self.is_tried and not self.is_rough

    @property
    def part_bytes(self) -> int:
        """How large the next part is: what takes some eight seconds."""
        if self.bytes_per_s is None:
            return _FIRST_BYTES
        fits = int(self.bytes_per_s * PART_S)
        return max(MIN_PART_BYTES, min(fits, MAX_PART_BYTES))

    def part_of(self, left: int) -> int:
        """Return how much of what is left goes now: a small rest goes along."""
        is_rest_small = left < min(2 * self.part_bytes, MAX_PART_BYTES)
        return left if is_rest_small else self.part_bytes

    def carried(self, size: int, took_s: float) -> None:
        """Learn from a part that arrived, its answer included."""
        self.is_tried = True
        if size < MIN_PART_BYTES:
            return
        seen = size / max(took_s, _SHORTEST_S)
        if seen < _THIN_BYTES_PER_S and took_s > _THIN_AFTER_S:
            self.is_rough = True
            self._unbroken = 0
        known = self.bytes_per_s
        self.bytes_per_s = seen if known is None else (known + seen) / 2
        self._unbroken += 1
        if self._unbroken >= _CALM_AFTER:
            self.is_rough = False

    def broke_off(self, *, moved: bool = True) -> None:
        """Learn from a line that broke off; `moved` when something had arrived."""
        known = self.bytes_per_s or float(MAX_PART_BYTES)
        if not self.is_rough:
            self.bytes_per_s = min(known, _THINNEST_BYTES_PER_S)
        elif not moved:
            self.bytes_per_s = known / 2
        self.is_rough = True
        self._unbroken = 0
