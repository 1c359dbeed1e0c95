"""The operator decides on one request of a post, or has pieces sent to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import flet as ft

from app.commands.message import Wording
from app.commands.request import Load, Ruling
from app.solve import Move
from app.store.queries.item import STREAMS as CATALOGUE
from app.store.queries.item import catalogue
from app.store.queries.region_request import Underway, offers, underway
from app.store.queries.request import RequestRow
from app.ui.hooks import Attempt, use_attempt, use_now, use_query
from app.ui.theme import BODY, GAP
from app.ui.widgets.buttons import link_button, primary_button, quiet_button
from app.ui.widgets.fields import choice_button, choices, text_field
from app.ui.widgets.item_words import name_in
from app.ui.widgets.lasting_row import days_words
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note
from app.ui.widgets.quantity import pieces_of, quantity_field
from app.ui.widgets.wrapped import wrapped
from app.ui.words import moment

if TYPE_CHECKING:
    from app.ui.hub_state import HubProgram
    from app.ui.state import Session

_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Subject:
    """A request, what its item is called, and what the posts are called."""

    row: RequestRow
    item: str
    names: Mapping[bytes, str]
    is_first: bool = False
    """Whether it is the one to decide first: its button is the big one."""

    def post(self, post: bytes) -> str:
        """Return what a post is called."""
        return self.names.get(post, "?")


@ft.component
def RulingForm(
    session: Session,
    program: HubProgram,
    about: Subject,
    on_done: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw how many pieces the post gets, in which words, and who could give them."""
    row = about.row
    granted = row.decision.pieces if row.decision and row.decision.grants else 0
    typed, write = ft.use_state(str(granted or row.pieces))
    words, say = ft.use_state("")
    attempt = use_attempt(session)
    found = _use_offers(session, row)

    async def rule(kind: str) -> None:
        voice, who = program.voice(), program.operator()
        pieces = pieces_of(typed) or 0
        if voice is None or who is None or (kind == "grant" and not pieces):
            return
        ruling = Ruling(pieces if kind == "grant" else 0, words, kind == "later")

        def done(_: object) -> None:
            notify(session, session.words("ui.hub.requests.told"))
            on_done()

        await attempt.run(lambda: voice.decide(who.actor, row.stream, ruling), done)

    async def order(giver: bytes, pieces: int) -> None:
        voice, who = program.voice(), program.operator()
        if voice is None or who is None:
            return
        said = _order_words(session, about, giver, pieces)
        told = session.words("ui.hub.requests.ordered", giver=about.post(giver))
        await attempt.run(
            lambda: voice.send(who.actor, Wording(said, is_order=True), [giver]),
            lambda _: notify(session, told),
        )

    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            *(
                _offered(session, about, each, pieces_of(typed) or 0, (say, order))
                for each in found
            ),
            *([] if found else [_no_offer(session)]),
            _pieces(session, "field.RequestDecided.pieces", typed, write, "rule"),
            text_field(
                session.words("field.RequestDecided.words"),
                words,
                say,
                key="rule-words",
                multiline=True,
                max_lines=4,
            ),
            error_note(attempt.problem),
            _rulings(session, attempt, rule, on_done, is_any=bool(pieces_of(typed))),
        ],
    )


def _use_offers(session: Session, row: RequestRow) -> Sequence[Move]:
    now = use_now(session) // _MINUTE_MS * _MINUTE_MS
    found = use_query(
        session,
        lambda db: offers(db, row, now),
        [now, row.stream],
        ["lot", "recall"],
    )
    return found or ()


def _order_words(session: Session, about: Subject, giver: bytes, count: int) -> str:
    return session.words(
        "ui.hub.days.order_giver",
        count=count,
        name=about.item,
        giver=about.post(giver),
        taker=about.post(about.row.post),
    )


def _offered(
    session: Session,
    about: Subject,
    move: Move,
    wanted: int,
    deeds: tuple[Callable[[str], Any], Callable[[bytes, int], Any]],
) -> ft.Control:
    """Return a post that could help: a tap names it, another orders it to send."""
    say, order = deeds
    giver, keeps = about.post(move.giver), move.giver_days[1]
    offer = session.words("ui.hub.requests.over", giver=giver, count=move.pieces)
    left = "" if keeps is None else days_words(keeps, session.language)
    pieces = min(wanted, move.pieces)
    orders = session.words("ui.hub.requests.order", count=pieces)
    return ft.Row(
        wrap=True,
        spacing=GAP,
        controls=[
            ft.Text(
                session.words("ui.hub.requests.offer", offer=offer, keeps=left),
                size=BODY,
            ),
            link_button(
                session.words("ui.hub.requests.name_it"),
                partial(say, offer),
                key=f"offer-{move.giver.hex()}",
                icon=ft.Icons.ADD_COMMENT_OUTLINED,
            ),
            *(
                [
                    link_button(
                        orders,
                        partial(order, move.giver, pieces),
                        key=f"order-{move.giver.hex()}",
                        icon=ft.Icons.CAMPAIGN_OUTLINED,
                    )
                ]
                if pieces
                else []
            ),
        ],
    )


def _no_offer(session: Session) -> ft.Control:
    return note(session.words("ui.hub.requests.no_offer"), key="no-offer")


def _pieces(
    session: Session, label: str, typed: str, write: Callable[[str], Any], key: str
) -> ft.Control:
    field = quantity_field(
        session.words(label), typed, write, session.language, key=f"{key}-pieces"
    )
    # In a row, for what is stretched has no width of its own. The name of the field
    # stands on its upper edge, so it keeps clear of the words above.
    return ft.Container(
        padding=ft.Padding.only(top=GAP),
        content=ft.Row(controls=[ft.Container(width=320, content=field)]),
    )


def _rulings(
    session: Session,
    attempt: Attempt,
    rule: Callable[..., Any],
    on_done: Callable[[], Any],
    *,
    is_any: bool,
) -> ft.Control:
    return wrapped(
        [
            primary_button(
                session.words("ui.hub.requests.grant"),
                partial(rule, "grant"),
                key="rule-grant",
                icon=ft.Icons.CHECK,
                disabled=attempt.busy or not is_any,
            ),
            quiet_button(
                session.words("ui.hub.requests.later"),
                partial(rule, "later"),
                key="rule-later",
                icon=ft.Icons.SCHEDULE,
                disabled=attempt.busy,
            ),
            quiet_button(
                session.words("ui.hub.requests.refuse"),
                partial(rule, "refuse"),
                key="rule-refuse",
                icon=ft.Icons.BLOCK,
                disabled=attempt.busy,
            ),
            _cancel(session, on_done),
        ]
    )


def _cancel(session: Session, on_done: Callable[[], Any]) -> ft.Control:
    return link_button(session.words("ui.stock.cancel"), on_done, key="form-cancel")


@ft.component
def LoadForm(
    session: Session,
    program: HubProgram,
    about: Subject,
    on_done: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw how many pieces leave and from where; the post gets it as a transfer."""
    row, names = about.row, about.names
    typed, write = ft.use_state(str(row.to_ship))
    words, say = ft.use_state("")
    item, choose = ft.use_state(row.item)
    transfer, attach = ft.use_state(b"")
    attempt = use_attempt(session)
    sent = _use_underway(session, row)
    pieces = pieces_of(typed)

    def take(one: Underway) -> None:
        attach(one.transfer)
        write(str(one.pieces))
        say(names.get(one.giver, ""))

    async def send(_event: object = None) -> None:
        voice, who = program.voice(), program.operator()
        if voice is None or who is None or not pieces:
            return
        load = Load(pieces, words, transfer, item)

        def done(_: object) -> None:
            name = names.get(row.post, "?")
            said = session.words("ui.hub.requests.shipped", count=pieces, name=name)
            notify(session, said)
            on_done()

        await attempt.run(lambda: voice.ship(who.actor, row.stream, load), done)

    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            *(_attachable(session, each, names, transfer, take) for each in sent),
            SubstituteField(session, about, item, choose, key="load-item"),
            _pieces(session, "field.RequestShipped.pieces", typed, write, "load"),
            text_field(
                session.words("field.RequestShipped.words"),
                words,
                say,
                key="load-words",
                max_length=60,
                counter="",
            ),
            error_note(attempt.problem),
            wrapped(
                [
                    primary_button(
                        session.words("ui.hub.requests.send"),
                        send,
                        key="load-send",
                        icon=ft.Icons.LOCAL_SHIPPING,
                        disabled=attempt.busy or not pieces,
                    ),
                    _cancel(session, on_done),
                ]
            ),
        ],
    )


def _use_underway(session: Session, row: RequestRow) -> Sequence[Underway]:
    now = use_now(session) // _MINUTE_MS * _MINUTE_MS
    found = use_query(
        session,
        lambda db: underway(db, row, now),
        [now, row.stream],
        ["lot", "request"],
    )
    return found or ()


def _attachable(
    session: Session,
    one: Underway,
    names: Mapping[bytes, str],
    attached: bytes,
    take: Callable[[Underway], Any],
) -> ft.Control:
    """Return what a neighbour sent already: a tap makes it the one that is asked."""
    said = session.words(
        "ui.hub.requests.sent_by",
        giver=names.get(one.giver, "?"),
        count=one.pieces,
        to=one.to_name,
        when=moment(one.at_ms, session.clock.now_ms(), session.language),
    )
    return choice_button(
        said,
        chosen=one.transfer == attached,
        on_click=partial(take, one),
        key=f"attach-{one.transfer.hex()}",
        icon=ft.Icons.LINK,
    )


@ft.component
def SubstituteField(
    session: Session,
    about: Subject,
    item: str,
    choose: Callable[[str], Any],
    key: str = "",
) -> ft.Control:
    """Draw what is sent: what was asked, or what the list says may replace it."""
    asked = about.row.item
    listed = use_query(session, catalogue, [], CATALOGUE) or {}
    known = listed.get(asked)
    others = () if known is None else known.substitutes
    if not others:
        return ft.Container()
    options = [(asked, about.item)]
    options += [(code, name_in(listed, code, session.language)) for code in others]
    label = session.words("field.RequestShipped.item")
    return choices(options, item, choose, key="load-item", label=label)
