"""One person who had to leave: who, with whom, who takes care of a child, where to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.form import fields_of
from app.care.guest import Company, Documents, GuestDescribed
from app.care.refusal import Refusal
from app.care.staff import may
from app.care.terms import AgeBand, Interpreter, Sex
from app.commands.access import open_guest
from app.commands.displaced import describe_guest
from app.commands.erasure import Grounds, erase_guest
from app.store.queries.displaced import (
    STREAMS,
    GuestRow,
    family_of,
    guest,
    guests_of,
)
from app.ui.hooks import keyed, use_query
from app.ui.screens.erasure import ErasureForm
from app.ui.screens.guest_cards import Care, Family, Guarding, Moving
from app.ui.screens.transport_form import TransportForm
from app.ui.theme import BODY
from app.ui.typed import Typed, use_typed
from app.ui.undo import way_back
from app.ui.widgets.buttons import link_button, primary_button
from app.ui.widgets.form_parts import term_choice, words_field
from app.ui.widgets.guest_words import eyes_of, guest_words
from app.ui.widgets.more_fields import pairs
from app.ui.widgets.notice import notify
from app.ui.widgets.pane import pane
from app.ui.widgets.panels import (
    alarm_note,
    error_note,
    section_card,
    waiting_state,
)
from app.ui.widgets.rides_card import RidesCard
from sync.errors import SyncError
from sync.event import ERASURE

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.database import Database
    from sync.event import Event

_FORM: Final = GuestDescribed
_WORDS: Final = ("name", "birth_date", "language", "origin", "contact", "remark")
_TERMS: Final = {
    "age_band": AgeBand,
    "sex": Sex,
    "company": Company,
    "interpreter": Interpreter,
    "documents": Documents,
}
_PAIRS_FROM: Final = 600
_RIDING, _ERASING = "riding", "erasing"
_Seen = tuple[GuestRow | None, tuple[GuestRow, ...], tuple[GuestRow, ...]]


@ft.component
def GuestPane(
    session: Session,
    stream: bytes,
    close: Callable[[], Any],
    to_party: Callable[[bytes], Any],
    opened: Callable[[bytes], Any],
    key: str = "",
) -> ft.Control:
    """Draw all that is known of somebody; that it was opened is on the log."""
    doing, do = ft.use_state("")

    def asked(db: Database) -> _Seen:
        row = guest(db, stream)
        if row is None or row.guest.begun is None:
            return None, (), ()
        party = row.guest.begun.party
        return row, family_of(db, row.guest.family), guests_of(db, party)

    seen = use_query(session, asked, [stream], STREAMS)
    _use_opening(session, stream, close)
    row, family, group = seen if seen is not None else (None, (), ())
    if row is None or row.guest.begun is None:
        return waiting_state(session.words("ui.loading"))

    def over(_done: object = None) -> None:
        do("")

    if doing == _RIDING:
        return keyed(TransportForm, session, over, over, (stream,), key="ride")
    if doing == _ERASING:
        return _erasure(session, row, over)
    who, said = guest_words(row, session.language)
    party = row.guest.begun.party
    eyes = eyes_of(row, session.language)
    return pane(
        session,
        who,
        partial(to_party, party) if party else close,
        [
            alarm_note(" ".join(eyes) or None, key="child-alarm"),
            ft.Text(said, size=BODY),
            Guarding(session, row, key="guarding"),
            Describing(session, row, key="describing"),
            Family(session, row, family, group, opened, key="family"),
            Moving(session, row, key="moving"),
            RidesCard(session, stream, lambda: do(_RIDING), key="rides"),
            Care(session, row, key="care"),
            *(
                [
                    link_button(
                        session.words("ui.erasure.open"),
                        lambda: do(_ERASING),
                        key="erase",
                        icon=ft.Icons.DELETE_FOREVER_OUTLINED,
                    )
                ]
                if _may_erase(session)
                else []
            ),
        ],
        key="close-guest",
    )


def _may_erase(session: Session) -> bool:
    if session.person is None or session.is_tablet:
        return False  # what wipes is for the device of the post itself
    return may(session.person.role, ERASURE)


def _erasure(session: Session, row: GuestRow, close: Callable[[], Any]) -> ft.Control:
    actor = session.actor

    async def erase(grounds: Grounds, pin: str) -> object:
        return await session.open_file.write(
            lambda desk: erase_guest(desk, actor, row.stream, grounds, pin)
        )

    whom = row.name or session.words("ui.evacuation.no_name")
    return ErasureForm(session, whom, erase, close, "ui.erasure.pin")


def _use_opening(session: Session, stream: bytes, close: Callable[[], Any]) -> None:
    """Record once that this person opened this record."""

    async def opened() -> None:
        actor = session.actor
        try:
            await session.open_file.write(lambda desk: open_guest(desk, actor, stream))
        except (Refusal, SyncError):
            close()  # whom we cannot note down as a reader does not get to read

    ft.use_effect(opened, [stream])


@ft.component
def Describing(session: Session, row: GuestRow, key: str = "") -> ft.Control:
    """Draw who somebody is; where people differ the field waits for a choice."""
    held = row.guest
    differ = {
        name: " / ".join(str(each.value) for each in claims)
        for name, claims in held.said.items()
        if len({each.value for each in claims}) > 1
    }
    known = {name: held.text(name) for name in (*_WORDS, *_TERMS) if name not in differ}
    typed = use_typed(session, f"guest:{row.stream.hex()}", known)

    def done(event: Event) -> None:
        typed.fill({})
        back = way_back(session, [(event.log, event.seq)])
        notify(session, session.words("ui.guests.changed"), back)

    async def save(_event: object = None) -> None:
        await typed.record(_describing(session, row, typed), done)

    words = [
        words_field(session, typed, _FORM, name, helper=differ.get(name))
        for name in _WORDS
    ]
    return section_card(
        session.words("ui.guests.who"),
        [
            *(term_choice(session, typed, _FORM, *each) for each in _TERMS.items()),
            *pairs(words, wide=session.width >= _PAIRS_FROM),
            error_note(typed.refusal),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.register.save"),
                        save,
                        key="save-guest",
                        icon=ft.Icons.CHECK,
                    )
                ],
            ),
        ],
    )


def _describing(
    session: Session, row: GuestRow, typed: Typed
) -> Callable[[Desk], Event]:
    actor, changed = session.actor, typed.changed()

    def command(desk: Desk) -> Event:
        said: dict[str, Any] = {
            name: _TERMS[name](value) if name in _TERMS and value else value or None
            for name, value in changed.items()
            if name in fields_of(_FORM)
        }
        fact = GuestDescribed(desk.now_ms(), **said)
        return describe_guest(desk, actor, row.stream, fact)

    return command
