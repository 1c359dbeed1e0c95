"""Inzagelog: who had access to one casualty, in sentences; reading it is logged too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, cast

import flet as ft

from app.care.refusal import Refusal
from app.commands import read_log
from app.store.queries.access import MOST, Look, looks
from app.store.queries.casualty import CasualtyDetail
from app.ui.hooks import use_now, use_query
from app.ui.state import Session
from app.ui.widgets.fields import choices
from app.ui.widgets.look_lines import look_line
from app.ui.widgets.panels import error_note, note
from app.ui.widgets.reading import reading
from app.ui.words import local, refused, trouble
from sync.errors import SyncError

PERIODS: Final = {"day": 0, "week": 6, "month": 30, "all": None}
"""How many days before today an entry may be from; None for all there are."""


@ft.component
def AccessSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[..., Any],
    key: str = "",
) -> ft.Control:
    """Draw who had access to this casualty, once it is noted who reads it."""
    stream = detail.row.stream
    noted, refusal = use_reading_noted(session, stream)
    period, choose = ft.use_state("week")
    now = use_now(session)
    since = since_ms(period, now)
    found = use_query(
        session,
        lambda db: looks(db, stream, since_ms=since) if noted else (),
        [stream, since, noted],
        ["access"],
    )
    return reading(
        session,
        session.words("ui.casualty.access"),
        [
            error_note(refusal),
            note(session.words("ui.access.about")),
            period_choice(session, period, choose),
            *(look_list(session, found, now) if noted and found is not None else []),
        ],
        on_close,
    )


def use_reading_noted(session: Session, stream: bytes) -> tuple[bool, str | None]:
    """Note once that this person reads the log; nobody reads it before it is noted."""
    noted, set_noted = ft.use_state(False)
    refusal, say = ft.use_state(cast("str | None", None))
    actor = session.actor

    async def note_it() -> None:
        try:
            await session.open_file.write(lambda desk: read_log(desk, actor, stream))
        except Refusal as why:
            say(refused(why, session.language))
        except SyncError as why:
            say(trouble(why, session.language))
        else:
            set_noted(True)

    ft.use_effect(note_it, [stream])
    return noted, refusal


def period_choice(
    session: Session, period: str, choose: Callable[[str], Any]
) -> ft.Control:
    """Return the periods to choose from; keys `period-day` …"""
    options = [(each, session.words(f"ui.access.period.{each}")) for each in PERIODS]
    return choices(options, period, choose, key="period")


def since_ms(period: str, now_ms: int) -> int:
    """Return when a period starts: at midnight, so many days ago."""
    days = PERIODS[period]
    if days is None:
        return 0
    midnight = local(now_ms).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((midnight - timedelta(days=days)).timestamp() * 1000)


def look_list(
    session: Session,
    found: tuple[Look, ...],
    now_ms: int,
    *,
    names_number: bool = False,
) -> list[ft.Control]:
    """Return the entries, or that there are none, or that there are more."""
    if not found:
        return [note(session.words("ui.access.none"), key="no-looks")]
    more = (
        [note(session.words("ui.access.more", count=MOST))]
        if len(found) == MOST
        else []
    )
    language = session.language
    return [
        *(
            look_line(each, now_ms, language, names_number=names_number)
            for each in found
        ),
        *more,
    ]
