"""Voorraad: what is at the post, what is short on top; one item beside the list."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Any, Final

import flet as ft

from app.ui.screens.item_form import ItemForm
from app.ui.screens.stock_faces import Face, face_chips, plain_face
from app.ui.screens.stock_item import ItemPane
from app.ui.screens.stock_items import Items, Ways
from app.ui.screens.stock_lasting import LastingView
from app.ui.screens.stock_list import ListPane
from app.ui.screens.stock_receive import ReceivePane
from app.ui.screens.transfer import TAKE, TransitView, transit_pane
from app.ui.state import Layout, Program, Session
from app.ui.theme import SPACE
from app.ui.widgets.panels import empty_state

_LIST_WIDTH: Final = 460


class Beside(StrEnum):
    """What stands beside the list, or instead of it."""

    ITEM = "item"
    RECEIVING = "receiving"
    LISTING = "listing"
    ADDING = "adding"


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
    pane = _beside(session, beside, set_beside) or transit_pane(session, transit, go)
    shown = _faced(session, face, opened, ways, is_beside=pane is not None)
    chips = face_chips(session, face, partial(_turn, go, set_face))
    if session.layout is not Layout.WIDE:
        return _alone(pane or _under(chips, shown))
    return ft.Column(
        expand=True,
        spacing=0,
        controls=[
            ft.Container(
                padding=ft.Padding.only(left=SPACE, top=SPACE, right=SPACE),
                content=chips,
            ),
            ft.Row(
                expand=True,
                spacing=0,
                vertical_alignment=ft.CrossAxisAlignment.STRETCH,
                controls=_side_by_side(shown, pane or _nothing_picked(session, face)),
            ),
        ],
    )


def _alone(content: ft.Control) -> ft.Control:
    return ft.Container(expand=True, padding=SPACE, content=content)


def _under(chips: ft.Control, shown: ft.Control) -> ft.Control:
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[chips, ft.Container(expand=True, content=shown)],
    )


def _side_by_side(shown: ft.Control, pane: ft.Control | None) -> list[ft.Control]:
    """Return the face, and what is open beside it; without that it has all room."""
    if pane is None:
        return [_alone(shown)]
    return [
        ft.Container(width=_LIST_WIDTH, padding=SPACE, content=shown),
        ft.VerticalDivider(width=1),
        _alone(pane),
    ]


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
    """Look at another face; what is open stays only beside the list of items."""
    if wanted is not Face.ITEMS:
        go("")
    set_face(wanted)


def _faced(
    session: Session,
    face: Face,
    on_open: Callable[[str], Any],
    ways: Ways,
    *,
    is_beside: bool,
) -> ft.Control:
    if face is Face.LASTING:
        return LastingView(session, on_open, is_beside=is_beside, key="lasting")
    if face is Face.TRANSIT:
        return TransitView(session, ways.transit, key="transit")
    if face is Face.ITEMS:
        return Items(session, on_open, ways, is_beside=is_beside, key="items")
    return plain_face(session, face)


def _nothing_picked(session: Session, face: Face) -> ft.Control | None:
    """Return what stands beside a list of which nothing is open."""
    if face not in (Face.ITEMS, Face.TRANSIT):
        return None
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
