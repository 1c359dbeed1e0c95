"""What is said of one person who had to leave: guardian, family, place, care."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.guest import GuardianNamed
from app.commands.displaced import (
    care_for_guest,
    end_guardian,
    join_family,
    move_guests,
    name_guardian,
)
from app.store.queries.displaced import GuestRow
from app.ui.hooks import use_act
from app.ui.routes import CASUALTIES
from app.ui.theme import BODY, BOLD
from app.ui.typed import use_typed
from app.ui.undo import way_back
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.guest_words import guest_words
from app.ui.widgets.more_fields import pairs
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.widgets.tick_box import tick_box
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.event import Event

_GUARDIAN: Final = ("guardian", "relation", "phone", "authority")
_PAIRS_FROM: Final = 600


@ft.component
def Guarding(session: Session, row: GuestRow, key: str = "") -> ft.Control:
    """Draw who is responsible for a child, or who will be; who is grown needs none."""
    act = use_act(session)
    typed = use_typed(session, f"guardian:{row.stream.hex()}")
    guardians, actor = row.guest.guardians, session.actor

    def done(event: Event) -> None:
        typed.fill({})
        back = way_back(session, [(event.log, event.seq)])
        notify(session, session.words("ui.guests.changed"), back)

    async def save(_event: object = None) -> None:
        said: dict[str, Any] = {name: typed.text(name) for name in _GUARDIAN}
        await typed.record(
            lambda desk: name_guardian(
                desk, actor, row.stream, GuardianNamed(desk.now_ms(), **said)
            ),
            done,
        )

    async def end() -> None:
        await act.run(lambda desk: end_guardian(desk, actor, row.stream), done)

    if not guardians and row.guest.child_alarm is None:
        return ft.Container(visible=False)
    lines: list[ft.Control] = [
        ft.Text(
            " · ".join(
                part
                for part in (
                    each.value.name,
                    each.value.relation,
                    each.value.phone,
                    each.value.authority,
                )
                if part
            ),
            size=BODY,
            selectable=True,
            **BOLD,
        )
        for each in guardians
    ]
    if guardians:
        button = quiet_button(session.words("guardian.ended"), end, key="end-guardian")
        return section_card(
            session.words("field.GuardianNamed.guardian"),
            [*lines, wrapped([button]), error_note(act.refusal)],
        )
    fields = [
        text_field(
            session.words(f"field.GuardianNamed.{name}"),
            typed.text(name),
            partial(typed.write, name),
            key=name,
            error=typed.errors.get(name),
        )
        for name in _GUARDIAN
    ]
    return section_card(
        session.words("guardian.named"),
        [
            note(session.words("ui.guests.guardian_next")),
            *pairs(fields, wide=session.width >= _PAIRS_FROM),
            error_note(typed.refusal, key="guardian-refusal"),
            wrapped(
                [
                    quiet_button(
                        session.words("ui.guests.name_guardian"),
                        save,
                        key="save-guardian",
                        icon=ft.Icons.CHECK,
                    )
                ]
            ),
        ],
    )


@ft.component
def Family(
    session: Session,
    row: GuestRow,
    family: tuple[GuestRow, ...],
    group: tuple[GuestRow, ...],
    opened: Callable[[bytes], Any],
    key: str = "",
) -> ft.Control:
    """Draw who belongs to the family, and the other families of the group."""
    act = use_act(session)
    actor = session.actor

    def done(event: Event) -> None:
        back = way_back(session, [(event.log, event.seq)])
        notify(session, session.words("ui.guests.changed"), back)

    async def join(name: bytes) -> None:
        await act.run(lambda desk: join_family(desk, actor, row.stream, name), done)

    others: dict[bytes, str] = {
        each.guest.family: each.name or "–"
        for each in group
        if each.guest.family and each.guest.family != row.guest.family
    }
    members = [
        quiet_button(
            guest_words(each, session.language)[0],
            partial(opened, each.stream),
            key=f"member-{each.stream.hex()}",
            icon=ft.Icons.PERSON_OUTLINE,
        )
        for each in family
        if each.stream != row.stream
    ]
    ways = [
        quiet_button(
            session.words("ui.guests.join", name=name),
            partial(join, family_name),
            key=f"join-{family_name.hex()[-6:]}",
            icon=ft.Icons.LINK,
        )
        for family_name, name in others.items()
    ]
    if row.guest.family:
        ways.append(
            quiet_button(
                session.words("ui.guests.part"),
                partial(join, b""),
                key="join-none",
                icon=ft.Icons.LINK_OFF,
            )
        )
    none = [] if members else [note(session.words("ui.guests.no_family"))]
    return section_card(
        session.words("field.GuestRegistered.family"),
        [*none, wrapped(members), wrapped(ways), error_note(act.refusal)],
    )


@ft.component
def Moving(session: Session, row: GuestRow, key: str = "") -> ft.Control:
    """Draw where somebody is, apart from their group."""
    typed = use_typed(session, f"guest-move:{row.stream.hex()}")
    actor, where = session.actor, row.guest.where
    onward = typed.text("onward") == "yes"

    def done(events: list[Event]) -> None:
        typed.fill({})
        back = way_back(session, [(events[0].log, events[0].seq)])
        notify(session, session.words("ui.guests.changed"), back)

    async def save() -> None:
        lodging = typed.text("lodging")
        await typed.record(
            lambda desk: move_guests(desk, actor, [row.stream], lodging, onward=onward),
            done,
        )

    now_at = where.name if where else session.words("ui.guests.with_group")
    return section_card(
        session.words("ui.guests.where"),
        [
            ft.Text(now_at, size=BODY, **BOLD),
            text_field(
                session.words("field.GuestMoved.lodging"),
                typed.text("lodging"),
                partial(typed.write, "lodging"),
                key="guest-lodging",
                error=typed.errors.get("lodging"),
            ),
            tick_box(
                session.words("field.GuestMoved.onward"),
                ticked=onward,
                on_tick=lambda: typed.pick("onward", "" if onward else "yes"),
                key="guest-onward",
            ),
            error_note(typed.refusal, key="move-refusal"),
            wrapped(
                [quiet_button(session.words("ui.guests.move"), save, key="move-guest")]
            ),
        ],
    )


@ft.component
def Care(session: Session, row: GuestRow, key: str = "") -> ft.Control:
    """Draw the way to a casualty: registered there, care is kept there."""
    act = use_act(session)
    actor, casualty = session.actor, row.guest.casualty

    def done(event: Event) -> None:
        session.go(CASUALTIES, event.stream)

    async def care() -> None:
        await act.run(lambda desk: care_for_guest(desk, actor, row.stream), done)

    button = (
        quiet_button(
            session.words("ui.guests.open_casualty"),
            partial(session.go, CASUALTIES, casualty),
            key="open-casualty",
            icon=ft.Icons.OPEN_IN_NEW,
        )
        if casualty
        else quiet_button(
            session.words("guest.needed_care"),
            care,
            key="needs-care",
            icon=ft.Icons.PERSONAL_INJURY_OUTLINED,
        )
    )
    return section_card(
        session.words("ui.guests.care"),
        [
            note(session.words("ui.guests.care_next")),
            wrapped([button]),
            error_note(act.refusal, key="care-refusal"),
        ],
    )
