"""One casualty as a card on the board, and what can be done with cards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import flet as ft

from app.i18n import text
from app.store.queries.board import Column, Start
from app.store.queries.casualty import CasualtyRow
from app.ui.theme import (
    BODY,
    BOLD,
    GAP,
    PLAIN,
    RADIUS,
    SMALL,
    TOUCH,
    line_width,
)
from app.ui.widgets.allergy_mark import allergy_mark
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.casualty_row import (
    age_sex,
    small_badge,
    spoken,
    tourniquet_mark,
)
from app.ui.widgets.owed import (
    OnSame,
    due_words,
    is_overdue,
    late_mark,
    same_button,
)
from app.ui.widgets.places import contamination_mark
from app.ui.widgets.row_badge import row_badge
from app.ui.words import moment, span

DRAGGED: Final = "casualty"


@dataclass(frozen=True, slots=True)
class BoardLook:
    """How a column is drawn: when, in which words, how wide; does it take anybody."""

    now_ms: int
    language: str
    width: float | None
    takes: bool
    can_drag: bool
    page: int


@dataclass(frozen=True, slots=True)
class BoardHands:
    """What can be done with cards; each function stays the same while shown."""

    tap: Callable[[bytes], Any]
    tap_all: Callable[[tuple[bytes, ...]], Any]
    open: Callable[[bytes], Any]
    take: Callable[[Column, bytes | None], Any]
    turn: Callable[[Column, Start | None], Any]
    same: OnSame | None = None


def board_card(
    row: CasualtyRow, chosen: bool, look: BoardLook, hands: BoardHands
) -> ft.Control:
    """Return a card: a tap chooses it, its arrow opens it, and it can be dragged."""
    card = _face(row, chosen, look, hands)
    if not look.can_drag:
        return ft.Container(key=f"hold-{row.number}", content=card)
    return ft.Draggable(
        key=f"drag-{row.number}",
        group=DRAGGED,
        data=row.stream.hex(),
        # Up and down still scrolls the column.
        affinity=ft.Axis.HORIZONTAL,
        content=card,
        content_feedback=_under_the_finger(row),
    )


def _under_the_finger(row: CasualtyRow) -> ft.Control:
    return ft.Container(
        width=200,
        padding=GAP,
        border_radius=RADIUS,
        bgcolor=ft.Colors.PRIMARY_CONTAINER,
        content=ft.Text(
            row.number,
            size=BODY,
            color=ft.Colors.ON_PRIMARY_CONTAINER,
            # Under the finger there is no page: Flutter would underline it in yellow.
            style=ft.TextStyle(decoration=ft.TextDecoration.NONE),
            **BOLD,
        ),
    )


def _face(
    row: CasualtyRow, chosen: bool, look: BoardLook, hands: BoardHands
) -> ft.Control:
    return ft.Container(
        border_radius=RADIUS,
        bgcolor=ft.Colors.PRIMARY_CONTAINER
        if chosen
        else ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(
            line_width() * (2 if chosen else 1),
            ft.Colors.PRIMARY if chosen else ft.Colors.OUTLINE_VARIANT,
        ),
        content=ft.Column(
            spacing=0,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                ft.Row(
                    spacing=0,
                    controls=[
                        _tappable(row, chosen, look, hands),
                        _end(row, chosen, look.language, hands),
                    ],
                ),
                *_same(row, look, hands),
            ],
        ),
    )


def _same(row: CasualtyRow, look: BoardLook, hands: BoardHands) -> list[ft.Control]:
    """Return the tap that says nothing changed, under who it is about."""
    button = same_button(row, look.now_ms, look.language, hands.same, icon_only=False)
    room = ft.Padding.only(left=GAP, right=GAP, bottom=GAP)
    return [ft.Container(padding=room, content=each) for each in button]


def _tappable(
    row: CasualtyRow, chosen: bool, look: BoardLook, hands: BoardHands
) -> ft.Control:
    return ft.MergeSemantics(
        expand=True,
        content=ft.Semantics(
            label=spoken(row, look.now_ms, look.language),
            button=True,
            selected=chosen,
            content=ft.Container(
                key=f"card-{row.number}",
                padding=ft.Padding.only(left=10, top=8, bottom=8),
                ink=True,
                border_radius=RADIUS,
                on_click=partial(hands.tap, row.stream),
                content=ft.Semantics(
                    exclude_semantics=True, content=_lines(row, chosen, look)
                ),
            ),
        ),
    )


def _end(
    row: CasualtyRow, chosen: bool, language: str, hands: BoardHands
) -> ft.Control:
    if chosen:
        return ft.Container(
            width=TOUCH,
            height=TOUCH,
            alignment=ft.Alignment.CENTER,
            on_click=partial(hands.tap, row.stream),
            content=ft.Icon(ft.Icons.CHECK_BOX, size=26, color=ft.Colors.PRIMARY),
        )
    return ft.Container(
        alignment=ft.Alignment.CENTER,
        content=icon_button(
            ft.Icons.CHEVRON_RIGHT,
            text("ui.board.open", language, number=row.number),
            partial(hands.open, row.stream),
            key=f"open-{row.number}",
        ),
    )


def _lines(row: CasualtyRow, chosen: bool, look: BoardLook) -> ft.Control:
    ink = ft.Colors.ON_PRIMARY_CONTAINER if chosen else ft.Colors.ON_SURFACE
    quiet = ft.Colors.ON_PRIMARY_CONTAINER if chosen else ft.Colors.ON_SURFACE_VARIANT
    return ft.Column(
        spacing=2,
        alignment=ft.MainAxisAlignment.CENTER,
        controls=[
            ft.Row(
                spacing=6,
                controls=[
                    _block(row, look.language),
                    _text(row.number, BODY, ink, bold=True),
                ],
            ),
            _text(row.name or age_sex(row, look.language), SMALL, ink),
            ft.Row(
                spacing=4,
                controls=[
                    ft.Icon(ft.Icons.HOURGLASS_EMPTY, size=14, color=quiet),
                    _text(_waited(row, look), SMALL, quiet, expand=True),
                ],
            ),
            *_signs(row, look),
        ],
    )


def _block(row: CasualtyRow, language: str) -> ft.Control:
    if row.category is None:
        return row_badge(row, language, size=25)
    badge = small_badge(row.category)
    badge.width = 48
    return badge


def _waited(row: CasualtyRow, look: BoardLook) -> str:
    """Return how long since somebody came, and what is wrong with them."""
    if row.departed is not None:
        since = moment(row.registered_ms, look.now_ms, look.language)
    else:
        since = span(look.now_ms - row.registered_ms, look.language)
    return " · ".join(part for part in (since, row.complaint) if part)


def _signs(row: CasualtyRow, look: BoardLook) -> list[ft.Control]:
    """Return what needs eyes, short: late, a tourniquet, an allergy, contamination."""
    late: list[ft.Control] = []
    if is_overdue(row, look.now_ms):
        late.append(late_mark(due_words(row, look.now_ms, look.language, short=True)))
    clock = tourniquet_mark(row, look.now_ms, look.language, ft.Colors.ON_SURFACE)
    allergy = allergy_mark(row, look.language, ft.Colors.ON_SURFACE)
    cling = contamination_mark(row.contamination, look.language)
    found = [*late, *clock, *allergy, *cling]
    if not found:
        return []
    return [ft.Row(spacing=4, run_spacing=4, wrap=True, controls=found)]


def _text(
    words: str, size: int, ink: str, *, bold: bool = False, expand: bool | None = None
) -> ft.Text:
    return ft.Text(
        words,
        size=size,
        color=ink,
        expand=expand or bold or None,
        max_lines=1,
        no_wrap=True,
        overflow=ft.TextOverflow.ELLIPSIS,
        **(BOLD if bold else PLAIN),
    )
