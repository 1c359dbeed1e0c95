"""The care level in the top strip: always in sight, one tap to what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flet as ft

from app.care.level import (
    Level,
)
from app.care.terms import CareLevel
from app.store.queries.level import STREAMS, level_here
from app.ui.hooks import use_query
from app.ui.routes import LEVEL
from app.ui.theme import BODY, BOLD, TOUCH, line_width
from app.ui.widgets.level_words import ICONS, level_name
from app.ui.widgets.order_banner import STRIP_HAS_ROOM_FROM

if TYPE_CHECKING:
    from app.ui.state import Session


@ft.component
def LevelChip(session: Session, key: str = "") -> ft.Control:
    """Draw the level; a phone shows it, in a picture, where it is not the everyday."""
    found = use_query(session, lambda db: level_here(db).level, [], STREAMS)
    level = found or Level()
    short = session.width < STRIP_HAS_ROOM_FROM
    if short and level.now is CareLevel.BASIS:
        return ft.Container(visible=False)
    name = level_name(level.now, session.language)
    aloud = session.words("ui.level.chip", level=name)
    if level.is_in_doubt:
        aloud = f"{aloud}. {session.words('ui.level.doubt')}"
    icon = ft.Icons.WARNING_AMBER if level.is_in_doubt else ICONS[level.now]
    strong = level.now is CareLevel.CRISIS
    ink = ft.Colors.ON_INVERSE_SURFACE if strong else ft.Colors.ON_SURFACE
    fill = ft.Colors.INVERSE_SURFACE if strong else ft.Colors.SURFACE_CONTAINER_HIGH
    shown = [] if short else [ft.Text(name, size=BODY - 1, color=ink, **BOLD)]
    return ft.OutlinedButton(
        key="level-chip",
        height=TOUCH,
        width=TOUCH if short else None,
        tooltip=aloud,
        on_click=lambda: session.go(LEVEL),
        style=ft.ButtonStyle(
            bgcolor=fill,
            padding=ft.Padding.symmetric(horizontal=8 if short else 12),
            side=ft.BorderSide(line_width(), ft.Colors.OUTLINE_VARIANT),
            shape=ft.StadiumBorder(),
        ),
        content=ft.Row(
            tight=True,
            spacing=6,
            controls=[
                ft.Icon(icon, size=20, color=ink, semantics_label=aloud),
                *shown,
            ],
        ),
    )
