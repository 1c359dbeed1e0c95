"""What the hub sent and this post cannot use: kept, named, tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flet as ft

from app.i18n import has_text
from app.ui.widgets.panels import marked_line, note, section_card
from app.ui.words import moment

if TYPE_CHECKING:
    from app.ui.sealed import UnreadableRow
    from app.ui.state import Sending, Session


def unreadable_card(session: Session, sending: Sending, now: int) -> list[ft.Control]:
    """Return the card of what came down and was set aside; nothing when all is well."""
    if not sending.unreadable:
        return []
    lines = [_line(session, each, now) for each in sending.unreadable]
    words = note(session.words("ui.message.unreadable_note"))
    title = session.words("ui.message.unreadable")
    return [section_card(title, [words, *lines], key="unreadable")]


def _line(session: Session, row: UnreadableRow, now: int) -> ft.Control:
    key = f"ui.hub.reason.{row.reason}"
    known = has_text(key)
    why = session.words(key if known else "ui.hub.reason.unknown", code=row.reason)
    when = moment(row.arrived_ms, now, session.language)
    return marked_line(
        ft.Icons.REPORT_PROBLEM_OUTLINED,
        why[:1].upper() + why[1:],
        session.words("ui.message.unreadable_at", time=when),
    )
