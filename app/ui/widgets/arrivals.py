"""Arrivals per hour as bars stacked by category, drawn with boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import flet as ft

from app.care.terms import URGENCY, Triage
from app.i18n import text
from app.store.queries.casualties import Hour
from app.ui.theme import BOLD, SMALL, look_of
from app.ui.widgets.panels import note
from app.ui.words import local

HOURS: Final = 12
_HOUR_MS: Final = 3_600_000
_STACK: Final[tuple[Triage | None, ...]] = (None, *reversed(URGENCY))
"""From the top down: the most urgent stand on the ground, where bars compare best."""


def arrivals_chart(came: Sequence[Hour], now_ms: int, language: str) -> ft.Control:
    """Return the last twelve hours; said in words for those who cannot see it."""
    hours = every_hour(came, now_ms)
    most = max(sum(each.arrived.values()) for each in hours)
    if most == 0:
        return note(text("ui.overview.arrivals_none", language))
    total = sum(sum(each.arrived.values()) for each in hours)
    return ft.Semantics(
        image=True,
        label=text("ui.overview.arrivals_label", language, total=total, most=most),
        exclude_semantics=True,
        expand=True,
        content=ft.Row(
            expand=True,
            spacing=4,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[_hour(each, most, language) for each in hours],
        ),
    )


def every_hour(came: Sequence[Hour], now_ms: int) -> list[Hour]:
    """Return the hours on the wall, also those in which nobody came."""
    by_hour: Mapping[int, Hour] = {each.from_ms: each for each in came}
    last = now_ms // _HOUR_MS * _HOUR_MS
    starts = (last - back * _HOUR_MS for back in range(HOURS - 1, -1, -1))
    return [by_hour.get(start, Hour(start, {})) for start in starts]


def _hour(hour: Hour, most: int, language: str) -> ft.Control:
    count = sum(hour.arrived.values())
    name = f"{local(hour.from_ms).hour:02}"
    number = ft.Text(
        str(count) if count else "",
        size=SMALL,
        **BOLD,
        text_align=ft.TextAlign.CENTER,
    )
    room = [ft.Container(expand=most - count)] if count < most else []
    parts = [
        _part(each, hour.arrived[each]) for each in _STACK if hour.arrived.get(each)
    ]
    return ft.Column(
        expand=True,
        spacing=1,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        tooltip=text("ui.overview.hour_label", language, hour=name, count=count),
        controls=[
            *room,
            number,
            *parts,
            ft.Container(height=1, bgcolor=ft.Colors.OUTLINE_VARIANT),
            ft.Text(
                name,
                size=SMALL - 2,
                color=ft.Colors.ON_SURFACE_VARIANT,
                text_align=ft.TextAlign.CENTER,
            ),
        ],
    )


def _part(category: Triage | None, count: int) -> ft.Control:
    """Return a part of a bar; its share of the height is its share of the people."""
    look = look_of(category)
    edge = look.outline or look.fill or ft.Colors.OUTLINE
    return ft.Container(
        expand=count,
        border_radius=2,
        bgcolor=look.fill or ft.Colors.SURFACE_CONTAINER_HIGHEST,
        border=ft.Border.all(1, edge),
    )
