"""A tile of the overview: a category and how many there are; a tap shows the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from app.care.terms import Triage
from app.i18n import text
from app.ui.theme import (
    BODY,
    BOLD,
    GIANT,
    HUGE,
    LARGE,
    RADIUS,
    SMALL,
    line_width,
    look_of,
)
from app.ui.widgets.triage_picker import triage_words


def triage_tile(
    category: Triage | None,
    count: int,
    language: str,
    on_click: Callable[[], Any],
    *,
    small: bool,
) -> ft.Control:
    """Return a tile; the code is printed, the number is big, colour only helps."""
    look = look_of(category)
    ink = look.ink or ft.Colors.ON_SURFACE
    edge = look.fill or look.outline or ft.Colors.OUTLINE
    words = triage_words(category, language)
    name = category.value if category else "none"
    # A dark tile has a line inside, a sign that needs no colour.
    inset = look.fill is not None and look.outline is not None
    face = (
        _short(category, count, ink, language)
        if category in (None, Triage.BLACK)
        else _face(category, count, ink, language, small=small)
    )
    return ft.Semantics(
        label=text("ui.overview.tile_label", language, category=words, count=count),
        button=True,
        exclude_semantics=True,
        on_tap=on_click,
        expand=True,
        content=ft.Container(
            key=f"tile-{name}",
            ink=True,
            on_click=on_click,
            height=_height(category, small=small),
            padding=4 if inset else 0,
            border_radius=RADIUS,
            bgcolor=look.fill or ft.Colors.SURFACE_CONTAINER_LOWEST,
            border=ft.Border.all(max(2, line_width()), edge),
            content=ft.Container(
                border_radius=RADIUS - 4,
                border=ft.Border.all(2, look.outline) if inset else None,
                padding=ft.Padding.symmetric(
                    vertical=0 if inset else 4,
                    horizontal=(4 if inset else 8) if small else 12,
                ),
                content=face,
            ),
        ),
    )


def _height(category: Triage | None, *, small: bool) -> int:
    if category in (None, Triage.BLACK):
        return 52
    return 88 if small else 112


def _face(
    category: Triage | None, count: int, ink: str, language: str, *, small: bool
) -> ft.Control:
    look = look_of(category)
    words = triage_words(category, language).removeprefix(look.code).strip(" ,")
    meaning = ft.Text(
        words,
        size=SMALL,
        color=ink,
        expand=True,
        max_lines=1,
        overflow=ft.TextOverflow.ELLIPSIS,
    )
    head = ft.Row(
        spacing=4 if small else 6,
        controls=[
            ft.Icon(look.icon, size=18 if small else 22, color=ink),
            ft.Text(look.code, size=BODY if small else LARGE, color=ink, **BOLD),
            *([] if small else [meaning]),
        ],
    )
    number = ft.Text(
        str(count),
        key=f"count-{look.code}",
        size=HUGE if small else GIANT,
        color=ink,
        **BOLD,
    )
    return ft.Column(
        spacing=0, alignment=ft.MainAxisAlignment.CENTER, controls=[head, number]
    )


def _short(category: Triage | None, count: int, ink: str, language: str) -> ft.Control:
    look = look_of(category)
    key = "ui.overview.no_triage" if category is None else "ui.overview.to_confirm"
    return ft.Row(
        spacing=6,
        controls=[
            ft.Icon(look.icon, size=20, color=ink),
            ft.Text(
                str(count),
                key=f"count-{look.code}",
                size=LARGE,
                **BOLD,
                color=ink,
            ),
            ft.Text(
                text(key, language),
                size=SMALL,
                color=ink,
                expand=True,
                max_lines=2,
                overflow=ft.TextOverflow.ELLIPSIS,
            ),
        ],
    )
