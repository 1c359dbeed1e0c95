"""Counting what one number cannot say: a lot nobody knew, a controlled drug whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.refusal import Refusal
from app.care.stock import LotKey
from app.commands import Found, count_all, count_line
from app.store.queries.item import STREAMS as CATALOGUE
from app.store.queries.item import catalogue, is_controlled
from app.store.queries.stock import item as item_row
from app.store.queries.tally import Entry, TallyPage
from app.store.queries.tally_page import lots_to_count
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
from app.ui.widgets.item_words import name_in
from app.ui.widgets.panels import (
    alarm_note,
    card,
    note,
    section_card,
    waiting_state,
)
from app.ui.widgets.quantity import pieces_of, quantity_field
from app.ui.widgets.second_person import SecondPerson, use_second
from app.ui.widgets.stock_row import name_of
from app.ui.widgets.tally_words import about_line, place_name, said_by
from app.ui.words import today

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.database import Database
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
    in_register = use_query(
        session, lambda db: is_controlled(db, code), [code], CATALOGUE
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

    if code and in_register:
        return ControlledPane(session, page, code, on_done, key=f"whole-{code}")
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
        picker = ItemPicker(session, pick, key="picker")
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


@dataclass(frozen=True, slots=True)
class Whole:
    """A controlled drug that is counted whole: its lots, and what it is called."""

    item: str
    name: str
    lots: tuple[Entry, ...]

    @property
    def is_counted(self) -> bool:
        """Whether any of it was counted before."""
        return any(each.lines for each in self.lots)


@ft.component
def ControlledPane(
    session: Session,
    page: TallyPage,
    item: str,
    on_done: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Wait for the lots of a controlled drug, then draw the form."""

    def ask(db: Database) -> Whole:
        name = name_in(catalogue(db), item, session.language)
        return Whole(item, name, lots_to_count(db, page, item))

    whole = use_query(session, ask, [item, page], ["lot"])
    if whole is None:
        return waiting_state("")
    return _Whole(session, page, whole, on_done, key=f"whole-{item}")


@ft.component
def _Whole(
    session: Session,
    page: TallyPage,
    whole: Whole,
    on_done: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Ask of every lot what is there, of one nobody knew too, and who watches."""
    form = f"stock.tally.whole:{page.stream.hex()}:{whole.item}"
    typed = use_typed(session, form)
    tried, set_tried = ft.use_state(False)
    second, asked = use_second(session, whole.item)
    use_escape(session, on_done)

    def done(events: list[Event]) -> None:
        words = session.words("ui.stock.saved_count", name=whole.name)
        say_with_undo(session, words, events)
        on_done()

    async def save() -> None:
        set_tried(True)
        command = _whole(session, page, whole, typed)
        await typed.record(second.beside(session, command, asked=asked), done)

    forget = give_up(session, typed, form)

    async def cancel() -> None:
        await forget()
        on_done()

    counted = "ui.tally.again" if whole.is_counted else "ui.stock.save_count"
    frame = Frame(
        title=session.words("ui.tally.with_second"),
        about=whole.name,
        save=session.words(counted),
        key="tally-whole",
        on_save=save,
        on_cancel=cancel,
    )
    fields = [
        note(session.words("ui.tally.controlled_note")),
        *(_lot(session, page, each, typed) for each in whole.lots),
        _new_lot(session, typed, tried=tried),
        SecondPerson(session, second, key="second"),
    ]
    return form_frame(session, frame, typed, fields)


def _new_lot(session: Session, typed: Typed, *, tried: bool) -> ft.Control:
    """Return the fields of a lot that is not on the list; empty is none."""
    is_one = bool(typed.text("pieces").strip())
    return section_card(
        session.words("ui.tally.new_lot"),
        [
            text_field(
                session.words("ui.stock.lot"),
                typed.text("lot"),
                partial(typed.write, "lot"),
                key="whole-new-number",
            ),
            ExpiryField(session, typed, tried and is_one, key="expiry"),
            quantity_field(
                session.words("ui.stock.counted"),
                typed.text("pieces"),
                partial(typed.pick, "pieces"),
                session.language,
                key="whole-new-pieces",
            ),
        ],
    )


def _whole(
    session: Session, page: TallyPage, whole: Whole, typed: Typed
) -> Callable[[Desk], list[Event]]:
    actor, stream = session.actor, page.stream
    found = [
        Found(
            LotKey(each.spot.item, each.spot.lot, each.spot.expiry),
            each.spot.place,
            pieces,
        )
        for each in whole.lots
        if (pieces := pieces_of(typed.text(_field(each)))) is not None
    ]
    more = pieces_of(typed.text("pieces"))
    if more is not None:
        key = LotKey(whole.item, typed.text("lot"), typed.text("expiry"))
        found.append(Found(key, page.here, more))
    again = [line.id for each in whole.lots for line in each.lines]

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
