"""The cards of the overview: a few lines each, and a tap that shows the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.terms import rank
from app.store.queries.casualty import CasualtyRow, Moved
from app.store.queries.overview import Overview
from app.store.queries.stock import ItemRow
from app.ui.routes import CASUALTIES, SENDING
from app.ui.state import Layout, Sending, Session
from app.ui.theme import BODY, BOLD, GAP, LARGE, SMALL, TOUCH
from app.ui.widgets.arrivals import arrivals_chart
from app.ui.widgets.buttons import link_button
from app.ui.widgets.casualty_row import tourniquet_mark, tourniquet_short
from app.ui.widgets.count_chips import moved_key
from app.ui.widgets.exercise_banner import HEIGHT as BANNER_HEIGHT
from app.ui.widgets.owed import due_words, moved_words
from app.ui.widgets.panels import card, note, section_title
from app.ui.widgets.recall_banner import Waiting
from app.ui.widgets.send_chip import chip_look
from app.ui.widgets.stock_row import (
    StockState,
    name_of,
    state_of,
    state_tag,
    unit_of,
)
from app.ui.widgets.triage_picker import category_badge
from app.ui.words import ago

_LINES: Final = 4
_LINES_TALL: Final = 6
_ROOM_FOR_ALL: Final = 824
"""Pixels under the banner from which a card holds every line of 48 and the count."""

_CHART_HEIGHT: Final = 150
_PHONE: Final = 600
_AMOUNT: Final = 160
_NOTHING_USABLE: Final = (StockState.ALL_BARRED, StockState.ALL_EXPIRED)


@dataclass(frozen=True, slots=True)
class Seen:
    """All there is to show, at one moment."""

    found: Overview
    low: Sequence[ItemRow]
    sending: Sending
    now: int
    waiting: Waiting


def overview_cards(
    session: Session, seen: Seen
) -> tuple[ft.Control, ft.Control, ft.Control, ft.Control]:
    """Return the cards: who is overdue, what runs low, who came when, and sending."""
    return (
        _overdue(session, seen),
        _low(session, seen),
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
    narrow = session.layout is Layout.NARROW or session.is_short
    link = (
        [link_button(session.words("ui.overview.show"), on_show, key=f"{key}-show")]
        if on_show
        else []
    )
    return card(
        ft.Column(
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                ft.Row(
                    height=TOUCH,
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


def _most(session: Session, seen: Seen) -> int:
    """Return how many lines a card has room for; a banner takes of it."""
    tall = session.height > session.width and session.layout is Layout.MEDIUM
    if tall:
        return _LINES_TALL
    banners = int(session.exercise) + bool(seen.waiting.recalls)
    room = session.height - banners * BANNER_HEIGHT
    return _LINES if room >= _ROOM_FOR_ALL else _LINES - 1


def _overdue(session: Session, seen: Seen) -> ft.Control:
    found, now = seen.found, seen.now

    def show(what: str) -> None:
        session.board = False
        session.show = what
        session.go(CASUALTIES)

    groups = [
        (
            (rank(each.category), each.moments[0]),
            each.count,
            _moved_line(session, each, partial(show, moved_key(each.spot))),
        )
        for each in found.moved
    ]
    people = [
        ((rank(row.category), row.due_ms or 0), 1, _overdue_line(session, row, now))
        for row in found.overdue
    ]
    shown = sorted([*groups, *people], key=lambda each: each[0])[: _most(session, seen)]
    rest = found.counts.overdue - sum(count for _, count, _ in shown)
    nobody = note(session.words("ui.overview.overdue_none"))
    return _card(
        session,
        session.words("ui.overview.overdue"),
        [*([line for _, _, line in shown] or [nobody]), *_rest(session, rest)],
        partial(show, "overdue") if shown else None,
        "overdue",
    )


def _moved_line(
    session: Session, group: Moved, on_click: Callable[[], Any]
) -> ft.Control:
    """Return all who were moved to a place as one, with the most urgent of them."""
    return _line(
        [
            category_badge(group.category, session.language, size=32),
            ft.Icon(ft.Icons.MOVE_DOWN, size=20),
            ft.Text(
                moved_words(group, session.language),
                size=BODY,
                expand=True,
                max_lines=1,
                overflow=ft.TextOverflow.ELLIPSIS,
                **BOLD,
            ),
        ],
        on_click,
        key=f"moved-{group.spot}",
    )


def _rest(session: Session, count: int) -> list[ft.Control]:
    return [note(session.words("ui.overview.more", count=count))] if count > 0 else []


def _overdue_line(session: Session, row: CasualtyRow, now: int) -> ft.Control:
    late = due_words(row, now, session.language)
    return _line(
        [
            category_badge(row.category, session.language, size=32),
            *(
                _who_and_late(session, row, late, now)
                if session.width >= _PHONE
                else _late_below(session, row, late, now)
            ),
        ],
        lambda: session.go(CASUALTIES, row.stream),
        key=f"overdue-{row.number}",
    )


def _who_and_late(
    session: Session, row: CasualtyRow, late: str, now: int
) -> list[ft.Control]:
    """Return who it is, how long a tourniquet is on, and how late it is."""
    who = row.name or row.complaint or session.words("ui.overview.unknown_name")
    return [
        ft.Text(row.number, size=BODY, **BOLD, no_wrap=True),
        _grey(who),
        *tourniquet_mark(row, now, session.language, ft.Colors.ON_SURFACE),
        ft.Text(late, size=BODY, **BOLD, no_wrap=True),
    ]


def _late_below(
    session: Session, row: CasualtyRow, late: str, now: int
) -> list[ft.Control]:
    """Return the number with how late it is below it, as a phone has room for."""
    words = tourniquet_short(row, now, session.language)
    sign = ft.Icon(ft.Icons.TIMER_OUTLINED, size=20, semantics_label=words)
    both = [
        ft.Text(row.number, size=BODY, **BOLD, no_wrap=True),
        ft.Text(late, size=SMALL, no_wrap=True),
    ]
    return [
        ft.Column(
            expand=True,
            spacing=0,
            alignment=ft.MainAxisAlignment.CENTER,
            controls=list(both),
        ),
        *([sign] if words else []),
    ]


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
            height=TOUCH,
            border_radius=GAP,
            padding=ft.Padding.symmetric(horizontal=4),
            content=ft.Row(spacing=12, controls=list(controls)),
        ),
    )


def _low(session: Session, seen: Seen) -> ft.Control:
    found = seen.low
    rows = found[: _most(session, seen)]
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

    unit = unit_of(row, session.language, row.par or 0)
    state = state_of(row)
    phone = session.width < _PHONE
    tagged = not phone or state is not StockState.SHORT
    # A name needs the room, and the mark says already that nothing may be used.
    counts = not (phone and tagged) and state not in _NOTHING_USABLE
    amount = session.words(
        f"ui.overview.{'low_short' if phone else 'low_of'}",
        usable=row.usable,
        par=row.par or 0,
        unit=unit,
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
            *([_amount(amount, phone=phone)] if counts else []),
        ],
        open_item,
        key=f"low-{row.code}",
    )


def _amount(words: str, *, phone: bool) -> ft.Control:
    """Return how much of how much, in a column of its own where there is room."""
    return ft.Text(
        words,
        size=BODY,
        no_wrap=True,
        overflow=ft.TextOverflow.ELLIPSIS,
        width=None if phone else _AMOUNT,
        text_align=ft.TextAlign.END,
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
