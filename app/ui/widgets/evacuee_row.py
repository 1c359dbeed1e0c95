"""Somebody on the list of a home that is emptied: ticked with a tap, changed beside."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.evacuation import EvacueeStage, Going
from app.i18n import text
from app.store.queries.evacuation import EvacueeRow
from app.ui.hooks import memo
from app.ui.theme import (
    ALARM_DEEP,
    BODY,
    BOLD,
    GAP,
    RADIUS,
    SMALL,
    TOUCH,
    outline,
)
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.stock_row import tag
from app.ui.words import initials

ICONS: Final = {
    EvacueeStage.MISSING: ft.Icons.PERSON_SEARCH_OUTLINED,
    EvacueeStage.UNCHECKED: ft.Icons.RULE,
    EvacueeStage.WAITING: ft.Icons.HOME_OUTLINED,
    EvacueeStage.ABOARD: ft.Icons.AIRLINE_SEAT_RECLINE_NORMAL,
    EvacueeStage.UNDER_WAY: ft.Icons.MOVE_DOWN,
    EvacueeStage.ARRIVED: ft.Icons.CHECK,
    EvacueeStage.STAYS: ft.Icons.NIGHT_SHELTER_OUTLINED,
}


@ft.component
def _Row(
    row: EvacueeRow,
    language: str,
    look: tuple[bool, bool],
    on_tick: Callable[[bytes], Any],
    on_open: Callable[[bytes], Any],
    key: str = "",
) -> ft.Control:
    ticked, hides = look
    who = who_words(row, language, hides=hides)
    lines = [going_words(row.going, language), *_eyes(row, language)]
    stage = text(f"term.EvacueeStage.{row.stage.value}", language)
    vehicles = " / ".join(each for each in row.vehicles if each)
    said = f"{stage} · {vehicles}" if vehicles else stage
    box = ft.Icons.CHECK_BOX if ticked else ft.Icons.CHECK_BOX_OUTLINE_BLANK
    face = ft.Row(
        spacing=GAP,
        controls=[
            ft.Icon(box, color=ft.Colors.PRIMARY if ticked else None, size=24),
            ft.Column(
                expand=True,
                tight=True,
                spacing=2,
                controls=[
                    ft.Text(who, size=BODY, **BOLD),
                    *(ft.Text(each, size=SMALL) for each in lines if each),
                    ft.Row(
                        controls=[
                            tag(
                                said,
                                ICONS[row.stage],
                                alarm=row.stage is EvacueeStage.MISSING,
                            )
                        ]
                    ),
                ],
            ),
        ],
    )
    return ft.Row(
        spacing=4,
        controls=[
            ft.MergeSemantics(
                expand=True,
                content=ft.Semantics(
                    label=". ".join(each for each in (who, said, *lines) if each),
                    button=True,
                    checked=ticked,
                    content=ft.Container(
                        key=f"tick-{row.key.hex()}",
                        bgcolor=ft.Colors.PRIMARY_CONTAINER
                        if ticked
                        else ft.Colors.SURFACE_CONTAINER_LOWEST,
                        border=outline(
                            ALARM_DEEP
                            if row.stage is EvacueeStage.MISSING
                            else ft.Colors.OUTLINE_VARIANT
                        ),
                        border_radius=RADIUS,
                        padding=GAP,
                        ink=True,
                        on_click=partial(on_tick, row.key),
                        content=ft.Semantics(exclude_semantics=True, content=face),
                    ),
                ),
            ),
            ft.Container(
                width=TOUCH,
                content=icon_button(
                    ft.Icons.EDIT_OUTLINED,
                    f"{text('ui.evacuation.change', language)} {who}",
                    partial(on_open, row.key),
                    key=f"change-{row.key.hex()}",
                ),
            ),
        ],
    )


evacuee_row = memo(_Row)
"""A row, drawn again only when it changed."""


def who_words(row: EvacueeRow, language: str, *, hides: bool = False) -> str:
    """Return who: room and name, or that nobody wrote one down."""
    name = initials(row.name) if hides else row.name
    room = row.going.room
    said = text("ui.evacuation.room", language, room=room) if room else ""
    nameless = text("ui.evacuation.no_name", language)
    return " · ".join(each for each in (said, name or nameless) if each)


def going_words(going: Going, language: str) -> str:
    """Return how somebody moves and what goes along; not known is said."""
    means = going.means
    how = "unknown" if means is None else means.value
    along = [
        text(f"ui.evacuation.along.{name}", language)
        for name in ("oxygen", "medicines", "papers")
        if getattr(going, name)
    ]
    to = f"→ {going.destination}" if going.destination else ""
    said = (
        text("ui.evacuation.means_unknown", language)
        if means is None
        else text(f"term.Means.{how}", language),
        *along,
        going.device,
        to,
        going.remark,
    )
    return " · ".join(each for each in said if each)


def _eyes(row: EvacueeRow, language: str) -> tuple[str, ...]:
    if not row.evacuee.conflicts:
        return ()
    name = "two_vehicles" if len(row.vehicles) > 1 else "contradiction"
    return (text(f"ui.evacuation.{name}", language),)
