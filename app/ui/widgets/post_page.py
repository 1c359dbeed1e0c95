"""A page of the post: its title, the way back, what it holds, its one next action."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import flet as ft

from app.ui.theme import GAP, SPACE
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.panels import page_title

if TYPE_CHECKING:
    from app.ui.state import Session

_WIDTH: Final = 920


def post_page(
    session: Session,
    title: str,
    controls: Sequence[ft.Control],
    foot: ft.Control | None = None,
) -> ft.Control:
    """Return a page that scrolls; `foot` stays in view at the bottom right."""
    back = icon_button(
        ft.Icons.ARROW_BACK, session.words("ui.back"), session.back, key="back"
    )
    head = ft.Row(controls=[back, ft.Container(expand=True, content=page_title(title))])
    inside = page_body(
        session,
        ft.Column(
            spacing=SPACE,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[head, *controls],
        ),
    )
    page = ft.Column(expand=True, scroll=ft.ScrollMode.AUTO, controls=[inside])
    if foot is None:
        return page
    return ft.Column(
        expand=True,
        spacing=0,
        controls=[
            page,
            ft.Container(
                padding=ft.Padding.symmetric(horizontal=SPACE, vertical=GAP),
                content=ft.Row(alignment=ft.MainAxisAlignment.END, controls=[foot]),
            ),
        ],
    )


def page_body(session: Session, content: ft.Control) -> ft.Control:
    """Return what a page holds, no wider than lines are read, with space round it."""
    room = session.width - session.rail_width
    return ft.Container(padding=SPACE, width=min(float(_WIDTH), room), content=content)
