"""How a post stands at one glance: its seven requirements, and what it has room for."""

from __future__ import annotations

from dataclasses import dataclass

from app.care.capacity import CapacityReported, PlaceKind
from app.care.requirement import Heard, HoursLeft, Requirement, Standing, Trend


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """How a requirement stands: what was said last and before, and how long it lasts.

    `left` is what ends first, None where nobody said; `said` is all that was said of
    it, shortest or not.
    """

    requirement: Requirement
    last: Heard | None = None
    before: Heard | None = None
    left: HoursLeft | None = None
    said: tuple[HoursLeft, ...] = ()

    @property
    def standing(self) -> Standing:
        """How it stands; what nobody said is unknown."""
        return Standing.UNKNOWN if self.last is None else self.last.fact.standing

    @property
    def trend(self) -> Trend | None:
        """Where it goes, as far as somebody said."""
        return None if self.last is None else self.last.fact.trend

    @property
    def lacking(self) -> str:
        """What is needed, as far as somebody said."""
        return "" if self.last is None else self.last.fact.lacking


@dataclass(frozen=True, slots=True)
class CapacityRow:
    """Places of one kind; `fact` None: nobody ever counted them."""

    kind: PlaceKind
    fact: CapacityReported | None = None
    actor: bytes = b""


@dataclass(frozen=True, slots=True)
class Board:
    """How a post stands: seven requirements and its places, in their fixed order."""

    post_id: bytes
    name: str
    requirements: tuple[RequirementRow, ...]
    places: tuple[CapacityRow, ...]

    @property
    def is_silent(self) -> bool:
        """Whether nobody ever said anything of it."""
        nothing = all(each.last is None for each in self.requirements)
        return nothing and all(each.fact is None for each in self.places)
