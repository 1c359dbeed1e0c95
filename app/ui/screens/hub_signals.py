"""Signalen in the region: how many posts reported, what was counted, what rings.

A count is never shown without how many posts it comes from, and a post that said
nothing is never shown as nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, cast

import flet as ft

from app.care.signal import SignalDay, cases, is_counted, summed
from app.care.syndrome import Syndrome
from app.store.queries.signal import RegionDay, Rung, region_day
from app.ui.hooks import use_now, use_query
from app.ui.hub_hooks import posts_of_region
from app.ui.theme import BODY, BOLD, GAP, LARGE, SPACE
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.fields import choices
from app.ui.widgets.panels import (
    alarm_note,
    card,
    empty_state,
    note,
    page_title,
    section_card,
    waiting_state,
)
from app.ui.words import day as day_words
from app.ui.words import hour, today

if TYPE_CHECKING:
    from app.ui.hub_state import HubProgram
    from app.ui.state import Session
    from sync.database import Database

_DAYS_BACK: Final = 6
_MINUTE_MS: Final = 60_000


@ft.component
def HubSignalsRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw a day of the region: completeness first, then counts, then each post."""
    now = use_now(session)
    picked, pick = ft.use_state(cast("str | None", None))
    day = picked or today(now).isoformat()

    def asked(db: Database) -> tuple[str, RegionDay, dict[bytes, str]]:
        named = {each.post_id: each.name for each in posts_of_region(db, now)}
        return day, region_day(db, day), named

    seen = use_query(
        session, asked, [day, now // _MINUTE_MS], ["signal", "post", "casualty"]
    )
    if seen is None or seen[0] != day:
        return waiting_state(session.words("ui.loading"))
    _, found, names = seen
    expected = [*names, *(post for post in found.posts if post not in names)]
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
                *(_rings(session, each, names) for each in found.waiting),
                choices(
                    _dates(session, now),
                    day,
                    lambda value: pick(lambda _old: value),
                    key="day",
                    label=session.words("ui.signal.of_day"),
                ),
                *_body(session, found, expected, names),
            ],
        ),
    )


def _head(session: Session) -> ft.Control:
    back = icon_button(
        ft.Icons.ARROW_BACK,
        session.words("ui.back"),
        lambda: session.go("posts"),
        key="back",
    )
    title = page_title(session.words("ui.room.signals"))
    return ft.Row(controls=[back, ft.Container(expand=True, content=title)])


def _dates(session: Session, now: int) -> list[tuple[str, str]]:
    first = today(now)
    names = {0: "ui.signal.today", 1: "ui.signal.yesterday"}
    return [
        (
            each.isoformat(),
            session.words(names[back])
            if back in names
            else day_words(each, session.language),
        )
        for back in range(_DAYS_BACK + 1)
        for each in (first - timedelta(days=back),)
    ]


def _rings(session: Session, rung: Rung, names: Mapping[bytes, str]) -> ft.Control:
    words = session.words(
        "ui.hub.signals.rings",
        post=names.get(rung.post, "?"),
        what=session.words(f"term.Alarm.{rung.ringing.alarm.value}"),
        day=day_words(date.fromisoformat(rung.day), session.language),
    )
    key = f"rings-{rung.post.hex()}-{rung.day}-{rung.ringing.alarm.value}"
    return alarm_note(words, key=key)


def _body(
    session: Session,
    found: RegionDay,
    expected: list[bytes],
    names: Mapping[bytes, str],
) -> list[ft.Control]:
    if not expected:
        return [
            empty_state(
                ft.Icons.HOME_WORK_OUTLINED,
                session.words("ui.hub.posts.none"),
                session.words("ui.hub.posts.none_next"),
            )
        ]
    return [
        completeness(session, found, len(expected)),
        _counts(session, found, len(expected)),
        *(_post(session, each, found.posts.get(each), names) for each in expected),
    ]


def completeness(session: Session, found: RegionDay, expected: int) -> ft.Control:
    """Return how many posts reported the day, of how many, and who is silent."""
    reported, counting = len(found.reported), len(found.counting)
    words = session.words(
        "ui.hub.signals.complete", reported=reported, expected=expected
    )
    more = session.words(
        "ui.hub.signals.rest",
        counting=counting,
        silent=expected - reported - counting,
    )
    return card(
        ft.Column(
            spacing=4,
            controls=[
                ft.Text(words, key="complete", size=LARGE, **BOLD),
                note(more, key="incomplete"),
            ],
        )
    )


def _counts(session: Session, found: RegionDay, expected: int) -> ft.Control:
    lines: list[ft.Control] = []
    for each in Syndrome:
        spoke = [
            day
            for day in found.posts.values()
            if day.reported_ms is not None or is_counted(day, each)
        ]
        count = str(summed(spoke, each)) if spoke else "–"
        name = session.words(f"term.Syndrome.{each.value}")
        of = session.words("ui.hub.signals.from", posts=len(spoke), expected=expected)
        lines.append(
            ft.Row(
                spacing=GAP,
                controls=[
                    ft.Column(
                        expand=True,
                        spacing=0,
                        controls=[
                            ft.Text(f"{each.value} · {name}", size=BODY, **BOLD),
                            note(of),
                        ],
                    ),
                    ft.Text(count, key=f"region-{each.value}", size=LARGE, **BOLD),
                ],
            )
        )
    return section_card(session.words("ui.hub.signals.counts"), lines)


def _post(
    session: Session,
    post: bytes,
    day: SignalDay | None,
    names: Mapping[bytes, str],
) -> ft.Control:
    name = names.get(post, post.hex()[:6])
    if day is None:
        words = session.words("ui.hub.signals.silent")
    elif day.reported_ms is None:
        words = session.words("ui.hub.signals.only_counts")
    else:
        at = hour(day.reported_ms)
        words = session.words("ui.signal.is_reported", at=at)
    counted = [
        f"{each.value} {cases(day, each)}"
        for each in Syndrome
        if day is not None and is_counted(day, each)
    ]
    said = [ft.Text(" · ".join(counted), size=BODY)] if counted else []
    return section_card(name, [note(words), *said], key=f"post-{post.hex()}")
