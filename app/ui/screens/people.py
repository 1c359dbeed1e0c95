"""People: who works here, their roles, and the forms to add or change one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

import flet as ft

from app.care.staff import may
from app.store.queries.crew import Member, Recognised, crew
from app.store.queries.staff import Person
from app.ui.hooks import keyed, use_now, use_query
from app.ui.screens.duty_board import DutyBoard
from app.ui.screens.member import STREAMS, MemberPage, as_person
from app.ui.screens.person import AddPerson, ChangePerson
from app.ui.screens.signon import avatar
from app.ui.state import Layout
from app.ui.theme import ALARM, BODY, BOLD, GAP, SMALL, SPACE
from app.ui.widgets.buttons import icon_button, primary_button
from app.ui.widgets.crew_words import row_words
from app.ui.widgets.panels import note, page_title, section_card, waiting_state

if TYPE_CHECKING:
    from app.ui.state import Program, Session
    from sync.ids import ActorId


@ft.component
def PeopleRoom(session: Session, program: Program) -> ft.Control:
    """Show who works here; who leads adds people and changes them."""
    adding, set_adding = ft.use_state(False)
    changing, change = ft.use_state(cast("Person | None", None))
    shown, show = ft.use_state(cast("ActorId | None", None))
    now, viewer = use_now(session), session.actor
    found = use_query(
        session,
        lambda db: crew(db, session.clock.now_ms(), viewer),
        [now, viewer],
        STREAMS,
    )
    leads = session.person is not None and may(session.person.role, "staff.added")
    add = primary_button(
        session.words("ui.people.add"),
        lambda: set_adding(True),
        key="add-person",
        icon=ft.Icons.PERSON_ADD_ALT_1,
    )
    body: list[ft.Control] = []
    if adding:
        body.append(keyed(AddPerson, session, lambda: set_adding(False), key="adding"))
    elif changing is not None:
        body.append(
            keyed(
                ChangePerson,
                session,
                changing,
                lambda: change(None),
                key=f"change-{changing.actor.hex()}",
            )
        )
    elif not leads:
        body.append(note(session.words("ui.people.only_lead")))
    if shown is not None:

        def change_shown(who: Person) -> None:
            show(None)
            change(who)

        page = keyed(
            MemberPage,
            session,
            shown,
            (lambda: show(None), change_shown),
            key=f"of-{shown.hex()}",
        )
        return _scrolled([page])
    listed = (
        [waiting_state(session.words("ui.loading"))]
        if found is None
        else [
            DutyBoard(session, found, now, key="duty-board"),
            _list(session, found, now, (change, show), leads=leads),
        ]
    )
    head = _head(session, add if leads and not adding else None)
    return _scrolled([head, *body, *listed])


def _scrolled(controls: Sequence[ft.Control]) -> ft.Control:
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        controls=[
            ft.Container(
                padding=SPACE + 4,
                content=ft.Column(
                    spacing=SPACE,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    controls=list(controls),
                ),
            )
        ],
    )


def _head(session: Session, add: ft.Control | None) -> ft.Control:
    title = ft.Row(
        tight=True,
        controls=[
            icon_button(
                ft.Icons.ARROW_BACK, session.words("ui.back"), session.back, key="back"
            ),
            page_title(session.words("ui.people.title")),
        ],
    )
    return ft.Row(
        wrap=True,
        run_spacing=GAP,
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        controls=[title, *([add] if add else [])],
    )


def _list(
    session: Session,
    found: tuple[Member, ...],
    now_ms: int,
    ways: tuple[Callable[[Any], Any], Callable[[Any], Any]],
    *,
    leads: bool,
) -> ft.Control:
    own = session.person.actor if session.person else None
    rows = [
        _row(session, each, now_ms, ways, may_change=leads or each.actor == own)
        for each in found
    ]
    title = session.words("ui.people.count", count=len(found))
    return section_card(title, rows)


def _row(
    session: Session,
    who: Member,
    now_ms: int,
    ways: tuple[Callable[[Any], Any], Callable[[Any], Any]],
    *,
    may_change: bool,
) -> ft.Control:
    change, show = ways
    own = session.person is not None and session.person.actor == who.actor
    name = f"{who.name} ({session.words('ui.people.you')})" if own else who.name
    edit = icon_button(
        ft.Icons.EDIT_OUTLINED,
        session.words("ui.people.change", name=who.name),
        lambda: change(as_person(who)),
        key=f"change-{who.actor.hex()}",
    )
    more = icon_button(
        ft.Icons.CHEVRON_RIGHT,
        session.words("ui.crew.open", name=who.name),
        lambda: show(who.actor),
        key=f"open-{who.actor.hex()}",
    )
    # A phone has no room for both; the page behind the row has the way as well.
    has_edit = may_change and session.layout is not Layout.NARROW
    words: list[ft.Control] = [
        ft.Text(name, size=BODY + 1, **BOLD),
        note(row_words(who, now_ms, session.language)),
        *([_warning(session, who)] if _warns(who) else []),
    ]
    return ft.Container(
        padding=ft.Padding.symmetric(vertical=6),
        content=ft.Row(
            spacing=16,
            controls=[
                avatar(who.name),
                ft.Column(tight=True, spacing=0, expand=True, controls=words),
                *([edit] if has_edit else []),
                more,
            ],
        ),
    )


def _warns(who: Member) -> bool:
    lapsed = (Recognised.EXPIRED, Recognised.WITHDRAWN)
    return who.recognition.ends_soon or who.recognition.state in lapsed


def _warning(session: Session, who: Member) -> ft.Control:
    key = "ui.crew.soon" if who.recognition.ends_soon else "ui.crew.lapsed"
    return ft.Row(
        spacing=4,
        controls=[
            ft.Icon(ft.Icons.WARNING_AMBER, size=18, color=ALARM),
            ft.Text(session.words(key), size=SMALL, expand=True),
        ],
    )
