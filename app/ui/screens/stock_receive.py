"""Ontvangen: which item, which lot, until when it is good, how many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.refusal import Refusal
from app.care.stock import LotKey, is_expired, tidy_expiry
from app.commands import receive_stock
from app.store.queries.stock import ItemRow, item, items
from app.ui.hooks import use_query
from app.ui.screens.delivery import DeliveryPane
from app.ui.screens.stock_form import (
    Frame,
    form_frame,
    give_up,
    say_with_undo,
    use_escape,
)
from app.ui.theme import BODY, GAP, SPACE
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import icon_button, link_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.panels import note
from app.ui.widgets.quantity import pieces_of, quantity_field
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.second_person import SecondPerson, use_second
from app.ui.widgets.stock_row import name_of, unit_of
from app.ui.words import today

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event

_FOUND_MOST: Final = 6


@ft.component
def ReceivePane(
    session: Session, row: ItemRow | None, on_done: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw the form; without `row` the item is chosen first."""
    form = "stock.receive" if row is None else f"stock.receive:{row.code}"
    typed = use_typed(session, form)
    tried, set_tried = ft.use_state(False)
    use_escape(session, on_done)
    about = _use_item(session, row, typed)
    second, asked = use_second(session, about.code if about is not None else "")

    def done(events: Sequence[Event]) -> None:
        if about is not None:
            pieces = pieces_of(typed.text("quantity")) or 0
            say_with_undo(session, _said(session, about, pieces), events)
            session.item = about.code
        on_done()

    async def save() -> None:
        set_tried(True)
        wrong = expiry_error(session, typed.text("expiry"))
        if about is None or wrong or not pieces_of(typed.text("quantity")):
            return
        command = _command(session, about.code, typed)
        await typed.record(second.beside(session, command, asked=asked), done)

    forget = give_up(session, typed, form)

    async def cancel() -> None:
        await forget()
        on_done()

    frame = _frame(session, about, save, cancel)
    if about is None:
        return DeliveryPane(
            session,
            lambda on_pick: ItemPicker(session, on_pick, key="picker"),
            lambda code: typed.pick("item", code),
            on_done,
            key="delivery",
        )
    other = [] if row is not None else [_other_item(session, typed)]
    fields = _fields(session, typed, about, tried=tried, on_submit=save)
    if asked:
        fields.append(
            SecondPerson(session, second, typed.errors.get("second"), key="second")
        )
    return form_frame(session, frame, typed, [*other, *fields])


def _use_item(session: Session, row: ItemRow | None, typed: Typed) -> ItemRow | None:
    """Return the item that comes in: the one that is open, or the one picked."""
    day = today(session.clock.now_ms()).isoformat()
    code = row.code if row is not None else typed.text("item")
    picked = use_query(
        session, lambda db: item(db, code, day) if code else None, [code, day], ["lot"]
    )
    return row or (picked if picked is not None and picked.code == code else None)


def _frame(
    session: Session,
    about: ItemRow | None,
    save: Callable[..., Any],
    cancel: Callable[..., Any],
) -> Frame:
    return Frame(
        title=session.words("ui.stock.receive"),
        about="" if about is None else name_of(about, session.language),
        save=session.words("ui.stock.save_receipt"),
        key="receive",
        on_save=save,
        on_cancel=cancel,
    )


def _command(
    session: Session, code: str, typed: Typed
) -> Callable[[Desk], Sequence[Event]]:
    actor = session.actor
    lot = LotKey(code, typed.text("lot"), typed.text("expiry"))
    pieces = pieces_of(typed.text("quantity")) or 0

    def record(desk: Desk) -> Sequence[Event]:
        event = receive_stock(desk, actor, lot, pieces)
        return [event]

    return record


def _said(session: Session, row: ItemRow, pieces: int) -> str:
    return session.words(
        "ui.stock.saved_receipt",
        quantity=pieces,
        unit=unit_of(row, session.language, pieces),
        name=name_of(row, session.language),
    )


def _fields(
    session: Session,
    typed: Typed,
    about: ItemRow,
    *,
    tried: bool,
    on_submit: Callable[..., Any],
) -> list[ft.Control]:
    return [
        _lot(session, typed),
        ExpiryField(session, typed, tried, key="expiry-field"),
        _quantity(session, typed, about, tried=tried, on_submit=on_submit),
    ]


def _other_item(session: Session, typed: Typed) -> ft.Control:
    def forget() -> None:
        typed.pick("item", "")

    return ft.Row(
        controls=[
            link_button(
                session.words("ui.stock.other_item"),
                forget,
                key="receive-other",
                icon=ft.Icons.SWAP_HORIZ,
            )
        ]
    )


def _lot(session: Session, typed: Typed) -> ft.Control:
    return text_field(
        session.words("ui.stock.lot"),
        typed.text("lot"),
        lambda words: typed.write("lot", words),
        key="receive-lot",
        helper=session.words("ui.stock.lot_hint"),
        capitalization=ft.TextCapitalization.CHARACTERS,
        autofocus=True,
        max_length=20,
        counter="",
    )


def _quantity(
    session: Session,
    typed: Typed,
    about: ItemRow,
    *,
    tried: bool,
    on_submit: Callable[..., Any],
) -> ft.Control:
    written = typed.text("quantity")
    wrong = tried and not pieces_of(written)
    return quantity_field(
        session.words("ui.stock.quantity", unit=unit_of(about, session.language)),
        written,
        lambda words: typed.pick("quantity", words),
        session.language,
        key="receive-quantity",
        error=session.words("ui.stock.quantity_wrong") if wrong else None,
        on_submit=on_submit,
    )


@ft.component
def ItemPicker(
    session: Session, on_pick: Callable[[str], Any], key: str = ""
) -> ft.Control:
    """Find an item by its name and pick it with one tap."""
    find, seek = ft.use_state("")
    picked, count = ft.use_state(0)
    day = today(session.clock.now_ms()).isoformat()
    found = use_query(session, lambda db: items(db, day, find), [day, find], ["lot"])

    def pick(code: str) -> None:
        seek("")
        count(picked + 1)
        on_pick(code)

    def search(words: str) -> None:
        seek(words)

    searched = ft.use_callback(search, [])

    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            SearchField(
                session.words("ui.stock.item"),
                searched,
                "receive-find",
                key=f"find-{picked}",
            ),
            *(_pick(session, row, pick) for row in (found or ())[:_FOUND_MOST]),
        ],
    )


def _pick(session: Session, row: ItemRow, pick: Callable[[str], Any]) -> ft.Control:
    return ft.OutlinedButton(
        key=f"pick-{row.code}",
        on_click=lambda: pick(row.code),
        style=ft.ButtonStyle(
            alignment=ft.Alignment.CENTER_LEFT,
            # 22 of a line and 26 of air: 48, and more where a name takes two lines.
            padding=ft.Padding.symmetric(horizontal=SPACE, vertical=13),
        ),
        content=ft.Text(name_of(row, session.language), size=BODY),
    )


def expiry_error(session: Session, typed: str) -> str | None:
    """Return in words what is wrong with a date, or None."""
    try:
        tidy_expiry(typed)
    except Refusal:
        return session.words("ui.stock.expiry_wrong")
    return None


@ft.component
def ExpiryField(
    session: Session, typed: Typed, tried: bool, key: str = ""
) -> ft.Control:
    """Type the date as the package says it, or pick it in a calendar."""
    picking, set_picking = ft.use_state(False)
    written = typed.text("expiry")
    wrong = expiry_error(session, written)

    def picked(event: ft.Event[ft.DatePicker]) -> None:
        set_picking(False)
        value = event.control.value
        if isinstance(value, datetime):  # midnight here, told in UTC
            chosen = value.astimezone().date()
            typed.pick("expiry", chosen.strftime("%d-%m-%Y"))

    first = today(session.clock.now_ms())
    ft.use_dialog(
        ft.DatePicker(
            first_date=date(first.year - 5, 1, 1),
            last_date=date(first.year + 20, 12, 31),
            on_change=picked,
            on_dismiss=lambda: set_picking(False),
        )
        if picking
        else None
    )
    past = not wrong and is_expired(tidy_expiry(written), first.isoformat())
    return ft.Column(
        spacing=4,
        controls=[
            ft.Row(
                vertical_alignment=ft.CrossAxisAlignment.START,
                controls=[
                    text_field(
                        session.words("ui.stock.expiry"),
                        written,
                        lambda words: typed.pick("expiry", words),
                        key="receive-expiry",
                        helper=session.words("ui.stock.expiry_hint"),
                        helper_max_lines=2,
                        error=wrong if tried else None,
                        expand=True,
                    ),
                    icon_button(
                        ft.Icons.CALENDAR_MONTH,
                        session.words("ui.stock.expiry_pick"),
                        lambda: set_picking(True),
                        key="receive-calendar",
                    ),
                ],
            ),
            *([note(session.words("ui.stock.expiry_past"))] if past else []),
        ],
    )
