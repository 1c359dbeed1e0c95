"""The triage categories, always with their code: the row of choices and the badge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from app.care.terms import Triage
from app.i18n import text
from app.ui.theme import (
    BODY,
    BOLD,
    GAP,
    LARGE,
    RADIUS,
    SMALL,
    TRIAGE_TOUCH,
    line_width,
    look_of,
)

ONE_TAP = (Triage.T1, Triage.T2, Triage.T3)
"""What one tap chooses; T4 and deceased are behind *Anders*."""


_PHONE = 600
_LETTERS = 9
"""Below this many pixels four buttons in a row have room for 9 small letters."""


def triage_words(category: Triage | None, language: str) -> str:
    """Return a category in words: T1, onmiddellijk."""
    if category is None:
        return text("ui.triage.none", language)
    return text(f"term.Triage.{category.value}", language)


def category_badge(
    category: Triage | None, language: str, *, size: float = 48
) -> ft.Control:
    """Return the block of a category, `size` high, with its name for who hears it."""
    return ft.Semantics(
        label=triage_words(category, language),
        exclude_semantics=True,
        content=category_block(category, size=size),
    )


def category_block(category: Triage | None, *, size: float) -> ft.Control:
    """Return colour, code and icon together; what is round it says what it is."""
    look = look_of(category)
    ink = look.ink or ft.Colors.ON_SURFACE
    edge = ft.BorderSide(2, look.outline) if look.outline else None
    return ft.Container(
        width=size * 1.25,
        height=size,
        bgcolor=look.fill,
        border=ft.Border(edge, edge, edge, edge) if edge else None,
        border_radius=min(RADIUS, size / 5),
        alignment=ft.Alignment.CENTER,
        content=ft.Row(
            spacing=2,
            tight=True,
            alignment=ft.MainAxisAlignment.CENTER,
            controls=[
                ft.Icon(look.icon, size=size * 0.38, color=ink),
                ft.Text(look.code, size=size * 0.38, **BOLD, color=ink),
            ],
        ),
    )


def triage_picker(
    value: Triage | None,
    on_pick: Callable[[Triage], Any],
    on_other: Callable[[], Any],
    language: str,
) -> ft.Control:
    """Return T1, T2, T3 and *Anders* in a row; keys `triage-T1` … `triage-other`."""
    other = value is not None and value not in ONE_TAP
    last = _other(value if other else None, on_other, language)
    controls = [*_one_tap(value, on_pick, language), last]
    return ft.Row(spacing=GAP, controls=controls)


def plain_triage_picker(
    value: Triage, on_pick: Callable[[Triage], Any], language: str
) -> ft.Control:
    """Return T1, T2 and T3 in a row, where nothing graver can be chosen."""
    return ft.Row(spacing=GAP, controls=_one_tap(value, on_pick, language))


def _one_tap(
    value: Triage | None, on_pick: Callable[[Triage], Any], language: str
) -> list[ft.Control]:
    return [
        _choice(each, value is each, on_pick, language, dim=value is not None)
        for each in ONE_TAP
    ]


def _choice(
    category: Triage,
    selected: bool,
    on_pick: Callable[[Triage], Any],
    language: str,
    *,
    dim: bool,
) -> ft.Control:
    look = look_of(category)
    words = triage_words(category, language)
    quiet = dim and not selected
    ink = ft.Colors.ON_SURFACE if quiet else look.ink
    return ft.FilledButton(
        key=f"triage-{category.value}",
        expand=True,
        height=TRIAGE_TOUCH,
        on_click=lambda: on_pick(category),
        style=ft.ButtonStyle(
            bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST if quiet else look.fill,
            color=ink,
            padding=4,
            side=ft.BorderSide(
                3 if selected else 2,
                ft.Colors.ON_SURFACE if selected else look.fill or ft.Colors.OUTLINE,
            ),
            shape=ft.RoundedRectangleBorder(radius=RADIUS),
        ),
        content=_face(look.icon, look.code, _short(words, look.code), ink, selected),
    )


def _other(
    value: Triage | None, on_other: Callable[[], Any], language: str
) -> ft.Control:
    look = look_of(value)
    fill = look.fill if value else ft.Colors.SURFACE_CONTAINER_LOWEST
    ink = (look.ink if value else None) or ft.Colors.ON_SURFACE
    title = look.code if value else text("ui.triage.other", language)
    words = _short(triage_words(value, language), look.code) if value else "T4 · †"
    icon = look.icon if value else ft.Icons.MORE_HORIZ
    return ft.FilledButton(
        key="triage-other",
        expand=True,
        height=TRIAGE_TOUCH,
        on_click=lambda: on_other(),
        style=ft.ButtonStyle(
            bgcolor=fill,
            color=ink,
            padding=4,
            side=ft.BorderSide(
                3 if value else line_width(),
                ft.Colors.ON_SURFACE if value else ft.Colors.OUTLINE,
            ),
            shape=ft.RoundedRectangleBorder(radius=RADIUS),
        ),
        content=_face(icon, title, words, ink, value is not None),
    )


def _face(
    icon: ft.IconData, title: str, words: str, ink: str, selected: bool
) -> ft.Control:
    is_phone = (ft.context.page.width or _PHONE) < _PHONE
    longest = max(map(len, words.split()), default=0)
    return ft.Column(
        tight=True,
        spacing=0,
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[
            ft.Row(
                tight=True,
                spacing=4,
                controls=[
                    ft.Icon(
                        ft.Icons.CHECK_CIRCLE if selected else icon,
                        size=22,
                        color=ink,
                        # A word beside a picture is too wide for a phone.
                        visible=len(title) < 4,
                    ),
                    ft.Text(
                        title,
                        size=LARGE if len(title) < 4 else BODY,
                        **BOLD,
                        color=ink,
                    ),
                ],
            ),
            ft.Text(
                words,
                size=SMALL - 2 if is_phone else SMALL,
                color=ink,
                # A word that would break stands in full where it is chosen.
                visible=not is_phone or longest <= _LETTERS,
                max_lines=2,
                text_align=ft.TextAlign.CENTER,
                style=ft.TextStyle(height=1.1),
                overflow=ft.TextOverflow.ELLIPSIS,
            ),
        ],
    )


def _short(words: str, code: str) -> str:
    return words.removeprefix(code).strip()
