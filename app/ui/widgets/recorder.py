"""The foot of a form: who records, what is wrong, and the one button that saves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import flet as ft

from app.ui.state import Layout
from app.ui.theme import BODY, BOLD, SMALL, SPACE, line_width
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.panels import error_note

if TYPE_CHECKING:
    from app.ui.state import Session


def recorded_by(session: Session) -> ft.Control:
    """Return the name and role of who records, for beside the save button."""
    person = session.person
    name = person.name if person else ""
    role = session.words(f"term.Role.{person.role.value}") if person else ""
    # Beside the button a phone has room for a name, and not for more.
    shown = name if session.layout is Layout.NARROW else f"{name} · {role}"
    return ft.Row(
        expand=True,
        spacing=12,
        controls=[
            ft.Icon(ft.Icons.DRAW_OUTLINED, color=ft.Colors.ON_SURFACE_VARIANT),
            ft.Column(
                expand=True,
                spacing=0,
                tight=True,
                controls=[
                    _line(session.words("ui.register.recorded_by"), SMALL, quiet=True),
                    _line(shown, BODY, key="recorded-by"),
                ],
            ),
        ],
    )


def save_bar(
    session: Session,
    label: str,
    on_save: Callable[..., Any],
    *,
    key: str = "save",
    refusal: str | None = None,
) -> ft.Control:
    """Return the foot of a form: refusal above, who records left, save right."""
    why = refusal and session.words("ui.register.not_saved", why=refusal)
    return ft.Container(
        padding=ft.Padding.symmetric(
            vertical=4 if session.is_short else 12, horizontal=SPACE
        ),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.only(
            top=ft.BorderSide(line_width(), ft.Colors.OUTLINE_VARIANT)
        ),
        content=ft.Column(
            tight=True,
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                error_note(why),
                ft.Row(
                    spacing=SPACE,
                    controls=[
                        recorded_by(session),
                        primary_button(label, on_save, key=key, icon=ft.Icons.CHECK),
                    ],
                ),
            ],
        ),
    )


def _line(
    words: str, size: int, *, quiet: bool = False, key: str | None = None
) -> ft.Control:
    return ft.Text(
        words,
        key=key,
        size=size,
        max_lines=1,
        overflow=ft.TextOverflow.ELLIPSIS,
        **({} if quiet else BOLD),
        color=ft.Colors.ON_SURFACE_VARIANT if quiet else None,
    )
