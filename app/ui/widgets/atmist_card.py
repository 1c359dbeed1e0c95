"""The (AT)MIST card on screen: big enough to read aloud from at arm's length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import flet as ft

from app.exports.atmist import CardLine
from app.ui.state import Session
from app.ui.theme import ALARM_DEEP, BOLD, GAP, LARGE, SMALL
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.panels import card

_LETTER = 36
_LABEL = 104
_ROOMY_FROM = 560


def atmist_card(
    lines: Sequence[CardLine], width: float, corner: ft.Control | None = None
) -> ft.Control:
    """Return every line of the card; keys `atmist-<name>`. `corner` is top right."""
    return card(
        ft.Column(
            spacing=8,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                _line(
                    each,
                    None if place else corner,
                    is_roomy=width >= _ROOMY_FROM,
                )
                for place, each in enumerate(lines)
            ],
        ),
        padding=12,
        key="atmist",
    )


def whole_card(
    session: Session,
    title: str,
    lines: Sequence[CardLine],
    close: Callable[[], Any],
) -> ft.AlertDialog:
    """Return the card over the whole window; the number stands on top."""
    return ft.AlertDialog(
        inset_padding=8,
        title_padding=ft.Padding.only(left=16, top=8, right=8),
        content_padding=8,
        title=ft.Row(
            controls=[
                ft.Text(title, key="whole-title", size=LARGE + 4, expand=True, **BOLD),
                icon_button(
                    ft.Icons.CLOSE,
                    session.words("ui.casualty.close"),
                    close,
                    key="whole-close",
                ),
            ]
        ),
        content=ft.Column(
            width=session.width - 48,
            height=session.height - 80,
            scroll=ft.ScrollMode.AUTO,
            controls=[atmist_card(lines, session.width)],
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        on_dismiss=lambda _event: close(),
    )


def _line(line: CardLine, corner: ft.Control | None, *, is_roomy: bool) -> ft.Control:
    quiet = ft.Colors.ON_SURFACE_VARIANT
    label = ft.Text(line.short, size=SMALL, color=quiet, **BOLD)
    said = ft.Text(
        "\n".join(line.said),
        key=f"atmist-{line.name}",
        size=LARGE,
        color=None if line.is_known else quiet,
        italic=not line.is_known,
        expand=True,
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
    drawn = ft.Row(
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[_letter(line), words],
    )
    # Who hears the screen gets a line at a time: what it is about, then what is said.
    heard = ft.Semantics(
        container=True,
        expand=True,
        label=f"{line.label}: {'; '.join(line.said)}",
        content=ft.Semantics(exclude_semantics=True, content=drawn),
    )
    return ft.Row(
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[heard, *([corner] if corner else [])],
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
