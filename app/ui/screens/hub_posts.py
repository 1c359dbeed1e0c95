"""Posten: when each was last heard, what it says it still holds, who is there.

What a post has unsent comes from the post; its age stands beside it, and unknown is
never shown as nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import flet as ft

from app.care.terms import Triage
from app.store.queries.casualties import Counts
from app.store.queries.level import STREAMS as LEVEL
from app.ui.hooks import keyed, use_now, use_query
from app.ui.hub_hooks import posts_of_region, use_hub
from app.ui.hub_state import HubProgram, PostRow
from app.ui.screens.hub_hand import ArrivalCard
from app.ui.screens.hub_report import PostReport
from app.ui.state import Layout, Session
from app.ui.theme import ALARM, BODY, BOLD, GAP, LARGE, SPACE, look_of
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.clock_note import clock_words
from app.ui.widgets.panels import (
    alarm_note,
    card,
    empty_state,
    note,
    page_title,
    waiting_state,
)
from app.ui.widgets.send_chip import AMBER_FROM_MS
from app.ui.widgets.stock_row import tag
from app.ui.widgets.triage_picker import triage_words
from app.ui.widgets.wrapped import wrapped
from app.ui.words import ago, span

SHOWN: Final = (
    Triage.T1,
    Triage.T2,
    Triage.T3,
    Triage.T4,
    Triage.DEAD,
    Triage.BLACK,
)
_MINUTE_MS: Final = 60_000
_BOX: Final = 68


@ft.component
def PostsRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw every post as a card, the one longest silent first."""
    now = use_now(session)
    heard = use_hub(program, program.posts)
    known = use_query(
        session,
        lambda db: posts_of_region(db, now),
        [now // _MINUTE_MS],
        ["casualty", "link", "post", *LEVEL],
    )
    if heard is None or known is None:
        return waiting_state("")
    counts = {each.post_id: each.counts for each in known}
    names = {each.post_id: each.name for each in known}
    keep = program.keep_apart()
    still = session.words("ui.hub.keep.still", files=" · ".join(keep)) if keep else None
    return ft.Container(
        expand=True,
        padding=SPACE,
        content=ft.Column(
            expand=True,
            scroll=ft.ScrollMode.AUTO,
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                _head(session),
                alarm_note(still, key="keep-apart"),
                *([ArrivalCard(session, program, key="hand")] if heard else []),
                *_total(session, [*counts.values()]),
                *(_post(session, each, names, counts, now) for each in heard),
                *([] if heard else [_nobody(session)]),
            ],
        ),
    )


def _head(session: Session) -> ft.Control:
    return ft.Row(
        wrap=True,
        spacing=12,
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[
            page_title(session.words("ui.room.posts")),
            wrapped(
                [
                    quiet_button(
                        session.words("ui.hub.board.title"),
                        lambda: session.go("board"),
                        key="to-board",
                        icon=ft.Icons.DASHBOARD_OUTLINED,
                    ),
                    quiet_button(
                        session.words("ui.residents.title"),
                        lambda: session.go("residents"),
                        key="to-residents",
                        icon=ft.Icons.VOLUNTEER_ACTIVISM_OUTLINED,
                    ),
                    quiet_button(
                        session.words("ui.room.signals"),
                        lambda: session.go("signals"),
                        key="to-signals",
                        icon=ft.Icons.MONITOR_HEART_OUTLINED,
                    ),
                    quiet_button(
                        session.words("ui.hub.levels.title"),
                        lambda: session.go("levels"),
                        key="to-levels",
                        icon=ft.Icons.HEALTH_AND_SAFETY_OUTLINED,
                    ),
                    quiet_button(
                        session.words("ui.room.scarcity"),
                        lambda: session.go("downscaling"),
                        key="to-downscaling",
                        icon=ft.Icons.BALANCE,
                    ),
                    quiet_button(
                        session.words("ui.hub.moving.title"),
                        lambda: session.go("moving"),
                        key="to-moving",
                        icon=ft.Icons.LOCAL_SHIPPING_OUTLINED,
                    ),
                    quiet_button(
                        session.words("ui.hub.border.title"),
                        lambda: session.go("border"),
                        key="to-border",
                        icon=ft.Icons.HUB,
                    ),
                    quiet_button(
                        session.words("ui.hub.powers.title"),
                        lambda: session.go("powers"),
                        key="to-powers",
                        icon=ft.Icons.VERIFIED_USER_OUTLINED,
                    ),
                    quiet_button(
                        session.words("ui.hub.keys.title"),
                        lambda: session.go("keys"),
                        key="to-keys",
                        icon=ft.Icons.KEY,
                    ),
                ]
            ),
        ],
    )


def _nobody(session: Session) -> ft.Control:
    return empty_state(
        ft.Icons.HOME_WORK_OUTLINED,
        session.words("ui.hub.posts.none"),
        session.words("ui.hub.posts.none_next"),
        quiet_button(
            session.words("ui.room.invitations"),
            lambda: session.go("invitations"),
            key="to-invitations",
        ),
    )


def _total(session: Session, all_counts: Sequence[Counts]) -> list[ft.Control]:
    if len(all_counts) < 2:
        return []
    totals = {
        each: sum(counts.category.get(each, 0) for counts in all_counts)
        for each in SHOWN
    }
    untriaged = sum(counts.untriaged for counts in all_counts)
    return [
        card(
            _split(
                session,
                ft.Text(session.words("ui.hub.posts.total"), size=LARGE, **BOLD),
                category_counts(
                    session, totals, untriaged, _rare(all_counts), key="total"
                ),
            )
        )
    ]


def _split(session: Session, left: ft.Control, right: ft.Control) -> ft.Control:
    if session.layout is Layout.NARROW:
        return ft.Column(spacing=12, controls=[left, right])
    return ft.Row(
        spacing=SPACE,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[ft.Container(expand=True, content=left), right],
    )


def _post(
    session: Session,
    row: PostRow,
    names: Mapping[bytes, str],
    counts: Mapping[bytes, Counts],
    now: int,
) -> ft.Control:
    name = names.get(row.post_id) or row.name or session.words("ui.hub.posts.unnamed")
    here = counts.get(row.post_id)

    def show() -> None:
        session.show = row.post_id.hex()
        session.go("casualties")

    right: list[ft.Control] = []
    if here is not None:
        right = [
            category_counts(
                session,
                here.category,
                here.untriaged,
                _rare(counts.values()),
                key=row.post_id.hex(),
            ),
            quiet_button(
                session.words("ui.hub.posts.here", count=here.present),
                show,
                key=f"show-{row.post_id.hex()}",
                icon=ft.Icons.PERSONAL_INJURY_OUTLINED,
            ),
        ]
    left = ft.Column(
        spacing=4,
        controls=[
            _name(session, row, name),
            _line(session, "heard", _heard(session, row, now), _is_silent(row, now)),
            _line(session, "unsent", _unsent(session, row, now), _is_old(row, now)),
            *_clock(session, row),
            keyed(
                PostReport,
                session,
                row.post_id,
                now,
                key=f"report-of-{row.post_id.hex()}",
            ),
        ],
    )
    beside = ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.START
        if session.layout is Layout.NARROW
        else ft.CrossAxisAlignment.END,
        controls=right,
    )
    return card(_split(session, left, beside), key=f"post-{row.post_id.hex()}")


def _name(session: Session, row: PostRow, name: str) -> ft.Control:
    marks = (
        [tag(session.words("ui.hub.posts.revoked"), ft.Icons.BLOCK, alarm=True)]
        if row.revoked
        else []
    )
    return ft.Row(
        wrap=True,
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[
            ft.Text(name, size=LARGE, **BOLD),
            note(session.words("ui.hub.posts.devices", count=row.devices)),
            *marks,
        ],
    )


def _line(session: Session, word: str, said: str, alarm: bool) -> ft.Control:
    title = ft.Text(
        session.words(f"ui.hub.posts.{word}"),
        size=BODY,
        color=ft.Colors.ON_SURFACE_VARIANT,
    )
    icon = [ft.Icon(ft.Icons.WARNING_AMBER, size=20, color=ALARM)] if alarm else []
    value = ft.Row(
        spacing=GAP, controls=[*icon, ft.Text(said, size=BODY, expand=True, **BOLD)]
    )
    if session.layout is Layout.NARROW:
        return ft.Column(spacing=0, controls=[title, value])
    return ft.Row(
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Container(width=150, content=title),
            ft.Container(expand=True, content=value),
        ],
    )


def _clock(session: Session, row: PostRow) -> list[ft.Control]:
    """Return how far the clock of a post is off, where that is too far."""
    words = clock_words(session, row.clock_offset_ms, "post")
    return [_line(session, "clock_title", words, alarm=True)] if words else []


def _heard(session: Session, row: PostRow, now: int) -> str:
    if row.last_heard_ms is None:
        return session.words("ui.hub.posts.never")
    return ago(row.last_heard_ms, now, session.language)


def _unsent(session: Session, row: PostRow, now: int) -> str:
    if row.unsent_events is None or row.reported_ms is None:
        return session.words("ui.hub.posts.unsent_unknown")
    reported = session.words(
        "ui.hub.posts.reported", ago=ago(row.reported_ms, now, session.language)
    )
    if not row.unsent_events:
        return f"{session.words('ui.hub.posts.unsent_none')} · {reported}"
    if row.oldest_unsent_ms is None:
        return f"{row.unsent_events} · {reported}"
    age = span(row.reported_ms - row.oldest_unsent_ms, session.language)
    some = session.words("ui.hub.posts.unsent_some", count=row.unsent_events, age=age)
    return f"{some} · {reported}"


def _is_silent(row: PostRow, now: int) -> bool:
    return row.last_heard_ms is not None and now - row.last_heard_ms >= AMBER_FROM_MS


def _is_old(row: PostRow, now: int) -> bool:
    oldest = row.oldest_unsent_ms if row.unsent_events else None
    return oldest is not None and now - oldest >= AMBER_FROM_MS


def _rare(all_counts: Iterable[Counts]) -> frozenset[Triage | None]:
    """Return what is only shown where there is any, and some post has."""
    found: set[Triage | None] = set()
    for each in all_counts:
        if each.category.get(Triage.BLACK, 0):
            found.add(Triage.BLACK)
        if each.untriaged:
            found.add(None)
    return frozenset(found)


def category_counts(
    session: Session,
    counts: Mapping[Triage, int],
    untriaged: int,
    rare: frozenset[Triage | None],
    *,
    key: str,
) -> ft.Control:
    """Return how many of each category, each with its code and colour.

    What is rare keeps its room where another post has any, so that columns stand.
    """
    boxes: list[ft.Control] = []
    for each in (*SHOWN, None):
        count = untriaged if each is None else counts.get(each, 0)
        if count or each not in (Triage.BLACK, None):
            name = "none" if each is None else each.value
            boxes.append(_box(each, count, f"{key}-{name}", session.language))
        elif each in rare and session.layout is not Layout.NARROW:
            boxes.append(ft.Container(width=_BOX))
    return ft.Row(wrap=True, spacing=4, run_spacing=4, controls=boxes)


def _box(category: Triage | None, count: int, key: str, language: str) -> ft.Control:
    look = look_of(category)
    ink: Any = look.ink or ft.Colors.ON_SURFACE
    edge = look.outline if category is Triage.DEAD else look.fill or look.outline
    return ft.Semantics(
        label=f"{triage_words(category, language)}: {count}",
        exclude_semantics=True,
        content=ft.Container(
            width=_BOX,
            padding=ft.Padding.symmetric(vertical=4),
            border_radius=GAP,
            bgcolor=look.fill,
            border=ft.Border.all(2, edge or ft.Colors.OUTLINE),
            content=ft.Row(
                spacing=6,
                alignment=ft.MainAxisAlignment.CENTER,
                controls=[
                    ft.Text(look.code, size=BODY, color=ink),
                    ft.Text(
                        str(count),
                        key=f"count-{key}",
                        size=LARGE,
                        color=ink,
                        **BOLD,
                    ),
                ],
            ),
        ),
    )
