"""What came of the last scan, in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """Words about the last scan; `good` when it was added."""

    words: str = ""
    good: bool = True
