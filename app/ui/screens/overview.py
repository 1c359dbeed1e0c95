"""Overzicht: the post at one glance, on one screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import flet as ft

from app.care.terms import Triage
from app.store.queries.casualties import CasualtyRow, Counts
from app.store.queries.overview import Overview, overview
from app.store.queries.stock import ItemRow, items
from app.ui.hooks import use_now, use_query, use_sending
from app.ui.routes import CASUALTIES, SENDING
from app.ui.state import Layout, Program, Sending, Session
from app.ui.theme import BODY, BOLD, GAP, LARGE, SMALL, SPACE, TOUCH
from app.ui.widgets.arrivals import arrivals_chart
from app.ui.widgets.buttons import link_button
from app.ui.widgets.panels import card, note, page_title, section_title, waiting_state
from app.ui.widgets.send_chip import chip_look
from app.ui.widgets.stock_row import (
    StockState,
    is_short,
    name_of,
    state_of,
    state_tag,
    unit_of,
)
from app.ui.widgets.triage_picker import category_badge
from app.ui.widgets.triage_tile import triage_tile
from app.ui.words import ago, span, today

TILES: Final = (Triage.T1, Triage.T2, Triage.T3, Triage.T4, Triage.DEAD)
_MINUTE_MS: Final = 60_000
_LINES: Final = 4
_LINES_TALL: Final = 6
_CHART_HEIGHT: Final = 150
_TALL: Final = 1000
_PHONE: Final = 600


@ft.component
def OverviewRoom(session: Session, program: Program) -> ft.Control:
    """Draw the tiles, who is overdue, what runs low, who came when, and sending."""
    now = use_now(session)
    sending = use_sending(session, program)
    day, minute = today(now).isoformat(), now // _MINUTE_MS
    answer = use_query(
        session,
        lambda db: (overview(db, now, day), items(db, day, only_below=True)),
        [minute],
        ["casualty", "lot", "par"],
    )
    if answer is None:
        return waiting_state("")
    found, below = answer
    low = [row for row in below if is_short(row)]
    return ft.Container(
        expand=True,
        padding=ft.Padding.symmetric(vertical=12, horizontal=SPACE),
        content=_page(session, _Seen(found, low, sending, now)),
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """All there is to show, at one moment."""

    found: Overview
    low: Sequence[ItemRow]
    sending: Sending
    now: int


def _page(session: Session, seen: _Seen) -> ft.Control:
    narrow = session.layout is Layout.NARROW
    head = [_title(session, seen.found.counts), _tiles(session, seen.found.counts)]
    cards = _cards(session, seen)
    if narrow:
        return ft.Column(
            scroll=ft.ScrollMode.AUTO,
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[*head, *cards, *_below_fab(session)],
        )
    overdue, low, arrivals, sent = cards
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[*head, *_beside(session, (overdue, low), (arrivals, sent))],
    )


def _below_fab(session: Session) -> list[ft.Control]:
    """Return room to scroll clear of the button that floats on a phone."""
    return [] if session.height >= _TALL else [ft.Container(height=72)]


def _beside(
    session: Session, upper: Sequence[ft.Control], lower: Sequence[ft.Control]
) -> list[ft.Control]:
    """Return two rows of two; on a tall screen the lists are wide, one above one."""
    if session.layout is Layout.MEDIUM and session.height > session.width:
        return [*upper, _row(lower, 1)]
    arrivals, sent = lower
    arrivals.expand, sent.expand = 3, 2
    return [_row(upper, 5), _row(lower, 4)]


def _row(cards: Sequence[ft.Control], share: int) -> ft.Control:
    return ft.Row(
        expand=share,
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=list(cards),
    )


def _title(session: Session, counts: Counts) -> ft.Control:
    present = session.words("ui.overview.present", count=counts.present)
    left = session.words("ui.overview.left", count=counts.departed)
    said = [present, left] if counts.departed else [present]
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
        ],
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


def _cards(
    session: Session, seen: _Seen
) -> tuple[ft.Control, ft.Control, ft.Control, ft.Control]:
    return (
        _overdue(session, seen.found, seen.now),
        _low(session, seen.low),
        _arrivals(session, seen.found, seen.now),
        _sending(session, seen.sending, seen.now),
    )


def _card(
    session: Session,
    title: str,
    lines: Sequence[ft.Control],
    on_show: Callable[[], Any] | None,
    key: str,
) -> ft.Control:
    narrow = session.layout is Layout.NARROW
    link = (
        [link_button(session.words("ui.overview.show"), on_show, key=f"{key}-show")]
        if on_show
        else []
    )
    return card(
        ft.Column(
            spacing=2,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                ft.Row(
                    height=TOUCH - 4,
                    controls=[
                        ft.Container(expand=True, content=section_title(title)),
                        *link,
                    ],
                ),
                *lines,
            ],
        ),
        padding=12,
        expand=None if narrow else True,
        key=key,
    )


def _most(session: Session) -> int:
    """Return how many lines a card has room for."""
    tall = session.height > session.width and session.layout is Layout.MEDIUM
    return _LINES_TALL if tall else _LINES


def _overdue(session: Session, found: Overview, now: int) -> ft.Control:
    def show() -> None:
        session.show = "overdue"
        session.go(CASUALTIES)

    rows = found.overdue[: _most(session)]
    lines = [_overdue_line(session, row, now) for row in rows] or [
        note(session.words("ui.overview.overdue_none"))
    ]
    return _card(
        session,
        session.words("ui.overview.overdue"),
        [*lines, *_rest(session, found.counts.overdue - len(rows))],
        show if rows else None,
        "overdue",
    )


def _rest(session: Session, count: int) -> list[ft.Control]:
    return [note(session.words("ui.overview.more", count=count))] if count > 0 else []


def _overdue_line(session: Session, row: CasualtyRow, now: int) -> ft.Control:
    late = span(now - (row.due_ms or now), session.language)
    who = row.name or row.complaint or session.words("ui.overview.unknown_name")
    return _line(
        [
            category_badge(row.category, session.language, size=32),
            ft.Text(row.number, size=BODY, **BOLD, no_wrap=True),
            _grey("" if session.width < _PHONE else who),
            ft.Text(
                session.words("ui.overview.overdue_by", age=late),
                size=BODY,
                **BOLD,
                no_wrap=True,
            ),
        ],
        lambda: session.go(CASUALTIES, row.stream),
        key=f"overdue-{row.number}",
    )


def _grey(words: str) -> ft.Control:
    return ft.Text(
        words,
        size=SMALL,
        color=ft.Colors.ON_SURFACE_VARIANT,
        expand=True,
        max_lines=1,
        overflow=ft.TextOverflow.ELLIPSIS,
    )


def _line(
    controls: Sequence[ft.Control], on_click: Callable[[], Any], *, key: str
) -> ft.Control:
    return ft.Semantics(
        button=True,
        content=ft.Container(
            key=key,
            ink=True,
            on_click=on_click,
            height=40,
            border_radius=GAP,
            padding=ft.Padding.symmetric(horizontal=4),
            content=ft.Row(spacing=12, controls=list(controls)),
        ),
    )


def _low(session: Session, found: Sequence[ItemRow]) -> ft.Control:
    rows = found[: _most(session)]
    lines = [_low_line(session, row) for row in rows] or [
        note(session.words("ui.overview.low_none"))
    ]
    return _card(
        session,
        session.words("ui.overview.low"),
        [*lines, *_rest(session, len(found) - len(rows))],
        (lambda: session.go("stock")) if rows else None,
        "low",
    )


def _low_line(session: Session, row: ItemRow) -> ft.Control:
    def open_item() -> None:
        session.go("stock")
        session.item = row.code

    unit = unit_of(row, session.language)
    state = state_of(row)
    phone = session.width < _PHONE
    tagged = not phone or state is not StockState.SHORT
    amount = session.words(
        "ui.overview.low_of", usable=row.usable, par=row.par or 0, unit=unit
    )
    return _line(
        [
            ft.Text(
                name_of(row, session.language),
                size=BODY,
                **BOLD,
                expand=True,
                max_lines=1,
                overflow=ft.TextOverflow.ELLIPSIS,
            ),
            *([state_tag(state, session.language)] if row.lots and tagged else []),
            *([] if phone and tagged else [ft.Text(amount, size=BODY, no_wrap=True)]),
        ],
        open_item,
        key=f"low-{row.code}",
    )


def _arrivals(session: Session, found: Overview, now: int) -> ft.Control:
    chart = arrivals_chart(found.arrivals, now, session.language)
    if session.layout is Layout.NARROW and any(each.arrived for each in found.arrivals):
        chart = ft.Container(height=_CHART_HEIGHT, content=chart)
    return _card(session, session.words("ui.overview.arrivals"), [chart], None, "came")


def _sending(session: Session, sending: Sending, now: int) -> ft.Control:
    look = chip_look(sending, now, session.language)
    contact = (
        session.words("ui.sending.never")
        if sending.last_contact_ms is None
        else ago(sending.last_contact_ms, now, session.language)
    )
    why = (
        [note(session.words("ui.sending.only_here_note"))]
        if not sending.enrolled
        else [note(f"{session.words('ui.sending.last_contact')}: {contact}")]
    )
    return _card(
        session,
        session.words("ui.overview.sending"),
        [
            ft.Row(
                spacing=12,
                controls=[
                    ft.Icon(look.icon, size=28, color=look.fill),
                    ft.Text(
                        look.words,
                        key="overview-sending",
                        size=LARGE,
                        **BOLD,
                        expand=True,
                    ),
                ],
            ),
            *why,
        ],
        lambda: session.go(SENDING),
        "sent",
    )
