"""Wat van niemand is en iemand kan noemen: found by its words, and erased by law."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from app.care.terms import Role, SearchKind
from app.commands.erasure import Grounds, erase_written
from app.store.queries.written import STREAMS, Written, written
from app.ui.hooks import use_now, use_query
from app.ui.screens.erasure import ErasureForm
from app.ui.search_log import use_search_log
from app.ui.state import Session
from app.ui.theme import BODY, GAP
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.panels import note, section_card
from app.ui.words import moment


def may_erase_written(session: Session) -> bool:
    """Tell whether who is here erases what this post wrote: on its own device alone."""
    person = session.person
    is_lead = person is not None and person.role is Role.POST_LEAD
    return is_lead and not session.is_tablet


@ft.component
def WrittenCard(
    session: Session, pick: Callable[[Written], Any], key: str = ""
) -> ft.Control:
    """Draw where a name is sought in the book and the log, and what was found."""
    sought, seek = ft.use_state("")
    now = use_now(session)
    found = use_query(session, lambda db: written(db, sought), [sought], STREAMS) or ()
    use_search_log(session, sought, len(found), SearchKind.WRITTEN)
    none = [note(session.words("ui.written.none"))] if sought.strip() else []
    return section_card(
        session.words("ui.written.title"),
        [
            note(session.words("ui.written.note")),
            text_field(
                session.words("ui.written.sought"), sought, seek, key="written-sought"
            ),
            *([_line(session, each, now, pick) for each in found] or none),
        ],
    )


def whom_of(session: Session, row: Written, now_ms: int) -> str:
    """Return what is to be erased, without its words."""
    at = moment(row.at_ms, now_ms, session.language)
    return session.words(f"ui.written.{row.what}", at=at)


def _line(
    session: Session, row: Written, now_ms: int, pick: Callable[[Written], Any]
) -> ft.Control:
    return ft.Row(
        key=f"written-{row.stream.hex()}",
        spacing=GAP,
        controls=[
            ft.Column(
                expand=True,
                spacing=0,
                controls=[
                    ft.Text(row.words, size=BODY),
                    note(whom_of(session, row, now_ms)),
                ],
            ),
            icon_button(
                ft.Icons.DELETE_FOREVER_OUTLINED,
                session.words("ui.erasure.open"),
                partial(pick, row),
                key=f"erase-{row.stream.hex()}",
            ),
        ],
    )


def written_erasure(
    session: Session, row: Written, close: Callable[[], Any]
) -> ft.Control:
    """Return the form on which what was written is erased."""
    actor = session.actor

    async def erase(grounds: Grounds, pin: str) -> object:
        return await session.open_file.write(
            lambda desk: erase_written(desk, actor, row.stream, grounds, pin)
        )

    whom = whom_of(session, row, session.clock.now_ms())
    return ErasureForm(session, whom, erase, close, "ui.erasure.pin")
