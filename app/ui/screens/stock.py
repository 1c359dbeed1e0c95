"""Voorraad: what is at the post, what is short on top; one item beside the list."""

from __future__ import annotations

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
from app.ui.screens.item_form import ItemForm
from app.ui.screens.stock_faces import Face, plain_face, with_faces
from app.ui.screens.stock_item import ItemPane
from app.ui.screens.stock_lasting import LastingView
from app.ui.screens.stock_list import ListPane
from app.ui.screens.stock_receive import ReceivePane
from app.ui.screens.transfer import TAKE, TransitView, transit_pane
from app.ui.state import Layout, Program, Session
from app.ui.theme import GAP, SPACE
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.filter_chip import filter_chip
from app.ui.widgets.panels import empty_state, note, page_title, waiting_state
from app.ui.widgets.stock_row import (
    ROW_HEIGHT,
    StockRow,
    StockState,
    is_short,
    state_of,
)
from app.ui.words import today

_LIST_WIDTH: Final = 460


class Only(StrEnum):
    """Which items the list shows."""

    ALL = "all"
    BELOW = "below"
    EXPIRED = "expired"


class Beside(StrEnum):
    """What stands beside the list, or instead of it."""

    ITEM = "item"
    RECEIVING = "receiving"
    LISTING = "listing"
    ADDING = "adding"


class Ways(NamedTuple):
    """Where the list leads to besides its items."""

    receive: Callable[[], Any]
    catalogue: Callable[[], Any]
    transit: Callable[[str], Any]


@ft.component
def StockRoom(session: Session, program: Program) -> ft.Control:
    """Draw the list of items and, beside or instead of it, the one that is picked."""
    beside, set_beside = ft.use_state(Beside.ITEM)
    face, set_face = ft.use_state(Face(session.face or Face.ITEMS))
    transit, set_transit = ft.use_state("")

    def back() -> None:
        set_beside(Beside.ITEM)

    def open_item(wanted: str) -> None:
        back()
        set_transit("")
        session.item = wanted

    def go(wanted: str) -> None:
        back()
        session.item = None
        set_transit(wanted)

    def unpack() -> None:
        if session.slip is not None:
            set_face(Face.TRANSIT)
            go(TAKE)

    def arrive() -> None:
        session.face = ""

    ft.use_effect(arrive, [])
    ft.use_effect(unpack, [session.slip])
    opened = ft.use_callback(open_item, [session])
    ways = Ways(
        lambda: set_beside(Beside.RECEIVING), lambda: set_beside(Beside.LISTING), go
    )
    shown = _faced(session, face, partial(_turn, go, set_face), opened, ways)
    pane = _beside(session, beside, set_beside) or transit_pane(session, transit, go)
    if _is_alone(session, face, pane):
        return ft.Container(expand=True, padding=SPACE, content=pane or shown)
    return ft.Row(
        expand=True,
        spacing=0,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Container(width=_LIST_WIDTH, padding=SPACE, content=shown),
            ft.VerticalDivider(width=1),
            ft.Container(
                expand=True,
                padding=SPACE,
                content=pane or _nothing_picked(session, face),
            ),
        ],
    )


def _beside(
    session: Session, beside: Beside, set_beside: Callable[[Beside], Any]
) -> ft.Control | None:
    """Return the form or the item that is open; None while neither is."""

    def back() -> None:
        set_beside(Beside.ITEM)

    if beside is Beside.RECEIVING:
        return ReceivePane(session, None, back, key="receive-any")
    if beside is Beside.LISTING:
        return ListPane(session, lambda: set_beside(Beside.ADDING), back, key="list")
    if beside is Beside.ADDING:
        return ItemForm(session, None, back, key="add")
    code = session.item
    return None if code is None else ItemPane(session, code, key=f"item-pane-{code}")


def _turn(
    go: Callable[[str], Any], set_face: Callable[[Face], Any], wanted: Face
) -> None:
    """Look at another face; what was open gives way to a count."""
    if wanted is Face.TALLY:
        go("")
    set_face(wanted)


def _is_alone(session: Session, face: Face, pane: ft.Control | None) -> bool:
    """Tell whether one thing has the whole width: nothing stands beside a count."""
    return session.layout is not Layout.WIDE or (face is Face.TALLY and pane is None)


def _faced(
    session: Session,
    face: Face,
    set_face: Callable[[Face], Any],
    on_open: Callable[[str], Any],
    ways: Ways,
) -> ft.Control:
    if face is Face.LASTING:
        below = LastingView(session, on_open, key="lasting")
    elif face is Face.TRANSIT:
        below = TransitView(session, ways.transit, key="transit")
    elif face is Face.ITEMS:
        below = Items(session, on_open, ways, key="items")
    else:
        below = plain_face(session, face)
    return with_faces(session, face, set_face, below)


def _nothing_picked(session: Session, face: Face) -> ft.Control:
    if face is Face.TRANSIT:
        return empty_state(
            ft.Icons.LOCAL_SHIPPING_OUTLINED,
            session.words("ui.transit.pick"),
            session.words("ui.transit.pick_next"),
        )
    return empty_state(
        ft.Icons.INVENTORY_2_OUTLINED,
        session.words("ui.stock.pick"),
        session.words("ui.stock.pick_next"),
    )


@ft.component
def Items(
    session: Session,
    on_open: Callable[[str], Any],
    ways: Ways,
    key: str = "",
) -> ft.Control:
    """Draw the search, the filters and the rows."""
    search, set_search = ft.use_state("")
    only, set_only = ft.use_state(Only.ALL)
    growing = use_growing(session.height, ROW_HEIGHT, (search, only))
    day = today(session.clock.now_ms()).isoformat()
    listed = use_query(
        session,
        lambda db: items(db, day, search),
        [day, search],
        ["lot", "par", *CATALOGUE],
    )
    if listed is None:
        return waiting_state("")
    found = sorted(listed, key=_unknown_last)
    wanted = [row for row in found if _fits(row, only)]
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            *(
                []
                if session.is_short
                else [page_title(session.words("ui.stock.title"))]
            ),
            text_field(
                session.words("ui.stock.search"),
                search,
                set_search,
                key="stock-search",
                prefix_icon=ft.Icons.SEARCH,
            ),
            _filters(session, found, only, set_only),
            *([] if session.is_short else _example_note(session, found)),
            _rows(session, wanted, only, growing, on_open),
            _foot(session, ways),
        ],
    )


def _unknown_last(row: ItemRow) -> int:
    if is_short(row):
        return 0
    return 2 if state_of(row) is StockState.NEVER else 1


def _fits(row: ItemRow, only: Only) -> bool:
    if only is Only.BELOW:
        return is_short(row)
    return only is Only.ALL or row.expired


def _filters(
    session: Session,
    found: Sequence[ItemRow],
    only: Only,
    show: Callable[[Only], Any],
) -> ft.Control:
    return ft.Row(
        wrap=True,
        spacing=GAP,
        run_spacing=GAP,
        controls=[
            filter_chip(
                session.words(f"ui.stock.{each.value}"),
                sum(_fits(row, each) for row in found),
                chosen=each is only,
                on_click=partial(show, each),
                key=f"stock-{each.value}",
            )
            for each in Only
        ],
    )


def _example_note(session: Session, found: Sequence[ItemRow]) -> list[ft.Control]:
    if not any(row.par_is_example for row in found):
        return []
    return [note(session.words("ui.stock.example_note"), key="stock-example")]


def _rows(
    session: Session,
    rows: Sequence[ItemRow],
    only: Only,
    growing: Growing,
    on_open: Callable[[str], Any],
) -> ft.Control:
    if not rows:
        return ft.Container(expand=True, content=_none(session, only))
    return ft.ListView(
        key="items",
        expand=True,
        divider_thickness=1,
        scroll_interval=LOOK_EVERY_MS,
        on_scroll=growing.on_scroll,
        controls=[
            StockRow(
                row,
                session.language,
                row.code == session.item,
                on_open,
                key=f"row-{row.code}",
            )
            for row in rows[: growing.shown]
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


def _foot(session: Session, ways: Ways) -> ft.Control:
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
            *([_receive(session, ways.receive)] if may_receive else []),
        ],
    )


def _may_not(session: Session) -> ft.Control:
    words = note(session.words("ui.stock.may_not"), key="stock-may-not")
    return ft.Container(expand=True, content=words)


def _receive(session: Session, on_receive: Callable[[], Any]) -> ft.Control:
    """Return the way to receive; quieter where an item beside it has its own."""
    beside = session.layout is Layout.WIDE and session.item is not None
    if session.item is None:
        session.offer_primary(on_receive)
    button = quiet_button if beside else primary_button
    return button(
        session.words("ui.stock.receive"),
        on_receive,
        key="stock-receive",
        icon=ft.Icons.ADD,
    )
