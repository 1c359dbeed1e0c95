"""Aanvragen at the hub: what posts ask, what they have, and what the region decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.store.queries.item import STREAMS as CATALOGUE
from app.store.queries.item import catalogue
from app.store.queries.region_request import RegionRequest, region_requests
from app.ui.hooks import use_now, use_query
from app.ui.hub_hooks import posts_of_region
from app.ui.screens.hub_ruling import LoadForm, RulingForm, Subject
from app.ui.theme import SPACE
from app.ui.widgets.buttons import icon_button, primary_button, quiet_button
from app.ui.widgets.item_words import name_in
from app.ui.widgets.lasting_row import days_words
from app.ui.widgets.panels import (
    empty_state,
    note,
    page_title,
    section_title,
    waiting_state,
)
from app.ui.widgets.request_row import request_card
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.ui.hub_state import HubProgram
    from app.ui.state import Session

STREAMS: Final = ("lot", "post", "recall", "request", *CATALOGUE)
_MINUTE_MS: Final = 60_000
_MOST_OPEN: Final = 60
_MOST_CLOSED: Final = 20
_RULE: Final = "rule"
_LOAD: Final = "load"

Open = tuple[bytes, str]
"""The request that is open on screen, and what is being done with it."""


@ft.component
def HubRequestsRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw the requests, the neediest first; one at a time is decided or sent."""
    opened, set_opened = ft.use_state((b"", ""))
    now = use_now(session) // _MINUTE_MS * _MINUTE_MS
    found = use_query(
        session,
        lambda db: (
            posts_of_region(db, now),
            region_requests(db, now),
            catalogue(db),
        ),
        [now],
        STREAMS,
    )
    if found is None:
        return waiting_state("")
    named, asked, listed = found
    names = {each.post_id: each.name for each in named}

    still = [each for each in asked if each.row.is_open]
    # One thing is to be done first: what is decided of the neediest.
    first = next((each.row.stream for each in still if not each.row.to_ship), b"")

    def shown(one: RegionRequest) -> ft.Control:
        name = name_in(listed, one.row.item, session.language)
        about = Subject(one.row, name, names, is_first=one.row.stream == first)
        more = _more(session, program, about, opened, set_opened)
        return _request(session, one, about, more)

    closed = [each for each in asked if not each.row.is_open]
    rest = len(still) - _MOST_OPEN
    return ft.Container(
        expand=True,
        padding=SPACE,
        content=ft.Column(
            expand=True,
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                _head(session),
                ft.ListView(
                    expand=True,
                    spacing=12,
                    controls=[
                        *([] if still else [_nothing(session)]),
                        *(shown(each) for each in still[:_MOST_OPEN]),
                        *_rest(session, rest),
                        *_closed(session, [shown(e) for e in closed[:_MOST_CLOSED]]),
                    ],
                ),
            ],
        ),
    )


def _head(session: Session) -> ft.Control:
    return ft.Row(
        controls=[
            icon_button(
                ft.Icons.ARROW_BACK,
                session.words("ui.back"),
                lambda: session.go("stock"),
                key="back",
            ),
            ft.Container(
                expand=True, content=page_title(session.words("ui.hub.requests.title"))
            ),
        ]
    )


def _nothing(session: Session) -> ft.Control:
    return empty_state(
        ft.Icons.INBOX,
        session.words("ui.hub.requests.none"),
        session.words("ui.hub.requests.none_next"),
    )


def _rest(session: Session, count: int) -> list[ft.Control]:
    if count <= 0:
        return []
    return [note(session.words("ui.hub.requests.rest", count=count))]


def _closed(session: Session, shown: Sequence[ft.Control]) -> list[ft.Control]:
    if not shown:
        return []
    return [section_title(session.words("ui.order.closed")), *shown]


def _request(
    session: Session,
    one: RegionRequest,
    about: Subject,
    more: Sequence[ft.Control],
) -> ft.Control:
    row, language = one.row, session.language
    title = f"{about.post(row.post)} · {about.item}"
    stands = note(_stands(session, one), key=f"stands-{row.stream.hex()}")
    now = session.clock.now_ms()
    return request_card(row, title, now, language, [stands, *more])


def _stands(session: Session, one: RegionRequest) -> str:
    """Return what the post has of it, and for how long."""
    usable = 0 if one.stand is None else max(one.stand.usable, 0)
    days = one.days
    lasts = (
        session.words("ui.lasting.no_use")
        if days is None
        else days_words(days, session.language)
    )
    return session.words("ui.hub.requests.has", count=usable, days=lasts)


def _more(
    session: Session,
    program: HubProgram,
    about: Subject,
    opened: Open,
    set_opened: Callable[[Open], Any],
) -> list[ft.Control]:
    """Return what the operator may do with a request, or the form that does it."""
    row = about.row
    name = row.stream.hex()

    def close() -> None:
        set_opened((b"", ""))

    if opened == (row.stream, _RULE):
        return [RulingForm(session, program, about, close, key=f"ruling-{name}")]
    if opened == (row.stream, _LOAD):
        return [LoadForm(session, program, about, close, key=f"load-{name}")]
    if not row.is_open:
        return []
    decide = primary_button if about.is_first else quiet_button
    deeds = [
        decide(
            session.words("ui.hub.requests.decide"),
            partial(set_opened, (row.stream, _RULE)),
            key=f"decide-{name}",
            icon=ft.Icons.GAVEL,
        )
    ]
    if row.to_ship:
        deeds.append(
            primary_button(
                session.words("ui.hub.requests.ship", count=row.to_ship),
                partial(set_opened, (row.stream, _LOAD)),
                key=f"ship-{name}",
                icon=ft.Icons.LOCAL_SHIPPING,
            )
        )
    return [wrapped(deeds)]
