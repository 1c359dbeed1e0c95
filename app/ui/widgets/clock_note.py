"""A clock that is off: said in words, where people look; never a dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.care.clock import is_wrong
from app.ui.routes import SENDING
from app.ui.state import Layout
from app.ui.widgets.panels import alarm_note
from app.ui.words import span

if TYPE_CHECKING:
    import flet as ft

    from app.ui.state import Sending, Session


def clock_words(session: Session, offset_ms: int | None, whose: str) -> str | None:
    """Return that a clock is ahead or behind and how far; None while it is right.

    `offset_ms` is what to add to it: a clock that is ahead has a negative one. `whose`
    is `here`, `short` (the same for a phone) or `post`.
    """
    if offset_ms is None or not is_wrong(offset_ms):
        return None
    way = "ahead" if offset_ms < 0 else "behind"
    return session.words(
        f"ui.clock.{whose}_{way}", span=span(abs(offset_ms), session.language)
    )


def clock_note(session: Session, sending: Sending) -> ft.Control:
    """Return the line under the top strip; takes no room while the clock is right."""
    if session.room == SENDING:
        return alarm_note(None)  # said there, beside the rest
    whose = "short" if session.layout is Layout.NARROW else "here"
    words = clock_words(session, sending.clock_offset_ms, whose)
    return alarm_note(words, key="clock-wrong")
