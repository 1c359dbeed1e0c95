"""A moment that is to come: typed, or so many minutes from now with one tap."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import flet as ft

from app.ui.theme import GAP
from app.ui.widgets.fields import choice_button, text_field
from app.ui.widgets.moment import moment_ahead
from app.ui.widgets.wrapped import wrapped
from app.ui.words import hour

if TYPE_CHECKING:
    from app.ui.state import Session
    from app.ui.typed import Typed

_MINUTES: Final = (15, 30, 60, 120)
_MINUTE_MS: Final = 60_000


def ahead_field(session: Session, typed: Typed, name: str, label: str) -> ft.Control:
    """Return the field, and a tap for each of some minutes; empty is not known."""
    now = session.clock.now_ms()
    held = typed.text(name)
    taps = [
        choice_button(
            session.words("ui.transport.in_minutes", minutes=minutes),
            chosen=held == (at := hour(now + minutes * _MINUTE_MS)),
            on_click=partial(typed.pick, name, at),
            key=f"{name}-{minutes}",
        )
        for minutes in _MINUTES
    ]
    return ft.Column(
        spacing=GAP,
        controls=[
            text_field(
                label,
                held,
                partial(typed.write, name),
                key=name,
                error=typed.errors.get(name),
                hint_text=session.words("ui.transport.expected_hint"),
            ),
            wrapped(taps),
        ],
    )


def ahead_of(typed: Typed, name: str, now_ms: int) -> int | None:
    """Return the moment that was typed, or None for none. Raises Refusal."""
    words = typed.text(name).strip()
    return moment_ahead(words, now_ms) if words else None
