"""The number of the next casualty, big enough to copy onto a wristband."""

from __future__ import annotations

import flet as ft

from app.ui.state import Layout, Session
from app.ui.theme import BOLD, GIANT, HUGE, SPACE
from app.ui.widgets.panels import card, note


def number_card(session: Session, number: str, trailing: ft.Control) -> ft.Control:
    """Return the number with what stands beside it, or under it on a phone."""
    is_narrow = session.width < 600
    shown = ft.Column(
        spacing=0,
        tight=True,
        expand=None if is_narrow else True,
        controls=[
            note(session.words("ui.register.number")),
            ft.Semantics(
                heading_level=1,
                content=ft.Text(
                    number or "…",
                    key="number",
                    size=HUGE if is_narrow else GIANT,
                    **BOLD,
                    selectable=True,
                    max_lines=1,
                    no_wrap=True,
                ),
            ),
        ],
    )
    if is_narrow:
        return card(
            ft.Row(
                wrap=True,
                run_spacing=12,
                alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
                controls=[shown, trailing],
            ),
            padding=12,
        )
    padding = SPACE if session.layout is Layout.WIDE else 12
    return card(ft.Row(controls=[shown, trailing]), padding=padding)
