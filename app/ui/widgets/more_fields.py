"""Under *Meer*: who somebody is, where they were found, and when it was."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.casualty import Identified, Registered
from app.care.form import fields_of
from app.care.identity import bsn_passes
from app.care.refusal import Refusal
from app.care.terms import Group
from app.ui.state import Session
from app.ui.theme import GAP
from app.ui.typed import Typed
from app.ui.widgets.fields import text_field, toggles

IDENTITY: Final = (
    "name",
    "birth_date",
    "bsn",
    "contact",
    "language",
    "nationality",
)
BEHIND_MORE: Final = (*IDENTITY, "group", "place")
_HINTED: Final = frozenset({"birth_date"})


def more_fields(
    session: Session, typed: Typed, room: float, *, wide: bool
) -> ft.Control:
    """Return everything of a registration that can wait."""
    return ft.Column(
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            *pairs([typed_field(session, typed, name) for name in IDENTITY], wide=wide),
            group_choice(session, typed, room),
            *pairs(
                [typed_field(session, typed, "place"), time_field(session, typed)],
                wide=wide,
            ),
        ],
    )


def typed_field(session: Session, typed: Typed, name: str, **more: Any) -> ft.Control:
    """Return the field of one text, with its refusal beside it."""
    if name == "bsn":
        more |= {
            "password": True,
            "can_reveal_password": True,
            "keyboard_type": ft.KeyboardType.NUMBER,
            "on_blur": lambda: _check_bsn(typed),
        }
    if name in _HINTED:
        more["hint_text"] = session.words(f"ui.register.hint.{name}")
    return text_field(
        field_label(session, name),
        typed.text(name),
        partial(typed.write, name),
        key=name,
        error=typed.errors.get(name),
        error_max_lines=3,
        **more,
    )


def time_field(session: Session, typed: Typed) -> ft.Control:
    """Return when it was: empty is now, an earlier time is a late entry."""
    return typed_field(
        session, typed, "at", hint_text=session.words("ui.register.hint.at")
    )


def group_choice(session: Session, typed: Typed, room: float) -> ft.Control:
    """Return civil, military, unknown."""
    return term_choice(session, typed, "group", [each.value for each in Group], room)


def term_choice(
    session: Session,
    typed: Typed,
    name: str,
    values: Sequence[str],
    room: float,
) -> ft.Control:
    """Return one tap per term of a field; a second tap takes it back."""
    kind = {"group": "Group", "age_band": "AgeBand", "sex": "Sex"}[name]
    return toggles(
        ((value, session.words(f"term.{kind}.{value}")) for value in values),
        typed.text(name),
        typed.pick,
        room,
        name=name,
        label=field_label(session, name),
    )


def field_label(session: Session, name: str) -> str:
    """Return the name of a field as the forms know it; `at` is when it was."""
    if name == "at":
        return session.words("ui.register.at")
    form = Registered if name in fields_of(Registered) else Identified
    return session.words(f"field.{form.__name__}.{name}")


def pairs(fields: Sequence[ft.Control], *, wide: bool) -> list[ft.Control]:
    """Return fields two beside each other where there is room."""
    if not wide:
        return list(fields)
    for field in fields:
        field.expand = True
    return [
        ft.Row(
            spacing=GAP,
            vertical_alignment=ft.CrossAxisAlignment.START,
            controls=list(fields[start : start + 2]),
        )
        for start in range(0, len(fields), 2)
    ]


def _check_bsn(typed: Typed) -> None:
    given = typed.text("bsn").replace(" ", "").replace(".", "")
    if given and not bsn_passes(given):
        typed.refuse(Refusal("bsn_fails"), look=False)
