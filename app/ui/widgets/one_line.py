"""Chips and buttons beside each other: lines where there is room, one on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.ui.theme import GAP, SPACE

if TYPE_CHECKING:
    from app.ui.state import Session

_WRAPS_FROM: Final = 600
"""Pixels of width from which a few lines leave room for what stands below."""

_SCROLL_MS: Final = 200
_START: Final = ft.MainAxisAlignment.START
_END: Final = ft.MainAxisAlignment.END


@ft.component
def OneLine(
    session: Session,
    controls: Sequence[ft.Control],
    chosen: int = 0,
    *,
    at_end: bool = False,
    key: str = "",
) -> ft.Control:
    """Draw controls in reading order; on a phone in one line that a finger moves.

    That line starts where the chosen one is in view. A low window has one line too.
    """
    line: ft.MutableRef[Any] = ft.use_ref(None)
    is_one = session.width < _WRAPS_FROM or session.is_short

    async def show_chosen() -> None:
        if is_one and chosen:
            await line.current.scroll_to(scroll_key=_place(chosen), duration=_SCROLL_MS)

    ft.use_effect(show_chosen, [chosen, is_one])
    if not is_one:
        return ft.Row(
            wrap=True,
            spacing=GAP,
            run_spacing=GAP,
            alignment=_END if at_end else _START,
            controls=list(controls),
        )
    drawn = ft.Row(
        spacing=GAP,
        scroll=ft.ScrollMode.HIDDEN,
        controls=[
            *(
                ft.Container(key=_place(at), content=each)
                for at, each in enumerate(controls)
            ),
            ft.Container(width=SPACE),  # so that the last one stands free of the edge
        ],
    )
    line.current = drawn
    return drawn


def _place(at: int) -> ft.ScrollKey:
    return ft.ScrollKey(f"in-line-{at}")  # type: ignore[call-arg]
