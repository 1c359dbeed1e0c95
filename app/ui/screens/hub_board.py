"""Zo staan de posten ervoor: the seven requirements of every post on one screen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import flet as ft

from app.care.board import Board
from app.store.queries.requirement import STREAMS, boards
from app.ui.hooks import use_now, use_query
from app.ui.hub_hooks import posts_of_region
from app.ui.hub_state import HubProgram
from app.ui.state import Layout
from app.ui.theme import ALARM, BODY, BOLD, GAP, LARGE, SMALL
from app.ui.widgets.gauges import Gauge, gauges
from app.ui.widgets.page_head import page_head, page_with_foot
from app.ui.widgets.panels import card, empty_state, note, waiting_state
from app.ui.words import ago

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.database import Database

_MINUTE_MS: Final = 60_000


@ft.component
def HubBoardRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw a card for each post, always in the same order; unknown is unknown."""
    now = use_now(session)
    found = use_query(
        session, partial(_asked, now), [now // _MINUTE_MS], [*STREAMS, "casualty"]
    )
    if found is None:
        return waiting_state(session.words("ui.loading"))
    posts = [_post(session, each, now) for each in found]
    if not posts:
        posts = [
            empty_state(
                ft.Icons.DASHBOARD_OUTLINED,
                session.words("ui.hub.posts.none"),
                session.words("ui.hub.posts.none_next"),
            )
        ]
    return page_with_foot(
        [page_head(session, session.words("ui.hub.board.title")), *posts], []
    )


def _asked(now_ms: int, db: Database) -> tuple[Board, ...]:
    """Return the boards of the posts of this region, by the names of the posts."""
    held = boards(db, now_ms)
    ours = (each.post_id for each in posts_of_region(db, now_ms))
    return tuple(held[each] for each in ours if each in held)


def _post(session: Session, found: Board, now_ms: int) -> ft.Control:
    shown = gauges(session, found, now_ms)
    narrow = session.layout is Layout.NARROW
    drawn = _lines if narrow else _columns
    name = found.name or session.words("ui.hub.posts.unnamed")
    silent = [note(session.words("ui.hub.board.silent"))] if found.is_silent else []
    return card(
        ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                ft.Text(name, size=LARGE, **BOLD),
                *silent,
                drawn(session, shown, now_ms),
                *_lacking(session, found),
            ],
        ),
        key=f"board-{found.post_id.hex()}",
    )


def _lacking(session: Session, found: Board) -> list[ft.Control]:
    """Return what is needed, each behind what it is needed for."""
    return [
        ft.Text(
            session.words(
                "ui.hub.board.lacking",
                name=session.words(f"term.Requirement.{row.requirement.value}"),
                words=row.lacking,
            ),
            size=BODY,
        )
        for row in found.requirements
        if row.lacking
    ]


def _columns(session: Session, shown: list[Gauge], now_ms: int) -> ft.Control:
    """Return the gauges beside each other, each with its name and age."""
    cells: list[ft.Control] = [
        ft.Semantics(
            expand=True,
            label=f"{each.spoken}, {_age(session, each, now_ms)}",
            exclude_semantics=True,
            content=ft.Column(
                spacing=2,
                tight=True,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
                controls=[
                    _signs(each),
                    ft.Text(each.short, size=BODY, **BOLD),
                    _centred(each.name),
                    _centred(_age(session, each, now_ms)),
                ],
            ),
        )
        for each in shown
    ]
    return ft.Row(
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=cells,
    )


def _lines(session: Session, shown: list[Gauge], now_ms: int) -> ft.Control:
    """Return the gauges below each other, as a phone has room for."""
    lines: list[ft.Control] = [
        ft.Semantics(
            label=f"{each.spoken}, {_age(session, each, now_ms)}",
            exclude_semantics=True,
            content=ft.Row(
                spacing=GAP,
                controls=[
                    _signs(each),
                    ft.Column(
                        expand=True,
                        spacing=0,
                        controls=[
                            ft.Text(each.name, size=BODY),
                            note(_age(session, each, now_ms)),
                        ],
                    ),
                    ft.Text(each.short, size=BODY, **BOLD),
                ],
            ),
        )
        for each in shown
    ]
    return ft.Column(spacing=4, controls=lines)


def _signs(gauge: Gauge) -> ft.Control:
    colour = ALARM if gauge.alarms else None
    return ft.Row(
        tight=True,
        spacing=2,
        controls=[
            ft.Icon(gauge.of, size=22),
            ft.Icon(gauge.sign, size=20, color=colour),
        ],
    )


def _centred(words: str) -> ft.Control:
    return ft.Text(
        words,
        size=SMALL - 1,
        color=ft.Colors.ON_SURFACE_VARIANT,
        text_align=ft.TextAlign.CENTER,
    )


def _age(session: Session, gauge: Gauge, now_ms: int) -> str:
    if gauge.said_ms is None:
        return session.words("ui.requirement.nobody")
    return ago(gauge.said_ms, now_ms, session.language)
