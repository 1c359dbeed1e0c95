"""A change in a person: what sets of vitals say of it, by tables that exist.

No number here is ours: AVPU falls from Alert (domain.md §3.2), or NEWS2 asks for an
urgent answer (§3.1: one parameter scores 3, or 5 and up) and asked for less before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from app.care.findings import AnyAge
from app.care.identity import years_between
from app.care.observation import ObservationRecorded, Pregnancy, Spo2Scale
from app.care.scores import News2, Response, news2
from app.care.terms import AgeBand, Consciousness, Sex

_BY_URGENCY: Final = tuple(Response)
_CALLS_FROM: Final = _BY_URGENCY.index(Response.URGENT_SINGLE)
"""From here on the chart says urgent: somebody is to come."""

_GROWN_UP: Final = AgeBand.ADULT.value


@dataclass(frozen=True, slots=True)
class Checked:
    """What one set of vitals comes to: how awake, and what NEWS2 would ask for.

    On scale 1 and on scale 2, as of an adult; whether NEWS2 is valid is known later.
    """

    observed_ms: int
    level: Consciousness | None
    response: Response | None
    response_2: Response | None
    complete: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """What was said beside vitals that NEWS2 depends on."""

    observed_ms: int
    pregnancy: Pregnancy | None
    scale: Spo2Scale | None


@dataclass(frozen=True, slots=True)
class Watched:
    """All that was measured of somebody, as far as a change shows in it."""

    sets: tuple[Checked, ...] = ()
    beside: tuple[Beside, ...] = ()


class HasValue(Protocol):
    """A claim, in a state or on a screen."""

    @property
    def value(self) -> Any:
        """What somebody said."""


Claims = Mapping[str, Sequence[HasValue]]
"""The claims of each field; more than one value in a field is a contradiction."""


def scored(
    vitals: Any, age: AnyAge | None, pregnant: bool | None, scale: Spo2Scale
) -> News2:
    """Return the NEWS2 of a set of vitals."""
    level, heat = vitals.consciousness, vitals.temperature_c
    return news2(
        rr=vitals.breaths_per_min,
        spo2=vitals.spo2_percent,
        on_oxygen=vitals.on_oxygen,
        sbp=vitals.systolic_mmhg,
        hr=vitals.pulse_per_min,
        avpu=None if level is None else level.value,
        temp_c=None if heat is None else heat / 10,
        age=age,
        pregnant=pregnant,
        scale=int(scale.value),
    )


def measured(watched: Watched, vitals: Any) -> Watched:
    """Return what was measured, with one set more."""
    one, two = (scored(vitals, _GROWN_UP, False, scale) for scale in Spo2Scale)
    each = Checked(
        vitals.observed_ms,
        vitals.consciousness,
        one.response,
        two.response,
        one.complete,
    )
    return replace(watched, sets=(*watched.sets, each))


def observed(watched: Watched, fact: ObservationRecorded) -> Watched:
    """Return what was measured, with what was observed beside it."""
    if fact.pregnancy is None and fact.spo2_scale is None:
        return watched
    each = Beside(fact.observed_ms, fact.pregnancy, fact.spo2_scale)
    return replace(watched, beside=(*watched.beside, each))


def changed_ms(
    watched: Watched, said: Claims, registered_ms: int, since_ms: int
) -> int | None:
    """Return when a change for the worse was first seen after a moment."""
    beside = sorted(watched.beside, key=lambda each: each.observed_ms)
    is_scored = _is_scored(said, registered_ms, beside)
    known, level = -1, None
    for each in sorted(watched.sets, key=lambda one: one.observed_ms):
        asks = _asks(each, beside) if is_scored else -1
        worse = asks >= _CALLS_FROM and asks > known
        fell = level is Consciousness.ALERT and each.level not in (None, level)
        if each.observed_ms > since_ms and (worse or fell):
            return each.observed_ms
        # A part of a set may say more than the set before it, and never less.
        known = asks if each.complete else max(known, asks)
        level = each.level or level
    return None


def age_of(said: Claims, registered_ms: int) -> AnyAge:
    """Return an age as tables take it: years, told or by date of birth, or a band.

    Where persons contradict each other the age is unknown.
    """
    years, born = _agreed(said, "years"), _agreed(said, "birth_date")
    if years is not None:
        return int(years) if years else AgeBand.UNKNOWN.value
    if born:
        try:
            return _years_since(born, registered_ms)
        except ValueError:
            pass  # another device may have let a date through that is none
    return _agreed(said, "age_band") or AgeBand.UNKNOWN.value


def pregnant_of(said: Claims, last: Pregnancy | None) -> bool | None:
    """Return what was said last; None when nobody knows. Of a man it is known."""
    if _agreed(said, "sex") == Sex.MALE:
        return False
    return {Pregnancy.YES: True, Pregnancy.NO: False}.get(last) if last else None


def _is_scored(said: Claims, registered_ms: int, beside: Sequence[Beside]) -> bool:
    last = [each.pregnancy for each in beside if each.pregnancy is not None]
    pregnant = pregnant_of(said, last[-1] if last else None)
    return not news2(age=age_of(said, registered_ms), pregnant=pregnant).not_valid


def _asks(each: Checked, beside: Sequence[Beside]) -> int:
    """Return how urgent an answer a set asks for; -1 where that is not known."""
    chosen = [
        told.scale
        for told in beside
        if told.scale is not None and told.observed_ms <= each.observed_ms
    ]
    is_second = bool(chosen) and chosen[-1] is Spo2Scale.TWO
    response = each.response_2 if is_second else each.response
    return -1 if response is None else _BY_URGENCY.index(response)


def _years_since(born: str, at_ms: int) -> int:
    day = datetime.fromtimestamp(at_ms / 1000, UTC).date()
    return max(0, years_between(born, day.isoformat()))


def _agreed(said: Claims, name: str) -> str | None:
    """Return what all say of a field, empty when they differ, None when nobody did."""
    values = {str(each.value) for each in said.get(name, ())}
    if len(values) > 1:
        return ""
    return next(iter(values), None)
