"""People: who works here, their roles, and the forms to add or change one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import flet as ft

from app.care.staff import may
from app.store.queries.staff import Person, people
from app.ui.hooks import keyed, use_query
from app.ui.screens.person import AddPerson, ChangePerson
from app.ui.screens.signon import avatar
from app.ui.theme import BODY, BOLD, GAP, SMALL, SPACE
from app.ui.widgets.buttons import icon_button, primary_button
from app.ui.widgets.panels import note, page_title, section_card, waiting_state

if TYPE_CHECKING:
    from app.ui.state import Program, Session


@ft.component
def PeopleRoom(session: Session, program: Program) -> ft.Control:
    """Show who works here; who leads adds people and changes them."""
    adding, set_adding = ft.use_state(False)
    changing, change = ft.use_state(cast("Person | None", None))
    found = use_query(session, people, streams=["staff"])
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
    listed = (
        waiting_state(session.words("ui.loading"))
        if found is None
        else _list(session, found, change, leads=leads)
    )
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        controls=[
            ft.Container(
                padding=SPACE + 4,
                content=ft.Column(
                    spacing=SPACE,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    controls=[
                        _head(session, add if leads and not adding else None),
                        *body,
                        listed,
                    ],
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
    session: Session, found: tuple[Person, ...], change: Any, *, leads: bool
) -> ft.Control:
    own = session.person.actor if session.person else None
    rows = [
        _row(session, each, change, may_change=leads or each.actor == own)
        for each in found
    ]
    title = session.words("ui.people.count", count=len(found))
    return section_card(title, rows)


def _row(session: Session, who: Person, change: Any, *, may_change: bool) -> ft.Control:
    own = session.person is not None and session.person.actor == who.actor
    name = f"{who.name} ({session.words('ui.people.you')})" if own else who.name
    role = session.words(f"term.Role.{who.role.value}")
    words: list[ft.Control] = [
        ft.Text(name, size=BODY + 1, **BOLD),
        ft.Text(role, size=SMALL, color=ft.Colors.ON_SURFACE_VARIANT),
    ]
    edit = icon_button(
        ft.Icons.EDIT_OUTLINED,
        session.words("ui.people.change", name=who.name),
        lambda: change(who),
        key=f"change-{who.actor.hex()}",
    )
    return ft.Container(
        height=64,
        content=ft.Row(
            spacing=16,
            controls=[
                avatar(who.name),
                ft.Column(tight=True, spacing=0, expand=True, controls=words),
                *([edit] if may_change else []),
            ],
        ),
    )
