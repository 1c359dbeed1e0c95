"""METHANE: fill in, and read out what was reported last, with when it was counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import flet as ft

from app.care.situation import MajorIncident, SituationReported
from app.care.terms import Triage
from app.commands import number_sheet
from app.commands.situation import report_situation
from app.exports.situation import methane_lines, report_pdf
from app.store.desk import Desk
from app.store.queries.level import STREAMS as LEVEL
from app.store.queries.situation import Situation, situation
from app.ui.hooks import use_attempt, use_now, use_query
from app.ui.screens.printing import save_pdf
from app.ui.state import Session
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.form_parts import term_choice, words_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import (
    alarm_note,
    error_note,
    note,
    section_card,
    waiting_state,
)
from app.ui.widgets.report_card import report_lines
from app.ui.widgets.sheet import use_primary
from app.ui.words import ago, moment
from sync.event import Event

_WORDS: Final = (
    "location",
    "incident",
    "hazards",
    "access",
    "expected",
    "on_scene",
    "needed",
)
_MINUTE_MS: Final = 60_000


@ft.component
def MethanePanel(session: Session, key: str = "") -> ft.Control:
    """Draw the last report above the form that makes the next."""
    now = use_now(session)
    found = use_query(
        session,
        lambda db: situation(db, now),
        [now // _MINUTE_MS],
        ["casualty", "post", *LEVEL],
    )
    if found is None:
        return waiting_state(session.words("ui.loading"))
    at_ms = found.report.observed_ms if found.report else 0
    return ft.Column(
        spacing=16,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            LastMethane(session, found, now, key="last-methane"),
            MethaneForm(session, found, key=f"methane-form-{at_ms}"),
        ],
    )


@ft.component
def MethaneForm(session: Session, found: Situation, key: str = "") -> ft.Control:
    """Draw the form, filled in as the last report was."""
    typed = use_typed(session, "methane", _known(found))
    command = _command(session, typed)

    def done(_event: Event) -> None:
        notify(session, session.words("ui.report.saved"))

    async def save(_event: object = None) -> None:
        await typed.record(command, done)

    use_primary(session, save)
    return section_card(
        session.words("ui.methane.title"),
        [
            note(session.words("ui.methane.now")),
            term_choice(session, typed, SituationReported, "major", MajorIncident),
            *(words_field(session, typed, SituationReported, name) for name in _WORDS),
            error_note(typed.refusal),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.methane.save"),
                        save,
                        key="save-methane",
                        icon=ft.Icons.CHECK,
                    )
                ],
            ),
        ],
    )


@ft.component
def LastMethane(
    session: Session, found: Situation, now_ms: int, key: str = ""
) -> ft.Control:
    """Draw what was reported last, how old it is, and the way to paper."""
    attempt = use_attempt(session)
    title = session.words("ui.methane.last")
    report = found.report
    if report is None:
        return section_card(title, [note(session.words("ui.methane.none"))])
    lines = methane_lines(report, session.language)
    actor, observed_ms = session.actor, report.observed_ms

    async def work() -> None:
        numbered = await session.open_file.write(lambda desk: number_sheet(desk, actor))
        name = session.words("ui.methane.title")
        await save_pdf(
            session,
            numbered,
            "methane",
            lambda printing: report_pdf(name, lines, observed_ms, printing),
        )

    async def go(_event: object = None) -> None:
        await attempt.run(work)

    at = moment(observed_ms, now_ms, session.language)
    age = ago(observed_ms, now_ms, session.language)
    changed = session.words("ui.methane.changed") if _differs(found) else None
    return section_card(
        title,
        [
            note(session.words("ui.methane.age", at=at, ago=age), key="methane-age"),
            alarm_note(changed, key="methane-changed"),
            report_lines(lines, "methane"),
            error_note(attempt.problem, key="methane-refusal"),
        ],
        trailing=quiet_button(
            session.words("ui.report.print"),
            go,
            key="print-methane",
            icon=ft.Icons.PRINT_OUTLINED,
        ),
    )


def _differs(found: Situation) -> bool:
    """Tell whether the post counts otherwise now than when it reported."""
    report, now = found.report, found.counts
    return report is not None and (
        report.t1,
        report.t2,
        report.t3,
        report.t4,
        report.dead,
        report.black,
        report.untriaged,
    ) != (
        now.category[Triage.T1],
        now.category[Triage.T2],
        now.category[Triage.T3],
        now.category[Triage.T4],
        now.category[Triage.DEAD],
        now.category[Triage.BLACK],
        now.untriaged,
    )


def _known(found: Situation) -> dict[str, str]:
    report = found.report
    if report is None:
        return {}
    major = {} if report.major is None else {"major": report.major.value}
    return {name: getattr(report, name) for name in _WORDS} | major


def _command(session: Session, typed: Typed) -> Callable[[Desk], Event]:
    actor = session.actor

    def command(desk: Desk) -> Event:
        major = typed.text("major")
        words: dict[str, Any] = {name: typed.text(name) for name in _WORDS}
        fact = SituationReported(
            desk.now_ms(),
            MajorIncident(major) if major in list(MajorIncident) else None,
            **words,
        )
        return report_situation(desk, actor, fact)

    return command
