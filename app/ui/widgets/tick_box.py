"""A box to tick with its words: one target for a gloved finger, box and words alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from app.ui.theme import BODY, PLAIN, RADIUS


def tick_box(
    words: str, *, ticked: bool, on_tick: Callable[[], Any], key: str
) -> ft.Control:
    """Return a box that a tap anywhere on it, or the space bar, ticks and unticks.

    Flutter's own box is 40 pixels high and cannot grow; this is a button that tells
    who hears the screen that it is a box, and whether it is ticked.
    """
    picture = ft.Icons.CHECK_BOX if ticked else ft.Icons.CHECK_BOX_OUTLINE_BLANK
    ink = ft.Colors.PRIMARY if ticked else ft.Colors.ON_SURFACE_VARIANT
    box = ft.Semantics(
        checked=ticked,
        content=ft.TextButton(
            key=key,
            content=ft.Text(words, size=BODY, color=ft.Colors.ON_SURFACE, **PLAIN),
            icon=ft.Icon(picture, color=ink, size=24),
            on_click=on_tick,
            style=ft.ButtonStyle(
                # 24 of the box and 24 of air: 48, and more where letters are larger.
                padding=ft.Padding.symmetric(horizontal=8, vertical=12),
                shape=ft.RoundedRectangleBorder(radius=RADIUS),
                alignment=ft.Alignment.CENTER_LEFT,
            ),
        ),
    )
    return ft.MergeSemantics(content=box)
