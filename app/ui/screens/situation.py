"""Situatierapport: how everything stands, to read out, to copy and to print."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import flet as ft

from app.care.situation import SituationReported
from app.care.staff import may
from app.commands import number_sheet
from app.exports.requirement import radio_text, situation_lines
from app.exports.situation import ReportLine, report_pdf
from app.store.queries.requirement import STREAMS, board
from app.store.queries.situation import counted, situation
from app.ui.hooks import use_attempt, use_now, use_query
from app.ui.routes import PAPERS
from app.ui.screens.printing import save_pdf
from app.ui.widgets.buttons import link_button, primary_button, quiet_button
from app.ui.widgets.notice import FOOT, notify
from app.ui.widgets.page_head import page_head, page_with_foot
from app.ui.widgets.panels import card, error_note, note, waiting_state
from app.ui.widgets.report_card import report_lines
from app.ui.widgets.sheet import use_primary
from app.ui.words import ago, hour

if TYPE_CHECKING:
    from app.ui.state import Program, Session
    from sync.database import Database

_MINUTE_MS: Final = 60_000
Found = tuple[str, int | None, tuple[ReportLine, ...]]


@ft.component
def SituationRoom(session: Session, program: Program) -> ft.Control:
    """Draw the report as it is at this minute."""
    now = use_now(session)
    language = session.language
    found = use_query(
        session,
        partial(_asked, now, language),
        [now // _MINUTE_MS, language],
        ["casualty", "link", *STREAMS],
    )
    attempt = use_attempt(session)
    title = session.words("ui.room.situation")

    async def work() -> None:
        lines = found[2] if found else ()
        actor = session.actor
        numbered = await session.open_file.write(lambda desk: number_sheet(desk, actor))
        await save_pdf(
            session,
            numbered,
            "situation",
            lambda printing: report_pdf(title, lines, now, printing),
        )

    async def to_paper(_event: object = None) -> None:
        await attempt.run(work)

    async def copy(_event: object = None) -> None:
        if found is None:
            return
        drill = session.words("ui.paper.exercise") if session.exercise else ""
        said = radio_text(title, found[2], now, post=found[0], drill=drill)
        await ft.Clipboard().set(said)
        notify(session, session.words("ui.situation.copied"), above=FOOT)

    prints = session.person is not None and may(session.person.role, "access.printed")
    use_primary(session, to_paper if prints else None)
    if found is None:
        return waiting_state(session.words("ui.loading"))
    _, reported_ms, lines = found
    age = (
        session.words("ui.situation.no_methane")
        if reported_ms is None
        else session.words("ui.situation.methane", ago=ago(reported_ms, now, language))
    )
    paper = primary_button(
        session.words("ui.report.print"),
        to_paper,
        key="print-situation",
        icon=ft.Icons.PRINT_OUTLINED,
        disabled=attempt.busy,
    )
    text = quiet_button(
        session.words("ui.situation.copy"), copy, key="copy-situation",
        icon=ft.Icons.COPY,
    )  # fmt: skip
    return page_with_foot(
        [
            page_head(session, title),
            note(session.words("ui.situation.made", at=hour(now)), key="made"),
            ft.Row(
                wrap=True,
                vertical_alignment=ft.CrossAxisAlignment.CENTER,
                controls=[
                    note(age, key="methane-age"),
                    link_button(
                        session.words("ui.situation.fill"),
                        lambda: session.go(PAPERS),
                        key="to-methane",
                    ),
                ],
            ),
            error_note(attempt.problem),
            card(report_lines(lines, "situation")),
        ],
        [text, *([paper] if prints else [])],
    )


def _asked(now_ms: int, language: str, db: Database) -> Found:
    known = situation(db, now_ms)
    report = counted(known.report or SituationReported(now_ms), known.counts, now_ms)
    lines = situation_lines(report, board(db, now_ms), now_ms, language)
    at_ms = None if known.report is None else known.report.observed_ms
    return known.post, at_ms, lines
