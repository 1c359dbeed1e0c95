"""A sheet: one thing to record about a casualty, in place of what is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import flet as ft

from app.ui.state import Session
from app.ui.theme import SPACE
from app.ui.typed import Typed
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.panels import section_title
from app.ui.widgets.recorder import save_bar

_BESIDE_FROM: Final = 840
"""Pixels of the window from which a title has room for what stands beside it."""


def use_primary(session: Session, action: Callable[[], object] | None) -> None:
    """Let F8 do this while the component is on screen."""

    def offer() -> None:
        session.offer_primary(action)

    ft.use_effect(offer)


def sheet(
    session: Session,
    title: str,
    controls: Sequence[ft.Control],
    typed: Typed,
    on_save: Callable[..., Any],
    on_close: Callable[[], Any],
) -> ft.Control:
    """Return a form that scrolls between its title and the foot that stays."""
    label = session.words("ui.register.save")
    foot = save_bar(session, label, on_save, refusal=typed.refusal)
    return framed(session, title, controls, on_close, foot)


def framed(
    session: Session,
    title: str,
    controls: Sequence[ft.Control],
    on_close: Callable[[], Any],
    foot: ft.Control | None = None,
    faces: ft.Control | None = None,
) -> ft.Control:
    """Return what scrolls under its title; without a foot its panels act themselves.

    `faces` choose what is shown: beside the title, or below it where that has no room.
    """
    beside = session.width >= _BESIDE_FROM
    head = [faces] if faces is not None and beside else []
    above = [faces] if faces is not None and not beside else []
    return ft.Column(
        expand=True,
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Container(
                padding=ft.Padding.only(left=SPACE, right=8, top=8),
                content=ft.Row(
                    controls=[
                        ft.Container(expand=True, content=section_title(title)),
                        *head,
                        icon_button(
                            ft.Icons.CLOSE,
                            session.words("ui.casualty.close"),
                            on_close,
                            key="close-sheet",
                        ),
                    ]
                ),
            ),
            ft.Column(
                expand=True,
                scroll=ft.ScrollMode.AUTO,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                controls=[
                    ft.Container(
                        padding=ft.Padding.only(
                            left=SPACE, right=SPACE, top=8, bottom=SPACE
                        ),
                        content=ft.Column(
                            spacing=SPACE,
                            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                            controls=[*above, *controls],
                        ),
                    )
                ],
            ),
            *([foot] if foot else []),
        ],
    )
