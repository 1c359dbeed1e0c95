"""Post: what this first aid post is and can; its pages, each behind a card."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.board import CapacityRow, RequirementRow
from app.ui.routes import POST, ROOMS, Room
from app.ui.screens.post_moving import MovingWaits
from app.ui.screens.post_top import CallsWait, ReviewsDue, ShiftWaits, StockLasts
from app.ui.screens.requirement import PostBoard
from app.ui.screens.requirement_form import CapacityForm, RequirementForm
from app.ui.theme import GAP, SPACE
from app.ui.widgets.panels import card, marked_line, page_title, room_page

if TYPE_CHECKING:
    from app.ui.state import Program, Session

PAGES: Final = tuple(each for each in ROOMS if each.within == POST)


@ft.component
def PostRoom(session: Session, program: Program) -> ft.Control:
    """Show how the post stands above its pages; a tap on a row opens its form."""
    asked, ask = ft.use_state(cast("RequirementRow | CapacityRow | None", None))

    def close() -> None:
        ask(None)

    if asked is not None:
        return room_page(_form(session, asked, close))
    ways = ft.ResponsiveRow(
        spacing=GAP,
        run_spacing=GAP,
        controls=[_way(session, each) for each in PAGES],
    )
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
                        CallsWait(session, key="calls-wait"),
                        ShiftWaits(session, key="shift-waits"),
                        ReviewsDue(session, key="reviews-due"),
                        MovingWaits(session, key="moving-waits"),
                        PostBoard(session, ask, ask, key="post-board"),
                        StockLasts(session, key="stock-lasts"),
                        ways,
                    ],
                ),
            )
        ],
    )


def _form(
    session: Session, asked: RequirementRow | CapacityRow, close: Callable[[], Any]
) -> ft.Control:
    """Return the form of a row."""
    if isinstance(asked, CapacityRow):
        return CapacityForm(session, asked, close, key=f"count-{asked.kind.value}")
    now, name = session.clock.now_ms(), asked.requirement.value
    return RequirementForm(session, asked, now, close, key=f"report-{name}")


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
