"""The report of a stocktake: what differs, what nobody counted, what nobody knew of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.staff import may
from app.commands import end_tally
from app.store.queries.tally import Entry, Standing, TallyPage
from app.ui.hooks import use_attempt
from app.ui.screens.stock_form import say_with_undo
from app.ui.screens.tally_paper import report_buttons
from app.ui.theme import GAP, LARGE
from app.ui.widgets.buttons import icon_button, primary_button
from app.ui.widgets.one_line import OneLine
from app.ui.widgets.panels import (
    alarm_note,
    error_note,
    note,
    page_title,
    section_title,
)
from app.ui.widgets.tally_words import report_row, tally_title
from app.ui.words import moment

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.event import Event

_MOST: Final = 60
_FOOT_FITS_FROM: Final = 600
_PARTS: Final[dict[str, Callable[[Entry], bool]]] = {
    "conflict": lambda each: each.standing is Standing.CONFLICT,
    "difference": lambda each: (
        each.standing is Standing.COUNTED and bool(each.difference)
    ),
    "unknown": lambda each: each.standing is Standing.UNKNOWN,
    "not_counted": lambda each: each.standing is Standing.NOT_COUNTED,
    "equal": lambda each: each.standing is Standing.COUNTED and not each.difference,
}


@ft.component
def ReportView(
    session: Session, page: TallyPage, on_back: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw the parts of the report, and the way to end the stocktake."""
    attempt = use_attempt(session)

    async def work() -> Event:
        actor, stream = session.actor, page.stream
        return await session.open_file.write(
            lambda desk: end_tally(desk, actor, stream)
        )

    def done(event: Event) -> None:
        say_with_undo(session, session.words("ui.tally.ended"), [event])

    async def end(_event: object = None) -> None:
        await attempt.run(work, done)

    parts = {
        name: [each for each in page.entries if fits(each)]
        for name, fits in _PARTS.items()
    }
    said = [
        each
        for name, entries in parts.items()
        for each in _part(session, page, name, entries)
    ]
    above = _warnings(session, page, parts)
    below = [error_note(attempt.problem), *_foot(session, page, end)]
    if session.is_short:
        # In a low window only the title and the list have room.
        said, above, below = [*above, *below, *said], [], []
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            _head(session, page, on_back),
            *above,
            ft.ListView(expand=True, spacing=GAP, controls=said),
            *below,
        ],
    )


def _head(session: Session, page: TallyPage, on_back: Callable[[], Any]) -> ft.Control:
    done, total = page.progress
    words = session.words("ui.tally.progress", done=done, total=total)
    return ft.Row(
        spacing=12,
        controls=[
            icon_button(
                ft.Icons.ARROW_BACK,
                session.words("ui.tally.back"),
                on_back,
                key="report-back",
            ),
            ft.Container(
                expand=True,
                content=page_title(tally_title(page.held, session.language)),
            ),
            ft.Text(words, key="report-progress", size=LARGE),
        ],
    )


def _warnings(
    session: Session, page: TallyPage, parts: dict[str, list[Entry]]
) -> list[ft.Control]:
    shown: list[ft.Control] = []
    if parts["conflict"]:
        words = session.words("ui.tally.conflicts", count=len(parts["conflict"]))
        shown.append(alarm_note(words, key="report-conflicts"))
    ended = page.held.ended
    if ended:
        words = session.words(
            "ui.tally.ended_by",
            name=page.names.get(bytes(ended[0].actor), ""),
            when=moment(ended[0].at_ms, session.clock.now_ms(), session.language),
        )
        shown.append(note(words, key="report-ended"))
    return shown


def _part(
    session: Session, page: TallyPage, name: str, entries: Sequence[Entry]
) -> list[ft.Control]:
    if not entries:
        if name == "difference":
            return [note(session.words("ui.tally.no_difference"))]
        return []
    title = f"{session.words(f'ui.tally.part.{name}')} · {len(entries)}"
    shown, now = entries[:_MOST], session.clock.now_ms()
    rest: list[ft.Control] = []
    if len(shown) < len(entries):
        said = session.words("ui.stock.shown", shown=len(shown), total=len(entries))
        rest = [note(said)]
    return [
        section_title(title),
        *(report_row(page, each, now, session.language) for each in shown),
        *rest,
    ]


def _foot(
    session: Session, page: TallyPage, on_end: Callable[..., Any]
) -> list[ft.Control]:
    """Return what can be done with the report; on a phone what ends it comes below."""
    person = session.person
    ends: list[ft.Control] = []
    allowed = person is not None and may(person.role, "tally.ended")
    if allowed and not page.held.ended:
        ends = [
            primary_button(
                session.words("ui.tally.end"),
                on_end,
                key="tally-end",
                icon=ft.Icons.DONE_ALL,
            )
        ]
    buttons = report_buttons(session, page)
    if session.width >= _FOOT_FITS_FROM:
        return [OneLine(session, [*buttons, *ends], at_end=True, key="report-foot")]
    last = ft.Row(alignment=ft.MainAxisAlignment.END, controls=ends)
    return [OneLine(session, buttons, key="report-foot"), *([last] if ends else [])]
