"""Counting what one number cannot say: a lot nobody knew, a controlled drug whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.refusal import Refusal
from app.care.stock import LotKey
from app.commands import Found, count_all, count_line
from app.store.queries.stock import item as item_row
from app.store.queries.tally import Entry, TallyPage, lots_to_count
from app.ui.hooks import use_query
from app.ui.screens.stock_form import (
    Frame,
    form_frame,
    give_up,
    say_with_undo,
    use_escape,
)
from app.ui.screens.stock_receive import ExpiryField, ItemPicker
from app.ui.theme import BODY, BOLD
from app.ui.typed import Typed, use_typed
from app.ui.widgets.fields import text_field
from app.ui.widgets.panels import alarm_note, card, note, waiting_state
from app.ui.widgets.quantity import pieces_of, quantity_field
from app.ui.widgets.second_person import SecondPerson, use_second
from app.ui.widgets.stock_row import name_of
from app.ui.widgets.tally_words import about_line, item_name, place_name, said_by
from app.ui.words import today

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event


@ft.component
def AddPane(
    session: Session,
    page: TallyPage,
    place: str,
    on_done: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Ask what was found at a place that the books do not have there."""
    form = f"stock.tally.add:{page.stream.hex()}"
    typed = use_typed(session, form)
    tried, set_tried = ft.use_state(False)
    use_escape(session, on_done)
    code, day = typed.text("item"), today(session.clock.now_ms()).isoformat()
    row = use_query(
        session, lambda db: item_row(db, code, day) if code else None, [code], ["lot"]
    )

    def done(events: list[Event]) -> None:
        say_with_undo(session, session.words("ui.tally.added"), events)
        on_done()

    async def save() -> None:
        set_tried(True)
        await typed.record(_command(session, page, place, typed), done)

    forget = give_up(session, typed, form)

    async def cancel() -> None:
        await forget()
        on_done()

    name = code if row is None or row.code != code else name_of(row, session.language)
    frame = Frame(
        title=session.words("ui.tally.add"),
        about=f"{name} {place_name(page, place, session.language)}".strip(),
        save=session.words("ui.tally.save"),
        key="tally-add",
        on_save=save,
        on_cancel=cancel,
    )
    if not code:
        pick = partial(typed.pick, "item")
        picker = ItemPicker(session, typed, pick, key="picker")
        return form_frame(session, frame, typed, [picker])
    return form_frame(
        session,
        frame,
        typed,
        [
            note(session.words("ui.tally.add_note")),
            text_field(
                session.words("ui.stock.lot"),
                typed.text("lot"),
                partial(typed.write, "lot"),
                key="tally-add-number",
                error=typed.errors.get("lot"),
            ),
            ExpiryField(session, typed, tried, key="expiry"),
            quantity_field(
                session.words("ui.stock.counted"),
                typed.text("pieces"),
                partial(typed.pick, "pieces"),
                session.language,
                key="tally-add-pieces",
                error=typed.errors.get("pieces"),
            ),
        ],
    )


def _command(
    session: Session, page: TallyPage, place: str, typed: Typed
) -> Callable[[Desk], list[Event]]:
    actor, stream = session.actor, page.stream
    key = LotKey(typed.text("item"), typed.text("lot"), typed.text("expiry"))
    pieces = pieces_of(typed.text("pieces"))

    def record(desk: Desk) -> list[Event]:
        if pieces is None:
            raise Refusal("not_a_number", field="pieces")
        return count_line(desk, actor, stream, Found(key, place, pieces))

    return record


@ft.component
def ControlledPane(
    session: Session,
    page: TallyPage,
    item: str,
    on_done: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Wait for the lots of a controlled drug, then draw the form."""
    lots = use_query(
        session, lambda db: lots_to_count(db, page, item), [item, page], ["lot"]
    )
    if lots is None:
        return waiting_state("")
    return _Whole(session, page, lots, on_done, key=f"whole-{item}")


@ft.component
def _Whole(
    session: Session,
    page: TallyPage,
    lots: Sequence[Entry],
    on_done: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Ask of every lot what is there, and who watches."""
    item = lots[0].spot.item
    form = f"stock.tally.whole:{page.stream.hex()}:{item}"
    typed = use_typed(session, form)
    second, asked = use_second(session, item)
    use_escape(session, on_done)

    def done(events: list[Event]) -> None:
        name = item_name(lots[0], session.language)
        words = session.words("ui.stock.saved_count", name=name)
        say_with_undo(session, words, events)
        on_done()

    async def save() -> None:
        command = _whole(session, page, lots, typed)
        await typed.record(second.beside(session, command, asked=asked), done)

    forget = give_up(session, typed, form)

    async def cancel() -> None:
        await forget()
        on_done()

    counted = any(each.lines for each in lots)
    frame = Frame(
        title=session.words("ui.tally.with_second"),
        about=item_name(lots[0], session.language),
        save=session.words("ui.tally.again" if counted else "ui.stock.save_count"),
        key="tally-whole",
        on_save=save,
        on_cancel=cancel,
    )
    fields = [
        note(session.words("ui.tally.controlled_note")),
        *(_lot(session, page, each, typed) for each in lots),
        SecondPerson(session, second, key="second"),
    ]
    return form_frame(session, frame, typed, fields)


def _whole(
    session: Session, page: TallyPage, lots: Sequence[Entry], typed: Typed
) -> Callable[[Desk], list[Event]]:
    actor, stream = session.actor, page.stream
    found = [
        Found(
            LotKey(each.spot.item, each.spot.lot, each.spot.expiry),
            each.spot.place,
            pieces,
        )
        for each in lots
        if (pieces := pieces_of(typed.text(_field(each)))) is not None
    ]
    again = [line.id for each in lots for line in each.lines]

    def record(desk: Desk) -> list[Event]:
        return count_all(desk, actor, stream, found, again)

    return record


def _field(entry: Entry) -> str:
    return f"{entry.spot.lot}|{entry.spot.expiry}|{entry.spot.place}"


def _lot(session: Session, page: TallyPage, entry: Entry, typed: Typed) -> ft.Control:
    said = said_by(page, entry, session.clock.now_ms(), session.language)
    words = session.words("ui.tally.already", said=", ".join(said))
    return card(
        ft.Column(
            spacing=8,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                ft.Text(about_line(page, entry, session.language), size=BODY, **BOLD),
                *([alarm_note(words)] if said else []),
                quantity_field(
                    session.words("ui.stock.counted"),
                    typed.text(_field(entry)),
                    partial(typed.pick, _field(entry)),
                    session.language,
                    key=f"whole-{entry.spot.lot}",
                ),
            ],
        ),
        padding=12,
    )
