"""Who somebody is and how to get to them: the form to add a resident or change one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.resident import LegalBasis, Resident, ResidentDescribed
from app.care.staff import may_see_keys
from app.care.terms import Sex
from app.commands import describe_resident, register_resident
from app.store.desk import Desk
from app.ui.theme import SPACE
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import icon_button, primary_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.more_fields import pairs
from app.ui.widgets.panels import error_note, note, page_title

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.event import Event

WHERE: Final = ("name", "birth_date", "street", "house_number", "postcode", "town")
REACH: Final = ("phone", "language", "contact", "contact_phone")
KEYS: Final = ("key_holder", "key_phone", "key_place")
CHOICES: Final[Mapping[str, type[Sex | LegalBasis]]] = {
    "sex": Sex,
    "basis": LegalBasis,
}
_PAIRS_FROM: Final = 480
_NO_HINTS: Final[Mapping[str, str]] = {}


def fields_for(session: Session) -> tuple[str, ...]:
    """Return the fields this person sees; where the key lies is for who leads."""
    sees = session.person is not None and may_see_keys(session.person.role)
    keys = KEYS if sees else KEYS[:2]
    return (*WHERE, *REACH, *keys, "remark")


@ft.component
def ResidentForm(
    session: Session,
    close: Callable[[], Any],
    added: Callable[[bytes], Any],
    key: str = "",
) -> ft.Control:
    """Draw the form for somebody new; what they need is asked after it."""
    typed = use_typed(session, "resident")

    def done(event: Event) -> None:
        typed.fill({})
        added(event.stream)

    async def save() -> None:
        await typed.record(_adding(session, typed), done)

    words = note(session.words("ui.residents.add_next"))
    head = _head(session, "ui.residents.add", close)
    return _page(session, typed, [head, words], save)


@ft.component
def ChangeResident(
    session: Session,
    stream: bytes,
    resident: Resident,
    close: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw the form for somebody who is kept already.

    Where people differ the field is empty, with what they say as a hint: it stays so
    until somebody fills it in.
    """
    names = (*fields_for(session), *CHOICES)
    differ = {
        name: resident.texts(name)
        for name in names
        if len({each.value for each in resident.said.get(name, ())}) > 1
    }
    known = {name: resident.text(name) for name in names if name not in differ}
    typed = use_typed(session, f"resident-{stream.hex()}", known)

    def done(_event: Event | None) -> None:
        typed.fill({})
        close()

    async def save() -> None:
        await typed.record(_changing(session, typed, stream), done)

    head = _head(session, "ui.residents.change", close)
    return _page(session, typed, [head], save, differ)


def _head(session: Session, title: str, close: Callable[[], Any]) -> ft.Control:
    back = icon_button(
        ft.Icons.ARROW_BACK, session.words("ui.back"), close, key="close-form"
    )
    return ft.Row(controls=[back, page_title(session.words(title))])


def _page(
    session: Session,
    typed: Typed,
    above: Sequence[ft.Control],
    save: Callable[[], Any],
    hints: Mapping[str, str] = _NO_HINTS,
) -> ft.Control:
    def field(name: str) -> ft.Control:
        return text_field(
            session.words(f"field.ResidentDescribed.{name}"),
            typed.text(name),
            partial(typed.write, name),
            key=f"resident-{name}",
            error=typed.errors.get(name),
            helper=hints.get(name),
        )

    def choice(name: str, kind: type[StrEnum]) -> ft.Control:
        return choices(
            [
                (each.value, session.words(f"term.{kind.__name__}.{each.value}"))
                for each in kind
            ],
            typed.text(name) or None,
            partial(typed.pick, name),
            key=f"resident-{name}",
            label=session.words(f"field.ResidentDescribed.{name}"),
            error=typed.errors.get(name),
        )

    made = [field(name) for name in fields_for(session)]
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        spacing=SPACE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            *above,
            *pairs(made, wide=session.pane_width >= _PAIRS_FROM),
            choice("sex", Sex),
            choice("basis", LegalBasis),
            error_note(typed.refusal),
            primary_button(
                session.words("ui.save"),
                save,
                key="save-resident",
                icon=ft.Icons.CHECK,
            ),
        ],
    )


def _described(typed: Typed, names: Sequence[str], now_ms: int) -> ResidentDescribed:
    said: dict[str, Any] = {name: typed.text(name) for name in names}
    for name, kind in CHOICES.items():
        if chosen := said.pop(name, ""):
            said[name] = kind(chosen)
    return ResidentDescribed(now_ms, **said)


def _adding(session: Session, typed: Typed) -> Callable[[Desk], Event]:
    actor, names = session.actor, (*fields_for(session), *CHOICES)
    filled = [name for name in names if typed.text(name).strip()]

    def command(desk: Desk) -> Event:
        who = _described(typed, filled, desk.now_ms())
        return register_resident(desk, actor, who)

    return command


def _changing(
    session: Session, typed: Typed, stream: bytes
) -> Callable[[Desk], Event | None]:
    actor, changed = session.actor, typed.changed()
    names = [name for name in (*fields_for(session), *CHOICES) if name in changed]

    def command(desk: Desk) -> Event | None:
        who = _described(typed, names, desk.now_ms())
        return describe_resident(desk, actor, stream, who)

    return command
