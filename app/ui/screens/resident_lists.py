"""Lists and keeping: what organisations gave, who was struck off, what may go."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import flet as ft

from app.ui.screens.resident_import import BringList, Brought
from app.ui.screens.resident_preview import BroughtResidents
from app.ui.theme import SPACE
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.panels import page_title

if TYPE_CHECKING:
    from app.ui.state import Session


@ft.component
def ListsPane(session: Session, close: Callable[[], Any], key: str = "") -> ft.Control:
    """Draw the ways to bring a list; one that was brought takes the whole pane."""
    brought, bring = ft.use_state(cast("Brought | None", None))
    if brought is not None:
        return BroughtResidents(
            session,
            brought.table,
            brought.origin,
            brought.plans,
            lambda: bring(None),
            key="brought",
        )
    back = icon_button(
        ft.Icons.ARROW_BACK, session.words("ui.back"), close, key="close-lists"
    )
    title = ft.Container(
        expand=True, content=page_title(session.words("ui.lists.title"))
    )
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        spacing=SPACE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Row(controls=[back, title]),
            BringList(session, bring, key="bring-list"),
        ],
    )
