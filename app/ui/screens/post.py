"""Post: what this first aid post is and can; its pages, each behind a card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import flet as ft

from app.ui.routes import POST, ROOMS, Room
from app.ui.theme import GAP, SPACE
from app.ui.widgets.panels import card, marked_line, page_title

if TYPE_CHECKING:
    from app.ui.state import Program, Session

PAGES: Final = tuple(each for each in ROOMS if each.within == POST)


@ft.component
def PostRoom(session: Session, program: Program) -> ft.Control:
    """Show the pages of the post."""
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        controls=[
            ft.Container(
                padding=SPACE + 4,
                content=ft.Column(
                    spacing=SPACE,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    controls=[
                        page_title(session.words("ui.room.post")),
                        ft.ResponsiveRow(
                            spacing=GAP,
                            run_spacing=GAP,
                            controls=[_way(session, each) for each in PAGES],
                        ),
                    ],
                ),
            )
        ],
    )


def _way(session: Session, page: Room) -> ft.Control:
    """Return the card of a page: its name, what it is for; a tap anywhere opens it."""
    line = marked_line(
        page.icon,
        session.words(f"ui.room.{page.name}"),
        session.words(f"ui.room.{page.name}.about"),
        ft.Icon(ft.Icons.CHEVRON_RIGHT),
    )
    way = card(line, key=f"go-{page.name}")
    way.col = {"xs": 12, "md": 6, "xl": 4}
    way.ink = True
    way.on_click = lambda: session.go(page.name)
    return way
