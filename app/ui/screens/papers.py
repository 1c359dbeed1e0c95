"""Melden en papier: what a post reports as a whole, and cards for when all fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import flet as ft

from app.ui.hooks import keyed
from app.ui.screens.medevac import MedevacPanel
from app.ui.screens.methane import MethanePanel
from app.ui.screens.paper_cards import BlankPanel, EnterPanel
from app.ui.state import Program, Session
from app.ui.theme import SPACE
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.fields import choices
from app.ui.widgets.panels import page_title

_WIDEST: Final = 760
_PANELS: Final[dict[str, Callable[..., ft.Control]]] = {
    "methane": MethanePanel,
    "medevac": MedevacPanel,
    "blank": BlankPanel,
    "enter": EnterPanel,
}


@ft.component
def PapersRoom(session: Session, program: Program) -> ft.Control:
    """Draw one of the four, and the way to the others."""
    face, turn = ft.use_state("methane")
    if session.person is None:
        return ft.Container()
    faces = [(each, session.words(f"ui.papers.face.{each}")) for each in _PANELS]
    return ft.Container(
        expand=True,
        padding=SPACE,
        alignment=ft.Alignment.TOP_CENTER,
        content=ft.Column(
            expand=True,
            width=_WIDEST if session.width > _WIDEST + 160 else None,
            scroll=ft.ScrollMode.AUTO,
            spacing=SPACE,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                ft.Row(
                    controls=[
                        icon_button(
                            ft.Icons.ARROW_BACK,
                            session.words("ui.back"),
                            session.back,
                            key="back",
                        ),
                        ft.Container(
                            expand=True,
                            content=page_title(session.words("ui.papers.title")),
                        ),
                    ]
                ),
                choices(faces, face, turn, key="papers"),
                keyed(_PANELS[face], session, key=f"papers-panel-{face}"),
            ],
        ),
    )
