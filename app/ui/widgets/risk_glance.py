"""Residents at risk in one line: who waits, who has the fewest hours, how many."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import flet as ft

from app.care.harm import HarmClass
from app.care.staff import may_see_residents
from app.i18n import text
from app.store.queries.risk import STREAMS, AtRiskNow, at_risk_now
from app.ui.hooks import use_query
from app.ui.routes import RESIDENTS
from app.ui.theme import ALARM, BODY, BOLD, RADIUS
from app.ui.widgets.panels import card

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.database import Database

_MINUTE_MS: Final = 60_000
_GROWING: Final = ft.ButtonStyle(
    # 22 of the letters and 26 of air: 48, and more where the line needs two.
    padding=ft.Padding.symmetric(vertical=13, horizontal=20),
    shape=ft.RoundedRectangleBorder(radius=RADIUS),
    alignment=ft.Alignment.CENTER_LEFT,
)
_SOON: Final = (HarmClass.H4, HarmClass.UNKNOWN, HarmClass.H12)


def risk_words(found: AtRiskNow, language: str) -> str:
    """Return who waits and who has the fewest hours; else how many there are."""
    said = [
        text("ui.risk.waiting", language, count=found.waiting),
        *(
            text(f"ui.risk.class.{each.value}", language, count=found.counts[each])
            for each in _SOON
            if found.counts.get(each)
        ),
    ]
    shown = said if found.waiting else said[1:]
    if shown:
        return " · ".join(shown)
    words = "ui.risk.nobody_soon" if found.outages else "ui.risk.kept"
    return text(words, language, count=found.kept)


@ft.component
def RiskGlance(
    session: Session, now_ms: int, *, as_card: bool, key: str = ""
) -> ft.Control:
    """Draw the line, for who sees residents, once somebody is kept; a tap shows who."""

    def asked(db: Database) -> AtRiskNow:
        return at_risk_now(db, now_ms)

    found = use_query(session, asked, [now_ms // _MINUTE_MS], STREAMS)
    person = session.person
    if found is None or person is None or not may_see_residents(person.role):
        return ft.Container()
    if not found.kept:
        return ft.Container()
    words = session.words("ui.risk.line", said=risk_words(found, session.language))
    is_urgent = bool(found.waiting or found.counts.get(HarmClass.H4))
    line = ft.TextButton(
        key="go-residents",
        content=ft.Text(words, size=BODY, **BOLD),
        icon=ft.Icons.WARNING_AMBER
        if is_urgent
        else ft.Icons.VOLUNTEER_ACTIVISM_OUTLINED,
        style=_GROWING,
        on_click=partial(session.go, RESIDENTS),
    )
    if not is_urgent and not as_card:
        return line
    edge = ft.Container(
        border=ft.Border.only(left=ft.BorderSide(6, ALARM)) if is_urgent else None,
        content=line,
    )
    return card(edge, padding=0) if as_card else edge
