"""A tablet lent to a neighbour: their round and nothing else, until a PIN is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flet as ft

from app.ui.hooks import keyed
from app.ui.screens.round_walk import RoundWalk
from app.ui.state import Layout
from app.ui.theme import GAP, SPACE
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.exercise_banner import exercise_banner
from app.ui.widgets.panels import note

if TYPE_CHECKING:
    from app.ui.state import Program, Session


@ft.component
def LentScreen(session: Session, _program: Program) -> ft.Control:
    """Draw the round that is walked with a lent tablet; leaving it locks the screen."""
    shown = ft.Container(expand=True)
    if session.lent is not None:
        shown.content = keyed(
            RoundWalk,
            session,
            session.lent,
            session.lock,
            lambda _stream: None,
            lambda _walkers, _copy: None,
            key=f"lent-{session.lent.hex()}",
        )
    is_narrow = session.layout is Layout.NARROW
    banner = exercise_banner(
        session.language, None, width=session.width, short=is_narrow
    )
    lock = quiet_button(
        session.words("ui.round.give_back"),
        session.lock,
        key="give-back",
        icon=ft.Icons.LOCK_OUTLINE,
    )
    said = note(session.words("ui.round.lent"))
    return ft.Column(
        expand=True,
        spacing=0,
        controls=[
            *([banner] if session.exercise else []),
            ft.Container(
                expand=True,
                bgcolor=ft.Colors.SURFACE,
                padding=SPACE,
                content=ft.Column(
                    expand=True,
                    spacing=GAP,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    controls=[
                        ft.Row(
                            controls=[ft.Container(expand=True, content=said), lock]
                        ),
                        shown,
                    ],
                ),
            ),
        ],
    )
