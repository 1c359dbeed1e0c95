"""Notitie: something worth knowing, in a person's own words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from app.care.casualty import NoteRecorded
from app.commands import record_note
from app.store.desk import Desk
from app.store.queries.casualty import CasualtyDetail
from app.ui.state import Session
from app.ui.typed import Typed, use_typed
from app.ui.widgets.fields import text_field
from app.ui.widgets.moment import moment_of
from app.ui.widgets.more_fields import time_field
from app.ui.widgets.sheet import sheet, use_primary
from sync.event import Event


@ft.component
def NoteSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[[list[Event]], Any],
    key: str = "",
) -> ft.Control:
    """Draw the sheet and record the note."""
    typed = use_typed(session, f"note:{detail.row.stream.hex()}")

    async def save(_event: object = None) -> None:
        await typed.record(_command(session, detail, typed), on_saved)

    use_primary(session, save)
    return sheet(
        session,
        session.words("note.recorded"),
        [
            text_field(
                session.words("field.NoteRecorded.text"),
                typed.text("text"),
                partial(typed.write, "text"),
                key="text",
                error=typed.errors.get("text"),
                autofocus=True,
                multiline=True,
                min_lines=5,
                max_lines=12,
            ),
            time_field(session, typed),
        ],
        typed,
        save,
        on_close,
    )


def _command(
    session: Session, detail: CasualtyDetail, typed: Typed
) -> Callable[[Desk], list[Event]]:
    actor, stream = session.actor, detail.row.stream

    def command(desk: Desk) -> list[Event]:
        at = moment_of(typed.text("at"), desk.now_ms())
        fact = NoteRecorded(typed.text("text"), at)
        return [record_note(desk, actor, stream, fact)]

    return command
