"""Who looked at a resident's record, what left, and on which lists they stood."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.handout import Handout
from app.store.queries.access import Look, looks
from app.store.queries.evacuation import OnSheet, sheets_with
from app.store.queries.handout import handouts_with
from app.ui.hooks import use_now, use_query
from app.ui.screens.access_log import (
    look_list,
    period_choice,
    since_ms,
    use_reading_noted,
)
from app.ui.theme import BODY
from app.ui.widgets.panels import error_note, note, section_title
from app.ui.widgets.reading import reading
from app.ui.words import moment

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.database import Database

_Seen = tuple[tuple[Look, ...], tuple[Handout, ...], tuple[OnSheet, ...]]


@ft.component
def ResidentLog(
    session: Session, stream: bytes, close: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw the log of one resident, once it is noted who reads it."""
    noted, refusal = use_reading_noted(session, stream)
    period, choose = ft.use_state("week")
    now = use_now(session)
    since = since_ms(period, now)

    def asked(db: Database) -> _Seen | None:
        if not noted:
            return None
        lists, homes = handouts_with(db, stream), sheets_with(db, stream)
        return looks(db, stream, since_ms=since), lists, homes

    streams = ["access", "handout", "evacuation"]
    found = use_query(session, asked, [stream, since, noted], streams)
    return reading(
        session,
        session.words("ui.residents.log"),
        [
            error_note(refusal),
            note(session.words("ui.residents.log_about")),
            *(_lists(session, found[1], found[2], now) if found else []),
            period_choice(session, period, choose),
            *(look_list(session, found[0], now) if found else []),
        ],
        close,
    )


def _lists(
    session: Session,
    found: tuple[Handout, ...],
    homes: tuple[OnSheet, ...],
    now_ms: int,
) -> list[ft.Control]:
    said = [_words(session, each, now_ms) for each in found]
    said += [_home_words(session, each, now_ms) for each in homes]
    lines = [ft.Text(each, size=BODY, selectable=True) for each in said]
    none = [note(session.words("ui.residents.on_no_list"))]
    return [section_title(session.words("ui.residents.lists_title")), *(lines or none)]


def _home_words(session: Session, given: OnSheet, now_ms: int) -> str:
    at = moment(given.at_ms, now_ms, session.language)
    return session.words(
        "ui.residents.stood_on_home", sheet=given.sheet, to=given.to_name, at=at
    )


def _words(session: Session, handout: Handout, now_ms: int) -> str:
    given, language = handout.given, session.language
    if given is None:
        return ""
    at = moment(given.observed_ms, now_ms, language)
    if handout.returned_ms is None:
        return session.words(
            "ui.residents.stood_on", sheet=given.sheet, to=given.to_name, at=at
        )
    return session.words(
        "ui.residents.stood_on_back",
        sheet=given.sheet,
        to=given.to_name,
        at=at,
        back=moment(handout.returned_ms, now_ms, language),
    )
