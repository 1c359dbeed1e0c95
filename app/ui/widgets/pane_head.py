"""The head of a pane: the way back, what it is, and what leads out of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import flet as ft

from app.ui.widgets.buttons import icon_button
from app.ui.widgets.panels import page_title

if TYPE_CHECKING:
    from app.ui.state import Session


def pane_head(
    session: Session,
    title: str,
    close: Callable[[], Any],
    *more: ft.Control,
    key: str,
    name: str = "",
) -> ft.Control:
    """Return the head; `title` is the key of its words, unless it has a `name`."""
    return ft.Row(
        controls=[
            icon_button(ft.Icons.ARROW_BACK, session.words("ui.back"), close, key=key),
            ft.Container(expand=True, content=page_title(name or session.words(title))),
            *more,
        ]
    )
