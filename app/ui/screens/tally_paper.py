"""A stocktake taken along: the sheet to count on, the report, a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.staff import may
from app.commands import number_sheet
from app.exports.tally import TallyLine, report_pdf, sheet_pdf, tally_table
from app.store.queries.tally import tally
from app.ui.screens.printing import save_pdf
from app.ui.sheets import save_csv
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.tally_words import paper_lines, tally_title

if TYPE_CHECKING:
    from app.exports.paper import Printing
    from app.store.queries.tally import TallyPage
    from app.ui.state import Session

Draw = Callable[[Sequence[TallyLine], str, "Printing"], bytes]


def sheet_button(session: Session, page: TallyPage) -> ft.Control:
    """Return the way to print the sheet to count on."""
    return _print(session, page, sheet_pdf, "tally_sheet", "ui.tally.sheet")


def report_buttons(session: Session, page: TallyPage) -> list[ft.Control]:
    """Return the ways to take the report along."""
    language = session.language
    lines = paper_lines(page, session.clock.now_ms(), language)
    name = session.words("ui.print.file.tally_report")
    drill = [[f"# {session.words('ui.paper.exercise')}"]] if session.exercise else []
    return [
        quiet_button(
            session.words("ui.list.save_csv"),
            partial(save_csv, [*drill, *tally_table(lines, language)], name, language),
            key="tally-csv",
            icon=ft.Icons.DOWNLOAD,
        ),
        _print(session, page, report_pdf, "tally_report", "ui.tally.print"),
    ]


def _print(
    session: Session, page: TallyPage, draw: Draw, what: str, words: str
) -> ft.Control:
    person = session.person
    allowed = person is not None and may(person.role, "access.printed")

    async def go(_event: Any = None) -> None:
        actor, language = session.actor, session.language
        whole = await session.open_file.read(lambda db: tally(db, page.stream))
        lines = paper_lines(whole or page, session.clock.now_ms(), language)
        make = partial(draw, lines, tally_title(page.held, language))
        numbered = await session.open_file.write(lambda desk: number_sheet(desk, actor))
        await save_pdf(session, numbered, what, make)

    return quiet_button(
        session.words(words),
        go,
        key=f"print-{what}",
        icon=ft.Icons.PRINT_OUTLINED,
        disabled=not allowed,
    )
