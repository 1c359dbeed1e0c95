"""A ride in a list: how far, who, where to, and in amber what needs eyes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.transport import RideStage
from app.i18n import text
from app.store.queries.transport import RideRow
from app.ui.hooks import memo
from app.ui.theme import ALARM, ALARM_DEEP, BODY, BOLD, GAP, RADIUS, SMALL, outline
from app.ui.widgets.ride_words import (
    eyes_words,
    precedence_words,
    time_words,
    vehicle_words,
    way_words,
    who_words,
)

_BLOCK: Final = 96
_ICONS: Final = {
    RideStage.REQUESTED: ft.Icons.HOURGLASS_EMPTY,
    RideStage.ASSIGNED: ft.Icons.LOCAL_SHIPPING_OUTLINED,
    RideStage.UNDER_WAY: ft.Icons.MOVE_DOWN,
    RideStage.ARRIVED: ft.Icons.CHECK,
    RideStage.CANCELLED: ft.Icons.BLOCK,
}


@ft.component
def _Row(
    row: RideRow,
    now_ms: int,
    language: str,
    look: tuple[bool, bool],
    on_open: Callable[[bytes], Any],
    key: str = "",
) -> ft.Control:
    chosen, hides = look
    is_late = row.is_overdue(now_ms)
    name = "late" if is_late else row.stage.value
    block = text(f"ui.transport.block.{name}", language)
    asked, vehicle = row.ride.asked, row.ride.vehicle
    first = precedence_words(asked, language) if asked else ""
    who = f"{first} · {who_words(row, language, hides=hides)}"
    lines = [
        way_words(row, language),
        *([vehicle_words(vehicle, language)] if vehicle else []),
        time_words(row, now_ms, language),
    ]
    eyes = [each for each in eyes_words(row, now_ms, language) if each not in lines[-1]]
    return ft.MergeSemantics(
        content=ft.Semantics(
            label=". ".join((block, who, *lines, *eyes)),
            button=True,
            selected=chosen,
            content=ft.Container(
                key=f"ride-{row.stream.hex()}",
                bgcolor=ft.Colors.PRIMARY_CONTAINER
                if chosen
                else ft.Colors.SURFACE_CONTAINER_LOWEST,
                border=outline(),
                border_radius=RADIUS,
                ink=True,
                on_click=partial(on_open, row.stream),
                content=ft.Semantics(
                    exclude_semantics=True,
                    content=ft.Row(
                        spacing=0,
                        vertical_alignment=ft.CrossAxisAlignment.CENTER,
                        controls=[
                            stage_block(block, _ICONS[row.stage], alarm=is_late),
                            _said(who, lines, eyes),
                        ],
                    ),
                ),
            ),
        )
    )


ride_row = memo(_Row)
"""A row, drawn again only when it or the time changed."""


def _said(who: str, lines: list[str], eyes: list[str]) -> ft.Control:
    return ft.Container(
        expand=True,
        padding=ft.Padding.symmetric(vertical=GAP, horizontal=12),
        content=ft.Column(
            spacing=2,
            tight=True,
            controls=[
                ft.Text(who, size=BODY, **BOLD),
                *(ft.Text(each, size=BODY) for each in lines),
                *(eyes_line(each) for each in eyes),
            ],
        ),
    )


def eyes_line(words: str) -> ft.Control:
    """Return what needs eyes: an amber sign and the words."""
    return ft.Row(
        spacing=6,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Icon(ft.Icons.WARNING_AMBER, size=18, color=ALARM),
            ft.Text(words, size=SMALL, expand=True, **BOLD),
        ],
    )


def stage_block(words: str, icon: ft.IconData, *, alarm: bool = False) -> ft.Control:
    """Return the block at the head of a row: how far, in an alarm's colour if late."""
    ink = ft.Colors.WHITE if alarm else ft.Colors.ON_SURFACE
    return ft.Container(
        width=_BLOCK,
        margin=GAP,
        padding=6,
        alignment=ft.Alignment.CENTER,
        bgcolor=ALARM_DEEP if alarm else ft.Colors.SURFACE_CONTAINER_HIGH,
        border_radius=RADIUS,
        content=ft.Column(
            tight=True,
            spacing=2,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            controls=[
                ft.Icon(icon, color=ink, size=20),
                ft.Text(
                    words, size=SMALL, color=ink, text_align=ft.TextAlign.CENTER, **BOLD
                ),
            ],
        ),
    )
