"""An item of stock in one row: what is usable, against par, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

import flet as ft

from app.i18n import text
from app.store.queries.stock import ItemRow, LotRow
from app.ui.hooks import memo
from app.ui.theme import (
    ALARM_DEEP,
    BODY,
    BOLD,
    GAP,
    HUGE,
    RADIUS,
    SMALL,
    line_width,
)
from app.ui.widgets.quantity import signed_or_plain
from app.ui.words import day

ROW_HEIGHT: Final = 76


class StockState(StrEnum):
    """How an item stands; the first that is true counts."""

    DISCREPANCY = "discrepancy"
    ALL_EXPIRED = "all_expired"
    ALL_BARRED = "all_barred"
    NEVER = "never"
    OUT = "out"
    SHORT = "short"
    ENOUGH = "enough"


@dataclass(frozen=True, slots=True)
class _Look:
    icon: ft.IconData
    alarm: bool


_LOOK: Final = {
    StockState.DISCREPANCY: _Look(ft.Icons.RULE, True),
    StockState.ALL_EXPIRED: _Look(ft.Icons.EVENT_BUSY, True),
    StockState.ALL_BARRED: _Look(ft.Icons.PAN_TOOL, True),
    StockState.NEVER: _Look(ft.Icons.INBOX, False),
    StockState.OUT: _Look(ft.Icons.DO_NOT_DISTURB_ON, True),
    StockState.SHORT: _Look(ft.Icons.SOUTH, False),
    StockState.ENOUGH: _Look(ft.Icons.CHECK, False),
}


def state_of(row: ItemRow) -> StockState:
    """Return how an item stands."""
    if row.on_hand < 0:
        return StockState.DISCREPANCY
    if row.usable == 0 and row.on_hand > 0:
        return StockState.ALL_BARRED if row.barred else StockState.ALL_EXPIRED
    if row.lots == 0:
        return StockState.NEVER
    if row.usable == 0:
        return StockState.OUT
    return StockState.SHORT if row.below_par else StockState.ENOUGH


def is_short(row: ItemRow) -> bool:
    """Tell whether a person should act: what nobody ever entered here is unknown."""
    if state_of(row) is StockState.NEVER and row.par_is_example:
        return False
    return row.below_par or row.on_hand < 0


def name_of(row: ItemRow, language: str) -> str:
    """Return an item's name in this language."""
    return row.name_en if language == "en" else row.name_nl


def unit_of(row: ItemRow, language: str, count: int = 0) -> str:
    """Return the unit so many of an item are counted in: 1 tablet, 2 tabletten."""
    return text(f"term.Unit.{row.unit}", language, count=abs(count))


def expiry_words(expiry: str, language: str, key: str = "ui.stock.expires_on") -> str:
    """Return an expiry date in words; '' is a lot without one."""
    if not expiry:
        return text("ui.stock.no_expiry", language)
    return text(key, language, date=day(date.fromisoformat(expiry), language))


def lot_words(lot: LotRow, language: str) -> str:
    """Return how a lot is called."""
    if not lot.lot:
        return text("ui.stock.no_lot", language)
    return text("ui.stock.lot_named", language, lot=lot.lot)


def tag(
    words: str, icon: ft.IconData | None = None, *, alarm: bool = False
) -> ft.Control:
    """Return a small mark: outlined, or filled when a person should act on it."""
    ink = "#FFFFFF" if alarm else ft.Colors.ON_SURFACE_VARIANT
    return ft.Container(
        padding=ft.Padding.symmetric(vertical=2, horizontal=GAP),
        border_radius=RADIUS / 2,
        bgcolor=ALARM_DEEP if alarm else None,
        border=ft.Border.all(
            line_width(), ALARM_DEEP if alarm else ft.Colors.OUTLINE_VARIANT
        ),
        content=ft.Row(
            tight=True,
            spacing=4,
            controls=[
                *([ft.Icon(icon, size=16, color=ink)] if icon else []),
                ft.Text(words, size=SMALL, color=ink, no_wrap=True),
            ],
        ),
    )


def state_tag(state: StockState, language: str) -> ft.Control:
    """Return how an item stands, in words with its own picture."""
    look = _LOOK[state]
    words = text(f"ui.stock.state_{state.value}", language)
    return tag(words, look.icon, alarm=look.alarm)


@memo
@ft.component
def StockRow(
    row: ItemRow,
    language: str,
    selected: bool,
    on_open: Callable[[str], Any],
    roomy: bool,
    key: str = "",
) -> ft.Control:
    """Draw one item; the whole row opens it. A phone leaves out *example*."""
    state = state_of(row)
    label = _spoken(row, state, language)
    return ft.MergeSemantics(
        content=ft.Semantics(
            label=label,
            button=True,
            selected=selected,
            content=ft.Container(
                key=f"item-{row.code}",
                ink=True,
                on_click=lambda: on_open(row.code),
                height=ROW_HEIGHT,
                padding=ft.Padding.symmetric(horizontal=12),
                border_radius=RADIUS,
                bgcolor=ft.Colors.PRIMARY_CONTAINER if selected else None,
                # The row itself takes the focus of the keyboard; it is said as one.
                content=ft.Semantics(
                    exclude_semantics=True,
                    content=ft.Row(
                        spacing=12,
                        controls=[
                            _name(row, state, language),
                            _numbers(row, state, language, roomy=roomy),
                        ],
                    ),
                ),
            ),
        )
    )


def _spoken(row: ItemRow, state: StockState, language: str) -> str:
    name, said = name_of(row, language), text(f"ui.stock.state_{state}", language)
    if state is StockState.NEVER:
        return f"{name}, {said}"
    return text(
        "ui.stock.row_label",
        language,
        name=name,
        usable=row.usable,
        unit=unit_of(row, language, row.usable),
        state=said,
    )


def _name(row: ItemRow, state: StockState, language: str) -> ft.Control:
    under = ""
    if row.next_expiry:
        under = expiry_words(row.next_expiry, language, "ui.stock.expires_short")
    quiet = state in (StockState.ENOUGH, StockState.NEVER)
    return ft.Column(
        expand=True,
        spacing=2,
        alignment=ft.MainAxisAlignment.CENTER,
        controls=[
            ft.Text(
                name_of(row, language),
                size=BODY,
                **BOLD,
                max_lines=1,
                overflow=ft.TextOverflow.ELLIPSIS,
            ),
            ft.Row(
                spacing=GAP,
                controls=[
                    *([] if quiet else [state_tag(state, language)]),
                    ft.Text(
                        text("ui.stock.state_never", language)
                        if state is StockState.NEVER
                        else under,
                        size=SMALL,
                        color=ft.Colors.ON_SURFACE_VARIANT,
                        max_lines=1,
                        overflow=ft.TextOverflow.ELLIPSIS,
                        expand=True,
                    ),
                ],
            ),
        ],
    )


def _numbers(
    row: ItemRow, state: StockState, language: str, *, roomy: bool
) -> ft.Control:
    shown = row.on_hand if state is StockState.DISCREPANCY else row.usable
    par = (
        text("ui.stock.no_par", language)
        if row.par is None
        else text("ui.stock.of_par", language, par=row.par)
    )
    mark = (
        f" · {text('ui.stock.example', language)}"
        if row.par_is_example and roomy
        else ""
    )
    return ft.Column(
        spacing=0,
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.END,
        controls=[
            ft.Text(
                "–" if state is StockState.NEVER else signed_or_plain(shown),
                size=HUGE - 4,
                **BOLD,
            ),
            ft.Text(f"{par}{mark}", size=SMALL, color=ft.Colors.ON_SURFACE_VARIANT),
        ],
    )
