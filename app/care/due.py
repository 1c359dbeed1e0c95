"""When somebody is to be triaged again, and why (domain.md §2.12).

After the interval of their category, and always after a life-saving intervention, a
move or a change: then at once, from the moment it happened. Only what was seen after
the last triage counts, whenever it was written down; the next triage ends it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why somebody is to be triaged again, the gravest first."""

    CHANGE = "change"
    INTERVENTION = "intervention"
    TIME = "time"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Owed:
    """Since when a triage is owed, for each reason; None for no such reason.

    `time_ms` is when the interval ends, also while that is still to come.
    """

    time_ms: int | None = None
    intervention_ms: int | None = None
    move_ms: int | None = None
    change_ms: int | None = None

    @property
    def first_ms(self) -> int | None:
        """When the first of them begins."""
        return min((at_ms for _, at_ms in self._known), default=None)

    def reasons(self, now_ms: int) -> tuple[tuple[Reason, int], ...]:
        """Return why it is owed now and since when, the gravest first."""
        return tuple(each for each in self._known if each[1] <= now_ms)

    @property
    def _known(self) -> tuple[tuple[Reason, int], ...]:
        every = (
            (Reason.CHANGE, self.change_ms),
            (Reason.INTERVENTION, self.intervention_ms),
            (Reason.TIME, self.time_ms),
            (Reason.MOVE, self.move_ms),
        )
        return tuple((why, at_ms) for why, at_ms in every if at_ms is not None)


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody was in a place of the post at a moment."""

    observed_ms: int
    place: str


def first_after(moments: Iterable[int], since_ms: int) -> int | None:
    """Return the first of these moments after another."""
    return min((each for each in moments if each > since_ms), default=None)


def moved_ms(stays: Iterable[Stay], since_ms: int) -> int | None:
    """Return when somebody first went from one place to another after a moment.

    To be given a first place is to come in, and a word about how far somebody is names
    no place or the same: neither is a move.
    """
    there = ""
    for each in sorted(stays, key=lambda stay: stay.observed_ms):
        if not each.place or each.place == there:
            continue
        if there and each.observed_ms > since_ms:
            return each.observed_ms
        there = each.place
    return None
