"""Vervoer aanvragen: for somebody who is kept here, or a group in words and numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.refusal import Refusal
from app.care.situation import PRECEDENCE, Scheme
from app.care.transport import CIVIL, Precedence, TransportRequested
from app.commands.transport import request_transport
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.fields import choices
from app.ui.widgets.form_parts import (
    count_field,
    count_of,
    is_ticked,
    term_choice,
    ticks,
    words_field,
)
from app.ui.widgets.more_fields import pairs
from app.ui.widgets.notice import notify
from app.ui.widgets.pane import pane
from app.ui.widgets.panels import error_note, note
from app.ui.widgets.ride_words import PLACES
from app.ui.widgets.rides_card import RidesCard
from app.ui.widgets.sheet import sheet, use_primary

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.store.queries.casualty import CasualtyDetail
    from app.ui.state import Session
    from sync.event import Event

_FORM: Final = TransportRequested
_PAIRS_FROM: Final = 600
_ONE: Final = "place"


@ft.component
def TransportForm(
    session: Session,
    close: Callable[[], Any],
    asked: Callable[[bytes], Any],
    who: tuple[bytes, ...] = (),
    key: str = "",
) -> ft.Control:
    """Draw what can be asked of a ride; `asked` is told its stream."""
    typed = use_typed(session, _draft_of(who))

    def done(event: Event) -> None:
        typed.fill({})
        notify(session, session.words("ui.transport.asked"))
        asked(event.stream)

    async def save(_event: object = None) -> None:
        await typed.record(_asking(session, typed, who), done)

    use_primary(session, save)
    return pane(
        session,
        session.words("transport.requested"),
        close,
        [
            *ride_fields(session, typed, is_one=len(who) == 1),
            error_note(typed.refusal),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.transport.ask"),
                        save,
                        key="save-transport",
                        icon=ft.Icons.CHECK,
                    )
                ],
            ),
        ],
        key="close-transport",
    )


@ft.component
def TransportSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[[list[Event]], Any],
    key: str = "",
) -> ft.Control:
    """Draw the same for the casualty that is open."""
    who = (detail.row.stream,)
    typed = use_typed(session, _draft_of(who))

    async def save(_event: object = None) -> None:
        command = _asking(session, typed, who)
        await typed.record(lambda desk: [command(desk)], on_saved)

    use_primary(session, save)
    card = RidesCard(session, detail.row.stream, key="rides")
    return sheet(
        session,
        session.words("transport.requested"),
        [card, *ride_fields(session, typed, is_one=True)],
        typed,
        save,
        on_close,
    )


def ride_fields(session: Session, typed: Typed, *, is_one: bool) -> list[ft.Control]:
    """Return the fields of a ride: for one person how they go, for a group how many."""
    wide = session.width >= _PAIRS_FROM

    def words(name: str) -> ft.Control:
        return words_field(session, typed, _FORM, name)

    group = [] if is_one else [words("about")]
    return [
        _precedence(session, typed),
        *group,
        *pairs([words("pickup"), words("destination")], wide=wide),
        *(_one(session, typed) if is_one else _many(session, typed, wide=wide)),
        ticks(session, typed, _FORM, ["oxygen"]),
        *pairs([words("equipment"), words("infection")], wide=wide),
        words("remark"),
        _scheme(session, typed),
    ]


def _precedence(session: Session, typed: Typed) -> ft.Control:
    scheme = _scheme_of(typed)
    letters = PRECEDENCE[scheme] if scheme else {}
    offered = [Precedence(each) for each in letters] if scheme else CIVIL
    held = typed.text("precedence")
    return choices(
        [
            (
                each.value,
                f"{letters.get(each.value, '')} "
                f"{session.words(f'term.Precedence.{each.value}')}".strip(),
            )
            for each in offered
        ],
        held or None,
        lambda value: typed.pick("precedence", value),
        key="precedence",
        label=session.words("field.TransportRequested.precedence"),
        error=typed.errors.get("precedence"),
    )


def _scheme(session: Session, typed: Typed) -> ft.Control:
    return ft.Column(
        spacing=4,
        controls=[
            term_choice(session, typed, _FORM, "scheme", Scheme),
            note(session.words("ui.transport.scheme_next")),
        ],
    )


def _one(session: Session, typed: Typed) -> list[ft.Control]:
    held = typed.text(_ONE)
    return [
        choices(
            [
                (name, session.words(f"field.TransportRequested.{name}"))
                for name in PLACES
            ],
            held or None,
            lambda value: typed.pick(_ONE, value),
            key=_ONE,
            label=session.words("ui.transport.how"),
        ),
        count_field(
            session,
            typed,
            "escorts",
            session.words("field.TransportRequested.escorts"),
        ),
    ]


def _many(session: Session, typed: Typed, *, wide: bool) -> list[ft.Control]:
    fields = [
        count_field(
            session, typed, name, session.words(f"field.TransportRequested.{name}")
        )
        for name in (*PLACES, "escorts")
    ]
    return pairs(fields, wide=wide)


def _scheme_of(typed: Typed) -> Scheme | None:
    held = typed.text("scheme")
    return Scheme(held) if held in list(Scheme) else None


def _asking(
    session: Session, typed: Typed, who: tuple[bytes, ...]
) -> Callable[[Desk], Event]:
    actor = session.actor

    def command(desk: Desk) -> Event:
        return request_transport(desk, actor, ride_of(typed, who, desk.now_ms()))

    return command


def ride_of(typed: Typed, who: tuple[bytes, ...], now_ms: int) -> TransportRequested:
    """Return the ride as typed. Raises Refusal where how soon was not said."""
    if typed.text("precedence") not in list(Precedence):
        raise Refusal("nothing_filled_in", field="precedence")
    counted = {name: count_of(typed, name) for name in PLACES}
    if len(who) == 1:
        counted = {name: int(typed.text(_ONE) == name) for name in PLACES}
    return TransportRequested(
        post=b"",
        observed_ms=now_ms,
        precedence=Precedence(typed.text("precedence")),
        pickup=typed.text("pickup"),
        destination=typed.text("destination"),
        about=typed.text("about"),
        who=who,
        seats=counted["seats"],
        wheelchairs=counted["wheelchairs"],
        stretchers=counted["stretchers"],
        escorts=count_of(typed, "escorts"),
        oxygen=is_ticked(typed, "oxygen"),
        equipment=typed.text("equipment"),
        infection=typed.text("infection"),
        remark=typed.text("remark"),
        scheme=_scheme_of(typed),
    )


def _draft_of(who: tuple[bytes, ...]) -> str:
    return f"transport:{who[0].hex()}" if who else "transport"
