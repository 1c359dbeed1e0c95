"""Levering: scan, type or photograph one package after another, then receive them all.

The field is always ready. A scan that arrives elsewhere on this screen counts as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.delivery import Line, ready
from app.store.queries.item import catalogue
from app.ui.delivery import FORM, Delivery
from app.ui.hooks import use_query
from app.ui.screens.scan_field import ScanField
from app.ui.screens.stock_form import (
    Frame,
    form_frame,
    give_up,
    say_with_undo,
    use_escape,
)
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import link_button
from app.ui.widgets.delivery_line import LineCard
from app.ui.widgets.lens_button import LensButton
from app.ui.widgets.panels import note, section_title
from app.ui.widgets.second_person import SecondPerson, use_second

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.event import Event

PAGE: Final = 40
Picker = Callable[[Callable[[str], Any]], ft.Control]
"""`picker(on_pick)` draws the way to choose an item by its name."""


@ft.component
def DeliveryPane(
    session: Session,
    picker: Picker,
    on_item: Callable[[str], Any],
    on_done: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw the field, what was scanned so far, and what a line still needs."""
    typed = use_typed(session, FORM)
    delivery = _use_delivery(session, typed)
    most, set_most = ft.use_state(PAGE)
    use_escape(session, on_done)
    forget = give_up(session, typed, FORM)

    async def cancel() -> None:
        await forget()
        on_done()

    def booked(events: Sequence[Event]) -> None:
        words = session.words("ui.scan.received", count=len(events))
        say_with_undo(session, words, events)
        if not delivery.lines:
            on_done()

    lines = delivery.lines
    second, asked = use_second(session, *sorted({each.item for each in ready(lines)}))

    async def save() -> None:
        await delivery.save(
            booked, lambda record: second.beside(session, record, asked=asked)
        )

    frame = Frame(
        title=session.words("ui.scan.title"),
        about=_about(session, lines),
        save=session.words("ui.scan.save", count=len(ready(lines)))
        if lines
        else session.words("ui.stock.receive"),
        key="delivery",
        on_save=save,
        on_cancel=cancel,
    )
    camera = LensButton(session, delivery.seen, key="lens-button")
    field = ScanField(
        session,
        delivery.take,
        delivery.refuse,
        delivery.told,
        [camera],
        key="scan-field",
    )
    if delivery.linking:
        below = _linking(session, delivery, picker(delivery.named))
    elif lines:
        below = _lines(delivery, lines[:most])
        below += _more(session, len(lines), most, set_most)
    else:
        below = [note(session.words("ui.scan.without_code")), picker(on_item)]
    watching = (
        [SecondPerson(session, second, typed.errors.get("second"), key="second")]
        if asked
        else []
    )
    return form_frame(session, frame, typed, [field, *below, *watching])


def _use_delivery(session: Session, typed: Typed) -> Delivery:
    made = cast("Any", lambda: Delivery(session, typed))
    delivery: Delivery = ft.use_state(made)[0]
    known = use_query(session, catalogue, [], ["item", "pack", "gtin"])
    delivery.items = known or {}
    return delivery


def _about(session: Session, lines: Sequence[Line]) -> str:
    if not lines:
        return ""
    waiting = len(lines) - len(ready(lines))
    said = [session.words("ui.scan.about", count=len(lines))]
    if waiting:
        said.append(session.words("ui.scan.waiting", count=waiting))
    return " · ".join(said)


def _lines(delivery: Delivery, lines: Sequence[Line]) -> list[ft.Control]:
    return [
        LineCard(delivery, each, place, key=f"{each.gtin or each.item} {each.lot}")
        for place, each in enumerate(lines)
    ]


def _more(
    session: Session, total: int, most: int, set_most: Callable[[int], Any]
) -> list[ft.Control]:
    if total <= most:
        return []
    return [
        note(session.words("ui.stock.shown", shown=most, total=total)),
        link_button(
            session.words("ui.stock.more"), lambda: set_most(most + PAGE), key="more"
        ),
    ]


def _linking(
    session: Session, delivery: Delivery, picker: ft.Control
) -> list[ft.Control]:
    return [
        section_title(session.words("ui.scan.which", gtin=delivery.linking)),
        note(session.words("ui.scan.which_note")),
        picker,
        link_button(
            session.words("ui.stock.cancel"),
            lambda: delivery.link(""),
            key="link-none",
        ),
    ]
