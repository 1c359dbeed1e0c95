"""A number with why it is here, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from app.ui.state import Session
from app.ui.theme import BODY, BOLD, GAP
from app.ui.widgets.panels import note
from app.ui.widgets.wrapped import wrapped

_BESIDE_FROM = 600


def said_and_hands(
    session: Session, number: str, said: str, hands: Sequence[ft.Control]
) -> ft.Control:
    """Return the line; on a phone the buttons stand under the words."""
    words = ft.Column(
        tight=True,
        spacing=0,
        controls=[ft.Text(number, size=BODY, **BOLD), note(said)],
    )
    if session.width < _BESIDE_FROM:
        below = wrapped(hands)
        return ft.Column(tight=True, spacing=GAP, controls=[words, below])
    words.expand = True
    return ft.Row(
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[words, *hands],
    )
