"""OEFENING: amber and white stripes over every screen of an exercise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import flet as ft

from app.i18n import text
from app.ui.theme import BODY, BOLD, SMALL, STRIPE, TOUCH

HEIGHT: Final = TOUCH + 4
_STRIPE_PX: Final = 22


def exercise_banner(
    language: str,
    on_real: Callable[..., Any] | None,
    *,
    width: float = 1280,
    short: bool = False,
) -> ft.Control:
    """Return the banner; `on_real` opens the real file for a real casualty."""
    real = [] if on_real is None else [_real(language, on_real)]
    word = text("ui.exercise.word", language)
    notice = "" if short else text("ui.exercise.notice", language)
    return ft.Container(
        key="exercise-banner",
        height=HEIGHT,
        padding=ft.Padding.symmetric(horizontal=12),
        gradient=ft.LinearGradient(
            begin=ft.Alignment(-1, -1),
            # As far to the right as down: stripes at 45 degrees on any width.
            end=ft.Alignment(-1 + 2 * _STRIPE_PX / width, -1 + 2 * _STRIPE_PX / HEIGHT),
            colors=[STRIPE, STRIPE, "#FFFFFF", "#FFFFFF"],
            stops=[0, 0.5, 0.5, 1],
            tile_mode=ft.GradientTileMode.REPEATED,
        ),
        content=ft.Row(
            alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
            controls=[_plate(word, notice), *real],
        ),
    )


def _plate(word: str, notice: str) -> ft.Control:
    words: list[ft.Control] = [
        ft.Text(word, size=BODY, **BOLD, color="#000000"),
        ft.Text(notice, size=SMALL, color="#000000", visible=bool(notice)),
    ]
    return ft.Container(
        bgcolor="#FFFFFF",
        border_radius=8,
        padding=ft.Padding.symmetric(horizontal=12, vertical=4),
        content=ft.Row(tight=True, spacing=12, controls=words),
    )


def _real(language: str, on_real: Callable[..., Any]) -> ft.Control:
    return ft.FilledButton(
        key="real-casualty",
        content=ft.Text(text("ui.exercise.real", language), size=BODY, **BOLD),
        icon=ft.Icon(ft.Icons.WARNING_AMBER, color="#FFFFFF"),
        height=TOUCH,
        style=ft.ButtonStyle(
            bgcolor="#000000",
            color="#FFFFFF",
            padding=ft.Padding.symmetric(horizontal=14),
            shape=ft.RoundedRectangleBorder(radius=8),
        ),
        on_click=on_real,
    )
