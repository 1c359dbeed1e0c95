"""Who this is: the part of a casualty that never scrolls away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import flet as ft

from app.store.queries.casualty import CasualtyDetail, CasualtyRow
from app.ui.state import Layout, Session
from app.ui.theme import (
    BODY,
    BOLD,
    GAP,
    LARGE,
    RADIUS,
    SMALL,
    SPACE,
    line_width,
)
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.casualty_row import age_sex, name_of
from app.ui.widgets.row_badge import row_badge

MORE: Final = "more"
"""The tile behind which the actions lie that do not fit beside each other."""

Face = tuple[str, ft.IconData]
"""The name and the icon of an action."""

_TILE: Final = 60
_LEAST: Final = 5
_MOST: Final = 7
_TILE_FROM: Final = 84
"""Pixels a tile needs for its word; on a phone words are set smaller instead."""
_ROOMY_FROM: Final = 92
_LONG_WORD: Final = 11


def casualty_header(
    session: Session,
    detail: CasualtyDetail,
    actions: Sequence[ft.Control] = (),
    *,
    flags: Sequence[ft.Control] = (),
    beside: Sequence[ft.Control] = (),
) -> ft.Control:
    """Return number, category, age and sex; what needs eyes and actions below.

    `beside` stands at the end of the first row.
    """
    back = (
        []
        if session.layout is Layout.WIDE
        else [
            icon_button(
                ft.Icons.ARROW_BACK,
                session.words("ui.casualty.back"),
                session.back,
                key="back",
            )
        ]
    )
    return ft.Container(
        padding=ft.Padding.symmetric(
            vertical=4 if session.is_short else 12, horizontal=SPACE
        ),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.only(
            bottom=ft.BorderSide(line_width(), ft.Colors.OUTLINE_VARIANT)
        ),
        content=ft.Column(
            tight=True,
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                ft.Row(
                    spacing=12,
                    controls=[
                        *back,
                        row_badge(detail.row, session.language, size=56),
                        _who(session, detail.row),
                        *beside,
                    ],
                ),
                *flags,
                *action_row(actions),
            ],
        ),
    )


def action_row(actions: Sequence[ft.Control]) -> list[ft.Control]:
    """Return the tiles beside each other, or nothing when there are none."""
    return [ft.Row(spacing=GAP, controls=list(actions))] if actions else []


def action_tiles(
    session: Session,
    faces: Sequence[Face],
    chosen: str | None,
    on_pick: Callable[[str], Any],
) -> list[ft.Control]:
    """Return what can be recorded, each one tap; keys `do-triage` …

    What does not fit is behind `do-more`, which counts as chosen while one of it is.
    """
    shown = faces[: len(faces) - len(behind_more(session, faces))]
    tiles = [
        _tile(session, name, icon, partial(on_pick, name), chosen=name == chosen)
        for name, icon in shown
    ]
    if len(shown) == len(faces):
        return tiles
    is_behind = bool(chosen) and chosen not in dict(shown)
    more = _tile(
        session,
        MORE,
        ft.Icons.MORE_HORIZ,
        partial(on_pick, MORE),
        chosen=is_behind,
    )
    return [*tiles, more]


def behind_more(session: Session, faces: Sequence[Face]) -> Sequence[Face]:
    """Return the last actions, which do not fit in one row of this pane."""
    fits = _fits(session)
    return () if len(faces) <= fits else faces[fits - 1 :]


def _fits(session: Session) -> int:
    room = session.pane_width - 2 * SPACE + GAP
    return max(_LEAST, min(_MOST, int(room // (_TILE_FROM + GAP))))


def _tile_width(session: Session) -> float:
    return (session.pane_width - 2 * SPACE + GAP) / _fits(session) - GAP


def _who(session: Session, row: CasualtyRow) -> ft.Control:
    about = (name_of(row, session.language), age_sex(row, session.language))
    return ft.Column(
        expand=True,
        spacing=0,
        controls=[
            ft.Semantics(
                heading_level=1,
                content=ft.Text(
                    row.number,
                    key="casualty-number",
                    size=LARGE + 4,
                    **BOLD,
                    selectable=True,
                ),
            ),
            ft.Text(
                " · ".join(about),
                key="casualty-who",
                size=BODY,
                max_lines=2,
                overflow=ft.TextOverflow.ELLIPSIS,
            ),
        ],
    )


def _tile(
    session: Session,
    name: str,
    icon: ft.IconData,
    on_click: Callable[..., Any],
    *,
    chosen: bool,
) -> ft.Control:
    ink = ft.Colors.ON_PRIMARY if chosen else ft.Colors.ON_SURFACE
    return ft.OutlinedButton(
        key=f"do-{name}",
        expand=True,
        height=_TILE,
        on_click=on_click,
        style=ft.ButtonStyle(
            padding=2,
            bgcolor=ft.Colors.PRIMARY if chosen else ft.Colors.SURFACE_CONTAINER_LOWEST,
            side=ft.BorderSide(
                line_width(), ft.Colors.PRIMARY if chosen else ft.Colors.OUTLINE
            ),
            shape=ft.RoundedRectangleBorder(radius=RADIUS),
        ),
        content=ft.Column(
            tight=True,
            spacing=2,
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            controls=[
                ft.Icon(icon, size=22, color=ink),
                _tile_words(session, session.words(f"ui.casualty.{name}"), ink),
            ],
        ),
    )


def _tile_words(session: Session, words: str, ink: str) -> ft.Control:
    """Return the name of an action; in a narrow tile a long one is set closer."""
    room = _tile_width(session)
    size: float = SMALL - 1 if room >= _ROOMY_FROM else SMALL - 2
    close = 0.0
    if room < _TILE_FROM:
        size, close = (11.5, 0.0) if len(words) < _LONG_WORD else (10, -0.3)
    return ft.Text(
        words,
        size=size,
        color=ink,
        max_lines=1,
        no_wrap=True,
        style=ft.TextStyle(letter_spacing=close),
        **BOLD,
    )
