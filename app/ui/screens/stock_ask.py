"""Aanvragen: one item that is open is asked of the region, with a remark."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.forecast import to_order
from app.care.request import Urgency
from app.commands import Need, make_requests
from app.store.queries.request import fills_to, on_order
from app.store.queries.stock import ItemRow
from app.ui.hooks import use_query
from app.ui.screens.stock_form import Frame, form_frame, give_up, use_escape
from app.ui.typed import Typed, use_typed
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import note, waiting_state
from app.ui.widgets.quantity import pieces_of, quantity_field
from app.ui.widgets.stock_row import name_of, unit_of

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event


@ft.component
def AskPane(
    session: Session, row: ItemRow, on_done: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw the form; what the levels say stands there to be changed."""
    form = f"stock.ask:{row.code}"
    typed = use_typed(session, form)
    tried, set_tried = ft.use_state(False)
    use_escape(session, on_done)
    now = session.clock.now_ms()
    coming = use_query(
        session,
        lambda db: on_order(db, now).get(row.code, 0),
        [row.code],
        ["request", "lot"],
    )
    if coming is None:
        return waiting_state("")
    proposed = to_order(max(row.usable, 0), fills_to(row), coming)
    written = typed.values.get("pieces", str(proposed or ""))
    pieces = pieces_of(written)

    def record(desk: Desk) -> Sequence[Event]:
        urgency = Urgency(typed.text("urgency") or Urgency.NORMAL.value)
        need = Need(row.code, pieces or 0, urgency, typed.text("remark"))
        return make_requests(desk, session.actor, [need])

    def done(events: Sequence[Event]) -> None:
        notify(session, session.words("ui.order.sent", count=len(events)))
        on_done()

    async def save() -> None:
        set_tried(True)
        if pieces:
            await typed.record(record, done)

    forget = give_up(session, typed, form)

    async def cancel() -> None:
        await forget()
        on_done()

    frame = Frame(
        title=session.words("ui.stock.ask"),
        about=name_of(row, session.language),
        save=session.words("ui.stock.ask"),
        key="ask",
        on_save=save,
        on_cancel=cancel,
    )
    wrong = tried and not pieces
    return form_frame(
        session,
        frame,
        typed,
        [
            note(_stands(session, row, coming)),
            _quantity(session, row, typed, written, wrong=wrong),
            *_about(session, typed),
        ],
    )


def _stands(session: Session, row: ItemRow, coming: int) -> str:
    said = [session.words("ui.order.usable", count=row.usable)]
    if coming:
        said.append(session.words("ui.order.coming", count=coming))
    return " · ".join(said)


def _quantity(
    session: Session, row: ItemRow, typed: Typed, written: str, *, wrong: bool
) -> ft.Control:
    return quantity_field(
        session.words("ui.stock.quantity", unit=unit_of(row, session.language)),
        written,
        partial(typed.pick, "pieces"),
        session.language,
        key="ask-pieces",
        error=session.words("ui.stock.quantity_wrong") if wrong else None,
    )


def _about(session: Session, typed: Typed) -> list[ft.Control]:
    return [
        choices(
            [
                (each.value, session.words(f"term.Urgency.{each.value}"))
                for each in Urgency
            ],
            typed.text("urgency") or Urgency.NORMAL.value,
            partial(typed.pick, "urgency"),
            key="ask-urgency",
            label=session.words("field.RequestMade.urgency"),
        ),
        text_field(
            session.words("field.RequestMade.remark"),
            typed.text("remark"),
            partial(typed.write, "remark"),
            key="ask-remark",
            max_length=200,
            counter="",
        ),
    ]
