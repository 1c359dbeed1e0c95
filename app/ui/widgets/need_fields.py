"""The lines of a dependency record: how each is asked, read back, and said in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.need import (
    HOURS_A_DAY,
    ActStated,
    CareStated,
    Cognition,
    CognitionStated,
    CriticalMedicine,
    Device,
    Eating,
    Evacuation,
    FoodStated,
    HeatingStated,
    HeatSource,
    MedicineStated,
    Mobility,
    MobilityStated,
    NursingAct,
    OxygenSource,
    OxygenStated,
    PowerStated,
    PowerUse,
    Stated,
    hours_shown,
    hours_typed,
)
from app.care.refusal import Refusal
from app.i18n import text
from app.ui.state import Session
from app.ui.typed import Typed
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.moment import moment_of
from app.ui.widgets.several import several, several_values
from app.ui.words import local, moment, span

_HOUR_MS: Final = 3_600_000


class _How(StrEnum):
    """How a field is asked."""

    ONE = "one"
    MANY = "many"
    HOURS = "hours"
    DAYS = "days"
    COUNT = "count"
    YES_NO = "yes_no"
    WORDS = "words"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a line; `term` is what it chooses from."""

    name: str
    how: _How
    term: type[StrEnum] | None = None


LINES: Final[Mapping[str, tuple[type, tuple[Asked, ...]]]] = {
    "power": (
        PowerStated,
        (
            Asked("use", _How.ONE, PowerUse),
            Asked("devices", _How.MANY, Device),
            Asked("battery_hours", _How.HOURS),
            Asked("spare_hours", _How.HOURS),
        ),
    ),
    "oxygen": (
        OxygenStated,
        (
            Asked("source", _How.ONE, OxygenSource),
            Asked("cylinder_hours", _How.HOURS),
        ),
    ),
    "medicine": (
        MedicineStated,
        (
            Asked("kinds", _How.MANY, CriticalMedicine),
            Asked("stock_hours", _How.DAYS),
            Asked("cold", _How.YES_NO),
            Asked("given_by", _How.WORDS),
        ),
    ),
    "food": (
        FoodStated,
        (Asked("eating", _How.ONE, Eating), Asked("stock_hours", _How.DAYS)),
    ),
    "heating": (
        HeatingStated,
        (
            Asked("source", _How.ONE, HeatSource),
            Asked("works_without_power", _How.YES_NO),
            Asked("cold_vulnerable", _How.YES_NO),
        ),
    ),
    "care": (
        CareStated,
        (
            Asked("visits_per_day", _How.COUNT),
            Asked("alone_hours", _How.HOURS),
            Asked("lives_alone", _How.YES_NO),
            Asked("carer", _How.WORDS),
            Asked("carer_phone", _How.WORDS),
            Asked("carer_reachable", _How.YES_NO),
        ),
    ),
    "act": (
        ActStated,
        (
            Asked("acts", _How.MANY, NursingAct),
            Asked("interval_hours", _How.HOURS),
            Asked("last_done_ms", _How.MOMENT),
        ),
    ),
    "mobility": (
        MobilityStated,
        (
            Asked("mobility", _How.ONE, Mobility),
            Asked("stairs", _How.YES_NO),
            Asked("evacuation", _How.ONE, Evacuation),
        ),
    ),
    "cognition": (
        CognitionStated,
        (
            Asked("cognition", _How.ONE, Cognition),
            Asked("deaf", _How.YES_NO),
            Asked("blind", _How.YES_NO),
        ),
    ),
}
"""Each line by its name in the state of a resident, in the order they are asked."""


def need_fields(session: Session, typed: Typed, line: str) -> list[ft.Control]:
    """Return what is asked for one line."""
    form, asked = LINES[line]
    return [_field(session, typed, form, each) for each in asked]


def stated(line: str, typed: Typed, now_ms: int) -> Stated:
    """Return what was filled in for one line. Raises Refusal."""
    form, asked = LINES[line]
    values = {
        each.name: value
        for each in asked
        if (value := _read(each, typed, now_ms)) is not None
    }
    needed = (each.name for each in asked if each.how is _How.ONE)
    first = next(needed, None)
    if first is not None and first not in values:
        raise Refusal("choice_missing", field=first)
    fact: Stated = form(observed_ms=now_ms, **values)
    return fact


def known_values(fact: Any) -> dict[str, str]:
    """Return a line as the form shows it."""
    _, asked = LINES[_line_of(fact)]
    shown: dict[str, str] = {}
    for each in asked:
        value = getattr(fact, each.name)
        if value not in (None, "", ()):
            shown[each.name] = _SHOW[each.how](value)
    return shown


def line_words(fact: Any, now_ms: int, language: str) -> str:
    """Return a line in words, field after field; what nobody said is left out."""
    form, asked = LINES[_line_of(fact)]
    said: list[str] = []
    if asked[0].how is _How.MANY and not getattr(fact, asked[0].name):
        said.append(text("ui.residents.line.none", language))
    for each in asked:
        value = getattr(fact, each.name)
        if value in (None, "", ()):
            continue
        label = text(f"field.{form.__name__}.{each.name}", language)
        said += _said(each, value, label, now_ms, language)
    return " · ".join(said)


def _line_of(fact: Any) -> str:
    return next(name for name, (form, _) in LINES.items() if form is type(fact))


def _said(
    asked: Asked, value: Any, label: str, now_ms: int, language: str
) -> list[str]:
    term = asked.term.__name__ if asked.term else ""
    plain = label.split(":")[0].split(" (")[0]
    match asked.how:
        case _How.ONE:
            said = [text(f"term.{term}.{value}", language)]
        case _How.MANY:
            said = [text(f"term.{term}.{each}", language) for each in value]
        case _How.HOURS | _How.DAYS:
            said = [f"{plain}: {span(value * _HOUR_MS, language)}"]
        case _How.YES_NO:
            said = [label if value else f"{label}: {text('ui.residents.no', language)}"]
        case _How.MOMENT:
            said = [f"{plain} {moment(value, now_ms, language)}"]
        case _:
            said = [f"{plain}: {value}"]
    return said


def _field(session: Session, typed: Typed, form: type, asked: Asked) -> ft.Control:
    name, label = asked.name, session.words(f"field.{form.__name__}.{asked.name}")
    if asked.how is _How.MANY and asked.term:
        return several(typed, name, label, _options(session, asked.term))
    if asked.how in (_How.ONE, _How.YES_NO):
        return _choice(session, typed, asked, label)
    hints = {
        _How.HOURS: "ui.residents.hint.hours",
        _How.DAYS: "ui.residents.hint.days",
        _How.MOMENT: "ui.register.hint.at",
    }
    hint = hints.get(asked.how)
    return text_field(
        label,
        typed.text(name),
        partial(typed.write, name),
        key=f"need-{name}",
        error=typed.errors.get(name),
        hint_text=session.words(hint) if hint else None,
    )


def _choice(session: Session, typed: Typed, asked: Asked, label: str) -> ft.Control:
    name = asked.name
    options = (
        _options(session, asked.term)
        if asked.term
        else [(each, session.words(f"ui.residents.{each}")) for each in ("yes", "no")]
    )

    def pick(value: str) -> None:
        typed.pick(name, "" if typed.text(name) == value else value)

    return choices(
        options,
        typed.text(name) or None,
        pick,
        key=f"need-{name}",
        label=label,
        error=typed.errors.get(name),
    )


def _options(session: Session, term: type[StrEnum]) -> list[tuple[str, str]]:
    return [
        (each.value, session.words(f"term.{term.__name__}.{each.value}"))
        for each in term
    ]


def _read(asked: Asked, typed: Typed, now_ms: int) -> Any:
    """Return what was filled in for one field; None for nothing. Raises Refusal."""
    term, words = asked.term, typed.text(asked.name).strip()
    if asked.how is _How.MANY and term is not None:
        return tuple(term(each) for each in several_values(typed, asked.name))
    if not words:
        return None
    try:
        return _READ[asked.how](words, term, now_ms)
    except Refusal as why:
        raise Refusal(why.key, **{**why.values, "field": asked.name}) from None


def _count(words: str, _term: Any, _now: int) -> int:
    if not words.isdecimal():
        raise Refusal("not_a_number")
    return int(words)


_READ: Final[Mapping[_How, Callable[[str, Any, int], Any]]] = {
    _How.ONE: lambda words, term, _: term(words),
    _How.HOURS: lambda words, _, __: hours_typed(words),
    _How.DAYS: lambda words, _, __: hours_typed(words, HOURS_A_DAY),
    _How.COUNT: _count,
    _How.YES_NO: lambda words, _, __: words == "yes",
    _How.WORDS: lambda words, _, __: words,
    _How.MOMENT: lambda words, _, now_ms: moment_of(words, now_ms),
}
_SHOW: Final[Mapping[_How, Callable[[Any], str]]] = {
    _How.ONE: str,
    _How.MANY: "\n".join,
    _How.HOURS: hours_shown,
    _How.DAYS: lambda value: hours_shown(value, HOURS_A_DAY),
    _How.COUNT: str,
    _How.YES_NO: lambda value: "yes" if value else "no",
    _How.WORDS: str,
    _How.MOMENT: lambda value: local(value).strftime("%d-%m %H:%M"),
}
