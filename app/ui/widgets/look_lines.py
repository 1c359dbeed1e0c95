"""An entry of the access log in a sentence, for who it is about as well."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final

import flet as ft

from app.care.access import (
    AccessEnded,
    AccessForced,
    AccessLogRead,
    AccessOpened,
    AccessOverridden,
    AccessPrinted,
    AccessReviewed,
    AccessSearched,
    ends_ms,
)
from app.care.terms import Role
from app.i18n import text
from app.store.queries.access import Look
from app.ui.theme import BODY, BOLD, GAP, line_width
from app.ui.widgets.panels import note
from app.ui.words import hour, moment


def look_line(
    look: Look, now_ms: int, language: str, *, names_number: bool = False
) -> ft.Control:
    """Return one entry: when, who did what and why, and on which device."""
    number = f"{look.number} · " if names_number and look.number else ""
    device = text("ui.access.device", language, device=look.device)
    return ft.Container(
        padding=ft.Padding.only(top=8),
        border=ft.Border.only(
            top=ft.BorderSide(line_width(), ft.Colors.OUTLINE_VARIANT)
        ),
        content=ft.Column(
            spacing=2,
            controls=[
                ft.Row(
                    spacing=GAP,
                    controls=[
                        ft.Text(
                            moment(look.at_ms, now_ms, language), size=BODY, **BOLD
                        ),
                        note(f"{number}{device}"),
                    ],
                ),
                ft.Text(said(look, language), size=BODY, selectable=True),
            ],
        ),
    )


def said(look: Look, language: str) -> str:
    """Return who did what and why, in a sentence."""
    key, values = _sentence(look.body, language)
    return text(f"ui.access.said.{key}", language, who=_who(look, language), **values)


def _who(look: Look, language: str) -> str:
    name = look.actor_name or text("ui.casualty.somebody", language)
    role: Role | None = getattr(look.body, "role", None)
    if role is None:
        return name
    return f"{name} ({text(f'term.Role.{role.value}', language).lower()})"


def _sentence(fact: Any, language: str) -> tuple[str, dict[str, str | int]]:
    def term(value: StrEnum) -> str:
        return text(f"term.{type(value).__name__}.{value.value}", language)

    key, values = _SENTENCES.get(type(fact), ("other", _nothing))
    return key, values(fact, term)


Term = Callable[[StrEnum], str]
Values = dict[str, str | int]


def _nothing(_fact: Any, _term: Term) -> Values:
    return {}


def _opened(fact: AccessOpened, term: Term) -> Values:
    return {"why": term(fact.why)}


def _printed(fact: AccessPrinted, term: Term) -> Values:
    why = fact.because or term(fact.why)
    return {"what": term(fact.what), "sheet": fact.sheet, "why": why}


def _searched(fact: AccessSearched, term: Term) -> Values:
    return {"where": term(fact.what), "count": fact.found}


def _overridden(fact: AccessOverridden, term: Term) -> Values:
    why = f"{term(fact.why)}: {fact.because}"
    return {"until": hour(ends_ms(fact)), "why": why}


def _reviewed(fact: AccessReviewed, term: Term) -> Values:
    return {"verdict": term(fact.verdict)}


_SENTENCES: Final[dict[type, tuple[str, Callable[[Any, Term], Values]]]] = {
    AccessOpened: ("opened", _opened),
    AccessPrinted: ("printed", _printed),
    AccessSearched: ("searched", _searched),
    AccessForced: ("forced", _nothing),
    AccessEnded: ("ended", _nothing),
    AccessOverridden: ("overridden", _overridden),
    AccessReviewed: ("reviewed", _reviewed),
    AccessLogRead: ("log_read", _nothing),
}
"""The words of each kind of access, and what is filled in."""
