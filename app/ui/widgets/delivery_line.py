"""One lot of a delivery: what it is, how many, and what it still needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.delivery import Lack, Line
from app.care.refusal import Refusal
from app.care.stock import MOST, is_expired, tidy_expiry
from app.i18n import text
from app.ui.state import Layout
from app.ui.theme import ALARM, BODY, BOLD, GAP, RADIUS, SMALL, outline
from app.ui.widgets.buttons import icon_button, quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.item_words import item_name
from app.ui.widgets.panels import note
from app.ui.widgets.quantity import pieces_of
from app.ui.widgets.stock_row import expiry_words, tag
from app.ui.widgets.wrapped import wrapped
from app.ui.words import part_words, today

if TYPE_CHECKING:
    from app.ui.delivery import Delivery
    from app.ui.state import Session


@ft.component
def LineCard(delivery: Delivery, line: Line, place: int, key: str = "") -> ft.Control:
    """Draw one line; what is unsure stands open to be put right."""
    editing, edit = ft.use_state(False)
    session = delivery.session
    return ft.Container(
        key=f"delivery-{place}",
        padding=12,
        border_radius=RADIUS,
        border=outline(),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        content=ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                _head(delivery, line, place, edit),
                *_marks(session, line),
                *_lack(delivery, line, place, edit),
                *([LotFields(delivery, line, place, edit)] if editing else []),
            ],
        ),
    )


def _head(
    delivery: Delivery, line: Line, place: int, edit: Callable[[Any], Any]
) -> ft.Control:
    session = delivery.session
    item = delivery.items.get(line.item)
    if item is None:
        name = line.item or session.words("ui.scan.unknown_code", gtin=line.gtin)
    else:
        name = item_name(item, item.code, session.language)
    lot = (
        session.words("ui.stock.lot_named", lot=line.lot)
        if line.lot
        else session.words("ui.stock.no_lot")
    )
    words = ft.Column(
        spacing=2,
        expand=True,
        controls=[
            ft.Text(name, size=BODY, **BOLD),
            note(f"{lot} · {expiry_words(line.expiry, session.language)}"),
        ],
    )
    tools = ft.Row(
        tight=True,
        spacing=0,
        controls=[
            icon_button(
                ft.Icons.EDIT_OUTLINED,
                session.words("ui.scan.edit", name=name),
                lambda: edit(lambda open_: not open_),
                key=f"edit-{place}",
            ),
            icon_button(
                ft.Icons.CLOSE,
                session.words("ui.scan.drop", name=name),
                lambda: delivery.put(place, None),
                key=f"drop-{place}",
            ),
        ],
    )
    counted = _quantity(delivery, line, place, name)
    if session.layout is Layout.NARROW:
        apart = ft.MainAxisAlignment.SPACE_BETWEEN
        below = ft.Row(alignment=apart, controls=[counted, tools])
        return ft.Column(spacing=4, controls=[ft.Row(controls=[words]), below])
    return ft.Row(spacing=GAP, controls=[words, counted, tools])


def _quantity(delivery: Delivery, line: Line, place: int, name: str) -> ft.Control:
    session = delivery.session

    def step(by: int) -> None:
        now = min(MOST, max(0, line.quantity + by))
        delivery.put(place, replace(line, quantity=now) if now else None)

    unit = delivery.items[line.item].unit if line.item in delivery.items else None
    counted = (
        text(f"term.Unit.{unit}", session.language, count=line.quantity) if unit else ""
    )
    return ft.Row(
        tight=True,
        spacing=0,
        controls=[
            icon_button(
                ft.Icons.REMOVE,
                text("ui.less", session.language, label=name),
                lambda: step(-line.pieces),
                key=f"less-{place}",
            ),
            ft.Column(
                tight=True,
                spacing=0,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
                controls=[
                    ft.Text(
                        str(line.quantity), key=f"quantity-{place}", size=20, **BOLD
                    ),
                    *([ft.Text(counted, size=SMALL - 1)] if counted else []),
                ],
            ),
            icon_button(
                ft.Icons.ADD,
                text("ui.more", session.language, label=name),
                lambda: step(line.pieces),
                key=f"more-{place}",
            ),
        ],
    )


def _marks(session: Session, line: Line) -> list[ft.Control]:
    day = today(session.clock.now_ms()).isoformat()
    if not is_expired(line.expiry, day):
        return []
    words = session.words("ui.scan.expired")
    return [ft.Row(controls=[tag(words, ft.Icons.EVENT_BUSY, alarm=True)])]


def _lack(
    delivery: Delivery, line: Line, place: int, edit: Callable[[Any], Any]
) -> list[ft.Control]:
    session, lack = delivery.session, line.lacks
    if lack is None:
        return []
    part = part_words(line.doubt, session.language) if line.doubt else ""
    words = session.words(f"ui.scan.lack.{lack.value}", part=part, lot=line.lot)

    def right() -> None:
        delivery.put(place, replace(line, doubt="", bare=False))

    def choose() -> None:
        delivery.link(line.gtin)

    known = lack in (Lack.DOUBT, Lack.BARE)
    buttons = [
        quiet_button(
            session.words("ui.scan.choose_item"),
            choose,
            key=f"choose-{place}",
            icon=ft.Icons.LINK,
        )
    ]
    if known:
        buttons = [
            quiet_button(
                session.words(f"ui.scan.right.{lack.value}"),
                right,
                key=f"right-{place}",
                icon=ft.Icons.CHECK,
            ),
            quiet_button(
                session.words("ui.scan.change"),
                lambda: edit(True),
                key=f"change-{place}",
                icon=ft.Icons.EDIT_OUTLINED,
            ),
        ]
    return [
        ft.Container(
            padding=12,
            border=ft.Border.only(left=ft.BorderSide(6, ALARM)),
            bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH,
            content=ft.Column(
                spacing=GAP,
                controls=[
                    ft.Text(words, size=BODY, key=f"lack-{place}"),
                    wrapped(buttons),
                ],
            ),
        )
    ]


@ft.component
def LotFields(
    delivery: Delivery, line: Line, place: int, edit: Callable[[Any], Any]
) -> ft.Control:
    """Draw lot and expiry to be typed from the package."""
    session = delivery.session
    kept: ft.MutableRef[dict[str, str]] = ft.use_ref(
        {"lot": line.lot, "expiry": line.expiry, "quantity": str(line.quantity)}
    )
    wrong, set_wrong = ft.use_state("")
    said = kept.current

    def keep() -> None:
        pieces = pieces_of(said["quantity"])
        try:
            expiry = tidy_expiry(said["expiry"])
        except Refusal:
            set_wrong(session.words("ui.stock.expiry_wrong"))
            return
        lot = said["lot"].strip().upper()
        now = replace(
            line,
            lot=lot,
            expiry=expiry,
            quantity=pieces or line.quantity,
            doubt="",
            bare=line.bare and not lot and not expiry,
        )
        delivery.put(place, now)
        edit(False)

    def field(name: str, **more: Any) -> ft.Control:
        return text_field(
            session.words(f"ui.stock.{name}"),
            said[name],
            lambda words: said.__setitem__(name, words),
            key=f"{name}-{place}",
            on_submit=keep,
            expand=True,
            **more,
        )

    return ft.Column(
        spacing=GAP,
        controls=[
            ft.Row(
                spacing=GAP,
                vertical_alignment=ft.CrossAxisAlignment.START,
                controls=[
                    field("lot", max_length=20, counter=""),
                    field("expiry", error=wrong or None),
                ],
            ),
            quiet_button(
                session.words("ui.scan.keep"),
                keep,
                key=f"keep-{place}",
                icon=ft.Icons.CHECK,
            ),
        ],
    )
