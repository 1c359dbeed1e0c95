"""Tellen: what is there, lot by lot and place by place, and what differs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import flet as ft

from app.care.refusal import Refusal
from app.care.stock import LotKey
from app.commands import count_register, count_stock
from app.store.queries.stock import ItemRow, LotRow, lots
from app.store.queries.storage import pieces_by_place, place_names
from app.ui.hooks import use_query
from app.ui.screens.stock_form import (
    Frame,
    form_frame,
    give_up,
    say_with_undo,
    use_escape,
)
from app.ui.state import Layout
from app.ui.theme import BODY, BOLD
from app.ui.typed import Typed, use_typed
from app.ui.widgets.panels import card, note, waiting_state
from app.ui.widgets.quantity import (
    pieces_of,
    quantity_field,
    signed,
    signed_or_plain,
)
from app.ui.widgets.second_person import SecondPerson, use_second
from app.ui.widgets.stock_row import expiry_words, lot_words, name_of, tag
from app.ui.words import today

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.database import Database
    from sync.event import Event


class _Heap(NamedTuple):
    """The pieces of a lot at one place; `name` is what the place is called."""

    lot: LotRow
    place: str
    name: str
    pieces: int

    @property
    def field(self) -> str:
        """Where its number is typed."""
        return f"{self.lot.stream.hex()} {self.place}".strip()

    @property
    def key(self) -> str:
        """What its number is called on screen."""
        return f"count-{self.lot.lot}{f'-{self.place}' if self.place else ''}"


def _heaps(db: Database, code: str, day: str) -> list[_Heap]:
    """Return each lot at each place; one of which nothing is left lies nowhere."""
    names, there = place_names(db), pieces_by_place(db, code)
    return [
        _Heap(lot, place, names.get(place, place), pieces)
        for lot in lots(db, code, day)
        for place, pieces in there.get(lot.stream, {"": 0}).items()
    ]


@ft.component
def CountPane(
    session: Session, row: ItemRow, on_done: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Wait for the lots, then draw the form."""
    day = today(session.clock.now_ms()).isoformat()
    found = use_query(
        session, lambda db: _heaps(db, row.code, day), [row.code, day], ["lot", "post"]
    )
    if found is None:
        return waiting_state("")
    return _Count(session, row, found, on_done, key="count")


@ft.component
def _Count(
    session: Session,
    row: ItemRow,
    held: Sequence[_Heap],
    on_done: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    form = f"stock.count:{row.code}"
    typed = use_typed(session, form)
    tried, set_tried = ft.use_state(False)
    second, asked = use_second(session, row.code)
    use_escape(session, on_done)

    def done(events: Sequence[Event]) -> None:
        name = name_of(row, session.language)
        said = session.words("ui.stock.saved_count", name=name)
        say_with_undo(session, said, events)
        on_done()

    async def save() -> None:
        set_tried(True)
        if _counted(held, typed):
            command = _command(session, held, typed, in_register=asked)
            await typed.record(second.beside(session, command, asked=asked), done)

    forget = give_up(session, typed, form)

    async def cancel() -> None:
        await forget()
        on_done()

    nothing = tried and not _counted(held, typed)
    frame = Frame(
        title=session.words("ui.stock.count"),
        about=name_of(row, session.language),
        save=session.words("ui.stock.save_count"),
        key="count",
        on_save=save,
        on_cancel=cancel,
        lacks=session.words("ui.stock.count_nothing") if nothing else None,
    )
    return form_frame(
        session,
        frame,
        typed,
        [
            note(session.words("ui.stock.count_hint")),
            *(_line(session, lot, typed) for lot in held),
            *(
                [
                    SecondPerson(
                        session, second, typed.errors.get("second"), key="second"
                    )
                ]
                if asked
                else []
            ),
        ],
    )


def _counted(held: Sequence[_Heap], typed: Typed) -> list[tuple[_Heap, int]]:
    found = ((heap, pieces_of(typed.text(heap.field))) for heap in held)
    return [(heap, pieces) for heap, pieces in found if pieces is not None]


def _command(
    session: Session, held: Sequence[_Heap], typed: Typed, *, in_register: bool
) -> Callable[[Desk], Sequence[Event]]:
    """Count lots; of a controlled drug all of them, and their sum in its register."""
    actor, found = session.actor, _counted(held, typed)

    def record(desk: Desk) -> Sequence[Event]:
        if in_register and len(found) < len(held):
            raise Refusal("count_all_lots")
        events = [
            count_stock(desk, actor, _key(heap.lot), pieces, place=heap.place)
            for heap, pieces in found
        ]
        if in_register:
            total = sum(pieces for _, pieces in found)
            count_register(desk, actor, found[0][0].lot.item, total, events)
        return events

    return record


def _key(lot: LotRow) -> LotKey:
    return LotKey(lot.item, lot.lot, lot.expiry)


def _line(session: Session, heap: _Heap, typed: Typed) -> ft.Control:
    written = typed.text(heap.field)
    entry = quantity_field(
        session.words("ui.stock.counted"),
        written,
        lambda words: typed.pick(heap.field, words),
        session.language,
        key=heap.key,
    )
    narrow = session.layout is Layout.NARROW
    about = _about(session, heap, pieces_of(written), expand=not narrow)
    if narrow:
        content: ft.Control = ft.Column(spacing=12, controls=[about, entry])
    else:
        content = ft.Row(
            spacing=16, controls=[about, ft.Container(width=280, content=entry)]
        )
    return card(content, padding=12)


def _about(
    session: Session, heap: _Heap, pieces: int | None, *, expand: bool
) -> ft.Control:
    lot = heap.lot
    key = "ui.stock.expired_on" if lot.expired else "ui.stock.expires_on"
    books = signed_or_plain(heap.pieces)
    return ft.Column(
        expand=expand,
        spacing=4,
        controls=[
            ft.Text(lot_words(lot, session.language), size=BODY, **BOLD),
            note(expiry_words(lot.expiry, session.language, key)),
            *([note(heap.name)] if heap.place else []),
            ft.Row(
                wrap=True,
                controls=[
                    note(session.words("ui.stock.expected", quantity=books)),
                    _difference(session, heap, pieces),
                ],
            ),
        ],
    )


def _difference(session: Session, heap: _Heap, pieces: int | None) -> ft.Control:
    if pieces is None:
        return note(session.words("ui.stock.not_counted"))
    if pieces == heap.pieces:
        return tag(session.words("ui.stock.no_difference"), ft.Icons.CHECK)
    words = session.words(
        "ui.stock.difference", difference=signed(pieces - heap.pieces)
    )
    return tag(words, ft.Icons.DIFFERENCE, alarm=True)
