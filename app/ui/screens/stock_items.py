"""Artikelen: every item with how much may be used, what is short on top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from typing import Any, Final, NamedTuple

import flet as ft

from app.care.staff import may
from app.store.queries.item import STREAMS as CATALOGUE
from app.store.queries.stock import ItemRow, items
from app.ui.growing import LOOK_EVERY_MS, Growing, use_growing
from app.ui.hooks import use_query
from app.ui.state import Session
from app.ui.theme import GAP
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.filter_chip import filter_chip
from app.ui.widgets.group_filter import (
    ALL,
    WITHOUT,
    Group,
    Grouped,
    group_button,
    group_chip,
    group_choices,
)
from app.ui.widgets.item_words import group_labels
from app.ui.widgets.one_line import OneLine
from app.ui.widgets.panels import empty_state, note, waiting_state
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.stock_row import (
    ROW_HEIGHT,
    StockRow,
    StockState,
    is_short,
    state_of,
)
from app.ui.words import today

_ROOMY_FROM: Final = 600


class Only(StrEnum):
    """Which items the list shows."""

    ALL = "all"
    BELOW = "below"
    EXPIRED = "expired"


class Ways(NamedTuple):
    """Where the list leads to besides its items."""

    receive: Callable[[], Any]
    catalogue: Callable[[], Any]
    transit: Callable[[str], Any]


@ft.component
def Items(
    session: Session,
    on_open: Callable[[str], Any],
    ways: Ways,
    *,
    is_beside: bool,
    key: str = "",
) -> ft.Control:
    """Draw the search, the filters and the rows."""
    search, set_search = ft.use_state("")
    only, set_only = ft.use_state(Only.ALL)
    group, set_group = ft.use_state(ALL)
    choosing, set_choosing = ft.use_state(False)
    growing = use_growing(session.height, ROW_HEIGHT, (search, only, group))
    day = today(session.clock.now_ms()).isoformat()
    listed = use_query(
        session,
        lambda db: items(db, day, search),
        [day, search],
        ["lot", "par", *CATALOGUE],
    )
    seek = ft.use_callback(set_search, [])
    if listed is None:
        return waiting_state("")

    def pick(wanted: Group) -> None:
        set_group(wanted)
        set_choosing(False)

    every = sorted(listed, key=_unknown_last)
    grouped = _grouped(session, every, only, group, choosing=choosing)
    found = [row for row in every if group.name in ("", _group_of(row))]
    wanted = [row for row in found if _fits(row, only)]

    def choose() -> None:
        set_choosing(not choosing)

    filters = ft.Column(
        spacing=GAP,
        controls=[
            _filters(session, found, only, set_only, group_chip(grouped, choose)),
            *group_choices(session, grouped, pick),
        ],
    )
    # In a low window the filters scroll with the rows; else no row would be seen.
    above: list[ft.Control] = [] if session.is_short else [filters]
    first = [filters] if session.is_short else _example_note(session, wanted)
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            _search(session, seek, group_button(session, grouped, choose)),
            *above,
            _rows(session, wanted, first, growing, on_open)
            if wanted
            else ft.Column(
                expand=True,
                scroll=ft.ScrollMode.AUTO,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                controls=[*first, _none(session, only)],
            ),
            _foot(session, ways, is_beside=is_beside),
        ],
    )


def _search(
    session: Session, seek: Callable[[str], Any], beside: Sequence[ft.Control]
) -> ft.Control:
    words = session.words("ui.stock.search")
    field = SearchField(words, seek, "stock-search", key="search-box")
    return ft.Row(
        spacing=GAP, controls=[ft.Container(expand=True, content=field), *beside]
    )


def _unknown_last(row: ItemRow) -> int:
    if is_short(row):
        return 0
    return 2 if state_of(row) is StockState.NEVER else 1


def _fits(row: ItemRow, only: Only) -> bool:
    if only is Only.BELOW:
        return is_short(row)
    return only is Only.ALL or row.expired


def _group_of(row: ItemRow) -> str:
    return row.group_nl or row.group_en or WITHOUT


def _grouped(
    session: Session,
    every: Sequence[ItemRow],
    only: Only,
    group: Group,
    *,
    choosing: bool,
) -> Grouped:
    """Return the groups of all items, each with how many of it the filter shows."""
    said = ((row.group_nl, row.group_en) for row in every)
    counts = Counter(_group_of(row) for row in every if _fits(row, only))
    return Grouped(group_labels(said, session.language), counts, group, choosing)


def _filters(
    session: Session,
    found: Sequence[ItemRow],
    only: Only,
    show: Callable[[Only], Any],
    more: Sequence[ft.Control],
) -> ft.Control:
    chips: list[ft.Control] = [
        filter_chip(
            session.words(f"ui.stock.{each.value}"),
            sum(_fits(row, each) for row in found),
            chosen=each is only,
            on_click=partial(show, each),
            key=f"stock-{each.value}",
        )
        for each in Only
    ]
    chosen = list(Only).index(only)
    return OneLine(session, [*chips, *more], chosen, key="stock-filters")


def _example_note(session: Session, rows: Sequence[ItemRow]) -> list[ft.Control]:
    if not any(row.par_is_example for row in rows):
        return []
    return [note(session.words("ui.stock.example_note"), key="stock-example")]


def _rows(
    session: Session,
    rows: Sequence[ItemRow],
    first: Sequence[ft.Control],
    growing: Growing,
    on_open: Callable[[str], Any],
) -> ft.Control:
    return ft.ListView(
        key="items",
        expand=True,
        divider_thickness=1,
        scroll_interval=LOOK_EVERY_MS,
        on_scroll=growing.on_scroll,
        controls=[
            *first,
            *(
                StockRow(
                    row,
                    session.language,
                    row.code == session.item,
                    on_open,
                    session.width >= _ROOMY_FROM,
                    key=f"row-{row.code}",
                )
                for row in rows[: growing.shown]
            ),
        ],
    )


_NONE: Final = {
    Only.ALL: ("ui.stock.nothing_found", ft.Icons.SEARCH_OFF),
    Only.BELOW: ("ui.stock.none_below", ft.Icons.CHECK_CIRCLE_OUTLINE),
    Only.EXPIRED: ("ui.stock.none_expired", ft.Icons.EVENT_AVAILABLE),
}
_NEXT: Final = {
    Only.ALL: "ui.stock.nothing_found_next",
    Only.BELOW: "ui.stock.none_below_next",
    Only.EXPIRED: "ui.stock.none_expired_next",
}


def _none(session: Session, only: Only) -> ft.Control:
    title, icon = _NONE[only]
    return empty_state(icon, session.words(title), session.words(_NEXT[only]))


def _foot(session: Session, ways: Ways, *, is_beside: bool) -> ft.Control:
    """Return the ways to the list of items and to receive, or why not."""
    person = session.person
    may_receive = person is not None and may(person.role, "stock.received")
    catalogue = quiet_button(
        session.words("ui.list.open"),
        ways.catalogue,
        key="stock-list",
        icon=ft.Icons.LIST_ALT,
    )
    return ft.Row(
        spacing=GAP,
        alignment=ft.MainAxisAlignment.END,
        controls=[
            *([] if may_receive else [_may_not(session)]),
            catalogue,
            *(
                [_receive(session, ways.receive, is_beside=is_beside)]
                if may_receive
                else []
            ),
        ],
    )


def _may_not(session: Session) -> ft.Control:
    words = note(session.words("ui.stock.may_not"), key="stock-may-not")
    return ft.Container(expand=True, content=words)


def _receive(
    session: Session, on_receive: Callable[[], Any], *, is_beside: bool
) -> ft.Control:
    """Return the way to receive; quieter where what is beside it has its own."""
    if not is_beside:
        session.offer_primary(on_receive)
    button = quiet_button if is_beside else primary_button
    return button(
        session.words("ui.stock.receive"),
        on_receive,
        key="stock-receive",
        icon=ft.Icons.ADD,
    )
