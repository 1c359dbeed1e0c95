"""The seven requirements as seven small gauges, and how many places are free."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import flet as ft

from app.care.capacity import PlaceKind
from app.care.requirement import Standing
from app.exports.requirement import left_words, places_words
from app.store.queries.requirement import STREAMS, board
from app.ui.hooks import use_query
from app.ui.routes import POST
from app.ui.theme import ALARM, PRIMARY, SMALL, TOUCH
from app.ui.widgets.panels import card
from app.ui.widgets.requirement_row import (
    ICONS,
    PLACE_ICONS,
    STANDING_ICONS,
    is_out,
)
from app.ui.words import ago

if TYPE_CHECKING:
    from app.care.board import Board, CapacityRow, RequirementRow
    from app.ui.state import Session
    from sync.database import Database

_MINUTE_MS: Final = 60_000
_HOUR_MS: Final = 3_600_000
_SHOWN: Final = (PlaceKind.TREATMENT, PlaceKind.LYING)
"""What somebody who is brought in needs first."""

_ONE_ROW_FROM: Final = 640
_BESIDE_FROM: Final = 1000
"""Pixels in which nine gauges stand beside each other, and in one line each."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """What a gauge is of, how that stands, and its figure; `spoken` says all of it."""

    key: str
    name: str
    of: ft.IconData
    sign: ft.IconData
    short: str
    spoken: str
    alarms: bool
    said_ms: int | None


@ft.component
def Gauges(session: Session, now_ms: int, key: str = "") -> ft.Control:
    """Draw the gauges on one row, or two on a phone; a tap shows the whole board."""
    found = use_query(
        session, partial(_asked, now_ms), [now_ms // _MINUTE_MS], list(STREAMS)
    )
    if found is None:
        return ft.Container(height=TOUCH)
    room = session.width - session.rail_width
    beside = room >= _BESIDE_FROM
    drawn = [_drawn(each, beside=beside) for each in gauges(session, found, now_ms)]
    rows = [drawn] if room >= _ONE_ROW_FROM else [drawn[:5], drawn[5:]]
    strip = card(
        ft.Column(
            spacing=4,
            tight=True,
            controls=[ft.Row(spacing=4, controls=each) for each in rows],
        ),
        padding=0,
        key="gauges",
    )
    strip.ink = True
    strip.on_click = lambda: session.go(POST)
    return ft.Semantics(
        button=True, label=session.words("ui.requirement.title"), content=strip
    )


def _asked(now_ms: int, db: Database) -> Board:
    return board(db, now_ms)


def gauges(session: Session, found: Board, now_ms: int) -> list[Gauge]:
    """Return the seven, and the places of whom is brought in."""
    return [
        *(_requirement(session, row, now_ms) for row in found.requirements),
        *(_places(session, row, now_ms) for row in found.places if row.kind in _SHOWN),
    ]


def _requirement(session: Session, row: RequirementRow, now_ms: int) -> Gauge:
    name = session.words(f"term.Requirement.{row.requirement.value}")
    standing = session.words(f"term.Standing.{row.standing.value}")
    left = left_words(row.left, now_ms, session.language)
    alarm = row.standing is Standing.FAILED or is_out(row, now_ms)
    sign = ft.Icons.WARNING_AMBER if alarm else STANDING_ICONS[row.standing]
    return Gauge(
        f"gauge-{row.requirement.value}",
        name,
        ICONS[row.requirement],
        sign,
        _hours(session, row, now_ms),
        f"{name}: {standing}, {left}",
        alarm,
        None if row.last is None else row.last.fact.observed_ms,
    )


def _hours(session: Session, row: RequirementRow, now_ms: int) -> str:
    """Return how long, in as few letters as a gauge has room for."""
    if row.left is None:
        return session.words("ui.requirement.short_unknown")
    remains = row.left.left_ms(now_ms)
    if remains is None:
        return session.words("ui.requirement.short_keeps")
    if not remains:
        return session.words("ui.requirement.short_out")
    if remains < _HOUR_MS:
        return session.words("ui.span.minutes", minutes=remains // _MINUTE_MS)
    return session.words("ui.requirement.short_hours", hours=remains // _HOUR_MS)


def _places(session: Session, row: CapacityRow, now_ms: int) -> Gauge:
    name = session.words(f"term.PlaceKind.{row.kind.value}")
    words, fact = places_words(row, session.language), row.fact
    spoken, sign, over = f"{name}: {words}", ft.Icons.HELP_OUTLINE, False
    short = session.words("ui.requirement.short_places_unknown")
    if fact is not None:
        stale, over = fact.is_stale(now_ms), fact.free < 0
        spoken = f"{spoken}, {ago(fact.observed_ms, now_ms, session.language)}"
        sign = ft.Icons.HISTORY if stale else ft.Icons.CHECK_CIRCLE_OUTLINE
        sign = ft.Icons.WARNING_AMBER if over else sign
        short = f"{fact.free}/{fact.places_total}".replace("-", "−")
    icon, key = PLACE_ICONS[row.kind], f"gauge-{row.kind.value}"
    said_ms = None if fact is None else fact.observed_ms
    return Gauge(key, name, icon, sign, short, spoken, over, said_ms)


def _drawn(gauge: Gauge, *, beside: bool) -> ft.Control:
    """Return what a gauge is of, how that stands, and its figure: beside or below."""
    signs: list[ft.Control] = [
        ft.Icon(gauge.of, size=22),
        ft.Icon(gauge.sign, size=18, color=ALARM if gauge.alarms else None),
    ]
    figure = ft.Text(gauge.short, key=f"{gauge.key}-short", size=SMALL, no_wrap=True)
    content: ft.Control = ft.Column(
        tight=True,
        spacing=2,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[ft.Row(tight=True, spacing=2, controls=signs), figure],
    )
    if beside:
        content = ft.Row(tight=True, spacing=4, controls=[*signs, figure])
    return ft.Semantics(
        expand=True,
        label=gauge.spoken,
        exclude_semantics=True,
        content=ft.Container(
            key=gauge.key,
            height=TOUCH if beside else PRIMARY,
            tooltip=gauge.spoken,
            alignment=ft.Alignment.CENTER,
            content=content,
        ),
    )
