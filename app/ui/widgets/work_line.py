"""How far something long has come, and the button that stops it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import flet as ft

from app.ui.hooks import use_loop
from app.ui.theme import BODY, GAP
from app.ui.widgets.buttons import link_button

if TYPE_CHECKING:
    from app.ui.state import Session
    from app.ui.work import Work

_LOOK_S: Final = 0.25


@ft.component
def WorkLine(session: Session, work: Work, key: str = "") -> ft.Control:
    """Draw how much of a work is done, while it is under way."""
    (done, share), show = ft.use_state((work.done, work.share))

    async def look() -> None:
        while True:
            show((work.done, work.share))
            await asyncio.sleep(_LOOK_S)

    use_loop(look)
    said = session.words("ui.work.busy", count=done)
    if share is not None:
        said = session.words("ui.work.share", percent=round(100 * share))
    return ft.Column(
        key=key,
        spacing=0,
        controls=[
            ft.Row(
                spacing=GAP,
                controls=[
                    ft.Text(said, key="work-share", size=BODY, expand=True),
                    link_button(session.words("ui.work.stop"), work.stop, key="stop"),
                ],
            ),
            ft.ProgressBar(value=share or 0),
        ],
    )
