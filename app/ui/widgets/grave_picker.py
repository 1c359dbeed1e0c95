"""Behind *Anders*: the finding `black`, and T4 and † that somebody else must decide."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.staff import may_declare
from app.care.terms import Triage
from app.ui.state import Session
from app.ui.theme import BODY, BOLD, GAP, PRIMARY, RADIUS, SMALL, line_width, look_of
from app.ui.typed import Typed
from app.ui.widgets.buttons import HoldButton
from app.ui.widgets.fields import text_field
from app.ui.widgets.panels import note
from app.ui.widgets.triage_picker import triage_words

DECIDED: Final = (Triage.T4, Triage.DEAD)
"""Categories somebody with the power decides; never in one tap, never in bulk."""


def grave_picker(
    session: Session,
    typed: Typed,
    value: Triage | None,
    on_pick: Callable[[Triage], Any],
) -> ft.Control:
    """Return the three grave choices and, once decided, who ordered or declared it."""
    return ft.Container(
        padding=12,
        border_radius=RADIUS,
        bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH,
        content=ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                note(session.words("ui.register.grave_note")),
                _black(session, value, on_pick),
                _held(session, Triage.T4, value, on_pick),
                _declared(session, value, on_pick),
                *_authority(session, typed, value),
            ],
        ),
    )


def _black(
    session: Session, value: Triage | None, on_pick: Callable[[Triage], Any]
) -> ft.Control:
    return ft.OutlinedButton(
        key="triage-black",
        height=PRIMARY,
        style=_style(Triage.BLACK, value),
        content=_face(session, Triage.BLACK, value),
        on_click=lambda: on_pick(Triage.BLACK),
    )


def _held(
    session: Session,
    category: Triage,
    value: Triage | None,
    on_pick: Callable[[Triage], Any],
) -> ft.Control:
    return HoldButton(
        _face(session, category, value),
        lambda: on_pick(category),
        session.words("ui.register.hold_hint"),
        name=f"triage-{category.value}",
        style=_style(category, value),
    )


def _declared(
    session: Session, value: Triage | None, on_pick: Callable[[Triage], Any]
) -> ft.Control:
    if session.person is not None and may_declare(session.person.role):
        return _held(session, Triage.DEAD, value, on_pick)
    return ft.Row(
        controls=[
            ft.Icon(ft.Icons.LOCK_OUTLINE, color=ft.Colors.ON_SURFACE_VARIANT),
            ft.Text(
                session.words("ui.register.only_doctor"),
                key="only-doctor",
                size=SMALL,
                expand=True,
            ),
        ]
    )


def _authority(
    session: Session, typed: Typed, value: Triage | None
) -> list[ft.Control]:
    if value not in DECIDED:
        return []
    is_order = value is Triage.T4
    label = "ui.register.ordered_by" if is_order else "ui.register.declared_by"
    return [
        text_field(
            session.words(label),
            typed.text("authority"),
            partial(typed.write, "authority"),
            key="authority",
            error=typed.errors.get("authority"),
            autofocus=True,
        )
    ]


def _face(session: Session, category: Triage, value: Triage | None) -> ft.Control:
    look = look_of(category)
    ink = look.ink or ft.Colors.ON_SURFACE
    words = triage_words(category, session.language)
    icon = ft.Icons.CHECK_CIRCLE if value is category else look.icon
    return ft.Row(
        controls=[
            ft.Icon(icon, color=ink, size=22),
            ft.Text(look.code, color=ink, **BOLD, size=BODY),
            ft.Text(
                words.removeprefix(look.code).strip(" ,"),
                color=ink,
                size=BODY,
                expand=True,
                max_lines=1,
                overflow=ft.TextOverflow.ELLIPSIS,
            ),
        ]
    )


def _style(category: Triage, value: Triage | None) -> ft.ButtonStyle:
    look = look_of(category)
    edge = look.outline or look.fill or ft.Colors.OUTLINE
    is_chosen = value is category
    return ft.ButtonStyle(
        bgcolor=look.fill or ft.Colors.SURFACE_CONTAINER_LOWEST,
        padding=ft.Padding.symmetric(horizontal=16),
        side=ft.BorderSide(3 if is_chosen else 2 * line_width(), edge),
        shape=ft.RoundedRectangleBorder(radius=RADIUS),
    )
