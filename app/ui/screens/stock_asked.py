"""Aangevraagd: how far each request of the post has come, and what may be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.item import Item
from app.care.staff import may
from app.commands import close_request, withdraw_request
from app.store.queries.request import RequestRow
from app.ui.hooks import use_act
from app.ui.theme import GAP
from app.ui.typed import use_typed
from app.ui.widgets.buttons import link_button, quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.item_words import name_in
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import empty_state, error_note, section_title
from app.ui.widgets.request_row import request_card
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.ui.state import Session

_MOST_CLOSED: Final = 20


@ft.component
def AskedList(
    session: Session,
    asked: Sequence[RequestRow],
    listed: Mapping[str, Item],
    on_receive: Callable[[bytes], Any],
    key: str = "",
) -> ft.Control:
    """Draw what was asked: open requests first, then the last that are done."""
    act = use_act(session)
    closing, set_closing = ft.use_state(b"")
    now = session.clock.now_ms()
    if not asked:
        return empty_state(
            ft.Icons.OUTBOX,
            session.words("ui.order.nothing_asked"),
            session.words("ui.order.nothing_asked_next"),
        )

    async def withdraw(stream: bytes) -> None:
        actor = session.actor
        said = session.words("ui.order.withdrawn")
        await act.run(
            lambda desk: withdraw_request(desk, actor, stream),
            lambda _: notify(session, said),
        )

    def shown(row: RequestRow) -> ft.Control:
        if row.stream == closing:
            deeds: list[ft.Control] = [
                ClosingForm(
                    session, row.stream, lambda: set_closing(b""), key="closing"
                )
            ]
        else:
            ways = (partial(withdraw, row.stream), partial(set_closing, row.stream))
            deeds = _deeds(session, row, ways, on_receive)
        name = name_in(listed, row.item, session.language)
        return request_card(row, name, now, session.language, deeds)

    still = [each for each in asked if each.is_open]
    closed = [each for each in asked if not each.is_open][:_MOST_CLOSED]
    return ft.ListView(
        expand=True,
        spacing=GAP,
        controls=[
            error_note(act.refusal),
            *(shown(each) for each in still),
            *([section_title(session.words("ui.order.closed"))] if closed else []),
            *(shown(each) for each in closed),
        ],
    )


def _deeds(
    session: Session,
    row: RequestRow,
    ways: tuple[Callable[..., Any], Callable[..., Any]],
    on_receive: Callable[[bytes], Any],
) -> list[ft.Control]:
    person = session.person
    if person is None:
        return []
    withdraw, close = ways
    deeds: list[ft.Control] = []
    if may(person.role, "stock.arrived"):
        deeds += [
            quiet_button(
                session.words("ui.order.receive", count=each.to_come),
                partial(on_receive, each.transfer),
                key=f"receive-{each.transfer.hex()}",
                icon=ft.Icons.ADD,
            )
            for each in row.shipments
            if each.to_come
        ]
    if row.is_open and not row.shipments and may(person.role, "request.withdrawn"):
        deeds.append(
            link_button(
                session.words("ui.order.withdraw"),
                withdraw,
                key=f"withdraw-{row.stream.hex()}",
            )
        )
    if row.is_open and row.shipments and may(person.role, "request.closed"):
        deeds.append(
            link_button(
                session.words("ui.order.close"), close, key=f"close-{row.stream.hex()}"
            )
        )
    if not deeds:
        return []
    return [wrapped(deeds)]


@ft.component
def ClosingForm(
    session: Session, stream: bytes, on_done: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw why the rest will not come; it counts as on order no more."""
    typed = use_typed(session, f"stock.close:{stream.hex()}")

    async def save(_event: object = None) -> None:
        actor, reason = session.actor, typed.text("reason")

        def done(_: object) -> None:
            notify(session, session.words("ui.order.closed_now"))
            on_done()

        await typed.record(
            lambda desk: close_request(desk, actor, stream, reason), done
        )

    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            text_field(
                session.words("field.RequestClosed.reason"),
                typed.text("reason"),
                partial(typed.write, "reason"),
                key="close-reason",
                max_length=200,
                counter="",
            ),
            error_note(typed.refusal, key="close-refusal"),
            wrapped(
                [
                    quiet_button(
                        session.words("ui.order.close"),
                        save,
                        key="close-save",
                        icon=ft.Icons.CHECK,
                    ),
                    link_button(
                        session.words("ui.stock.cancel"), on_done, key="close-cancel"
                    ),
                ]
            ),
        ],
    )
