"""Dagen en herverdelen: how long each post has of an item, and who can help whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import flet as ft

from app.care.item import Item
from app.commands.message import Wording
from app.solve import Move, Stand, Target, redistribute
from app.store.queries.item import STREAMS as CATALOGUE
from app.store.queries.item import catalogue
from app.store.queries.region import Region, region_of
from app.ui.hooks import use_attempt, use_now, use_query
from app.ui.hub_hooks import posts_of_region
from app.ui.theme import ALARM_DEEP, BODY, BOLD, GAP, RADIUS, SMALL, SPACE, line_width
from app.ui.widgets.buttons import icon_button, primary_button
from app.ui.widgets.fields import choices
from app.ui.widgets.item_words import item_name
from app.ui.widgets.lasting_row import SOON_DAYS, days_words
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import (
    card,
    empty_state,
    error_note,
    note,
    page_title,
    waiting_state,
)
from app.ui.widgets.quantity import pieces_of, quantity_field
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.ui.hub_state import HubProgram
    from app.ui.state import Session
    from sync.database import Database

MOST_ITEMS: Final = 40
_MOST_POSTS: Final = 12
_MINUTE_MS: Final = 60_000
_TARGETS: Final = (1, 3, 7)
_KEEPS: Final = 7


@dataclass(frozen=True, slots=True)
class Need:
    """One item in the region: how every post stands, and what is proposed.

    `least` is the fewest days any post has; None where no use is known.
    """

    code: str
    item: Item | None
    stands: tuple[Stand, ...]
    least: Fraction | None
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """One move in words; `mark` tells it from all others on this screen."""

    mark: str
    name: str
    giver: str
    taker: str
    move: Move


def needs(
    db: Database, region: Region, now_ms: int, target: Target, most: int = MOST_ITEMS
) -> tuple[Need, ...]:
    """Return the items that are soonest out at some post, and who can help whom."""
    listed = catalogue(db)
    found = [
        Need(code, listed.get(code), each.stands, each.least, ())
        for code, each in region.items(db, now_ms).items()
    ]
    found.sort(key=_soonest)
    return tuple(
        replace(each, moves=redistribute(each.stands, target)) for each in found[:most]
    )


def _soonest(need: Need) -> tuple[bool, Fraction, bool, str]:
    least = need.least
    critical = need.item is not None and need.item.critical
    return (least is None, least or Fraction(0), not critical, need.code)


@ft.component
def HubDaysRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw the items with the posts that have least, and the proposals."""
    days, set_days = ft.use_state(3)
    now = use_now(session) // _MINUTE_MS * _MINUTE_MS
    target = Target(days, max(days, _KEEPS))
    region = region_of(session.open_file)
    answer = use_query(
        session,
        lambda db: (posts_of_region(db, now), needs(db, region, now, target)),
        [now, days],
        ["lot", "post", "recall", *CATALOGUE],
    )
    if answer is None:
        return waiting_state("")
    named, found = answer
    names = {each.post_id: each.name for each in named}
    shown: list[ft.Control] = [_need(session, program, each, names) for each in found]
    if not shown:
        shown = [
            empty_state(
                ft.Icons.INVENTORY_2_OUTLINED,
                session.words("ui.hub.stock.none"),
                session.words("ui.hub.stock.none_next"),
            )
        ]
    return ft.Container(
        expand=True,
        padding=SPACE,
        content=ft.Column(
            expand=True,
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                _head(session),
                choices(
                    [
                        (str(each), session.words("ui.hub.days.target", count=each))
                        for each in _TARGETS
                    ],
                    str(days),
                    lambda value: set_days(int(value)),
                    key="days-target",
                    label=session.words("ui.hub.days.want"),
                ),
                ft.ListView(expand=True, spacing=12, controls=shown),
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
                expand=True, content=page_title(session.words("ui.hub.days.title"))
            ),
        ]
    )


def _need(
    session: Session, program: HubProgram, need: Need, names: Mapping[bytes, str]
) -> ft.Control:
    least_first = sorted(
        need.stands, key=lambda each: (each.days is None, each.days or Fraction(0))
    )
    rest = len(least_first) - _MOST_POSTS
    return card(
        ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                ft.Text(_name(session, need), size=BODY, **BOLD),
                wrapped(
                    [_cell(session, each, names) for each in least_first[:_MOST_POSTS]]
                ),
                *(
                    [note(session.words("ui.hub.days.rest", count=rest))]
                    if rest > 0
                    else []
                ),
                *(
                    _Proposal(session, program, each, key=each.mark)
                    for each in _proposed(session, need, names)
                ),
            ],
        ),
        padding=12,
    )


def _proposed(
    session: Session, need: Need, names: Mapping[bytes, str]
) -> list[Proposed]:
    return [
        Proposed(
            f"move-{need.code}-{each.giver.hex()}-{each.receiver.hex()}",
            _name(session, need),
            names.get(each.giver, "?"),
            names.get(each.receiver, "?"),
            each,
        )
        for each in need.moves
    ]


def _name(session: Session, need: Need) -> str:
    return item_name(need.item, need.code, session.language)


def _cell(session: Session, stand: Stand, names: Mapping[bytes, str]) -> ft.Control:
    """Return how one post stands: in words, and filled where it is soon out."""
    soon = stand.days is not None and stand.days < SOON_DAYS
    ink = ft.Colors.WHITE if soon else ft.Colors.ON_SURFACE
    return ft.Container(
        padding=ft.Padding.symmetric(horizontal=10, vertical=6),
        border_radius=RADIUS / 2,
        bgcolor=ALARM_DEEP if soon else None,
        border=ft.Border.all(
            line_width(), ALARM_DEEP if soon else ft.Colors.OUTLINE_VARIANT
        ),
        content=ft.Column(
            spacing=0,
            tight=True,
            controls=[
                ft.Text(names.get(stand.post, "?"), size=SMALL, color=ink),
                ft.Text(
                    f"{_days(session, stand.days)} · {stand.usable}",
                    size=BODY,
                    color=ink,
                    **BOLD,
                ),
            ],
        ),
    )


def _days(session: Session, days: Fraction | None) -> str:
    if days is None:
        return session.words("ui.lasting.no_use")
    return days_words(days, session.language)


@ft.component
def _Proposal(
    session: Session, program: HubProgram, made: Proposed, key: str = ""
) -> ft.Control:
    """Draw one proposal with its reason; it may be changed before it is ordered."""
    typed, write = ft.use_state(str(made.move.pieces))
    attempt = use_attempt(session)
    pieces = pieces_of(typed)

    async def work() -> None:
        voice, who = program.voice(), program.operator()
        if voice is None or who is None or not pieces:
            return
        for post, words in (
            (made.move.giver, "ui.hub.days.order_giver"),
            (made.move.receiver, "ui.hub.days.order_taker"),
        ):
            said = session.words(
                words,
                count=pieces,
                name=made.name,
                giver=made.giver,
                taker=made.taker,
            )
            await voice.send(who.actor, Wording(said, is_order=True), [post])

    def done(_: None) -> None:
        notify(session, session.words("ui.hub.days.ordered"))

    async def order(_event: object = None) -> None:
        await attempt.run(work, done)

    return ft.Column(
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Text(_why(session, made), size=BODY),
            wrapped(
                [
                    ft.Container(
                        width=240,
                        content=quantity_field(
                            session.words("ui.hub.days.pieces"),
                            typed,
                            write,
                            session.language,
                            key=f"pieces-{made.mark}",
                        ),
                    ),
                    primary_button(
                        session.words("ui.hub.days.order"),
                        order,
                        key=f"order-{made.mark}",
                        icon=ft.Icons.SEND,
                        disabled=attempt.busy or not pieces,
                    ),
                ]
            ),
            error_note(attempt.problem),
        ],
    )


def _why(session: Session, made: Proposed) -> str:
    move = made.move
    return session.words(
        "ui.hub.days.why",
        giver=made.giver,
        taker=made.taker,
        pieces=move.pieces,
        had=_days(session, move.receiver_days[0]),
        gets=_days(session, move.receiver_days[1]),
        keeps=_days(session, move.giver_days[1]),
    )
