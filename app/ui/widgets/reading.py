"""A page to read in place of what is known: a title, a way back, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import flet as ft

from app.ui.state import Session
from app.ui.theme import SPACE
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.panels import section_title


def reading(
    session: Session,
    title: str,
    controls: Sequence[ft.Control],
    on_close: Callable[[], Any],
) -> ft.Control:
    """Return the page; what it says scrolls under its title."""
    head = ft.Row(
        controls=[
            ft.Container(expand=True, content=section_title(title)),
            icon_button(
                ft.Icons.CLOSE,
                session.words("ui.casualty.close"),
                on_close,
                key="close-sheet",
            ),
        ]
    )
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Container(
                padding=ft.Padding.only(left=SPACE, right=SPACE, top=8, bottom=SPACE),
                content=ft.Column(
                    spacing=12,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    controls=[head, *controls],
                ),
            )
        ],
    )
