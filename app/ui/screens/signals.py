"""Signalen: what is counted today, what is called in at once; that a day is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.signal import SignalDay
from app.care.staff import may, may_see_signals
from app.care.syndrome import ALARM_BASIS, JUDGED, Alarm, Basis
from app.commands import raise_alarm, report_day
from app.store.queries.signal import SignalView, signals
from app.ui.hooks import keyed, use_act, use_now, use_query
from app.ui.screens.signal_call import AlarmCard, calls_card
from app.ui.screens.signal_counts import CountsCard
from app.ui.screens.signal_diseases import DiseasesCard
from app.ui.screens.signal_ggd import GgdCard
from app.ui.undo import way_back
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.fields import choice_button, choices
from app.ui.widgets.notice import FOOT, notify
from app.ui.widgets.panels import (
    empty_state,
    error_note,
    note,
    section_card,
    waiting_state,
)
from app.ui.widgets.post_page import post_page
from app.ui.words import day as day_words
from app.ui.words import hour, today

if TYPE_CHECKING:
    from app.ui.state import Program, Session
    from sync.event import Event

_DAYS_BACK: Final = 3
"""How far back a day can be picked here; who was late counts on the day it was."""

_MINUTE_MS: Final = 60_000
_STREAMS: Final = ("signal", "post", "staff")


@ft.component
def SignalsRoom(session: Session, program: Program) -> ft.Control:
    """Draw the day, what rings, and what is counted."""
    person = session.person
    if person is None or not may_see_signals(person.role):
        none = empty_state(
            ft.Icons.LOCK_OUTLINE,
            session.words("ui.signal.not_allowed"),
            session.words("ui.signal.not_allowed_next"),
        )
        return post_page(session, session.words("ui.room.signals"), [none])
    return keyed(_Signals, session, key="signals")


@ft.component
def _Signals(session: Session, key: str = "") -> ft.Control:
    now = use_now(session)
    picked, pick = ft.use_state(cast("str | None", None))
    act = use_act(session)
    actor = session.actor
    day = picked or today(now).isoformat()
    seen = use_query(
        session, lambda db: signals(db, day), [day, now // _MINUTE_MS], _STREAMS
    )
    if seen is None or (seen.day.day and seen.day.day != day):
        return post_page(
            session,
            session.words("ui.room.signals"),
            [waiting_state(session.words("ui.loading"))],
        )

    def reported(event: Event) -> None:
        words = session.words("ui.signal.reported_said")
        notify(session, words, way_back(session, [(event.log, event.seq)]), above=FOOT)

    async def report(_event: object = None) -> None:
        await act.run(lambda desk: report_day(desk, actor, day), reported)

    return post_page(
        session,
        session.words("ui.room.signals"),
        [
            *_ringing(session, seen),
            _days(session, now, day, pick),
            _state(session, seen.day),
            error_note(act.refusal),
            keyed(CountsCard, session, seen.day, day, key=f"counts-{day}"),
            keyed(JudgedCard, session, seen.day, day, key=f"judged-{day}"),
            *calls_card(session, seen, now),
            keyed(GgdCard, session, seen.ggd, key=f"ggd-{seen.ggd}"),
            keyed(DiseasesCard, session, seen.diseases, key="diseases"),
            note(session.words("ui.signal.source")),
        ],
        _report_button(session, seen, report),
    )


def _ringing(session: Session, seen: SignalView) -> list[ft.Control]:
    return [
        keyed(
            AlarmCard,
            session,
            each,
            seen.ggd,
            key=f"alarm-{each.day}-{each.ringing.alarm.value}",
        )
        for each in seen.waiting
    ]


def _days(
    session: Session, now: int, day: str, pick: Callable[[str], Any]
) -> ft.Control:
    first = today(now)
    dates = [first - timedelta(days=back) for back in range(_DAYS_BACK + 1)]
    names = {0: "ui.signal.today", 1: "ui.signal.yesterday"}
    options = [
        (
            each.isoformat(),
            session.words(names[back])
            if back in names
            else day_words(each, session.language),
        )
        for back, each in enumerate(dates)
    ]
    label = session.words("ui.signal.of_day")
    return choices(options, day, pick, key="day", label=label)


def _state(session: Session, day: SignalDay) -> ft.Control:
    if day.reported_ms is None:
        return note(session.words("ui.signal.not_reported"), key="day-state")
    at = hour(day.reported_ms)
    return note(session.words("ui.signal.is_reported", at=at), key="day-state")


def _report_button(
    session: Session, seen: SignalView, report: Callable[..., Any]
) -> ft.Control | None:
    """Return the way to report the day; while something rings, calling goes first."""
    day = seen.day
    role = session.person.role if session.person else None
    if role is None or not may(role, "signal.reported") or day.reported_ms is not None:
        return None
    words = "ui.signal.report_rest" if day.cells else "ui.signal.report_zero"
    button = quiet_button if seen.waiting else primary_button
    return button(session.words(words), report, key="report-day", icon=ft.Icons.CHECK)


@ft.component
def JudgedCard(
    session: Session, held: SignalDay, day: str, key: str = ""
) -> ft.Control:
    """Draw what no count can see; one tap says that it is so."""
    act = use_act(session)
    actor = session.actor

    def raised(event: Event) -> None:
        words = session.words("ui.signal.raised_said")
        notify(session, words, way_back(session, [(event.log, event.seq)]), above=FOOT)

    async def say(alarm: Alarm) -> None:
        if alarm not in held.raised:
            await act.run(lambda desk: raise_alarm(desk, actor, day, alarm), raised)

    lines: list[ft.Control] = []
    for each in JUDGED:
        confirm = ALARM_BASIS[each] is Basis.CONFIRM
        button = choice_button(
            session.words(f"term.Alarm.{each.value}"),
            chosen=each in held.raised,
            on_click=partial(say, each),
            key=f"raise-{each.value}",
            icon=ft.Icons.PHONE_OUTLINED,
        )
        said = [note(session.words("term.Basis.confirm"))] if confirm else []
        lines.append(ft.Column(spacing=4, controls=[button, *said]))
    return section_card(
        session.words("ui.signal.judged"),
        [note(session.words("ui.signal.judged_note")), *lines, error_note(act.refusal)],
    )
