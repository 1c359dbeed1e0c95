"""A pane beside or instead of a list: a way back, its title, and what scrolls below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.ui.state import Layout
from app.ui.theme import SPACE
from app.ui.widgets.buttons import icon_button, primary_button, quiet_button
from app.ui.widgets.panels import empty_state, page_title

if TYPE_CHECKING:
    from app.ui.state import Session

_LIST_WIDTH: Final = 520


def pane(
    session: Session,
    title: str,
    close: Callable[[], Any],
    controls: Sequence[ft.Control],
    *,
    key: str,
) -> ft.Control:
    """Return the pane; `key` is that of its way back."""
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        spacing=SPACE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[pane_head(session, title, close, key=key), *controls],
    )


def pane_head(
    session: Session, title: str, close: Callable[[], Any], *, key: str
) -> ft.Row:
    """Return a way back and the title."""
    back = icon_button(ft.Icons.ARROW_BACK, session.words("ui.back"), close, key=key)
    return ft.Row(controls=[back, ft.Container(expand=True, content=page_title(title))])


def beside(
    session: Session, listed: ft.Control, opened: ft.Control | None, nothing: str
) -> ft.Control:
    """Return a list with what is open beside it, or in its place where that is narrow.

    `nothing` starts the words of what stands there while nothing is open.
    """
    if session.layout is not Layout.WIDE:
        return ft.Container(expand=True, padding=SPACE, content=opened or listed)
    empty = empty_state(
        ft.Icons.TOUCH_APP_OUTLINED,
        session.words(nothing),
        session.words(f"{nothing}_next"),
    )
    return ft.Row(
        expand=True,
        spacing=0,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Container(width=_LIST_WIDTH, padding=SPACE, content=listed),
            ft.VerticalDivider(width=1),
            ft.Container(expand=True, padding=SPACE, content=opened or empty),
        ],
    )


def foot_button(
    label: str, on_click: Callable[[], Any], *, key: str, is_first: bool
) -> ft.Control:
    """Return what a list adds to: the one next action, unless something is open."""
    make = primary_button if is_first else quiet_button
    return make(label, on_click, key=key, icon=ft.Icons.ADD)


def not_allowed(session: Session, words: str) -> ft.Control:
    """Return what a room shows to a role that may not see it."""
    return empty_state(
        ft.Icons.LOCK_OUTLINE,
        session.words(words),
        session.words("ui.moving.not_allowed_next"),
    )
