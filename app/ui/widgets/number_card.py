"""The number of the next casualty, big enough to copy onto a wristband."""

from __future__ import annotations

from typing import Final

import flet as ft

from app.ui.state import Layout, Session
from app.ui.theme import BOLD, GIANT, HUGE, SPACE
from app.ui.widgets.panels import card, note
from app.ui.widgets.qr_code import qr_code

_BESIDE_FROM: Final = 600
_QR: Final = 88
"""Large enough to scan from a screen at arm's length."""


def number_card(session: Session, number: str, trailing: ft.Control) -> ft.Control:
    """Return the number with what stands beside it, or under it on a phone.

    In a low window triage has to be in sight below it: there the square gives way.
    """
    is_narrow = session.width - session.rail_width < _BESIDE_FROM
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
    square = _square(session, number)
    if is_narrow and session.is_short:
        shown.expand = True
        return card(ft.Row(spacing=8, controls=[shown, trailing]), padding=12)
    if is_narrow:
        return card(
            ft.Column(
                tight=True,
                spacing=12,
                controls=[
                    ft.Row(
                        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
                        controls=[shown, *square],
                    ),
                    trailing,
                ],
            ),
            padding=12,
        )
    padding = SPACE if session.layout is Layout.WIDE else 12
    return card(ft.Row(controls=[shown, *square, trailing]), padding=padding)


def _square(session: Session, number: str) -> list[ft.Control]:
    """Return the number as a square to scan from: the number, and nothing else."""
    if not number:
        return []
    words = session.words("ui.register.qr", number=number)
    return [qr_code(number, words, side=_QR, key="number-qr")]
