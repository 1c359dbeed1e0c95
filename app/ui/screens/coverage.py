"""Dekking: street by street who was visited, and to whom nobody goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.store.queries.coverage import Coverage, StreetCover, coverage
from app.store.queries.outage import Looking, OutageRow, outages
from app.ui.hooks import use_now, use_query
from app.ui.screens.outage_card import looked_at_words
from app.ui.theme import BODY, BOLD, GAP
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.pane_head import pane_head
from app.ui.widgets.panels import (
    alarm_note,
    card,
    empty_state,
    note,
    waiting_state,
)
from app.ui.words import ago, moment

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.database import Database

_STREAMS: Final = ("round", "resident", "outage")
_EVERY_S: Final = 30
_MOST: Final = 100


@ft.component
def CoveragePane(
    session: Session,
    looking: Looking,
    close: Callable[[], Any],
    plan: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw the streets, those to which nobody goes first."""
    now = use_now(session, _EVERY_S)

    def asked(db: Database) -> tuple[Coverage, tuple[OutageRow, ...]]:
        return coverage(db, looking, now), outages(db)

    seen = use_query(session, asked, [looking, now // 60_000], _STREAMS)

    def offer() -> None:
        session.offer_primary(plan)

    ft.use_effect(offer, [])
    head = pane_head(session, "ui.coverage.title", close, key="close-coverage")
    body = (
        [waiting_state(session.words("ui.loading"))]
        if seen is None
        else _body(session, looking, *seen, now)
    )
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.ListView(expand=True, spacing=GAP, controls=[head, *body]),
            primary_button(
                session.words("ui.coverage.plan"),
                plan,
                key="plan-left",
                icon=ft.Icons.ADD,
            ),
        ],
    )


def _body(
    session: Session,
    looking: Looking,
    found: Coverage,
    failing: tuple[OutageRow, ...],
    now_ms: int,
) -> list[ft.Control]:
    _, area = looked_at_words(looking, failing, session.language)
    since = moment(found.since_ms, now_ms, session.language)
    if not found.streets:
        return [
            empty_state(
                ft.Icons.GRID_VIEW,
                session.words("ui.residents.none"),
                session.words("ui.residents.none_next"),
            )
        ]
    left = session.words("ui.coverage.left", count=found.left)
    total = session.words(
        "ui.coverage.total", seen=found.seen, count=found.people, since=since
    )
    more = len(found.streets) - _MOST
    return [
        note(area or session.words("ui.residents.everybody")),
        ft.Text(total, key="coverage-total", size=BODY, **BOLD),
        *([alarm_note(left, key="nobody-goes")] if found.left else []),
        *(_street(session, each, now_ms) for each in found.streets[:_MOST]),
        *(
            [note(session.words("ui.coverage.more", count=more), key="more-streets")]
            if more > 0
            else []
        ),
    ]


def _street(session: Session, street: StreetCover, now_ms: int) -> ft.Control:
    language = session.language
    name = street.street or session.words("ui.coverage.no_street")
    where = " · ".join(each for each in (name, street.digits) if each)
    said = [
        session.words("ui.coverage.seen", seen=street.seen, count=street.people),
    ]
    if street.on_round:
        said.append(session.words("ui.coverage.on_round", count=street.on_round))
    aged = []
    if street.oldest_ms is not None:
        span = ago(street.oldest_ms, now_ms, language)
        aged.append(session.words("ui.coverage.oldest", ago=span))
    if street.never:
        aged.append(session.words("ui.coverage.never", count=street.never))
    left = session.words("ui.coverage.left", count=street.left)
    return card(
        ft.Column(
            spacing=2,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                ft.Text(where, size=BODY, **BOLD),
                ft.Text(" · ".join(said), size=BODY),
                note(" · ".join(aged)),
                *([alarm_note(left, key="left")] if street.left else []),
            ],
        ),
        padding=12,
        key=f"street-{street.digits}-{street.street}",
    )
