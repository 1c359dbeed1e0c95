"""Uitpakken: a kit is opened, and what was in it lies on the shelf."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import flet as ft

from app.care.item import Item
from app.care.stock import LotKey
from app.commands import Taken, Unpacking, unpack_kits
from app.store.queries.item import STREAMS as CATALOGUE
from app.store.queries.item import catalogue
from app.store.queries.lot import LotPage
from app.store.queries.stock import ItemRow, LotRow
from app.ui.hooks import use_query
from app.ui.screens.stock_form import (
    Frame,
    form_frame,
    give_up,
    say_with_undo,
    use_escape,
)
from app.ui.theme import BODY, BOLD, GAP
from app.ui.typed import Typed, use_typed
from app.ui.widgets.fields import choices, field_label, text_field
from app.ui.widgets.item_words import name_in
from app.ui.widgets.panels import alarm_note, note
from app.ui.widgets.quantity import pieces_of, quantity_field
from app.ui.widgets.recall_marks import barred_words
from app.ui.widgets.second_person import SecondPerson, use_second
from app.ui.widgets.stock_row import lot_words, name_of, unit_of

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event

KINDS: Final = ("stock.unpacked", "stock.received")
"""What opening a kit records; a role needs both."""

_NOWHERE: Final = "-"
_MOST_SOURCE: Final = 100


class Kits(NamedTuple):
    """A lot of kits: its item as listed and as it stands, and the lot as it lies."""

    item: Item
    row: ItemRow
    lot: LotRow
    page: LotPage


@ft.component
def UnpackPane(
    session: Session, kits: Kits, on_done: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw how many kits of this lot are opened, and what comes out of them."""
    kit, row, lot, page = kits
    form = f"stock.unpack:{lot.item}:{lot.lot}:{lot.expiry}"
    typed = use_typed(session, form)
    tried, set_tried = ft.use_state(False)
    inside = tuple(part.code for part in kit.kit)
    second, asked = use_second(session, row.code, *inside)
    known = use_query(session, catalogue, [], CATALOGUE) or {}
    use_escape(session, on_done)

    def done(events: Sequence[Event]) -> None:
        say_with_undo(session, session.words("ui.kit.saved"), events)
        on_done()

    async def save() -> None:
        set_tried(True)
        if pieces_of(_kits(typed)):
            command = _command(session, kits, typed)
            await typed.record(second.beside(session, command, asked=asked), done)

    forget = give_up(session, typed, form)

    async def cancel() -> None:
        await forget()
        on_done()

    wrong = tried and not pieces_of(_kits(typed))
    frame = Frame(
        title=session.words("ui.kit.unpack"),
        about=f"{name_of(row, session.language)} · {lot_words(lot, session.language)}",
        save=session.words("ui.kit.unpack"),
        key="unpack",
        on_save=save,
        on_cancel=cancel,
        lacks=session.words("ui.stock.quantity_wrong") if wrong else None,
    )
    watching = (
        [SecondPerson(session, second, typed.errors.get("second"), key="second")]
        if asked
        else []
    )
    fields = [
        note(session.words("ui.kit.note")),
        alarm_note(_barred(session, lot), key="unpack-barred"),
        *_place(session, page, typed),
        _quantity(session, row, typed),
        *_inside(session, kit, known, pieces_of(_kits(typed))),
        _reason(session, typed),
        *watching,
    ]
    return form_frame(session, frame, typed, fields)


def _kits(typed: Typed) -> str:
    return typed.values.get("quantity", "1")


def _lying(page: LotPage) -> dict[str, int]:
    """Return where kits of this lot lie, most of them first."""
    there = {place: held for place, held in page.lot.by_place.items() if held > 0}
    return dict(sorted(there.items(), key=lambda each: (-each[1], each[0])))


def _from(page: LotPage, typed: Typed) -> str:
    """Return where the kits lie: what was chosen, or where most of them are."""
    chosen = typed.text("place")
    if chosen:
        return "" if chosen == _NOWHERE else chosen
    return next(iter(_lying(page)), "")


def _command(
    session: Session, kits: Kits, typed: Typed
) -> Callable[[Desk], Sequence[Event]]:
    actor, language = session.actor, session.language
    _, row, lot, page = kits
    key = LotKey(lot.item, lot.lot, lot.expiry)
    taken = Taken(key, _from(page, typed), pieces_of(_kits(typed)) or 0)
    source = session.words("ui.kit.source", name=name_of(row, language))
    words = Unpacking(
        session.words("ui.kit.saved"), source[:_MOST_SOURCE], typed.text("reason")
    )
    return lambda desk: unpack_kits(desk, actor, taken, words)


def _barred(session: Session, lot: LotRow) -> str | None:
    """Return why this lot should stay closed, or what its date means for the parts."""
    if lot.recalled or lot.held:
        return barred_words(lot, session.language)
    return session.words("ui.kit.expired") if lot.expired else None


def _place(session: Session, page: LotPage, typed: Typed) -> list[ft.Control]:
    lying = list(_lying(page))
    if len(lying) < 2:
        return []
    nowhere = session.words("ui.lot.nowhere")
    return [
        choices(
            [
                (each or _NOWHERE, page.places.get(each, each) if each else nowhere)
                for each in lying
            ],
            _from(page, typed) or _NOWHERE,
            partial(typed.pick, "place"),
            key="place",
            label=session.words("ui.lot.place"),
        )
    ]


def _quantity(session: Session, row: ItemRow, typed: Typed) -> ft.Control:
    return quantity_field(
        session.words("ui.stock.quantity", unit=unit_of(row, session.language)),
        _kits(typed),
        partial(typed.pick, "quantity"),
        session.language,
        key="unpack-quantity",
    )


def _inside(
    session: Session, kit: Item, known: Mapping[str, Item], kits: int | None
) -> list[ft.Control]:
    """Return what comes into stock: each part times the kits that are opened."""
    language = session.language
    lines: list[ft.Control] = [
        ft.Row(
            key=f"inside-{part.code}",
            controls=[
                ft.Container(
                    expand=True,
                    content=ft.Text(name_in(known, part.code, language), size=BODY),
                ),
                ft.Text(str(part.quantity * kits) if kits else "–", size=BODY, **BOLD),
            ],
        )
        for part in kit.kit
    ]
    return [
        field_label(session.words("ui.kit.comes_out")),
        ft.Column(spacing=GAP, controls=lines),
    ]


def _reason(session: Session, typed: Typed) -> ft.Control:
    return text_field(
        session.words("ui.lot.reason"),
        typed.text("reason"),
        partial(typed.write, "reason"),
        key="reason",
        error=typed.errors.get("reason"),
    )
