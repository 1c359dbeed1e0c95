"""Bel de GGD: the number, what to say, and afterwards who called when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.signal import GgdSet, Reached, SignalDay, cell, syndromes_of
from app.care.staff import may
from app.care.syndrome import ALARM_BASIS, Alarm, Band, Basis, CountedSex
from app.commands import call_ggd
from app.commands.signal import Spoken
from app.store.queries.signal import Rung, SignalView, signals
from app.ui.hooks import use_query
from app.ui.theme import BODY, BOLD, LARGE
from app.ui.typed import use_typed
from app.ui.undo import way_back
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.notice import FOOT, notify
from app.ui.widgets.panels import (
    alarm_note,
    card,
    error_note,
    marked_line,
    note,
    section_card,
)
from app.ui.widgets.wrapped import wrapped
from app.ui.words import day as day_words
from app.ui.words import moment

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.event import Event


@ft.component
def AlarmCard(session: Session, rung: Rung, ggd: GgdSet, key: str = "") -> ft.Control:
    """Draw why to call, whom, and what to say; then what came of it."""
    alarm = rung.ringing.alarm
    typed = use_typed(session, f"call-{rung.day}-{alarm.value}")
    seen = use_query(session, lambda db: signals(db, rung.day), [rung], ["signal"])
    actor = session.actor
    calls = session.person is not None and may(session.person.role, "signal.called")

    def saved(event: Event) -> None:
        typed.fill({})
        words = session.words("ui.signal.call_saved")
        notify(session, words, way_back(session, [(event.log, event.seq)]), above=FOOT)

    async def save(reached: Reached) -> None:
        said = Spoken(reached, typed.text("spoke_to"), typed.text("agreed"))
        await typed.record(
            lambda desk: call_ggd(desk, actor, rung.day, alarm, said), saved
        )

    form: list[ft.Control] = []
    if calls:
        form = [
            text_field(
                session.words(f"field.GgdCalled.{name}"),
                typed.text(name),
                partial(typed.write, name),
                key=f"call-{name}",
                error=typed.errors.get(name),
            )
            for name in ("spoke_to", "agreed")
        ]
        form += [error_note(typed.refusal), _answers(session, save)]
    return card(
        ft.Column(
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                alarm_note(_why(session, rung), key=f"why-{alarm.value}"),
                *_confirm(session, alarm),
                _number(session, ggd),
                note(session.words("ui.signal.say")),
                ft.Text(
                    script(session, rung, seen),
                    key="script",
                    size=BODY,
                ),
                note(session.words("ui.signal.no_names")),
                *form,
            ],
        )
    )


def _answers(session: Session, save: Callable[[Reached], Any]) -> ft.Control:
    icons = {
        Reached.NO_ANSWER: ft.Icons.PHONE_MISSED,
        Reached.NO_LINE: ft.Icons.WIFI_OFF,
    }
    quiet = [
        quiet_button(
            session.words(f"term.Reached.{each.value}"),
            partial(save, each),
            key=f"call-{each.value}",
            icon=icons[each],
        )
        for each in (Reached.NO_ANSWER, Reached.NO_LINE)
    ]
    done = primary_button(
        session.words("ui.signal.spoken"),
        partial(save, Reached.SPOKEN),
        key="call-spoken",
        icon=ft.Icons.PHONE_IN_TALK,
    )
    return wrapped([*quiet, done])


def _why(session: Session, rung: Rung) -> str:
    again = rung.ringing.told is not None
    first = session.words("ui.signal.call_again" if again else "ui.signal.call")
    what = session.words(f"term.Alarm.{rung.ringing.alarm.value}")
    return f"{first}. {what} · {day_words(_date(rung.day), session.language)}"


def _confirm(session: Session, alarm: Alarm) -> list[ft.Control]:
    if ALARM_BASIS[alarm] is not Basis.CONFIRM:
        return []
    return [note(session.words("term.Basis.confirm"))]


def _number(session: Session, ggd: GgdSet) -> ft.Control:
    if not ggd.phone:
        return ft.Text(
            session.words("ui.signal.number_unknown"),
            key="ggd-number",
            size=BODY,
            **BOLD,
        )
    words = session.words("ui.signal.number", name=ggd.name or "GGD", phone=ggd.phone)
    return ft.Text(words, key="ggd-number", size=LARGE, **BOLD)


def script(session: Session, rung: Rung, seen: SignalView | None) -> str:
    """Return what to say on the phone: who calls, what, how many; never a name."""
    alarm = rung.ringing.alarm
    return session.words(
        "ui.signal.script",
        who=session.person.name if session.person else "",
        post=seen.post_name if seen else "",
        day=day_words(_date(rung.day), session.language),
        what=session.words(f"term.Alarm.{alarm.value}"),
        cases=_split(session, seen, alarm),
    )


def _split(session: Session, seen: SignalView | None, alarm: Alarm) -> str:
    """Return of whom the cases are that an alarm is made of, as the alarm counts."""
    in_area = seen is not None and seen.ggd.cholera_area
    syndromes = syndromes_of(alarm, cholera_area=in_area)
    if not syndromes:
        return ""
    day = seen.day if seen else SignalDay()

    def of(band: Band | None = None, sex: CountedSex | None = None) -> int:
        return sum(
            cell(day, syndrome, b, s)
            for syndrome in syndromes
            for b in Band
            for s in CountedSex
            if band in (None, b) and sex in (None, s)
        )

    return session.words(
        "ui.signal.script_split",
        total=of(),
        under=of(Band.UNDER_5),
        over=of(Band.FROM_5),
        female=of(sex=CountedSex.FEMALE),
        male=of(sex=CountedSex.MALE),
        unknown=of(sex=CountedSex.UNKNOWN),
    )


def calls_card(session: Session, seen: SignalView, now_ms: int) -> list[ft.Control]:
    """Return who called on this day, and what came of it; nothing where nobody did."""
    if not seen.day.calls:
        return []
    lines: list[ft.Control] = []
    for each in seen.day.calls:
        call = each.call
        head = session.words(
            "ui.signal.call_line",
            at=moment(call.observed_ms, now_ms, session.language),
            who=seen.names.get(each.actor, "?"),
            reached=session.words(f"term.Reached.{call.reached.value}"),
        )
        told = (
            session.words("ui.signal.call_told", count=call.cases) if call.cases else ""
        )
        what = session.words(f"term.Alarm.{call.alarm.value}")
        more = (what, told, call.spoke_to, call.agreed, call.phone)
        said = " · ".join(part for part in more if part)
        lines.append(marked_line(ft.Icons.PHONE_OUTLINED, head, said))
    return [section_card(session.words("ui.signal.calls"), lines, key="calls")]


def _date(day: str) -> date:
    return date.fromisoformat(day)
