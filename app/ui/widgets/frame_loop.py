"""A bundle or a reply as squares in a loop, for the camera of another device."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import flet as ft

from app.ui.hooks import use_loop
from app.ui.theme import BODY, BOLD, GAP
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.qr_code import qr_code

if TYPE_CHECKING:
    from app.ui.state import Session

EACH_S: Final = 0.4
"""How long a square stands: a camera here looks four times a second."""

_AROUND: Final = 48
_ABOVE: Final = 176
"""What stands beside the square in a window: edges, which one it is, the buttons."""


def frames_dialog(
    session: Session,
    frames: Sequence[str],
    close: Callable[[], None],
    *more: ft.Control,
) -> ft.AlertDialog:
    """Return squares as large as the window, with `more` to do with them."""
    stop = quiet_button(session.words("ui.frames.stop"), close, key="frames-stop")
    return ft.AlertDialog(
        inset_padding=8,
        content_padding=8,
        actions_overflow_button_spacing=GAP,
        content=FrameLoop(session, frames, key="frames"),
        actions=[*more, stop],
        on_dismiss=lambda _event: close(),
    )


@ft.component
def FrameLoop(session: Session, frames: Sequence[str], key: str = "") -> ft.Control:
    """Draw one square after another, and say which of how many it is."""
    at, set_at = ft.use_state(0)

    async def turn() -> None:
        while True:
            await asyncio.sleep(EACH_S)
            set_at(lambda old: (old + 1) % len(frames))

    use_loop(turn)
    said = session.words("ui.frames.at", place=at + 1, count=len(frames))
    return ft.Column(
        key=key,
        spacing=4,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[
            qr_code(frames[at], said, side=_side(session), key="frame"),
            ft.Text(said, key="frame-at", size=BODY, **BOLD),
        ],
    )


def _side(session: Session) -> float:
    return max(240, min(session.width - _AROUND, session.height - _ABOVE))
