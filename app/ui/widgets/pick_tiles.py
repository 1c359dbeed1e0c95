"""Choices as tiles of one width, always in the same places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import flet as ft

from app.ui.state import Session
from app.ui.theme import BODY, BOLD, GAP, PLAIN, PRIMARY, RADIUS, SMALL, line_width
from app.ui.widgets.fields import field_label

_TALL: Final = 64
_PHONE: Final = 600


@dataclass(frozen=True, slots=True)
class Pick:
    """One tile: its key, its words, and what a tap does."""

    key: str
    words: str
    on_click: Callable[..., Any]
    chosen: bool = False
    icon: ft.IconData | None = None


def pick_tiles(
    session: Session,
    label: str,
    picks: Sequence[Pick],
    *,
    tall: bool = False,
    columns: int = 0,
) -> ft.Control:
    """Return the tiles under their label: two in a row on a phone, else four."""
    columns = columns or (2 if session.width - session.rail_width < _PHONE else 4)
    rows = [
        ft.Row(
            spacing=GAP,
            controls=[
                *(_tile(each, tall=tall) for each in picks[start : start + columns]),
                *(
                    ft.Container(expand=True)
                    for _ in range(start + columns - len(picks))
                ),
            ],
        )
        for start in range(0, len(picks), columns)
    ]
    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[field_label(label), *rows],
    )


def _tile(pick: Pick, *, tall: bool) -> ft.Control:
    ink = ft.Colors.ON_PRIMARY if pick.chosen else ft.Colors.ON_SURFACE
    picture = ft.Icons.CHECK if pick.chosen else pick.icon
    face = BOLD if pick.chosen or tall else PLAIN
    words = ft.Text(
        pick.words,
        size=BODY if tall else SMALL + 1,
        color=ink,
        max_lines=2,
        expand=True,
        **face,
    )
    icon = [ft.Icon(picture, size=20, color=ink)] if picture else []
    return ft.Semantics(
        selected=pick.chosen,
        expand=True,
        content=ft.OutlinedButton(
            key=pick.key,
            height=_TALL if tall else PRIMARY,
            on_click=pick.on_click,
            content=ft.Row(spacing=6, controls=[*icon, words]),
            style=ft.ButtonStyle(
                padding=ft.Padding.symmetric(horizontal=10),
                bgcolor=ft.Colors.PRIMARY
                if pick.chosen
                else ft.Colors.SURFACE_CONTAINER_LOWEST,
                side=ft.BorderSide(
                    line_width() * (2 if tall else 1),
                    ft.Colors.PRIMARY if pick.chosen or tall else ft.Colors.OUTLINE,
                ),
                shape=ft.RoundedRectangleBorder(radius=RADIUS),
            ),
        ),
    )
