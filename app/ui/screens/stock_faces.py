"""The faces of the stock room: the chips, and the faces that lead into themselves."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.store.queries.request import shipments_coming
from app.ui.hooks import use_now, use_query
from app.ui.screens.recall import RecallsView
from app.ui.screens.stock_expiry import ExpiryView
from app.ui.screens.stock_order import OrderView
from app.ui.screens.stock_registers import RegistersView
from app.ui.screens.stock_storages import StoragesView
from app.ui.screens.stock_tally import TallyView
from app.ui.widgets.filter_chip import filter_chip
from app.ui.widgets.one_line import OneLine

if TYPE_CHECKING:
    from app.ui.state import Session


_MINUTE_MS: Final = 60_000


class Face(StrEnum):
    """What of the stock is looked at."""

    ITEMS = "items"
    LASTING = "lasting"
    EXPIRY = "expiry"
    ORDER = "order"
    REGISTERS = "registers"
    STORAGES = "storages"
    TRANSIT = "transit"
    RECALLS = "recalls"
    TALLY = "tally"


_PLAIN: Final[dict[Face, Callable[..., ft.Control]]] = {
    Face.EXPIRY: ExpiryView,
    Face.ORDER: OrderView,
    Face.RECALLS: RecallsView,
    Face.REGISTERS: RegistersView,
    Face.STORAGES: StoragesView,
    Face.TALLY: TallyView,
}


def plain_face(session: Session, face: Face) -> ft.Control:
    """Return a face that needs nothing of the room around it."""
    return _PLAIN[face](session, key=face.value)


def face_chips(
    session: Session, face: Face, set_face: Callable[[Face], Any]
) -> ft.Control:
    """Return the chips of all faces."""
    chips = [
        _chip(session, each, each is face, partial(set_face, each)) for each in Face
    ]
    return OneLine(session, chips, list(Face).index(face), key="faces")


def _chip(
    session: Session, face: Face, chosen: bool, on_click: Callable[[], Any]
) -> ft.Control:
    if face is Face.ORDER:
        return OrderChip(session, chosen, on_click, key="chip-order")
    return _plain_chip(session, face, None, chosen, on_click)


def _plain_chip(
    session: Session,
    face: Face,
    count: int | None,
    chosen: bool,
    on_click: Callable[[], Any],
) -> ft.Control:
    return filter_chip(
        session.words(f"ui.stock.face.{face.value}"),
        count,
        chosen=chosen,
        on_click=on_click,
        key=f"stock-face-{face.value}",
    )


@ft.component
def OrderChip(
    session: Session, chosen: bool, on_click: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw the chip of orders with how many shipments are on their way here."""
    now = use_now(session) // _MINUTE_MS * _MINUTE_MS
    count = use_query(
        session, lambda db: shipments_coming(db, now), [now], ["request", "lot"]
    )
    return _plain_chip(session, Face.ORDER, count or None, chosen, on_click)
