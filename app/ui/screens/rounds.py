"""Omkijkrondes: the rounds that are walked, and what hangs on them."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import flet as ft

from app.care.handout import Copy
from app.care.round import StopState
from app.store.queries.outage import Looking
from app.store.queries.round import RoundRow, rounds_open
from app.store.queries.task import count_tasks
from app.ui.hooks import keyed, use_escape, use_now, use_query
from app.ui.screens.coverage import CoveragePane
from app.ui.screens.handout import HandoutPane
from app.ui.screens.round_plan import RoundPlan
from app.ui.screens.round_walk import RoundWalk
from app.ui.screens.tasks import TasksPane
from app.ui.theme import GAP
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.number_line import said_and_hands
from app.ui.widgets.pane_head import pane_head
from app.ui.widgets.panels import alarm_note, empty_state, section_card, waiting_state
from app.ui.widgets.wrapped import wrapped
from app.ui.words import moment

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.database import Database

_STREAMS: Final = ("round", "resident", "outage")
_EVERY_S: Final = 30


class _Page(StrEnum):
    """What of the rounds is shown."""

    LIST = "list"
    PLAN = "plan"
    PLAN_UNSEEN = "plan_unseen"
    WALK = "walk"
    PAPER = "paper"
    COVERAGE = "coverage"
    TASKS = "tasks"


_AT_LIST: Final = (_Page.LIST, cast("bytes | None", None))


class RoundWays(NamedTuple):
    """What can be done from the list of rounds."""

    plan: Callable[[], Any]
    walk: Callable[[bytes], Any]
    cover: Callable[[], Any]
    tasks: Callable[[], Any]


@ft.component
def RoundsPane(
    session: Session,
    looking: Looking,
    close: Callable[[], Any],
    opened: Callable[[bytes], Any],
    key: str = "",
) -> ft.Control:
    """Draw the rounds, or the page that was opened from them."""
    (page, picked), show = ft.use_state(_AT_LIST)
    to, hand = ft.use_state(("", Copy.TEAM))

    def back() -> None:
        show(_AT_LIST)

    def to_paper(walkers: str, copy: Copy) -> None:
        hand((walkers, copy))
        show((_Page.PAPER, picked))

    use_escape(session, page is not _Page.LIST, back)
    if picked is not None:
        walking = (back, opened, to_paper)
        on_paper = (partial(show, (_Page.WALK, picked)), to)
        return _picked(session, (page, picked), walking, on_paper)
    if page is not _Page.LIST:
        plan = partial(show, (_Page.PLAN_UNSEEN, None))
        return _opened(session, (page, looking), back, opened, plan)
    ways = RoundWays(
        partial(show, (_Page.PLAN, None)),
        lambda stream: show((_Page.WALK, stream)),
        partial(show, (_Page.COVERAGE, None)),
        partial(show, (_Page.TASKS, None)),
    )
    return keyed(RoundList, session, ways, close, key="rounds-list")


def _picked(
    session: Session,
    shown: tuple[_Page, bytes],
    walking: tuple[Any, ...],
    on_paper: tuple[Any, ...],
) -> ft.Control:
    """Return one round: how it is walked, or on paper."""
    page, stream = shown
    name = f"{page.value}-{stream.hex()}"
    if page is _Page.PAPER:
        here = Looking(round=stream)
        return keyed(HandoutPane, session, here, *on_paper, key=name)
    return keyed(RoundWalk, session, stream, *walking, key=name)


def _opened(
    session: Session,
    shown: tuple[_Page, Looking],
    back: Callable[[], Any],
    opened: Callable[[bytes], Any],
    plan: Callable[[], Any],
) -> ft.Control:
    """Return a page that leads from the list of rounds."""
    page, looking = shown
    if page is _Page.TASKS:
        return keyed(TasksPane, session, back, opened, key="tasks")
    if page is _Page.COVERAGE:
        return keyed(CoveragePane, session, looking, back, plan, key="coverage")
    only = page is _Page.PLAN_UNSEEN
    return keyed(RoundPlan, session, looking, only, back, key=page.value)


@ft.component
def RoundList(
    session: Session, ways: RoundWays, close: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw how far each round is."""
    now = use_now(session, _EVERY_S)

    def asked(db: Database) -> tuple[tuple[RoundRow, ...], int]:
        return rounds_open(db, now), count_tasks(db)

    seen = use_query(session, asked, [now // 60_000], _STREAMS)

    def offer() -> None:
        session.offer_primary(ways.plan)

    ft.use_effect(offer, [])
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.ListView(
                expand=True,
                spacing=GAP,
                controls=[
                    pane_head(session, "ui.round.title", close, key="close-rounds"),
                    *(
                        [waiting_state(session.words("ui.loading"))]
                        if seen is None
                        else [
                            _doors(session, ways, seen[1]),
                            *_rows(session, ways, seen[0], now),
                        ]
                    ),
                ],
            ),
            primary_button(
                session.words("round.planned"),
                ways.plan,
                key="plan-round",
                icon=ft.Icons.ADD,
            ),
        ],
    )


def _doors(session: Session, ways: RoundWays, waiting: int) -> ft.Control:
    return wrapped(
        [
            quiet_button(
                f"{session.words('ui.task.door')}: {waiting}",
                ways.tasks,
                key="to-tasks",
                icon=ft.Icons.TASK_ALT,
            ),
            quiet_button(
                session.words("ui.coverage.title"),
                ways.cover,
                key="to-coverage",
                icon=ft.Icons.GRID_VIEW,
            ),
        ]
    )


def _rows(
    session: Session, ways: RoundWays, found: tuple[RoundRow, ...], now_ms: int
) -> list[ft.Control]:
    if not found:
        return [
            empty_state(
                ft.Icons.DIRECTIONS_WALK,
                session.words("ui.round.none"),
                session.words("ui.round.none_next"),
            )
        ]
    return [_row(session, ways, each, now_ms) for each in found]


def _row(session: Session, ways: RoundWays, row: RoundRow, now_ms: int) -> ft.Control:
    round_ = row.round
    name = " · ".join(each for each in (round_.team, round_.walkers) if each)
    button = quiet_button(
        session.words("ui.round.walk"),
        partial(ways.walk, row.stream),
        key=f"walk-{row.stream[-4:].hex()}",
        icon=ft.Icons.DIRECTIONS_WALK,
    )
    begun = moment(round_.planned_ms, now_ms, session.language)
    said = f"{counts_words(session, row)} · {begun}"
    doubles = session.words("ui.round.doubles", count=row.doubles)
    return section_card(
        name,
        [
            said_and_hands(
                session,
                session.words("ui.round.to_go", count=row.to_go),
                said,
                [button],
            ),
            *([alarm_note(doubles, key="doubles")] if row.doubles else []),
        ],
        key=f"round-{row.stream[-4:].hex()}",
    )


def counts_words(session: Session, row: RoundRow) -> str:
    """Return how far a round is: *3 bezocht · 1 niet aangetroffen*."""
    return " · ".join(
        f"{count} {session.words(f'ui.round.count.{each.value}')}"
        for each in StopState
        if each is not StopState.TO_DO and (count := row.counts.get(each, 0))
    ) or session.words("ui.round.not_begun")
