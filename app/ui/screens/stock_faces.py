"""The faces of the stock room: the chips, and the faces that lead into themselves."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.ui.screens.stock_expiry import ExpiryView
from app.ui.screens.stock_order import OrderView
from app.ui.screens.stock_registers import RegistersView
from app.ui.screens.stock_storages import StoragesView
from app.ui.screens.stock_tally import TallyView
from app.ui.theme import GAP
from app.ui.widgets.filter_chip import filter_chip

if TYPE_CHECKING:
    from app.ui.state import Session


class Face(StrEnum):
    """What of the stock is looked at."""

    ITEMS = "items"
    LASTING = "lasting"
    EXPIRY = "expiry"
    ORDER = "order"
    REGISTERS = "registers"
    STORAGES = "storages"
    TRANSIT = "transit"
    TALLY = "tally"


_PLAIN: Final[dict[Face, Callable[..., ft.Control]]] = {
    Face.EXPIRY: ExpiryView,
    Face.ORDER: OrderView,
    Face.REGISTERS: RegistersView,
    Face.STORAGES: StoragesView,
    Face.TALLY: TallyView,
}


def plain_face(session: Session, face: Face) -> ft.Control:
    """Return a face that needs nothing of the room around it."""
    return _PLAIN[face](session, key=face.value)


def with_faces(
    session: Session, face: Face, set_face: Callable[[Face], Any], below: ft.Control
) -> ft.Control:
    """Return the chips of all faces, and below them the one that is looked at."""
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Row(
                wrap=True,
                spacing=GAP,
                run_spacing=GAP,
                controls=[
                    filter_chip(
                        session.words(f"ui.stock.face.{each.value}"),
                        None,
                        chosen=each is face,
                        on_click=partial(set_face, each),
                        key=f"stock-face-{each.value}",
                    )
                    for each in Face
                ],
            ),
            ft.Container(expand=True, content=below),
        ],
    )
