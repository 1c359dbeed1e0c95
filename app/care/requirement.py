"""The seven baseline requirements of a post: how each stands, and for how long.

Order and names are NATO's (domain.md §1). A person says how something stands; hours run
down from when that was said, and what nobody said is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Number, Ref, Text, When
from app.care.utility import MOST_HOURS, Utility, UtilityReported

STREAM_START: Final = b"requirement:"
_HOUR_MS: Final = 3_600_000


class Requirement(StrEnum):
    """What a post cannot do without, in the order of the seven."""

    GOVERNMENT = "government"
    ENERGY = "energy"
    SHELTER = "shelter"
    FOOD_WATER = "food_water"
    CASUALTY_CARE = "casualty_care"
    COMMUNICATION = "communication"
    TRANSPORT = "transport"


class Standing(StrEnum):
    """How a requirement stands; nobody knows is said as well."""

    WORKS = "works"
    STRAINED = "strained"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Trend(StrEnum):
    """Where it goes."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


LIVES_ON: Final = {
    Requirement.ENERGY: Utility.POWER,
    Requirement.FOOD_WATER: Utility.WATER,
    Requirement.CASUALTY_CARE: Utility.OXYGEN,
}
"""The utility whose hours count for a requirement, besides what is said of itself."""


@dataclass(frozen=True, slots=True)
class RequirementReported:
    """A person said how a requirement stands.

    Without hours, those that were said before run on; `no_end`: it keeps coming.
    """

    post: Annotated[bytes, Ref()]
    requirement: Annotated[Requirement, Choice()]
    standing: Annotated[Standing, Choice()]
    observed_ms: Annotated[int, When()]
    hours_left: Annotated[int | None, Number(0, MOST_HOURS)] = None
    no_end: Annotated[bool, Choice()] = False
    trend: Annotated[Trend | None, Choice()] = None
    lacking: Annotated[str, Text(200)] = ""

    @property
    def says_how_long(self) -> bool:
        """Whether hours that were said before no longer count."""
        is_unknown = self.standing is Standing.UNKNOWN
        return self.hours_left is not None or self.no_end or is_unknown


@dataclass(frozen=True, slots=True)
class Heard:
    """A report, and who made it."""

    fact: RequirementReported
    actor: bytes


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a requirement: what was said last, before, and of how long."""

    post: bytes = b""
    last: Heard | None = None
    before: Heard | None = None
    timed: Heard | None = None


@dataclass(frozen=True, slots=True)
class KnownLine:
    """What lists go by."""

    post: bytes
    requirement: str
    observed_ms: int


def _reported(known: Known, fact: RequirementReported, stamp: Stamp) -> Known:
    """Return what is known once a report is heard, also one of what was seen before."""
    new = Heard(fact, stamp.actor)
    known = replace(known, post=fact.post)
    if fact.says_how_long and _is_newer(new, known.timed):
        known = replace(known, timed=new)
    if _is_newer(new, known.last):
        return replace(known, last=new, before=known.last)
    return replace(known, before=new) if _is_newer(new, known.before) else known


def _is_newer(new: Heard, held: Heard | None) -> bool:
    return held is None or new.fact.observed_ms >= held.fact.observed_ms


FOLD: Final[dict[type, Fold]] = {RequirementReported: _reported}


def line(known: Known) -> KnownLine:
    """Return the scalars that lists need."""
    if known.last is None:
        return KnownLine(known.post, "", 0)
    fact = known.last.fact
    return KnownLine(known.post, fact.requirement.value, fact.observed_ms)


def requirement_stream(post: bytes, requirement: Requirement) -> bytes:
    """Return the stream of one requirement of a post."""
    return STREAM_START + post + b":" + requirement.value.encode()


@dataclass(frozen=True, slots=True)
class HoursLeft:
    """How long something lasts, as it was said; `hours` None: it keeps coming.

    `of` is the utility it was said of, None where it was said of the whole.
    """

    said_ms: int
    hours: int | None
    of: Utility | None = None

    def left_ms(self, now_ms: int) -> int | None:
        """Return what is left by now, never below 0; None: no end is known."""
        if self.hours is None:
            return None
        return max(self.hours * _HOUR_MS - max(now_ms - self.said_ms, 0), 0)

    def gone_ms(self, now_ms: int) -> int:
        """Return how long ago it ran out by these hours; 0 while it lasts."""
        if self.hours is None:
            return 0
        return max(now_ms - self.said_ms - self.hours * _HOUR_MS, 0)


def hours_left(
    requirement: Requirement, known: Known, utilities: Iterable[UtilityReported]
) -> tuple[HoursLeft, ...]:
    """Return all that was said of how long a requirement lasts."""
    lives_on = LIVES_ON.get(requirement)
    found = [
        HoursLeft(each.observed_ms, each.hours, each.utility)
        for each in utilities
        if each.utility is lives_on
    ]
    timed = None if known.timed is None else known.timed.fact
    if timed is not None and (timed.hours_left is not None or timed.no_end):
        found.append(HoursLeft(timed.observed_ms, timed.hours_left))
    return tuple(found)


def shortest(found: Iterable[HoursLeft], now_ms: int) -> HoursLeft | None:
    """Return what ends first; what keeps coming only where nothing ends."""
    each_left = [(each.left_ms(now_ms), -each.gone_ms(now_ms), each) for each in found]
    ending = [(left, gone, each) for left, gone, each in each_left if left is not None]
    if ending:
        return min(ending, key=lambda one: one[:2])[2]
    return each_left[0][2] if each_left else None
