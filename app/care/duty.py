"""Duty: who is here from when until when, who is away and why, how long somebody works.

Hours are counted from when a person began until they ended, never from a plan. How many
are too many is a number of the post: none is published that fits every task.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Any, Final

from app.care.claim import Stamp
from app.care.form import Choice, Number, Text, When
from app.care.refusal import Refusal
from app.care.terms import FactId

HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS
THREE_DAYS_MS: Final = 3 * DAY_MS
MOST_SHIFT_MS: Final = 7 * DAY_MS
"""A plan longer than this is a slip of the finger."""


class AbsenceCause(StrEnum):
    """Why somebody is not there."""

    ILL = "ill"
    OWN_FAMILY = "own_family"
    OTHER_WORK = "other_work"
    CANNOT_COME = "cannot_come"
    REST = "rest"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DutyPlanned:
    """A person is expected on duty from one moment until another."""

    from_ms: Annotated[int, When()]
    until_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class DutyBegan:
    """A person went on duty."""

    observed_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class DutyEnded:
    """A person went off duty."""

    observed_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class AbsenceTold:
    """A person is not there until a moment; none given is until further notice."""

    cause: Annotated[AbsenceCause, Choice()]
    from_ms: Annotated[int, When()]
    until_ms: Annotated[int | None, When()] = None
    remark: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class AbsenceEnded:
    """A person who was away is there again."""

    observed_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class FatigueSet:
    """From how many hours on duty the board says so; none given shows hours alone."""

    in_day_h: Annotated[int | None, Number(1, 24)] = None
    in_three_days_h: Annotated[int | None, Number(1, 72)] = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A part of the roster."""

    id: FactId
    from_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class Absence:
    """When somebody is away and why; until None is until further notice."""

    id: FactId
    cause: AbsenceCause
    from_ms: int
    until_ms: int | None
    remark: str

    def covers(self, at_ms: int) -> bool:
        """Tell whether somebody is away at a moment."""
        return self.from_ms <= at_ms and (
            self.until_ms is None or at_ms < self.until_ms
        )


@dataclass(frozen=True, slots=True)
class Duty:
    """The roster of one person, and when they truly came and went.

    `turns` are moments with whether it was a coming, by moment.
    """

    planned: tuple[Planned, ...] = ()
    turns: tuple[tuple[int, bool], ...] = ()
    absences: tuple[Absence, ...] = ()
    back_ms: tuple[int, ...] = ()

    def shifts(self) -> tuple[tuple[int, int | None], ...]:
        """Return from when until when somebody was on duty; None is still going on."""
        found: list[tuple[int, int | None]] = []
        began: int | None = None
        for at_ms, came in self.turns:
            if came and began is None:
                began = at_ms
            elif not came and began is not None:
                found.append((began, at_ms))
                began = None
        return (*found, (began, None)) if began is not None else tuple(found)

    def on_since_ms(self, now_ms: int) -> int | None:
        """Return since when somebody is on duty now; None when they are not."""
        for began, ended in self.shifts():
            if began <= now_ms and (ended is None or now_ms < ended):
                return began
        return None

    def worked_ms(self, now_ms: int, within_ms: int) -> int:
        """Return how long somebody was on duty in what went before."""
        start = now_ms - within_ms
        spans = (
            (max(began, start), min(now_ms, now_ms if ended is None else ended))
            for began, ended in self.shifts()
        )
        return sum(max(0, ended - began) for began, ended in spans)

    def away(self, now_ms: int) -> Absence | None:
        """Return why somebody is away now, as told last; None when they are not."""
        told = [each for each in self.absences if each.covers(now_ms)]
        for each in sorted(told, key=lambda one: (-one.from_ms, one.id)):
            if not any(each.from_ms < back <= now_ms for back in self.back_ms):
                return each
        return None

    def next_planned(self, now_ms: int) -> Planned | None:
        """Return the part of the roster that runs now or comes next."""
        ahead = [each for each in self.planned if each.until_ms > now_ms]
        return min(ahead, key=lambda each: (each.from_ms, each.id), default=None)


@dataclass(frozen=True, slots=True)
class Fatigue:
    """From how many hours the board says that somebody works long."""

    in_day_h: int | None = None
    in_three_days_h: int | None = None

    def is_long(self, day_ms: int, three_days_ms: int) -> bool:
        """Tell whether somebody worked as long as the post calls long."""
        return any(
            most is not None and worked >= most * HOUR_MS
            for worked, most in (
                (day_ms, self.in_day_h),
                (three_days_ms, self.in_three_days_h),
            )
        )


NO_LIMIT: Final = Fatigue()
"""Until the post says what is long, hours are shown and nothing is called long."""


def check_span(from_ms: int, until_ms: int) -> None:
    """Raise Refusal for a span that ends before it begins, or is far too long."""
    if until_ms <= from_ms:
        raise Refusal("ends_before_it_begins")
    if until_ms - from_ms > MOST_SHIFT_MS:
        raise Refusal("span_too_long", days=MOST_SHIFT_MS // DAY_MS)


def _planned(person: Any, fact: DutyPlanned, stamp: Stamp) -> Any:
    check_span(fact.from_ms, fact.until_ms)
    new = Planned(stamp.id, fact.from_ms, fact.until_ms)
    return _with(person, planned=(*person.duty.planned, new))


def _began(person: Any, fact: DutyBegan, _: Stamp) -> Any:
    return _turned(person, (fact.observed_ms, True))


def _ended(person: Any, fact: DutyEnded, _: Stamp) -> Any:
    return _turned(person, (fact.observed_ms, False))


def _turned(person: Any, turn: tuple[int, bool]) -> Any:
    return _with(person, turns=_sorted((*person.duty.turns, turn)))


def _sorted(turns: Iterable[tuple[int, bool]]) -> tuple[tuple[int, bool], ...]:
    return tuple(sorted((at_ms, came) for at_ms, came in turns))


def _away(person: Any, fact: AbsenceTold, stamp: Stamp) -> Any:
    new = Absence(stamp.id, fact.cause, fact.from_ms, fact.until_ms, fact.remark)
    return _with(person, absences=(*person.duty.absences, new))


def _back(person: Any, fact: AbsenceEnded, _: Stamp) -> Any:
    return _with(
        person, back_ms=tuple(sorted((*person.duty.back_ms, fact.observed_ms)))
    )


def _with(person: Any, **changes: Any) -> Any:
    return replace(person, duty=replace(person.duty, **changes))


FOLD: Final[dict[type, Callable[[Any, Any, Stamp], Any]]] = {
    DutyPlanned: _planned,
    DutyBegan: _began,
    DutyEnded: _ended,
    AbsenceTold: _away,
    AbsenceEnded: _back,
}
"""What these facts do to the state of a person."""
