"""One person: the first of a post, a new one, and changes to one who is here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.staff import may
from app.care.terms import Role
from app.commands import add_person, change_role, end_person, first_person, set_pin
from app.store.queries.staff import Person, person
from app.ui.door import door, door_title
from app.ui.hooks import use_act
from app.ui.routes import REGISTER
from app.ui.theme import BODY, BOLD, GAP
from app.ui.widgets.buttons import link_button, primary_button, quiet_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.notice import dialog, notify
from app.ui.widgets.panels import error_note, section_card
from app.ui.widgets.pin_pad import PIN_DIGITS

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Program, Session
    from sync.ids import ActorId

_LEADS = tuple(each for each in Role if may(each, "staff.added"))
_MOST_NAME = 80


@dataclass(frozen=True, slots=True)
class NewPin:
    """A PIN that is being typed twice."""

    typed: str
    wrong: str | None
    agrees: Callable[[], bool]
    fields: Callable[[Callable[[], Any]], ft.Control]
    """Called with what Enter does in the second field."""


def use_new_pin(session: Session) -> NewPin:
    """Return a PIN to be typed twice, and whether the two agree."""
    pin, set_typed = ft.use_state("")
    again, set_again = ft.use_state("")
    differs, set_differs = ft.use_state(False)

    def agrees() -> bool:
        set_differs(pin != again)
        return pin == again

    def fields(on_submit: Callable[[], Any]) -> ft.Control:
        words = session.words
        first = _pin_field(words("ui.people.pin"), pin, set_typed, key="pin")
        second = _pin_field(
            words("ui.people.pin_again"),
            again,
            set_again,
            key="pin-again",
            on_submit=on_submit,
        )
        cells: list[ft.Control] = [
            ft.Container(content=each, col={"xs": 12, "sm": 6})
            for each in (first, second)
        ]
        return ft.ResponsiveRow(spacing=GAP, run_spacing=12, controls=cells)

    wrong = session.words("ui.people.pin_unequal") if differs else None
    return NewPin(pin, wrong, agrees, fields)


def _pin_field(
    label: str, value: str, on_change: Callable[[str], Any], **more: Any
) -> ft.TextField:
    return text_field(
        label,
        value,
        on_change,
        password=True,
        max_length=PIN_DIGITS,
        counter="",
        keyboard_type=ft.KeyboardType.NUMBER,
        input_filter=ft.InputFilter(regex_string=r"^[0-9]*$", allow=True),
        **more,
    )


def _name_field(
    session: Session, name: str, set_name: Callable[[str], Any]
) -> ft.TextField:
    return text_field(
        session.words("ui.people.name"),
        name,
        set_name,
        key="person-name",
        max_length=_MOST_NAME,
        counter="",
        autofocus=True,
        capitalization=ft.TextCapitalization.WORDS,
    )


@ft.component
def FirstPersonScreen(session: Session, program: Program) -> ft.Control:
    """Ask who leads this post; then straight to registering."""
    name, set_name = ft.use_state("")
    role, set_role = ft.use_state(Role.POST_LEAD.value)
    pin = use_new_pin(session)
    act = use_act(session)

    def command(desk: Desk) -> Person | None:
        actor = first_person(desk, name, Role(role), pin.typed)
        return person(desk.database, actor)

    def begin_with(who: Person | None) -> None:
        if who is not None:
            session.room = REGISTER
            session.sign_on(who)

    async def begin() -> None:
        if pin.agrees():
            await act.run(command, done=begin_with)

    return door(
        session,
        program,
        [
            door_title(
                session.words("ui.people.first"), session.words("ui.people.first_note")
            ),
            _name_field(session, name, set_name),
            _roles(session, role, set_role, _LEADS),
            pin.fields(begin),
            error_note(pin.wrong or act.refusal),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.people.begin"),
                        begin,
                        key="begin",
                        disabled=act.busy,
                    )
                ],
            ),
        ],
        page="people",
    )


@ft.component
def AddPerson(session: Session, on_close: Callable[[], Any]) -> ft.Control:
    """Ask name, role and PIN of a new person."""
    name, set_name = ft.use_state("")
    role, set_role = ft.use_state(Role.FIRST_AIDER.value)
    pin = use_new_pin(session)
    act = use_act(session)

    def command(desk: Desk) -> ActorId:
        return add_person(desk, session.actor, name, Role(role), pin.typed)

    def added(_: ActorId) -> None:
        notify(session, session.words("ui.people.added", name=name.strip()))
        on_close()

    async def save() -> None:
        if pin.agrees():
            await act.run(command, done=added)

    session.offer_primary(save)
    return section_card(
        session.words("ui.people.add"),
        [
            _name_field(session, name, set_name),
            _roles(session, role, set_role, tuple(Role)),
            pin.fields(save),
            error_note(pin.wrong or act.refusal),
            _foot(session, save, on_close, busy=act.busy),
        ],
    )


def _roles(
    session: Session,
    role: str,
    set_role: Callable[[str], Any],
    offered: tuple[Role, ...],
) -> ft.Control:
    return choices(
        [(each.value, session.words(f"term.Role.{each.value}")) for each in offered],
        role,
        set_role,
        key="role",
        label=session.words("ui.people.role"),
    )


def _foot(
    session: Session,
    save: Callable[[], Any],
    on_close: Callable[[], Any],
    *,
    busy: bool,
) -> ft.Control:
    return ft.Row(
        alignment=ft.MainAxisAlignment.END,
        spacing=GAP,
        controls=[
            quiet_button(session.words("ui.cancel"), on_close, key="cancel"),
            primary_button(
                session.words("ui.save"), save, key="save-person", disabled=busy
            ),
        ],
    )


@ft.component
def ChangePerson(
    session: Session, who: Person, on_close: Callable[[], Any]
) -> ft.Control:
    """Change a person's role or PIN, or record that they left."""
    role, set_role = ft.use_state(who.role.value)
    ending, set_ending = ft.use_state(False)
    pin = use_new_pin(session)
    act = use_act(session)
    leads = session.person is not None and may(session.person.role, "staff.added")

    def done(words: str) -> None:
        notify(session, words)
        on_close()

    async def save() -> None:
        if pin.agrees():
            change = _change(session, who, Role(role), pin.typed)
            await act.run(change, done=done)

    async def end() -> None:
        set_ending(False)
        said = session.words("ui.people.ended", name=who.name)
        await act.run(
            lambda desk: end_person(desk, session.actor, who.actor),
            done=lambda _: done(said),
        )

    asked = _end_dialog(session, who, end, lambda: set_ending(False))
    ft.use_dialog(asked if ending else None)
    session.offer_primary(save)
    offered = [_roles(session, role, set_role, tuple(Role))] if leads else []
    return section_card(
        session.words("ui.people.change", name=who.name),
        [
            *offered,
            ft.Text(
                session.words("ui.people.new_pin"),
                size=BODY,
                **BOLD,
            ),
            pin.fields(save),
            error_note(pin.wrong or act.refusal),
            _foot(session, save, on_close, busy=act.busy),
        ],
        trailing=_end_button(session, lambda: set_ending(True)) if leads else None,
    )


def _change(
    session: Session, who: Person, role: Role, pin: str
) -> Callable[[Desk], str]:
    """Return the command that makes the changes and returns what to say of them."""

    def command(desk: Desk) -> str:
        said = ""
        if pin:
            set_pin(desk, session.actor, who.actor, pin)
            said = session.words("ui.people.pin_set", name=who.name)
        if role is not who.role:
            change_role(desk, session.actor, who.actor, role)
            words = session.words(f"term.Role.{role.value}")
            said = session.words("ui.people.role_changed", name=who.name, role=words)
        return said or session.words("ui.people.unchanged", name=who.name)

    return command


def _end_button(session: Session, on_click: Callable[[], Any]) -> ft.Control:
    return link_button(
        session.words("ui.people.end"),
        on_click,
        key="end-person",
        icon=ft.Icons.PERSON_REMOVE_OUTLINED,
    )


def _end_dialog(
    session: Session, who: Person, end: Callable[[], Any], on_close: Callable[[], Any]
) -> ft.AlertDialog:
    return dialog(
        session.words("ui.people.end"),
        [ft.Text(session.words("ui.people.end_sure", name=who.name))],
        [
            quiet_button(session.words("ui.cancel"), on_close, key="end-cancel"),
            primary_button(session.words("ui.people.end"), end, key="end-sure"),
        ],
        on_close,
    )
