"""Opvang: people who had to leave, how many are where, and children who are alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.displaced import Displacement
from app.care.guest import ChildAlarm
from app.care.staff import may_see_moving
from app.store.queries.displaced import (
    STREAMS,
    Displaced,
    GuestRow,
    PartyRow,
    displaced,
)
from app.store.queries.post import hides_names
from app.ui.hooks import keyed, use_escape, use_query
from app.ui.screens.guest import GuestPane
from app.ui.screens.party import PartyPane
from app.ui.screens.party_form import PartyForm
from app.ui.screens.transport import room_head
from app.ui.theme import BODY, BOLD, GAP
from app.ui.widgets.guest_words import guest_words, where_words
from app.ui.widgets.pane import beside, foot_button, not_allowed
from app.ui.widgets.panels import (
    alarm_note,
    empty_state,
    section_card,
    section_title,
    waiting_state,
)
from app.ui.widgets.pick_card import Picked, pick_card
from app.ui.words import moment

if TYPE_CHECKING:
    from app.ui.state import Program, Session
    from sync.database import Database

_CLOSED: Final = ("", b"")
_ALONE: Final = 10

Open = Callable[[tuple[str, bytes]], Any]


@ft.component
def DisplacedRoom(session: Session, program: Program) -> ft.Control:
    """Draw the groups and, beside or instead of them, what is open."""
    (what, picked), show = ft.use_state(_CLOSED)

    def close() -> None:
        show(_CLOSED)

    use_escape(session, bool(what), close)
    person = session.person
    if person is None or not may_see_moving(person.role):
        return not_allowed(session, "ui.guests.not_allowed")
    opened = _opened(session, what, picked, show)
    listed = PartyList(session, show, picked, opened is not None, key="parties")
    return beside(session, listed, opened, "ui.guests.pick")


def _opened(
    session: Session, what: str, picked: bytes, show: Open
) -> ft.Control | None:
    def close() -> None:
        show(_CLOSED)

    def party(stream: bytes) -> None:
        show(("party", stream))

    def guest(stream: bytes) -> None:
        show(("guest", stream))

    if what == "add":
        return keyed(PartyForm, session, close, party, key="take-in")
    if what == "party":
        key = f"party-{picked.hex()}"
        return keyed(PartyPane, session, picked, close, guest, key=key)
    if what == "guest":
        key = f"guest-{picked.hex()}"
        return keyed(GuestPane, session, picked, close, party, guest, key=key)
    return None


@ft.component
def PartyList(
    session: Session, show: Open, picked: bytes, is_open: bool, key: str = ""
) -> ft.Control:
    """Draw children alone first, then how many are where, then the groups."""

    def asked(db: Database) -> tuple[Displaced, bool]:
        return displaced(db), hides_names(db)

    seen = use_query(session, asked, [], STREAMS)

    def add() -> None:
        show(("add", b""))

    def offer() -> None:
        if not is_open:
            session.offer_primary(add)

    ft.use_effect(offer, [is_open])
    rows: list[ft.Control] = [waiting_state(session.words("ui.loading"))]
    if seen is not None:
        found, hides = seen
        rows = [
            *_alone(session, found, show, picked, hides=hides),
            *_counts(session, found),
            *(_party(session, each, show, picked) for each in found.parties),
        ]
        if not found.parties:
            rows = [_nothing(session)]
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            room_head(session, "ui.room.displaced"),
            ft.ListView(key="party-rows", expand=True, spacing=GAP, controls=rows),
            foot_button(
                session.words("ui.guests.take_in"),
                add,
                key="take-in",
                is_first=not is_open,
            ),
        ],
    )


def _nothing(session: Session) -> ft.Control:
    return empty_state(
        ft.Icons.DIVERSITY_3_OUTLINED,
        session.words("ui.guests.none"),
        session.words("ui.guests.none_next"),
    )


def _alone(
    session: Session, found: Displaced, show: Open, picked: bytes, *, hides: bool
) -> list[ft.Control]:
    rows: list[ft.Control] = []
    if found.alone:
        words = session.words("ui.guests.alone", count=len(found.alone))
        rows.append(alarm_note(words, key="alone"))
        rows += [
            _guest(session, each, show, picked, hides=hides)
            for each in found.alone[:_ALONE]
        ]
    if found.to_ask:
        words = session.words("ui.guests.to_ask", count=found.to_ask)
        rows.append(alarm_note(words, key="to-ask"))
    return rows


def _guest(
    session: Session, row: GuestRow, show: Open, picked: bytes, *, hides: bool
) -> ft.Control:
    who, *lines = guest_words(row, session.language, hides=hides)
    return pick_card(
        Picked(who, lines, alarm=session.words("term.ChildAlarm.alone")),
        partial(show, ("guest", row.stream)),
        chosen=row.stream == picked,
        key=f"alone-{row.stream.hex()}",
    )


def _counts(session: Session, found: Displaced) -> list[ft.Control]:
    """Return how many of each kind are where; who went on is named apart."""
    if not found.counts:
        return []
    lines: list[ft.Control] = [
        ft.Row(
            controls=[
                ft.Text(
                    where_words(
                        each.displacement, each.lodging, session.language, each.onward
                    ),
                    size=BODY,
                    expand=True,
                ),
                ft.Text(str(each.people), size=BODY, **BOLD),
            ]
        )
        for each in found.counts
    ]
    title = session.words("ui.guests.here", count=found.people)
    return [
        section_card(title, lines, key="counts"),
        section_title(session.words("ui.guests.parties")),
    ]


def _party(session: Session, row: PartyRow, show: Open, picked: bytes) -> ft.Control:
    party, arrived = row.party, row.party.arrived
    kind = arrived.displacement if arrived else Displacement.OTHER
    label = arrived.label if arrived else ""
    name = session.words(f"term.Displacement.{kind.value}")
    at = moment(
        arrived.observed_ms if arrived else 0,
        session.clock.now_ms(),
        session.language,
    )
    lines = [
        session.words("ui.guests.known", known=row.known, people=party.people),
        " · ".join(each for each in (party.where.name, at) if each),
    ]
    eyes = [
        session.words(f"ui.guests.party.{alarm.value}", count=count)
        for alarm in ChildAlarm
        if (count := row.alarms.get(alarm, 0))
    ]
    if party.conflicts:
        eyes.append(session.words("ui.evacuation.contradiction"))
    return pick_card(
        Picked(" · ".join(each for each in (name, label) if each), lines, eyes),
        partial(show, ("party", row.stream)),
        chosen=row.stream == picked,
        key=f"party-{row.stream.hex()}",
    )
