"""What a post reported last, in the console: METHANE, with how old it is."""

from __future__ import annotations

import flet as ft

from app.exports.situation import methane_lines
from app.store.queries.situation import report_of
from app.ui.hooks import use_query
from app.ui.state import Session
from app.ui.widgets.buttons import link_button
from app.ui.widgets.report_card import report_lines
from app.ui.words import ago, moment


@ft.component
def PostReport(
    session: Session, post_id: bytes, now_ms: int, key: str = ""
) -> ft.Control:
    """Draw one line that opens the report; nothing where none was made."""
    is_open, show = ft.use_state(False)
    report = use_query(session, lambda db: report_of(db, post_id), [post_id], ["post"])
    if report is None:
        return ft.Container(visible=False)
    name = post_id.hex()
    words = session.words(
        "ui.methane.at",
        at=moment(report.observed_ms, now_ms, session.language),
        ago=ago(report.observed_ms, now_ms, session.language),
    )
    head = link_button(
        words,
        lambda: show(not is_open),
        key=f"report-{name}",
        icon=ft.Icons.EXPAND_LESS if is_open else ft.Icons.EXPAND_MORE,
    )
    lines = methane_lines(report, session.language)
    return ft.Column(
        spacing=8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Row([head]),
            *([report_lines(lines, f"methane-{name}")] if is_open else []),
        ],
    )
