"""Bestellen: what to ask the region for, and what was asked already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.request import Urgency
from app.care.staff import may
from app.commands import Need, make_requests
from app.store.queries.item import STREAMS as CATALOGUE
from app.store.queries.item import catalogue
from app.store.queries.request import (
    Proposal,
    RequestRow,
    ShipmentRow,
    proposals,
    requests,
)
from app.store.queries.stock import own_or
from app.ui.hooks import use_now, use_query
from app.ui.screens.stock_arrival import ArrivalPane
from app.ui.screens.stock_asked import AskedList
from app.ui.theme import GAP, SPACE
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.fields import choices
from app.ui.widgets.filter_chip import filter_chip
from app.ui.widgets.item_words import name_in
from app.ui.widgets.lasting_row import days_words
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import (
    card,
    empty_state,
    error_note,
    note,
    waiting_state,
)
from app.ui.widgets.quantity import pieces_of, quantity_field
from app.ui.widgets.stock_row import name_of, unit_of
from app.ui.widgets.tick_box import tick_box
from app.ui.widgets.wrapped import wrapped
from app.ui.words import today

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event

STREAMS: Final = ("lot", "par", "recall", "request", *CATALOGUE)
_FORM: Final = "stock.order"
_YES: Final = "yes"
_NO: Final = "no"
_MINUTE_MS: Final = 60_000
_MOST_ROWS: Final = 60
_PIECES_WIDTH: Final = 280


@ft.component
def OrderView(session: Session, key: str = "") -> ft.Control:
    """Draw the proposal, or what was asked; a shipment opens to be received."""
    shows_asked, show_asked = ft.use_state(False)
    receiving, set_receiving = ft.use_state(b"")
    now = use_now(session) // _MINUTE_MS * _MINUTE_MS
    day = today(now).isoformat()
    found = use_query(
        session,
        lambda db: (
            proposals(db, now, day),
            requests(db, now, own_or(db, None)),
            catalogue(db),
        ),
        [now],
        STREAMS,
    )
    if found is None:
        return waiting_state("")
    proposed, asked, listed = found
    coming = _shipment(asked, receiving)
    if coming is not None:
        return ArrivalPane(
            session,
            coming,
            name_in(listed, coming.item, session.language),
            lambda: set_receiving(b""),
            key=f"arrival-{receiving.hex()}",
        )
    below = (
        AskedList(session, asked, listed, set_receiving, key="asked")
        if shows_asked
        else ProposalForm(session, proposed[:_MOST_ROWS], key="proposal")
    )
    chips = (
        ("proposed", len(proposed), False),
        ("asked", sum(each.is_open for each in asked), True),
    )
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            wrapped(
                [
                    filter_chip(
                        session.words(f"ui.order.{name}"),
                        count,
                        chosen=which is shows_asked,
                        on_click=partial(show_asked, which),
                        key=f"order-{name}",
                    )
                    for name, count, which in chips
                ]
            ),
            ft.Container(expand=True, content=below),
        ],
    )


def _shipment(asked: Sequence[RequestRow], transfer: bytes) -> ShipmentRow | None:
    return next(
        (sent for row in asked for sent in row.shipments if sent.transfer == transfer),
        None,
    )


@ft.component
def ProposalForm(
    session: Session, proposed: Sequence[Proposal], key: str = ""
) -> ft.Control:
    """Draw what to order: tick, change, and send all of it at once."""
    typed = use_typed(session, _FORM)
    if not proposed:
        return empty_state(
            ft.Icons.CHECK_CIRCLE_OUTLINE,
            session.words("ui.order.none"),
            session.words("ui.order.none_next"),
        )
    needs = _needs(typed, proposed)

    def done(events: Sequence[Event]) -> None:
        typed.fill({})
        notify(session, session.words("ui.order.sent", count=len(events)))

    async def send(_event: object = None) -> None:
        actor = session.actor

        def record(desk: Desk) -> Sequence[Event]:
            return make_requests(desk, actor, needs)

        await typed.record(record, done)

    person = session.person
    is_allowed = person is not None and may(person.role, "request.made")
    foot = (
        _foot(session, len(needs), send)
        if is_allowed
        else note(session.words("ui.stock.may_not"), key="order-may-not")
    )
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.ListView(
                expand=True,
                spacing=GAP,
                controls=[
                    note(session.words("ui.order.how")),
                    *(_proposal(session, typed, each) for each in proposed),
                ],
            ),
            error_note(typed.refusal),
            foot,
        ],
    )


def _foot(session: Session, count: int, send: Callable[..., Any]) -> ft.Control:
    if count:
        session.offer_primary(send)
    return ft.Row(
        alignment=ft.MainAxisAlignment.END,
        controls=[
            primary_button(
                session.words("ui.order.send", count=count),
                send,
                key="order-send",
                icon=ft.Icons.SEND,
                disabled=not count,
            )
        ],
    )


def _needs(typed: Typed, proposed: Sequence[Proposal]) -> list[Need]:
    """Return what is ticked, as it was changed."""
    return [
        Need(each.row.code, pieces, _urgency(typed, each))
        for each in proposed
        if _is_ticked(typed, each) and (pieces := pieces_of(_pieces(typed, each)))
    ]


def _is_ticked(typed: Typed, one: Proposal) -> bool:
    """Tell whether it is to be ordered: what is below par is, until it is unticked."""
    return (typed.text(f"tick {one.row.code}") or (_NO, _YES)[one.is_short]) == _YES


def _pieces(typed: Typed, one: Proposal) -> str:
    return typed.values.get(f"pieces {one.row.code}", str(one.pieces))


def _urgency(typed: Typed, one: Proposal) -> Urgency:
    return Urgency(typed.text(f"urgency {one.row.code}") or one.urgency.value)


def _proposal(session: Session, typed: Typed, one: Proposal) -> ft.Control:
    code, language = one.row.code, session.language
    ticked = _is_ticked(typed, one)
    return card(
        ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                tick_box(
                    name_of(one.row, language),
                    ticked=ticked,
                    on_tick=partial(typed.pick, f"tick {code}", (_YES, _NO)[ticked]),
                    key=f"tick-{code}",
                ),
                note(_stands(session, one), key=f"stands-{code}"),
                *(_adjust(session, typed, one) if ticked else []),
            ],
        ),
        padding=12,
    )


def _stands(session: Session, one: Proposal) -> str:
    """Return what is there, what comes, how long it lasts, and what is proposed."""
    row, language = one.row, session.language
    said = [
        session.words("ui.order.usable", count=row.usable),
        session.words("ui.order.coming", count=one.coming) if one.coming else "",
        session.words("ui.lasting.no_use")
        if one.days is None
        else days_words(one.days, language),
        session.words("ui.lasting.critical") if row.critical else "",
        session.words("ui.stock.example") if row.par_is_example else "",
        session.words(
            "ui.order.proposed_pieces",
            count=one.pieces,
            unit=unit_of(row, language, one.pieces),
        ),
    ]
    return " · ".join(each for each in said if each)


def _adjust(session: Session, typed: Typed, one: Proposal) -> list[ft.Control]:
    code = one.row.code
    pieces = quantity_field(
        session.words("field.RequestMade.pieces"),
        _pieces(typed, one),
        partial(typed.pick, f"pieces {code}"),
        session.language,
        key=f"order-pieces-{code}",
    )
    urgency = choices(
        [(each.value, session.words(f"term.Urgency.{each.value}")) for each in Urgency],
        _urgency(typed, one).value,
        partial(typed.pick, f"urgency {code}"),
        key=f"urgency-{code}",
    )
    beside = [ft.Container(width=_PIECES_WIDTH, content=pieces), urgency]
    return [ft.Row(wrap=True, spacing=SPACE, run_spacing=GAP, controls=beside)]
