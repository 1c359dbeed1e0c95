"""Who asked for this casualty, in the record itself."""

from __future__ import annotations

import flet as ft

from app.store.queries.relative import AskRow, asks_for
from app.ui.hooks import use_now, use_query
from app.ui.state import Session
from app.ui.theme import BODY, BOLD
from app.ui.widgets.panels import note, section_card
from app.ui.words import moment


@ft.component
def RelativesCard(session: Session, stream: bytes, key: str = "") -> ft.Control:
    """Draw who asked and how to reach them; nothing where nobody did."""
    found = use_query(session, lambda db: asks_for(db, stream), [stream], ["ask"])
    now = use_now(session)
    if not found:
        return ft.Container(visible=False)
    return section_card(
        session.words("ui.relatives.title"),
        [_ask(session, each, now) for each in found],
        key="relatives",
    )


def _ask(session: Session, row: AskRow, now_ms: int) -> ft.Control:
    asked = row.asked
    by = " · ".join(each for each in (asked.asker, asked.relation, asked.phone) if each)
    outcome = (
        session.words(f"term.AskOutcome.{row.outcome.value}") if row.outcome else ""
    )
    at = moment(asked.observed_ms, now_ms, session.language)
    return ft.Column(
        spacing=0,
        controls=[
            ft.Text(by, size=BODY, selectable=True, **BOLD),
            note(" · ".join(each for each in (at, outcome) if each)),
        ],
    )
