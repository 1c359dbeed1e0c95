"""Meting, under Meer: pupils, glucose, the parts of GCS, and what NEWS2 has to know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.observation import Spo2Scale, points_of
from app.care.scores import gcs_sum
from app.care.staff import may_choose_scale_2
from app.ui.state import Session
from app.ui.theme import BODY, BOLD, GAP
from app.ui.typed import Typed
from app.ui.widgets.even_rows import sheet_room
from app.ui.widgets.fields import text_field, toggles
from app.ui.widgets.panels import note
from app.ui.widgets.vitals_entries import TERMS, scale_of

_ROOMY: Final = 600
_GCS: Final = ("eye", "verbal", "motor")


def beside_fields(
    session: Session, typed: Typed, save: Callable[..., Any]
) -> list[ft.Control]:
    """Return everything of a measurement that is not in the set itself."""
    return [
        *(number_rows(session, typed, each, save) for each in _rows(session)),
        *(_term(session, typed, name) for name in ("pupil_left", "pupil_right")),
        *(_term(session, typed, name) for name in _GCS),
        *_sum(session, typed),
        _term(session, typed, "pulse_place"),
        _term(session, typed, "pregnancy"),
        _scale(session, typed),
    ]


def _rows(session: Session) -> Sequence[Sequence[str]]:
    """Return the numbers by row: on a phone both pupils stand beside each other."""
    glucose, pupils = ("glucose_mmol_l",), ("pupil_left_mm", "pupil_right_mm")
    return (glucose, pupils) if session.width < _ROOMY else ((*glucose, *pupils),)


def number_rows(
    session: Session,
    typed: Typed,
    names: Sequence[str],
    on_submit: Callable[..., Any],
) -> ft.Control:
    """Return number fields beside each other, as many as fit."""
    columns = 2 if session.width < _ROOMY else 4
    fields = [_number(session, typed, name, on_submit) for name in names]
    return ft.Column(
        spacing=12,
        controls=[
            ft.Row(
                spacing=GAP,
                vertical_alignment=ft.CrossAxisAlignment.START,
                controls=list(fields[start : start + columns]),
            )
            for start in range(0, len(fields), columns)
        ],
    )


def term_row(
    session: Session, typed: Typed, name: str, term: type[StrEnum], label: str
) -> ft.Control:
    """Return one tap per term; a second tap takes it back."""
    return toggles(
        (
            (each.value, session.words(f"term.{term.__name__}.{each.value}"))
            for each in term
        ),
        typed.text(name),
        typed.pick,
        sheet_room(session),
        name=name,
        label=label,
    )


def _number(
    session: Session, typed: Typed, name: str, on_submit: Callable[..., Any]
) -> ft.Control:
    keypad = ft.KeyboardType.NUMBER
    return text_field(
        session.words(f"ui.casualty.short.{name}"),
        typed.text(name),
        partial(typed.write, name),
        key=name,
        error=typed.errors.get(name),
        error_max_lines=4,
        suffix=session.words(f"ui.casualty.unit.{name}"),
        keyboard_type=keypad if not scale_of(name) else ft.KeyboardType.TEXT,
        on_submit=on_submit,
        expand=True,
    )


def _term(session: Session, typed: Typed, name: str) -> ft.Control:
    label = session.words(f"field.ObservationRecorded.{name}")
    return term_row(session, typed, name, TERMS[name], label)


def _sum(session: Session, typed: Typed) -> list[ft.Control]:
    """Return the sum of E, V and M; a part that is not testable leaves none."""
    if not all(typed.text(name) for name in _GCS):
        return []
    eye, verbal, motor = (_points(typed, name) for name in _GCS)
    total = gcs_sum(eye, verbal, motor)
    if total is None:
        words = session.words("ui.observe.no_sum")
    else:
        words = session.words("ui.observe.sum", sum=total)
    return [ft.Text(words, key="gcs-sum", size=BODY, **BOLD)]


def _points(typed: Typed, name: str) -> int | None:
    term: Any = TERMS[name](typed.text(name))
    return points_of(term)


def _scale(session: Session, typed: Typed) -> ft.Control:
    """Return the scales; the second only for who may choose it, never by default."""
    person = session.person
    may = person is not None and may_choose_scale_2(person.role)
    if not may:
        return note(session.words("ui.observe.scale_who"), key="scale-who")
    label = session.words("field.ObservationRecorded.spo2_scale")
    return ft.Column(
        spacing=4,
        controls=[
            term_row(session, typed, "spo2_scale", Spo2Scale, label),
            note(session.words("ui.observe.scale_note")),
        ],
    )
