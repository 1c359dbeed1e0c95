"""What was done, said at the bottom of the screen, with a way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.ui.theme import BODY

if TYPE_CHECKING:
    from app.ui.state import Session

UNDO_MS: Final = 10_000
_SAID_MS: Final = 4_000
FOOT: Final = 96
"""How high the foot of a form is: what saves must stay free."""
_ABOVE: Final = 16
_BAR: Final = 76
_WIDTH: Final = 560


def notify(
    session: Session,
    words: str,
    undo: Callable[..., Any] | None = None,
    *,
    above: float = _ABOVE,
) -> None:
    """Say what was done; with `undo` (plain or async), offer the way back for 10 s.

    `above` is how far from the bottom of the room: nothing to tap may lie under it.
    """
    action = (
        ft.SnackBarAction(label=session.words("ui.undo"), on_click=undo)
        if undo
        else None
    )
    ft.context.page.show_dialog(
        ft.SnackBar(
            content=ft.Text(words, size=BODY, key="notice"),
            action=action,
            behavior=ft.SnackBarBehavior.FLOATING,
            margin=_margin(session, above),
            action_overflow_threshold=0.6,
            duration=UNDO_MS if undo else _SAID_MS,
            persist=False,
        )
    )


def _margin(session: Session, above: float) -> ft.Margin:
    side = max(16.0, (session.width - _WIDTH) / 2)
    bar = 0 if session.rail_width else _BAR
    return ft.Margin.only(left=side, right=side, bottom=above + bar)


def dialog(
    title: str,
    controls: Sequence[ft.Control],
    actions: Sequence[ft.Control],
    on_dismiss: Callable[..., Any],
) -> ft.AlertDialog:
    """Return a dialog for `ft.use_dialog(dialog(...) if asked else None)`."""
    return ft.AlertDialog(
        title=ft.Text(title),
        content=ft.Column(
            tight=True,
            width=420,
            spacing=16,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=list(controls),
        ),
        scrollable=True,
        actions=list(actions),
        on_dismiss=on_dismiss,
    )
