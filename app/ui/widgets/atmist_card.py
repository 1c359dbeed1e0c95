"""The (AT)MIST card on screen: big enough to read aloud from at arm's length."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from app.exports.atmist import CardLine
from app.ui.theme import ALARM_DEEP, BOLD, GAP, LARGE, SMALL
from app.ui.widgets.panels import card

_LETTER = 36
_LABEL = 104
_ROOMY_FROM = 560


def atmist_card(lines: Sequence[CardLine], width: float) -> ft.Control:
    """Return every line of the card; keys `atmist-<name>`."""
    return card(
        ft.Column(
            spacing=8,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[_line(each, is_roomy=width >= _ROOMY_FROM) for each in lines],
        ),
        padding=12,
        key="atmist",
    )


def _line(line: CardLine, *, is_roomy: bool) -> ft.Control:
    quiet = ft.Colors.ON_SURFACE_VARIANT
    label = ft.Text(line.short, size=SMALL, color=quiet, **BOLD)
    said = ft.Text(
        "\n".join(line.said),
        key=f"atmist-{line.name}",
        size=LARGE,
        color=None if line.is_known else quiet,
        italic=not line.is_known,
        expand=True,
        selectable=True,
    )
    words: ft.Control = ft.Row(
        expand=True,
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Container(width=_LABEL, padding=ft.Padding.only(top=4), content=label),
            said,
        ],
    )
    if not is_roomy:
        said.expand = None
        words = ft.Column(expand=True, spacing=0, tight=True, controls=[label, said])
    return ft.Row(
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[_letter(line), words],
    )


def _letter(line: CardLine) -> ft.Control:
    fill = ALARM_DEEP if line.is_alarm else ft.Colors.SURFACE_CONTAINER_HIGHEST
    ink = ft.Colors.WHITE if line.is_alarm else ft.Colors.ON_SURFACE
    return ft.Container(
        width=_LETTER,
        height=_LETTER,
        border_radius=8,
        bgcolor=fill,
        alignment=ft.Alignment.CENTER,
        content=ft.Text(line.letter, size=LARGE, color=ink, **BOLD),
    )
