"""Van de regio: what was asked comes in, under the transfer the hub sent it with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.stock import LotKey
from app.commands import take_in
from app.ui.screens.stock_form import Frame, form_frame, give_up, use_escape
from app.ui.screens.stock_receive import ExpiryField, expiry_error
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import note
from app.ui.widgets.quantity import pieces_of, quantity_field
from app.ui.widgets.second_person import SecondPerson, use_second

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.store.queries.request import ShipmentRow
    from app.ui.state import Session
    from sync.event import Event


@ft.component
def ArrivalPane(
    session: Session,
    sent: ShipmentRow,
    name: str,
    on_done: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw the form: item and pieces stand there, lot and date are on the package."""
    form = f"stock.arrival:{sent.transfer.hex()}"
    typed = use_typed(session, form, {"quantity": str(sent.to_come)})
    tried, set_tried = ft.use_state(False)
    second, asked = use_second(session, sent.item)
    use_escape(session, on_done)
    pieces = pieces_of(typed.values.get("quantity", str(sent.to_come)))

    async def save(_event: object = None, *, more: bool = False) -> None:
        set_tried(True)
        if not pieces or expiry_error(session, typed.text("expiry")):
            return

        def done(_events: Sequence[Event]) -> None:
            words = session.words("ui.arrival.saved", count=pieces, name=name)
            notify(session, words)
            set_tried(False)
            # What came in several lots is recorded lot by lot, from one shipment.
            if more and pieces < sent.to_come:
                typed.fill({})
            else:
                on_done()

        command = _command(session, sent, typed, pieces)
        await typed.record(second.beside(session, command, asked=asked), done)

    forget = give_up(session, typed, form)

    async def cancel() -> None:
        await forget()
        on_done()

    frame = Frame(
        title=session.words("ui.arrival.title"),
        about=f"{name} · {sent.words}" if sent.words else name,
        save=session.words("ui.arrival.save"),
        key="arrival",
        on_save=save,
        on_cancel=cancel,
    )
    fields = [
        *_fields(session, sent, typed, tried=tried),
        _next(session, partial(save, more=True)),
        *([SecondPerson(session, second, key="second")] if asked else []),
    ]
    return form_frame(session, frame, typed, fields)


def _next(session: Session, save_one: Callable[[], Any]) -> ft.Control:
    """Return the way to record this lot and go on with the next of the shipment."""
    return ft.Row(
        controls=[
            quiet_button(
                session.words("ui.arrival.next"),
                save_one,
                key="arrival-next",
                icon=ft.Icons.PLAYLIST_ADD,
            )
        ]
    )


def _command(
    session: Session, sent: ShipmentRow, typed: Typed, pieces: int
) -> Callable[[Desk], Sequence[Event]]:
    actor = session.actor
    lot = LotKey(sent.item, typed.text("lot"), typed.text("expiry"))
    where = sent.words[:60] or session.words("ui.arrival.region")

    def record(desk: Desk) -> Sequence[Event]:
        return take_in(desk, actor, sent.transfer, [(lot, pieces)], where)

    return record


def _fields(
    session: Session, sent: ShipmentRow, typed: Typed, *, tried: bool
) -> list[ft.Control]:
    written = typed.values.get("quantity", str(sent.to_come))
    wrong = session.words("ui.stock.quantity_wrong")
    return [
        note(session.words("ui.arrival.how", count=sent.pieces, came=sent.arrived)),
        quantity_field(
            session.words("field.RequestShipped.pieces"),
            written,
            partial(typed.pick, "quantity"),
            session.language,
            key="arrival-quantity",
            error=wrong if tried and not pieces_of(written) else None,
        ),
        text_field(
            session.words("ui.stock.lot"),
            typed.text("lot"),
            partial(typed.write, "lot"),
            key="arrival-lot",
            helper=session.words("ui.stock.lot_hint"),
            capitalization=ft.TextCapitalization.CHARACTERS,
            max_length=20,
            counter="",
        ),
        ExpiryField(session, typed, tried, key="expiry-field"),
    ]
