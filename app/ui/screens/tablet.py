"""What a tablet without the program shows and no other window does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import flet as ft

from app.ui.door import door, door_title
from app.ui.hooks import use_loop
from app.ui.routes import PAPERS
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.panels import empty_state

if TYPE_CHECKING:
    from app.ui.state import Program, Session

AT_BASE_ONLY: Final = frozenset({"safety", "tablets", PAPERS})
"""Rooms that open, let in or take out more than a tablet may: keys, tablets, paper."""


async def leave() -> None:
    """Load the page anew: the one before a code."""
    await ft.UrlLauncher().launch_url("/", web_only_window_name="_top")


@ft.component
def EndedScreen(session: Session, program: Program) -> ft.Control:
    """Say that this tablet sees nothing more, and go back to where a code is asked."""
    use_loop(leave)
    return door(
        session,
        program,
        [
            door_title(
                session.words("ui.tablet.ended"), session.words("ui.tablet.ended_next")
            ),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.tablet.again"), leave, key="tablet-again"
                    )
                ],
            ),
        ],
    )


def at_base_only(session: Session) -> ft.Control:
    """Return what stands in a room that a tablet does not open."""
    return empty_state(
        ft.Icons.TABLET_MAC,
        session.words("ui.tablet.only_at_base"),
        session.words("ui.tablet.only_at_base_next"),
        quiet_button(session.words("ui.back"), session.back, key="back"),
    )
