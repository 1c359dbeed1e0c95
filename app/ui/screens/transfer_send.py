"""Naar een andere post: which items, how many; the lots that expire first leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.item import Item
from app.care.stock import StockSent
from app.catalogue import decode
from app.commands import send_items
from app.i18n import text
from app.store.queries.item import STREAMS as CATALOGUE
from app.store.queries.item import catalogue
from app.store.queries.transfer import PackedLot, neighbours, packed
from app.ui.hooks import use_query
from app.ui.screens.stock_form import (
    Frame,
    form_frame,
    give_up,
    say_with_undo,
    use_escape,
)
from app.ui.screens.stock_receive import ItemPicker
from app.ui.theme import BODY, BOLD, GAP, RADIUS, outline
from app.ui.transfer import Line, drop_line, keep_lines, lines_of, put_line
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.item_words import name_in
from app.ui.widgets.panels import alarm_note, note, section_title
from app.ui.widgets.quantity import quantity_field
from app.ui.widgets.second_person import SecondPerson, use_second
from app.ui.widgets.stock_row import expiry_words
from app.ui.words import today

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event

FORM: Final = "transfer.send"
_MOST_NAMES: Final = 8

Packed = Mapping[str, Sequence[PackedLot]]


@ft.component
def SendPane(
    session: Session,
    on_sent: Callable[[bytes], Any],
    on_done: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw to which post, the lines with the lots they come from, and the picker."""
    typed = use_typed(session, FORM)
    use_escape(session, on_done)
    lines = lines_of(typed)
    second, asked = use_second(session, *sorted({each.item for each in lines}))
    found = _use_found(session, lines)

    def done(events: Sequence[Event]) -> None:
        words = session.words("ui.transit.saved_send", name=typed.text("to"))
        typed.fill({})
        say_with_undo(session, words, events)
        on_sent(transfer_of(events))

    async def save() -> None:
        to_post, wanted = typed.text("to"), [(each.item, each.pieces) for each in lines]
        actor = session.actor

        def record(desk: Desk) -> Sequence[Event]:
            return send_items(desk, actor, wanted, to_post)

        await typed.record(second.beside(session, record, asked=asked), done)

    forget = give_up(session, typed, FORM)

    async def cancel() -> None:
        await forget()
        on_done()

    frame = Frame(
        title=session.words("ui.transit.send"),
        about="",
        save=session.words("ui.transit.save_send"),
        key="send",
        on_save=save,
        on_cancel=cancel,
    )
    items, names, from_lots = found
    cards = [
        _card(session, typed, items, from_lots.get(each.item, ()), place)
        for place, each in enumerate(lines)
    ]
    watching = [SecondPerson(session, second, key="second")] if asked else []
    fields = [_to(session, typed, names), *cards, _picker(session, typed), *watching]
    return form_frame(session, frame, typed, fields)


def transfer_of(events: Sequence[Event]) -> bytes:
    """Return under which transfer stock left."""
    fact = decode(events[0])
    return bytes(fact.transfer) if isinstance(fact, StockSent) else b""


def _use_found(
    session: Session, lines: Sequence[Line]
) -> tuple[Mapping[str, Item], Sequence[str], Packed]:
    """Return the catalogue, the posts known by name, and the lots that would leave."""
    day = today(session.clock.now_ms()).isoformat()
    wanted: dict[str, int] = {}
    for each in lines:
        wanted[each.item] = wanted.get(each.item, 0) + each.pieces
    found = use_query(
        session,
        lambda db: (
            catalogue(db),
            neighbours(db),
            {code: packed(db, code, count, day) for code, count in wanted.items()},
        ),
        [day, tuple(wanted.items())],
        ["lot", "recall", "post", *CATALOGUE],
    )
    return found or ({}, (), {})


def _to(session: Session, typed: Typed, names: Sequence[str]) -> ft.Control:
    label = session.words("ui.transit.which_post")
    field = text_field(
        label,
        typed.text("to"),
        partial(typed.write, "to"),
        key="send-to",
        max_length=60,
        counter="",
        autofocus=True,
    )
    if not names:
        return field
    quick = choices(
        [(each, each) for each in names[:_MOST_NAMES]],
        typed.text("to"),
        partial(typed.pick, "to"),
        key="send-to-quick",
    )
    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[quick, field],
    )


def _picker(session: Session, typed: Typed) -> ft.Control:
    def pick(code: str) -> None:
        if all(each.item != code for each in lines_of(typed)):
            keep_lines(typed, (*lines_of(typed), Line(code, "1")))

    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            section_title(session.words("ui.transit.add_item")),
            ItemPicker(session, pick, key="send-picker"),
        ],
    )


def line_card(
    session: Session,
    typed: Typed,
    name: str,
    place: int,
    below: Sequence[ft.Control],
) -> ft.Control:
    """Return one line: its name, the way to take it out, and what belongs to it."""
    return ft.Container(
        key=f"line-{place}",
        padding=12,
        border_radius=RADIUS,
        border=outline(),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        content=ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                ft.Row(
                    controls=[
                        ft.Text(name, size=BODY, expand=True, **BOLD),
                        icon_button(
                            ft.Icons.CLOSE,
                            session.words("ui.transit.drop", name=name),
                            partial(drop_line, typed, place),
                            key=f"line-drop-{place}",
                        ),
                    ]
                ),
                *below,
            ],
        ),
    )


def line_quantity(
    session: Session, typed: Typed, items: Mapping[str, Item], line: Line, place: int
) -> ft.Control:
    """Return the number of pieces of a line."""
    item = items.get(line.item)
    unit = "piece" if item is None else item.unit.value
    counted = text(f"term.Unit.{unit}", session.language, count=0)
    return quantity_field(
        session.words("ui.transit.quantity", unit=counted),
        line.quantity,
        lambda words: put_line(typed, place, quantity=words),
        session.language,
        key=f"line-quantity-{place}",
    )


def _card(
    session: Session,
    typed: Typed,
    items: Mapping[str, Item],
    from_lots: Sequence[PackedLot],
    place: int,
) -> ft.Control:
    line = lines_of(typed)[place]
    there = sum(each.pieces for each in from_lots)
    short = session.words("ui.transit.too_few", count=there)
    return line_card(
        session,
        typed,
        name_in(items, line.item, session.language),
        place,
        [
            line_quantity(session, typed, items, line, place),
            *(note(packed_words(session, each)) for each in from_lots),
            alarm_note(short if there < line.pieces else None, key=f"short-{place}"),
        ],
    )


def packed_words(session: Session, one: PackedLot) -> str:
    """Return from which lot and place so many pieces come."""
    lot = (
        session.words("ui.stock.lot_named", lot=one.lot.lot)
        if one.lot.lot
        else session.words("ui.stock.no_lot")
    )
    key = "ui.transit.packed_at" if one.place else "ui.transit.packed"
    return session.words(
        key,
        pieces=one.pieces,
        lot=lot,
        expiry=expiry_words(one.lot.expiry, session.language),
        place=one.place,
    )
