"""The head of a page that opens from a room, and the frame of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import flet as ft

from app.ui.theme import GAP, SPACE, line_width
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.panels import empty_state, page_title

if TYPE_CHECKING:
    from app.ui.state import Session


def page_head(session: Session, title: str) -> ft.Control:
    """Return the way back beside the title of a page."""
    back = icon_button(
        ft.Icons.ARROW_BACK, session.words("ui.back"), session.back, key="back"
    )
    return ft.Row(controls=[back, ft.Container(expand=True, content=page_title(title))])


def page_with_foot(
    controls: Sequence[ft.Control], foot: Sequence[ft.Control]
) -> ft.Control:
    """Return what scrolls above a foot that stays: the next action is at its right."""
    return ft.Column(
        expand=True,
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Column(
                expand=True,
                scroll=ft.ScrollMode.AUTO,
                controls=[
                    ft.Container(
                        padding=SPACE,
                        content=ft.Column(
                            spacing=SPACE,
                            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                            controls=list(controls),
                        ),
                    )
                ],
            ),
            *([_foot(foot)] if foot else []),
        ],
    )


def _foot(controls: Sequence[ft.Control]) -> ft.Control:
    return ft.Container(
        padding=ft.Padding.symmetric(vertical=GAP, horizontal=SPACE),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.only(
            top=ft.BorderSide(line_width(), ft.Colors.OUTLINE_VARIANT)
        ),
        content=ft.Row(
            wrap=True,
            spacing=GAP,
            run_spacing=GAP,
            alignment=ft.MainAxisAlignment.END,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
            controls=list(controls),
        ),
    )


def not_allowed(session: Session, title: str, why: str, next_step: str) -> ft.Control:
    """Return a page for who may not see it: what it is, why not, who may."""
    return page_with_foot(
        [
            page_head(session, title),
            empty_state(ft.Icons.LOCK_OUTLINE, why, next_step),
        ],
        [],
    )
