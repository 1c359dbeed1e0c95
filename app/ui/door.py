"""What stands round the screens before the rooms: first start, unlock, who are you."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import flet as ft

from app.i18n import LANGUAGES
from app.ui.frame import help_button, light_button
from app.ui.preferences import set_language
from app.ui.state import Layout
from app.ui.theme import BODY, BOLD, GAP, HUGE, LARGE, RADIUS, SPACE, TOUCH, outline

if TYPE_CHECKING:
    from app.ui.state import KeepsSettings, Session

DOOR_WIDTH: Final = 520


def door(
    session: Session,
    program: KeepsSettings,
    controls: Sequence[ft.Control],
    *,
    width: float = DOOR_WIDTH,
    page: str = "",
) -> ft.Control:
    """Return controls on one card in the middle; `page` is the help that belongs."""
    narrow = session.layout is Layout.NARROW
    column = ft.Column(
        tight=True,
        spacing=SPACE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=list(controls),
    )
    card = ft.Container(
        width=min(width, session.width - (24 if narrow else 64)),
        padding=SPACE + (4 if narrow else 12),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=outline(),
        border_radius=RADIUS + 4,
        content=column,
    )
    # A phone shows as much as it can; elsewhere a card near the top edge looks lost.
    room_above = 8 if narrow else max(8, session.height * 0.05 - 16)
    return ft.Container(
        expand=True,
        bgcolor=ft.Colors.SURFACE,
        content=ft.Column(
            expand=True,
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[_head(session, program, page), _middle(card, room_above)],
        ),
    )


def _middle(card: ft.Control, room_above: float) -> ft.Control:
    return ft.Container(
        expand=True,
        alignment=ft.Alignment.TOP_CENTER,
        content=ft.Column(
            scroll=ft.ScrollMode.AUTO,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            controls=[
                ft.Container(
                    padding=ft.Padding.only(top=room_above, bottom=12), content=card
                )
            ],
        ),
    )


def _head(session: Session, program: KeepsSettings, page: str) -> ft.Control:
    narrow = session.layout is Layout.NARROW
    return ft.Container(
        height=64,
        padding=ft.Padding.only(left=20, right=GAP if narrow else 12),
        content=ft.Row(
            spacing=2 if narrow else 10,
            controls=[
                ft.Icon(ft.Icons.LOCAL_HOSPITAL, color=ft.Colors.PRIMARY, size=28),
                ft.Text("Noodpost", size=LARGE, **BOLD),
                ft.Container(expand=True),
                *(_tongue(session, program, each) for each in LANGUAGES),
                light_button(session, program),
                *([help_button(session, page)] if page else []),
            ],
        ),
    )


def _tongue(session: Session, program: KeepsSettings, language: str) -> ft.Control:
    chosen = session.language == language
    return ft.Semantics(
        selected=chosen,
        content=ft.TextButton(
            key=f"speak-{language}",
            height=TOUCH,
            width=TOUCH,
            style=ft.ButtonStyle(
                padding=0,
                bgcolor=ft.Colors.PRIMARY_CONTAINER if chosen else None,
                shape=ft.RoundedRectangleBorder(radius=RADIUS),
            ),
            content=ft.Text(language.upper(), size=BODY, weight=ft.FontWeight.W_700),
            on_click=lambda: set_language(session, program, language),
        ),
    )


def door_title(title: str, under: str = "") -> ft.Control:
    """Return what this screen is for."""
    words: list[ft.Control] = [
        ft.Semantics(
            heading_level=1,
            content=ft.Text(title, size=HUGE - 2, **BOLD),
        )
    ]
    if under:
        words.append(ft.Text(under, size=BODY, color=ft.Colors.ON_SURFACE_VARIANT))
    return ft.Column(tight=True, spacing=4, controls=words)
