"""Say how one of the seven stands, or count the places of one kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.board import CapacityRow, RequirementRow
from app.care.capacity import MOST_PLACES, CapacityReported
from app.care.refusal import Refusal
from app.care.requirement import (
    Requirement,
    RequirementReported,
    Standing,
    Trend,
)
from app.care.utility import MOST_HOURS, Utility, UtilityReported
from app.commands import report_capacity, report_requirement
from app.exports.requirement import left_words
from app.ui.screens.stock_form import (
    Frame,
    form_frame,
    give_up,
    say_with_undo,
    use_escape,
)
from app.ui.typed import Typed, use_typed
from app.ui.widgets.fields import text_field
from app.ui.widgets.form_parts import term_choice, words_field
from app.ui.widgets.moment import moment_of
from app.ui.widgets.panels import note
from app.ui.widgets.quantity import pieces_of, quantity_field
from app.ui.widgets.tick_box import tick_box

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event

_YES: Final = "yes"
ASKED_OF: Final = {
    Requirement.ENERGY: Utility.POWER,
    Requirement.FOOD_WATER: Utility.WATER,
}
"""The utility whose hours are asked with a requirement; all power is energy."""


@ft.component
def RequirementForm(
    session: Session,
    row: RequirementRow,
    now_ms: int,
    on_done: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw what can be said of one of the seven, with what was said last filled in."""
    form = f"requirement:{row.requirement.value}"
    typed = use_typed(session, form, _known(row))
    use_escape(session, on_done)
    name = session.words(f"term.Requirement.{row.requirement.value}")

    def done(event: Event) -> None:
        words = session.words("ui.requirement.saved", name=name)
        say_with_undo(session, words, [event])
        on_done()

    async def save(_event: object = None) -> None:
        await typed.record(_reporting(session, row.requirement, typed), done)

    forget = give_up(session, typed, form)

    async def cancel(_event: object = None) -> None:
        await forget()
        on_done()

    frame = Frame(
        name,
        left_words(row.left, now_ms, session.language),
        session.words("ui.requirement.save"),
        "requirement",
        save,
        cancel,
    )
    return form_frame(session, frame, typed, _fields(session, row.requirement, typed))


def _known(row: RequirementRow) -> dict[str, str]:
    """Return what was said last; hours run on by themselves and are not asked again."""
    if row.last is None:
        return {}
    fact = row.last.fact
    trend = {} if fact.trend is None else {"trend": fact.trend.value}
    return {"standing": fact.standing.value, "lacking": fact.lacking} | trend


def _fields(
    session: Session, requirement: Requirement, typed: Typed
) -> list[ft.Control]:
    form, keeps = RequirementReported, typed.text("no_end") == _YES
    return [
        term_choice(session, typed, form, "standing", Standing),
        *([] if keeps else _hours(session, requirement, typed)),
        tick_box(
            session.words("field.RequirementReported.no_end"),
            ticked=keeps,
            on_tick=partial(typed.pick, "no_end", "" if keeps else _YES),
            key="no_end",
        ),
        term_choice(session, typed, form, "trend", Trend),
        words_field(session, typed, form, "lacking"),
        at_field(session, typed, "field.RequirementReported.observed_ms"),
    ]


def _hours(
    session: Session, requirement: Requirement, typed: Typed
) -> list[ft.Control]:
    """Return where hours are typed: of the whole, and of the water with the food."""
    asked = ["hours_left"]
    label = session.words("field.RequirementReported.hours_left")
    labels = {"hours_left": label}
    if requirement is Requirement.FOOD_WATER:
        asked.append("water_hours")
        labels = {
            "hours_left": session.words("ui.requirement.food_hours"),
            "water_hours": session.words("field.any.water_hours"),
        }
    fields: list[ft.Control] = [
        quantity_field(
            labels[name],
            typed.text(name),
            partial(typed.pick, name),
            session.language,
            key=name,
            error=typed.errors.get(name),
        )
        for name in asked
    ]
    return [*fields, note(session.words("ui.requirement.hours_note"))]


def at_field(session: Session, typed: Typed, label: str) -> ft.Control:
    """Return where a moment is typed; empty is now."""
    return text_field(
        session.words(label),
        typed.text("at"),
        partial(typed.write, "at"),
        key="at",
        error=typed.errors.get("at"),
        hint_text=session.words("ui.register.hint.at"),
    )


def _reporting(
    session: Session, requirement: Requirement, typed: Typed
) -> Callable[[Desk], Event]:
    actor, at = session.actor, typed.text("at")
    standing, trend = typed.text("standing"), typed.text("trend")
    lacking, keeps = typed.text("lacking"), typed.text("no_end") == _YES
    hours = typed.text("hours_left"), typed.text("water_hours")

    def command(desk: Desk) -> Event:
        if not standing:
            raise Refusal("field_missing", field="standing")
        seen_ms = moment_of(at, desk.now_ms())
        left, water = (
            None if keeps else _hours_of(words, name)
            for words, name in zip(hours, ("hours_left", "water_hours"), strict=True)
        )
        fact = RequirementReported(
            b"",
            requirement,
            Standing(standing),
            seen_ms,
            left,
            keeps,
            Trend(trend) if trend else None,
            lacking,
        )
        return report_requirement(desk, actor, *_split(fact, water))

    return command


def _split(
    fact: RequirementReported, water: int | None
) -> tuple[RequirementReported, UtilityReported | None]:
    """Return the report, and the hours of the utility that go with it.

    How long power lasts is said of power alone, or it would be kept in two places.
    """
    utility = ASKED_OF.get(fact.requirement)
    hours = fact.hours_left if utility is Utility.POWER else water
    if utility is None or (hours is None and not fact.no_end):
        return fact, None
    said = UtilityReported(utility, fact.observed_ms, hours)
    if utility is Utility.POWER:
        fact = replace(fact, hours_left=None, no_end=False)
    return fact, said


def _hours_of(typed: str, name: str) -> int | None:
    if not typed.strip():
        return None
    hours = pieces_of(typed)
    if hours is None or hours > MOST_HOURS:
        raise Refusal("number_out_of_range", field=name, least=0, most=MOST_HOURS)
    return hours


@ft.component
def CapacityForm(
    session: Session, row: CapacityRow, on_done: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw how many places of a kind there are, and how many are taken."""
    form = f"capacity:{row.kind.value}"
    fact = row.fact
    known = (
        {}
        if fact is None
        else {
            "places_total": str(fact.places_total),
            "places_taken": str(fact.places_taken),
        }
    )
    typed = use_typed(session, form, known)
    use_escape(session, on_done)
    name = session.words(f"term.PlaceKind.{row.kind.value}")

    def done(event: Event) -> None:
        say_with_undo(
            session, session.words("ui.requirement.saved", name=name), [event]
        )
        on_done()

    async def save(_event: object = None) -> None:
        await typed.record(_counting(session, row, typed), done)

    forget = give_up(session, typed, form)

    async def cancel(_event: object = None) -> None:
        await forget()
        on_done()

    frame = Frame(
        name, "", session.words("ui.requirement.save"), "places", save, cancel
    )
    fields: Sequence[ft.Control] = [
        *(
            quantity_field(
                session.words(f"field.CapacityReported.{each}"),
                typed.text(each),
                partial(typed.pick, each),
                session.language,
                key=each,
                error=typed.errors.get(each),
            )
            for each in ("places_total", "places_taken")
        ),
        at_field(session, typed, "field.CapacityReported.observed_ms"),
        note(session.words("ui.requirement.places_note")),
    ]
    return form_frame(session, frame, typed, fields)


def _counting(
    session: Session, row: CapacityRow, typed: Typed
) -> Callable[[Desk], Event]:
    actor, at = session.actor, typed.text("at")
    total, taken = (
        (name, typed.text(name)) for name in ("places_total", "places_taken")
    )

    def command(desk: Desk) -> Event:
        fact = CapacityReported(
            b"",
            row.kind,
            _places_of(*total),
            _places_of(*taken),
            moment_of(at, desk.now_ms()),
        )
        return report_capacity(desk, actor, fact)

    return command


def _places_of(name: str, typed: str) -> int:
    if not typed.strip():
        raise Refusal("field_missing", field=name)
    places = pieces_of(typed)
    if places is None or places > MOST_PLACES:
        raise Refusal("number_out_of_range", field=name, least=0, most=MOST_PLACES)
    return places
