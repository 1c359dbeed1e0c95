"""What is sealed and on its way, row by row, as a screen sees it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A sealed batch on its way; `level` is that of its last receipt (0: none yet)."""

    batch_no: int
    events: int
    cut_ms: int
    level: int
    trouble: str | None


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """Something the hub sent that this post cannot use; it is kept and tried again."""

    arrived_ms: int
    size: int
    reason: str
