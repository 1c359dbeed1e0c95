"""A column of the board: who is there, a few at a time; cards to tap and to drag."""

from __future__ import annotations

from functools import partial
from typing import Final

import flet as ft

from app.i18n import text
from app.store.queries.board import Column, Sheaf
from app.ui.hooks import memo
from app.ui.theme import (
    BODY,
    BOLD,
    GAP,
    RADIUS,
    SMALL,
    TOUCH,
)
from app.ui.widgets.board_card import DRAGGED, BoardHands, BoardLook, board_card
from app.ui.widgets.buttons import icon_button, quiet_button
from app.ui.widgets.places import (
    FLOW_ICONS,
    purpose_icon,
    spot_words,
)


@ft.component
def BoardColumn(
    sheaf: Sheaf,
    chosen: frozenset[bytes],
    look: BoardLook,
    hands: BoardHands,
    key: str = "",
) -> ft.Control:
    """Draw one column; what is dropped on it is brought there."""
    column, language = sheaf.column, look.language

    def dropped(event: ft.DragTargetEvent) -> None:
        hands.take(column, bytes.fromhex(str(event.src.data)))

    here = quiet_button(
        text("ui.board.here", language),
        partial(hands.take, column, None),
        key=f"here-{key_of(column)}",
        icon=ft.Icons.MOVE_DOWN,
    )
    body = ft.Container(
        width=look.width,
        padding=GAP,
        border_radius=RADIUS,
        bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH,
        content=ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                _head(sheaf, look, hands),
                *([here] if look.takes else []),
                ft.ListView(
                    expand=True,
                    spacing=GAP,
                    controls=[
                        board_card(row, row.stream in chosen, look, hands)
                        for row in sheaf.cards.rows
                    ]
                    or [_nobody(language)],
                ),
                *_turner(sheaf, look, hands),
            ],
        ),
    )
    if not look.can_drag:
        return body
    return ft.DragTarget(
        key=f"drop-{key_of(column)}", group=DRAGGED, content=body, on_accept=dropped
    )


board_column = memo(BoardColumn)
"""A column that is drawn again only when something in it changed."""


def key_of(column: Column) -> str:
    """Return a column's name in keys."""
    if column.affected:
        return "affected"
    return column.flow.value if column.flow else column.place or "nowhere"


def column_words(sheaf: Sheaf, language: str) -> str:
    """Return the title of a column."""
    column = sheaf.column
    if column.affected:
        return text("ui.board.affected", language)
    if column.flow is not None:
        return text(f"term.Flow.{column.flow.value}", language)
    if not column.place:
        return text("ui.board.nowhere", language)
    words = spot_words(column.place, sheaf.name, language)
    if sheaf.place is None:
        return text("ui.board.closed", language, place=words)
    return words


def _icon_of(sheaf: Sheaf) -> ft.IconData:
    if sheaf.column.affected:
        return ft.Icons.PERSON_OUTLINE
    if sheaf.column.flow is not None:
        return FLOW_ICONS[sheaf.column.flow]
    return purpose_icon(sheaf.place.purpose) if sheaf.place else ft.Icons.HELP_OUTLINE


def _head(sheaf: Sheaf, look: BoardLook, hands: BoardHands) -> ft.Control:
    shown = tuple(row.stream for row in sheaf.cards.rows)
    title = column_words(sheaf, look.language)
    return ft.Row(
        spacing=GAP,
        height=TOUCH,
        controls=[
            ft.Icon(_icon_of(sheaf), size=22, color=ft.Colors.ON_SURFACE_VARIANT),
            ft.Semantics(
                heading_level=2,
                expand=True,
                content=ft.Text(
                    title,
                    size=BODY,
                    max_lines=2,
                    overflow=ft.TextOverflow.ELLIPSIS,
                    **BOLD,
                ),
            ),
            ft.Text(
                str(sheaf.count),
                key=f"count-{key_of(sheaf.column)}",
                size=BODY,
                **BOLD,
            ),
            icon_button(
                ft.Icons.CHECKLIST,
                f"{text('ui.board.choose_shown', look.language)}: {title}",
                partial(hands.tap_all, shown),
                key=f"all-{key_of(sheaf.column)}",
                disabled=not shown,
            ),
        ],
    )


def _nobody(language: str) -> ft.Control:
    return ft.Container(
        padding=12,
        content=ft.Text(
            text("ui.board.nobody", language),
            size=SMALL,
            color=ft.Colors.ON_SURFACE_VARIANT,
        ),
    )


def _turner(sheaf: Sheaf, look: BoardLook, hands: BoardHands) -> list[ft.Control]:
    """Return the way to the next few, and back to the first."""
    column, shown = sheaf.column, len(sheaf.cards.rows)
    if look.page == 0 and sheaf.cards.next is None:
        return []
    first = look.page * _few(sheaf) + 1
    words = text(
        "ui.board.shown",
        look.language,
        first=first,
        last=first + shown - 1,
        all=sheaf.count,
    )
    return [
        ft.Row(
            spacing=4,
            controls=[
                icon_button(
                    ft.Icons.FIRST_PAGE,
                    text("ui.board.first", look.language),
                    partial(hands.turn, column, None),
                    key=f"first-{key_of(column)}",
                    disabled=look.page == 0,
                ),
                ft.Text(
                    words,
                    size=SMALL,
                    expand=True,
                    text_align=ft.TextAlign.CENTER,
                    color=ft.Colors.ON_SURFACE_VARIANT,
                ),
                icon_button(
                    ft.Icons.CHEVRON_RIGHT,
                    text("ui.board.more", look.language),
                    partial(hands.turn, column, sheaf.cards.next),
                    key=f"more-{key_of(column)}",
                    disabled=sheaf.cards.next is None,
                ),
            ],
        )
    ]


def _few(sheaf: Sheaf) -> int:
    return max(len(sheaf.cards.rows), FEW)


FEW: Final = 10
"""Cards of a column at once: seven columns of them stay under a hundred."""
