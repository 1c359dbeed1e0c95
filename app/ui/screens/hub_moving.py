"""Vervoer en opvang in the region: who is overdue, which homes empty, how many where.

Nobody is named here: numbers of people, posts and places only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import flet as ft

from app.care.evacuation import EvacueeStage
from app.care.guest import ChildAlarm
from app.store.queries.displaced import Displaced, Whereabouts, displaced
from app.store.queries.evacuation import Emptied, evacuations
from app.store.queries.transport import RideRow, Rides, rides
from app.ui.hooks import use_now, use_query
from app.ui.hub_hooks import posts_of_region
from app.ui.theme import BODY, BOLD, GAP, SPACE
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.guest_words import where_words
from app.ui.widgets.panels import (
    alarm_note,
    empty_state,
    note,
    page_title,
    section_card,
    waiting_state,
)
from app.ui.widgets.ride_row import eyes_line
from app.ui.widgets.ride_words import (
    eyes_words,
    place_words,
    precedence_words,
    time_words,
    way_words,
)

if TYPE_CHECKING:
    from app.ui.hub_state import HubProgram
    from app.ui.state import Session
    from sync.database import Database

STREAMS: Final = (
    "transport",
    "evacuation",
    "party",
    "guest",
    "casualty",
    "resident",
    "post",
)
_MINUTE_MS: Final = 60_000
_MOST: Final = 60


class _Seen(NamedTuple):
    """What the region knows of people who are brought somewhere."""

    rides: Rides
    homes: tuple[Emptied, ...]
    guests: Displaced
    names: Mapping[bytes, str]


@ft.component
def HubMovingRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw the rides of all posts, the homes that empty, and who is taken in where."""
    now = use_now(session)

    def asked(db: Database) -> _Seen:
        names = {each.post_id: each.name for each in posts_of_region(db, now)}
        return _Seen(rides(db, now), evacuations(db), displaced(db), names)

    seen = use_query(session, asked, [now // _MINUTE_MS], STREAMS)
    if seen is None:
        return waiting_state(session.words("ui.loading"))
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
                *(_all(session, seen, now) if _anything(seen) else [_nothing(session)]),
            ],
        ),
    )


def _anything(seen: _Seen) -> bool:
    found = seen.rides
    moving = (found.overdue, found.under_way, found.waiting)
    return any((*moving, seen.homes, seen.guests.parties))


def _head(session: Session) -> ft.Control:
    back = icon_button(
        ft.Icons.ARROW_BACK,
        session.words("ui.back"),
        lambda: session.go("posts"),
        key="back",
    )
    title = page_title(session.words("ui.hub.moving.title"))
    return ft.Row(controls=[back, ft.Container(expand=True, content=title)])


def _nothing(session: Session) -> ft.Control:
    return empty_state(
        ft.Icons.LOCAL_SHIPPING_OUTLINED,
        session.words("ui.hub.moving.none"),
        session.words("ui.hub.moving.none_next"),
    )


def _all(session: Session, seen: _Seen, now_ms: int) -> list[ft.Control]:
    found = seen.rides
    late = len(found.overdue)
    return [
        alarm_note(
            session.words("ui.transport.overdue", count=late) if late else None,
            key="overdue",
        ),
        *_rides(session, seen, "late", found.overdue, now_ms),
        *_rides(session, seen, "under_way", found.under_way, now_ms),
        *_rides(session, seen, "waiting", found.waiting, now_ms),
        *_homes(session, seen),
        *_guests(session, seen),
    ]


def _rides(
    session: Session,
    seen: _Seen,
    name: str,
    found: Sequence[RideRow],
    now_ms: int,
) -> list[ft.Control]:
    if not found:
        return []
    people = sum(each.ride.asked.people for each in found if each.ride.asked)
    title = session.words(f"ui.transport.list.{name}")
    count = session.words("ui.transport.people", count=people)
    more = [note(session.words("ui.guests.more", count=len(found) - _MOST))]
    return [
        section_card(
            f"{title} ({len(found)}) · {count}",
            [
                *(_ride(session, seen, each, now_ms) for each in found[:_MOST]),
                *(more if len(found) > _MOST else []),
            ],
            key=f"rides-{name}",
        )
    ]


def _ride(session: Session, seen: _Seen, row: RideRow, now_ms: int) -> ft.Control:
    """Return a ride in numbers: not who, nor what a post typed of whom."""
    asked, language = row.ride.asked, session.language
    if asked is None:
        return ft.Container(visible=False)
    vehicle = row.ride.vehicle
    first = " · ".join(
        (
            seen.names.get(asked.post, "?"),
            precedence_words(asked, language),
            place_words(asked, language),
        )
    )
    second = " · ".join(
        each
        for each in (
            way_words(row, language),
            vehicle.name if vehicle else "",
            time_words(row, now_ms, language),
        )
        if each
    )
    eyes = [each for each in eyes_words(row, now_ms, language) if each not in second]
    return ft.Column(
        tight=True,
        spacing=2,
        controls=[
            ft.Text(first, size=BODY, **BOLD),
            ft.Text(second, size=BODY),
            *(eyes_line(each) for each in eyes),
        ],
    )


def _homes(session: Session, seen: _Seen) -> list[ft.Control]:
    going = [each for each in seen.homes if each.held.ended is None]
    if not going:
        return []
    return [
        section_card(
            session.words("ui.room.evacuation"),
            [_home(session, seen, each) for each in going],
            key="homes",
        )
    ]


def _home(session: Session, seen: _Seen, home: Emptied) -> ft.Control:
    begun = home.held.begun
    missing = home.counts.get(EvacueeStage.MISSING, 0)
    said = (
        seen.names.get(begun.post, "?") if begun else "?",
        begun.home if begun else "–",
        session.words("ui.evacuation.left", left=home.left, people=len(home.people)),
    )
    eyes = [session.words("ui.evacuation.missing", count=missing)] if missing else []
    return ft.Column(
        tight=True,
        spacing=2,
        controls=[
            ft.Text(" · ".join(said), size=BODY),
            *(eyes_line(each) for each in eyes),
        ],
    )


def _where(session: Session, seen: _Seen, each: Whereabouts) -> str:
    where = where_words(each.displacement, each.lodging, session.language, each.onward)
    return f"{seen.names.get(each.post, '?')} · {where}"


def _guests(session: Session, seen: _Seen) -> list[ft.Control]:
    """Return how many of each kind are where; inside the region every count is full."""
    found = seen.guests
    if not found.parties:
        return []
    alone = sum(each.alarms.get(ChildAlarm.ALONE, 0) for each in found.parties)
    words = session.words("ui.guests.alone", count=alone) if alone else None
    lines: list[ft.Control] = [
        ft.Row(
            spacing=GAP,
            controls=[
                ft.Text(_where(session, seen, each), size=BODY, expand=True),
                ft.Text(
                    session.words(
                        "ui.hub.moving.known", people=each.people, known=each.known
                    ),
                    size=BODY,
                    **BOLD,
                ),
            ],
        )
        for each in found.counts
    ]
    title = session.words("ui.guests.here", count=found.people)
    return [
        alarm_note(words, key="alone"),
        section_card(
            f"{session.words('ui.room.displaced')} · {title}", lines, key="guests"
        ),
    ]
