"""Meting: one set of vitals; what was not measured stays empty."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from app.care.terms import Consciousness
from app.commands import record_vitals
from app.store.desk import Desk
from app.store.queries.casualty import CasualtyDetail
from app.ui.state import Session
from app.ui.theme import GAP
from app.ui.typed import Typed, use_typed
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.more_fields import time_field
from app.ui.widgets.sheet import sheet, use_primary
from app.ui.widgets.vitals_entries import MEASURES, read_all, scale_of, vitals_of
from sync.event import Event


@ft.component
def VitalsSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[[list[Event]], Any],
    key: str = "",
) -> ft.Control:
    """Draw the sheet and record what was measured."""
    typed = use_typed(session, f"vitals:{detail.row.stream.hex()}")

    async def save(_event: object = None) -> None:
        values, faults = read_all(typed.values, session.language)
        if faults:
            typed.refuse(*faults.values())
            return
        await typed.record(_command(session, detail, typed, values), on_saved)

    use_primary(session, save)
    return sheet(
        session,
        session.words("vitals.recorded"),
        [
            _numbers(session, typed, save),
            _consciousness(session, typed),
            _oxygen(session, typed),
            time_field(session, typed),
        ],
        typed,
        save,
        on_close,
    )


def _command(
    session: Session,
    detail: CasualtyDetail,
    typed: Typed,
    values: dict[str, int | None],
) -> Callable[[Desk], list[Event]]:
    actor, stream, held = session.actor, detail.row.stream, dict(typed.values)

    def command(desk: Desk) -> list[Event]:
        fact = vitals_of(values, held, desk.now_ms())
        return [record_vitals(desk, actor, stream, fact)]

    return command


def _numbers(
    session: Session, typed: Typed, on_submit: Callable[..., Any]
) -> ft.Control:
    columns = 2 if session.width < 600 else 4
    fields = [_number(session, typed, name, on_submit) for name in MEASURES]
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


def _consciousness(session: Session, typed: Typed) -> ft.Control:
    held = typed.text("consciousness")
    return choices(
        [
            (each.value, session.words(f"term.Consciousness.{each.value}"))
            for each in Consciousness
        ],
        held or None,
        lambda value: typed.pick("consciousness", "" if value == held else value),
        key="consciousness",
        label=session.words("field.VitalsRecorded.consciousness"),
    )


def _oxygen(session: Session, typed: Typed) -> ft.Control:
    held = typed.text("on_oxygen")
    return choices(
        [
            ("yes", session.words("ui.casualty.yes")),
            ("no", session.words("ui.casualty.no")),
        ],
        held or None,
        lambda value: typed.pick("on_oxygen", "" if value == held else value),
        key="on_oxygen",
        label=session.words("field.VitalsRecorded.on_oxygen"),
    )
