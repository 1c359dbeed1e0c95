"""Overzicht: the post at one glance, on one screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import flet as ft

from app.care.terms import Triage
from app.store.queries.casualties import Counts
from app.store.queries.item import STREAMS as CATALOGUE
from app.store.queries.level import STREAMS as LEVEL
from app.store.queries.overview import overview
from app.store.queries.stock import items
from app.ui.hooks import use_now, use_query, use_sending
from app.ui.masking import masked, use_masking
from app.ui.routes import CASUALTIES, PAPERS, RELATIVES
from app.ui.screens.overview_cards import Seen, overview_cards
from app.ui.state import Layout, Program, Session
from app.ui.theme import BODY, GAP, SPACE
from app.ui.widgets.buttons import link_button
from app.ui.widgets.gauges import Gauges
from app.ui.widgets.order_banner import MessagesLink
from app.ui.widgets.panels import page_title, waiting_state
from app.ui.widgets.recall_banner import recall_banner, recalls_waiting
from app.ui.widgets.risk_glance import RiskGlance
from app.ui.widgets.stock_row import is_short
from app.ui.widgets.triage_tile import triage_tile
from app.ui.words import today

TILES: Final = (Triage.T1, Triage.T2, Triage.T3, Triage.T4, Triage.DEAD)
_MINUTE_MS: Final = 60_000
_BESIDE_FROM: Final = 600
_BELOW_FAB: Final = 72
"""Room to scroll clear of the button that floats on a phone."""


@ft.component
def OverviewRoom(session: Session, program: Program) -> ft.Control:
    """Draw the tiles, who is overdue, what runs low, who came when, and sending."""
    now = use_now(session)
    sending = use_sending(session, program)
    day, minute = today(now).isoformat(), now // _MINUTE_MS
    answer = use_query(
        session,
        lambda db: (
            overview(db, now, day),
            items(db, day, only_below=True),
            recalls_waiting(db),
        ),
        [minute],
        ["casualty", "link", "lot", "par", "recall", *LEVEL, *CATALOGUE],
    )
    hide = use_masking(session)
    if answer is None:
        return waiting_state("")
    found, below, waiting = answer
    found = replace(found, overdue=masked(found.overdue, hide=hide))
    low = [row for row in below if is_short(row)]
    return ft.Container(
        expand=True,
        padding=ft.Padding.symmetric(vertical=12, horizontal=SPACE),
        content=_page(session, Seen(found, low, sending, now, waiting)),
    )


def _page(session: Session, seen: Seen) -> ft.Control:
    narrow = session.layout is Layout.NARROW or session.is_short
    head = [
        _title(session, seen.found.counts, seen.now),
        *recall_banner(session, seen.waiting, seen.now),
        _tiles(session, seen.found.counts),
        Gauges(session, seen.now, key="gauges"),
        *(
            [RiskGlance(session, seen.now, as_card=True, key="risk")]
            if session.layout is Layout.NARROW
            else []
        ),
    ]
    cards = overview_cards(session, seen)
    if narrow:
        shown = list(cards)
        if session.width >= _BESIDE_FROM:
            shown[2:] = [_pair(*shown[2:])]
        return ft.Column(
            scroll=ft.ScrollMode.AUTO,
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                *head,
                ft.Row(
                    wrap=True,
                    spacing=0,
                    controls=[
                        MessagesLink(session, key="messages-link"),
                        _papers(session),
                        _relatives(session),
                    ],
                ),
                *shown,
                ft.Container(height=_BELOW_FAB),
            ],
        )
    overdue, low, arrivals, sent = cards
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[*head, *_beside(session, (overdue, low), (arrivals, sent))],
    )


def _pair(arrivals: ft.Control, sent: ft.Control) -> ft.Control:
    arrivals.expand, sent.expand = 3, 2
    return ft.Row(
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[arrivals, sent],
    )


def _beside(
    session: Session, upper: Sequence[ft.Control], lower: Sequence[ft.Control]
) -> list[ft.Control]:
    """Return two rows of two; on a tall screen the lists are wide, one above one."""
    if session.layout is Layout.MEDIUM and session.height > session.width:
        return [*upper, _row(lower, 1)]
    arrivals, sent = lower
    arrivals.expand, sent.expand = 3, 2
    return [_row(upper, 3), _row(lower, 2)]


def _row(cards: Sequence[ft.Control], share: int) -> ft.Control:
    return ft.Row(
        expand=share,
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=list(cards),
    )


def _title(session: Session, counts: Counts, now: int) -> ft.Control:
    present = session.words("ui.overview.present", count=counts.present)
    left = session.words("ui.overview.left", count=counts.departed)
    said = [present, left] if counts.departed else [present]
    if counts.affected:
        said.append(session.words("ui.overview.affected", count=counts.affected))
    return ft.Row(
        wrap=True,
        spacing=SPACE,
        vertical_alignment=ft.CrossAxisAlignment.END,
        controls=[
            page_title(session.words("ui.overview.title")),
            ft.Text(
                " · ".join(said),
                key="overview-present",
                size=BODY,
                color=ft.Colors.ON_SURFACE_VARIANT,
            ),
            *(
                []
                if session.layout is Layout.NARROW
                else [
                    _papers(session),
                    _relatives(session),
                    RiskGlance(session, now, as_card=False, key="risk"),
                ]
            ),
        ],
    )


def _papers(session: Session) -> ft.Control:
    return link_button(
        session.words("ui.room.papers"),
        lambda: session.go(PAPERS),
        key="go-papers",
        icon=ft.Icons.SUMMARIZE_OUTLINED,
    )


def _relatives(session: Session) -> ft.Control:
    return link_button(
        session.words("ui.room.relatives"),
        lambda: session.go(RELATIVES),
        key="go-relatives",
        icon=ft.Icons.FAMILY_RESTROOM,
    )


def _tiles(session: Session, counts: Counts) -> ft.Control:
    narrow = session.layout is Layout.NARROW

    def show(category: str) -> Callable[[], None]:
        def shown() -> None:
            session.show = category
            session.go(CASUALTIES)

        return shown

    tiles = [
        triage_tile(
            each,
            counts.category.get(each, 0),
            session.language,
            show(each.value),
            small=narrow,
        )
        for each in TILES
    ]
    extra = [
        triage_tile(category, count, session.language, show(name), small=True)
        for category, count, name in (
            (Triage.BLACK, counts.category.get(Triage.BLACK, 0), Triage.BLACK.value),
            (None, counts.untriaged, "none"),
        )
        if count
    ]
    if not extra:
        return ft.Row(spacing=GAP, controls=tiles)
    if narrow:
        return ft.Column(
            spacing=GAP,
            controls=[
                ft.Row(spacing=GAP, controls=tiles),
                ft.Row(spacing=GAP, controls=extra),
            ],
        )
    return ft.Row(
        spacing=GAP,
        controls=[
            *tiles,
            ft.Column(expand=True, spacing=GAP, controls=extra),
        ],
    )
