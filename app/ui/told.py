"""What came of the last scan, in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """Words about the last scan; `good` when it was added, `again` if it was before."""

    words: str = ""
    good: bool = True
    again: bool = False
