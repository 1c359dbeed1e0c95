"""Onderweg: what goes to another post and what comes from one, until it matches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.item import Item
from app.care.staff import may
from app.care.transfer import TransferLine
from app.commands import number_slip
from app.exports.slip import SlipRow, slip_pdf
from app.scan.slip import Slip
from app.store.queries.handover import post_name
from app.store.queries.item import STREAMS as CATALOGUE
from app.store.queries.item import catalogue
from app.store.queries.transfer import Match, Shipment, TransferRow, shipments
from app.ui.hooks import use_attempt, use_query
from app.ui.screens.printing import save_pdf
from app.ui.screens.transfer_send import SendPane
from app.ui.screens.transfer_take import TakePane
from app.ui.state import Layout, Session
from app.ui.theme import BODY, BOLD, GAP, RADIUS, SPACE, outline
from app.ui.widgets.buttons import icon_button, primary_button, quiet_button
from app.ui.widgets.item_words import name_in
from app.ui.widgets.panels import (
    card,
    empty_state,
    error_note,
    note,
    page_title,
    waiting_state,
)
from app.ui.widgets.stock_row import expiry_words, tag
from app.ui.widgets.wrapped import wrapped
from app.ui.words import moment

if TYPE_CHECKING:
    from app.exports.paper import Printing

SEND: Final = "send"
TAKE: Final = "take"
_MOST: Final = 60
_STREAMS: Final = ("lot", "transfer", *CATALOGUE)
_MARKS: Final = {
    Match.UNDERWAY: (ft.Icons.LOCAL_SHIPPING_OUTLINED, False),
    Match.EVEN: (ft.Icons.CHECK, False),
    Match.LESS: (ft.Icons.SOUTH, True),
    Match.MORE: (ft.Icons.NORTH, True),
    Match.UNANNOUNCED: (ft.Icons.QUESTION_MARK, True),
}


def transit_pane(
    session: Session, doing: str, go: Callable[[str], Any]
) -> ft.Control | None:
    """Return the form or the transfer that is open; None while nothing is."""
    if doing == SEND:
        return SendPane(
            session, lambda sent: go(sent.hex()), lambda: go(""), key="send-pane"
        )
    if doing == TAKE:
        return TakePane(session, lambda: go(""), key="take-pane")
    if doing:
        return TransferPane(session, bytes.fromhex(doing), go, key=f"transfer-{doing}")
    return None


@ft.component
def TransitView(
    session: Session, go: Callable[[str], Any], key: str = ""
) -> ft.Control:
    """Draw the two forms, then every transfer: what does not match on top."""
    found = use_query(session, shipments, [], _STREAMS)
    if found is None:
        return waiting_state("")
    rows = [_row(session, each, partial(go, each.transfer.hex())) for each in found]
    none = empty_state(
        ft.Icons.LOCAL_SHIPPING_OUTLINED,
        session.words("ui.transit.none"),
        session.words("ui.transit.none_next"),
    )
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            _forms(session, go),
            ft.ListView(expand=True, spacing=GAP, controls=rows[:_MOST] or [none]),
        ],
    )


def _forms(session: Session, go: Callable[[str], Any]) -> ft.Control:
    person = session.person
    if person is None or not may(person.role, "stock.sent"):
        return note(session.words("ui.stock.may_not"))
    return wrapped(
        [
            quiet_button(
                session.words("ui.transit.send"),
                partial(go, SEND),
                key="transit-send",
                icon=ft.Icons.CALL_MADE,
            ),
            quiet_button(
                session.words("ui.transit.take"),
                partial(go, TAKE),
                key="transit-take",
                icon=ft.Icons.CALL_RECEIVED,
            ),
        ]
    )


def _title(session: Session, one: Shipment) -> str:
    unknown = session.words("ui.transit.somewhere")
    if one.is_ours:
        return session.words("ui.transit.to", name=one.to_name or unknown)
    return session.words("ui.transit.from", name=one.from_name or unknown)


def _marks(session: Session, one: Shipment) -> list[tuple[Match, str]]:
    """Return how a transfer stands, the worst first; even only when nothing else is."""
    found = [each for each in Match if each in one.matches]
    if len(found) > 1:
        found = [each for each in found if each is not Match.EVEN]
    now = session.clock.now_ms()
    when = moment(one.sent_ms or now, now, session.language)
    return [
        (each, session.words(f"ui.transit.{each.value}", when=when)) for each in found
    ]


def _row(session: Session, one: Shipment, on_open: Callable[[], Any]) -> ft.Control:
    title, marks = _title(session, one), _marks(session, one)
    lines = session.words("ui.transit.lines", count=len(one.lines))
    return ft.Semantics(
        button=True,
        label=". ".join([title, lines, *(words for _, words in marks)]),
        exclude_semantics=True,
        on_tap=on_open,
        content=ft.Container(
            key=f"open-transfer-{one.transfer.hex()}",
            ink=True,
            on_click=on_open,
            padding=12,
            border_radius=RADIUS,
            border=outline(),
            bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
            content=ft.Column(
                spacing=4,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                controls=[
                    ft.Row(
                        controls=[
                            ft.Text(title, size=BODY, expand=True, **BOLD),
                            note(lines),
                        ]
                    ),
                    _tags(marks),
                ],
            ),
        ),
    )


def _tags(marks: Sequence[tuple[Match, str]]) -> ft.Control:
    return wrapped(
        [tag(words, _MARKS[match][0], alarm=_MARKS[match][1]) for match, words in marks]
    )


@ft.component
def TransferPane(
    session: Session, transfer: bytes, go: Callable[[str], Any], key: str = ""
) -> ft.Control:
    """Draw one transfer line by line, and give its packing slip."""
    attempt = use_attempt(session)
    found = use_query(
        session,
        lambda db: (shipments(db), catalogue(db), post_name(db)),
        [transfer],
        _STREAMS,
    )
    whole, items, sender = found or ((), {}, "")
    one = next((each for each in whole if each.transfer == transfer), None)
    if one is None:
        return waiting_state("")

    async def work() -> None:
        actor = session.actor
        make = partial(_slip, session, one, items, sender)
        numbered = await session.open_file.write(lambda desk: number_slip(desk, actor))
        await save_pdf(session, numbered, "slip", make)

    async def go_print(_event: object = None) -> None:
        await attempt.run(work)

    return ft.Column(
        expand=True,
        spacing=16,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            _head(session, one, go),
            ft.ListView(
                expand=True,
                spacing=GAP,
                controls=[_line(session, one, each, items) for each in one.lines],
            ),
            error_note(attempt.problem),
            *_slip_foot(session, one, go_print, busy=attempt.busy),
        ],
    )


def _head(session: Session, one: Shipment, go: Callable[[str], Any]) -> ft.Control:
    now, language = session.clock.now_ms(), session.language
    said = [
        session.words(f"ui.transit.{name}_at", when=moment(at, now, language))
        for name, at in (("sent", one.sent_ms), ("arrived", one.arrived_ms))
        if at is not None
    ]
    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Row(
                spacing=12,
                controls=[
                    icon_button(
                        ft.Icons.ARROW_BACK,
                        session.words("ui.transit.back"),
                        partial(go, ""),
                        key="transfer-back",
                    ),
                    ft.Container(expand=True, content=page_title(_title(session, one))),
                ],
            ),
            note(" · ".join(said)),
            _tags(_marks(session, one)),
        ],
    )


def _line(
    session: Session, one: Shipment, row: TransferRow, items: Mapping[str, Item]
) -> ft.Control:
    language = session.language
    lot = (
        session.words("ui.stock.lot_named", lot=row.lot)
        if row.lot
        else session.words("ui.stock.no_lot")
    )
    sent = "–" if one.sent_ms is None else str(row.sent)
    arrived = "–" if one.arrived_ms is None else str(row.arrived)
    what: list[ft.Control] = [
        ft.Text(name_in(items, row.item, language), size=BODY, **BOLD),
        note(f"{lot} · {expiry_words(row.expiry, language)}"),
    ]
    counts = [_count(session, "sent", sent), _count(session, "arrived", arrived)]
    if session.layout is Layout.NARROW:
        what.append(ft.Row(spacing=SPACE, controls=counts))
        counts = []
    return card(
        ft.Row(
            spacing=12,
            controls=[ft.Column(expand=True, spacing=4, controls=what), *counts],
        ),
        padding=12,
        key=f"transfer-line-{row.item}-{row.lot}",
    )


def _count(session: Session, name: str, said: str) -> ft.Control:
    return ft.Column(
        spacing=0,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.END,
        controls=[
            ft.Text(said, size=BODY, **BOLD),
            note(session.words(f"ui.transit.{name}")),
        ],
    )


def _slip_foot(
    session: Session, one: Shipment, on_print: Callable[..., Any], *, busy: bool
) -> list[ft.Control]:
    if not one.is_ours:
        return []
    return [
        note(session.words("ui.transit.give_slip")),
        ft.Row(
            alignment=ft.MainAxisAlignment.END,
            controls=[
                primary_button(
                    session.words("ui.transit.slip"),
                    on_print,
                    key="slip-print",
                    icon=ft.Icons.PRINT_OUTLINED,
                    disabled=busy,
                )
            ],
        ),
    ]


def _slip(
    session: Session,
    one: Shipment,
    items: Mapping[str, Item],
    sender: str,
    printing: Printing,
) -> bytes:
    left = [each for each in one.lines if each.sent]
    lines = tuple(
        TransferLine(each.item, each.sent, each.lot, each.expiry) for each in left
    )
    rows = [
        SlipRow(
            name_in(items, each.item, session.language),
            each.lot or "–",
            each.expiry or "–",
            str(each.sent),
        )
        for each in left
    ]
    slip = Slip(one.transfer, sender, lines, session.exercise)
    return slip_pdf(slip, one.to_name, rows, printing)
