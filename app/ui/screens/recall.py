"""Terugroep: what may not be used here, where it lies, and how many were found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.item import Item
from app.care.staff import may
from app.commands import Called, answer_recall, end_recall, recall_here
from app.store.queries.item import STREAMS as CATALOGUE
from app.store.queries.item import catalogue
from app.store.queries.recall import RecallRow, recalls
from app.store.queries.recall_shelf import OnShelf, on_shelf, out_of_kits
from app.store.queries.stock import own_or
from app.ui.hooks import keyed, use_query
from app.ui.screens.stock_form import Frame, form_frame, give_up, use_escape
from app.ui.screens.stock_receive import ItemPicker
from app.ui.theme import BODY, BOLD, GAP
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import link_button, primary_button, quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.item_words import name_in
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import (
    card,
    empty_state,
    error_note,
    note,
    section_title,
    waiting_state,
)
from app.ui.widgets.quantity import pieces_of, quantity_field, signed_or_plain
from app.ui.widgets.stock_row import expiry_words, tag
from app.ui.words import ago

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.database import Database
    from sync.event import Event

FORM: Final = "recall.here"
_STREAMS: Final = ("recall", "lot", "post", *CATALOGUE)

_Found = tuple[
    Sequence[tuple[RecallRow, Sequence[OnShelf]]],
    Mapping[str, Item],
]


def _found(db: Database) -> _Found:
    rows = recalls(db, own_or(db, None))
    return [(row, _shelf(db, row) if row.is_open else ()) for row in rows], catalogue(
        db
    )


def _shelf(db: Database, row: RecallRow) -> tuple[OnShelf, ...]:
    """Return where the lot should be, and after it what came out of it as a kit."""
    return on_shelf(db, row.item, row.lot) + out_of_kits(db, row.item, row.lot)


@ft.component
def RecallsView(session: Session, key: str = "") -> ft.Control:
    """Draw the recalls of this post, open ones first, or the form to order one."""
    ordering, order = ft.use_state(False)
    found = use_query(session, _found, [], _STREAMS)
    if ordering:
        return OrderHere(session, lambda: order(False), key="order-here")
    if found is None:
        return waiting_state("")
    rows, items = found
    cards = [
        keyed(RecallCard, session, row, shelf, items, key=_key(row))
        for row, shelf in rows
    ]
    none = empty_state(
        ft.Icons.ASSIGNMENT_RETURN_OUTLINED,
        session.words("ui.recall.none"),
        session.words("ui.recall.none_next"),
    )
    button = quiet_button(
        session.words("ui.recall.order_here"),
        lambda: order(True),
        key="recall-here",
        icon=ft.Icons.ASSIGNMENT_RETURN_OUTLINED,
    )
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.ListView(expand=True, spacing=12, controls=cards or [none]),
            *([ft.Row([button])] if _leads(session) else []),
        ],
    )


def _key(row: RecallRow) -> str:
    return f"recall-{row.stream.hex()}-{row.order[1]}"


def _leads(session: Session) -> bool:
    person = session.person
    return person is not None and may(person.role, "recall.ordered")


def lot_of(session: Session, lot: str) -> str:
    """Return which lot is recalled; none named is every lot."""
    if not lot:
        return session.words("ui.recall.every_lot")
    return session.words("ui.stock.lot_named", lot=lot)


@ft.component
def RecallCard(
    session: Session,
    row: RecallRow,
    shelf: Sequence[OnShelf],
    items: Mapping[str, Item],
    key: str = "",
) -> ft.Control:
    """Draw one recall: why, what should be here and where, and the answer."""
    typed = use_typed(session, f"recall.answer:{row.stream.hex()}")
    now, language = session.clock.now_ms(), session.language
    when = session.words(
        "ui.recall.from", name=row.from_name, ago=ago(row.ordered_ms, now, language)
    )
    return card(
        ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                section_title(name_in(items, row.item, language)),
                ft.Text(lot_of(session, row.lot), size=BODY),
                ft.Row(wrap=True, spacing=GAP, controls=_state(session, row)),
                ft.Text(row.reason, size=BODY),
                note(when),
                *(_asked(session, row, shelf, items, typed) if row.is_open else []),
            ],
        ),
        key=key,
    )


def _state(session: Session, row: RecallRow) -> list[ft.Control]:
    if not row.is_open:
        return [tag(session.words("ui.recall.ended"), ft.Icons.CHECK)]
    marks = [
        tag(session.words("ui.recall.mark"), ft.Icons.ASSIGNMENT_RETURN, alarm=True)
    ]
    if row.found is None:
        words = session.words("ui.recall.look")
        marks.append(tag(words, ft.Icons.SEARCH, alarm=True))
    else:
        words = session.words("ui.recall.found", count=row.found)
        marks.append(tag(words, ft.Icons.CHECK))
    return marks


def _asked(
    session: Session,
    row: RecallRow,
    shelf: Sequence[OnShelf],
    items: Mapping[str, Item],
    typed: Typed,
) -> list[ft.Control]:
    person = session.person
    here: list[ft.Control] = [
        ft.Text(_shelf_words(session, each), size=BODY)
        for each in shelf
        if each.item == row.item
    ]
    lines: list[ft.Control] = [
        _subtitle(session.words("ui.recall.should_be")),
        *(here or [note(session.words("ui.recall.nothing_here"))]),
        *_unpacked(session, row, shelf, items),
    ]
    if person is None or not may(person.role, "recall.answered"):
        return [*lines, note(session.words("ui.stock.may_not"))]
    lines += _answer(session, row, typed)
    if _leads(session) and not row.by_hub:
        lines += _end(session, row, typed)
    return [*lines, error_note(typed.refusal)]


def _unpacked(
    session: Session,
    row: RecallRow,
    shelf: Sequence[OnShelf],
    items: Mapping[str, Item],
) -> list[ft.Control]:
    """Return what came out of the kits of this lot: it may not be used either."""
    out = [each for each in shelf if each.item != row.item]
    if not out:
        return []
    return [
        _subtitle(session.words("ui.recall.unpacked")),
        *(
            ft.Text(
                f"{name_in(items, each.item, session.language)} · "
                f"{_shelf_words(session, each)}",
                size=BODY,
            )
            for each in out
        ),
        note(session.words("ui.recall.unpacked_note")),
    ]


def _subtitle(words: str) -> ft.Control:
    return ft.Semantics(heading_level=3, content=ft.Text(words, size=BODY, **BOLD))


def _shelf_words(session: Session, one: OnShelf) -> str:
    lot = lot_of(session, one.lot) if one.lot else session.words("ui.stock.no_lot")
    place = one.place or session.words("ui.lot.nowhere")
    until = expiry_words(one.expiry, session.language)
    return f"{signed_or_plain(one.pieces)} · {lot} · {until} · {place}"


def _answer(session: Session, row: RecallRow, typed: Typed) -> list[ft.Control]:
    actor = session.actor

    async def answer() -> None:
        found, remark = pieces_of(typed.text("found")), typed.text("remark")
        if found is None:
            typed.pick("tried", "1")
            return

        def record(desk: Desk) -> Event:
            return answer_recall(desk, actor, row.stream, found, remark)

        def done(_event: object) -> None:
            typed.fill({})
            notify(session, session.words("ui.recall.answered", count=found))

        await typed.record(record, done)

    wrong = typed.text("tried") and pieces_of(typed.text("found")) is None
    key = row.stream.hex()
    return [
        quantity_field(
            session.words("ui.recall.how_many"),
            typed.text("found"),
            partial(typed.pick, "found"),
            session.language,
            key=f"found-{key}",
            error=session.words("ui.recall.zero_too") if wrong else None,
        ),
        text_field(
            session.words("field.RecallAnswered.remark"),
            typed.text("remark"),
            partial(typed.write, "remark"),
            key=f"remark-{key}",
        ),
        ft.Row(
            alignment=ft.MainAxisAlignment.END,
            controls=[
                primary_button(
                    session.words("ui.recall.answer"),
                    answer,
                    key=f"answer-{key}",
                    icon=ft.Icons.CHECK,
                )
            ],
        ),
    ]


def _end(session: Session, row: RecallRow, typed: Typed) -> list[ft.Control]:
    actor = session.actor

    async def end() -> None:
        why = typed.text("why")

        def record(desk: Desk) -> Sequence[Event]:
            return end_recall(desk, actor, row.stream, why)

        await typed.record(record, lambda _events: typed.fill({}))

    key = row.stream.hex()
    return [
        text_field(
            session.words("ui.recall.why_end"),
            typed.text("why"),
            partial(typed.write, "why"),
            key=f"why-{key}",
        ),
        ft.Row(
            alignment=ft.MainAxisAlignment.END,
            controls=[
                link_button(session.words("ui.recall.end"), end, key=f"end-{key}")
            ],
        ),
    ]


@ft.component
def OrderHere(
    session: Session, on_done: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw the form with which a lead recalls a lot at this post alone."""
    typed = use_typed(session, FORM)
    use_escape(session, on_done)
    items = use_query(session, catalogue, [], CATALOGUE) or {}

    async def save() -> None:
        actor, what = session.actor, called(typed)

        def done(_event: object) -> None:
            typed.fill({})
            notify(session, session.words("ui.recall.ordered"))
            on_done()

        await typed.record(lambda desk: recall_here(desk, actor, what), done)

    forget = give_up(session, typed, FORM)

    async def cancel() -> None:
        await forget()
        on_done()

    frame = Frame(
        title=session.words("ui.recall.order_here"),
        about=session.words("ui.recall.here_note"),
        save=session.words("ui.recall.order"),
        key="recall",
        on_save=save,
        on_cancel=cancel,
    )
    return form_frame(session, frame, typed, what_fields(session, typed, items))


def called(typed: Typed) -> Called:
    """Return what is recalled, as typed."""
    return Called(typed.text("item"), typed.text("reason"), typed.text("lot"))


def what_fields(
    session: Session, typed: Typed, items: Mapping[str, Item]
) -> list[ft.Control]:
    """Return the fields of what is recalled and why."""
    code = typed.text("item")
    if not code:
        return [ItemPicker(session, partial(typed.pick, "item"), key="picker")]
    return [
        ft.Text(name_in(items, code, session.language), size=BODY, **BOLD),
        ft.Row(
            [
                link_button(
                    session.words("ui.stock.other_item"),
                    lambda: typed.pick("item", ""),
                    key="recall-other",
                    icon=ft.Icons.SWAP_HORIZ,
                )
            ]
        ),
        text_field(
            session.words("ui.stock.lot"),
            typed.text("lot"),
            partial(typed.write, "lot"),
            key="recall-lot",
            helper=session.words("ui.recall.lot_hint"),
            max_length=20,
            counter="",
        ),
        text_field(
            session.words("field.RecallOrdered.reason"),
            typed.text("reason"),
            partial(typed.write, "reason"),
            key="recall-reason",
            multiline=True,
            min_lines=2,
            max_lines=6,
        ),
    ]
