"""Een ronde lopen: who is next, one tap for what came of it, everybody on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.handout import Copy
from app.care.resident import VisitOutcome
from app.care.terms import FactId
from app.commands import end_round
from app.store.queries.post import hides_names
from app.store.queries.round import RoundDetail, Stop, round_detail
from app.ui.hooks import keyed, use_act, use_now, use_query
from app.ui.screens.round_give import RoundGive
from app.ui.screens.round_stop import Here, StopCard
from app.ui.screens.task_said import TaskSaid
from app.ui.theme import BODY, BOLD, GAP
from app.ui.undo import way_back
from app.ui.widgets.buttons import icon_button, quiet_button
from app.ui.widgets.notice import notify
from app.ui.widgets.pane_head import pane_head
from app.ui.widgets.panels import (
    alarm_note,
    empty_state,
    error_note,
    note,
    page_title,
    section_card,
    waiting_state,
)
from app.ui.widgets.stop_row import Look, stop_row
from app.ui.widgets.wrapped import wrapped
from app.ui.words import hour, initials

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.database import Database
    from sync.event import Event

_STREAMS: Final = ("round", "resident", "outage", "post", "staff")
_EVERY_S: Final = 30


@ft.component
def RoundWalk(
    session: Session,
    stream: bytes,
    close: Callable[[], Any],
    opened: Callable[[bytes], Any],
    to_paper: Callable[[str, Copy], Any],
    key: str = "",
) -> ft.Control:
    """Draw who is next on a round, and where everybody on it stands."""
    now = use_now(session, _EVERY_S)
    picked, pick = ft.use_state(cast("bytes | None", None))
    giving, give = ft.use_state(False)
    needing, need = ft.use_state(cast("tuple[bytes, FactId] | None", None))

    picks = ft.use_callback(pick, [stream])

    def asked(db: Database) -> tuple[RoundDetail | None, bool]:
        return round_detail(db, stream, now), hides_names(db)

    seen = use_query(session, asked, [now // 60_000], _STREAMS)
    if seen is None:
        return waiting_state(session.words("ui.loading"))
    detail, hides = seen
    if detail is None:
        return empty_state(
            ft.Icons.DIRECTIONS_WALK,
            session.words("refusal.no_such_round"),
            session.words("ui.round.none_next"),
            quiet_button(session.words("ui.back"), close, key="close-gone-round"),
        )

    def visited(at: Stop, outcome: VisitOutcome, task: FactId) -> None:
        pick(None)
        need((at.stream, task) if outcome is VisitOutcome.NEEDS else None)

    current = _current(detail, picked)
    is_brief = detail.round.copy is Copy.NEIGHBOUR
    look = Look(session.language, now, detail.names, is_brief)
    rows = [
        stop_row(
            _initialled(each) if hides else each,
            look,
            picks,
            chosen=current is not None and each.stream == current.stream,
            key=each.stream.hex(),
        )
        for each in detail.stops
    ]
    above = [
        _head(session, detail, close, to_paper, lambda: give(not giving)),
        *(
            [keyed(RoundGive, session, detail, lambda: give(False), key="give")]
            if giving
            else []
        ),
        *_told(session, detail),
        *_need(session, detail, needing, lambda: need(None)),
    ]
    below = [*rows, _End(session, detail, close, key="end")]
    if current is None:
        done = [*above, _all_done(session), *below]
        return ft.ListView(expand=True, spacing=GAP, controls=done)
    below.insert(0, note(session.words("ui.round.everybody")))
    here = Here(detail, current, now)
    name = f"stop-{current.stream.hex()}"
    around = (above, below)
    return keyed(StopCard, session, here, around, visited, opened, key=name)


def _initialled(stop: Stop) -> Stop:
    if stop.row is None:
        return stop
    return replace(stop, row=replace(stop.row, name=initials(stop.row.name)))


def _current(detail: RoundDetail, picked: bytes | None) -> Stop | None:
    found = (each for each in detail.stops if each.stream == picked)
    return next(found, None) or detail.next


def _head(
    session: Session,
    detail: RoundDetail,
    close: Callable[[], Any],
    to_paper: Callable[[str, Copy], Any],
    give: Callable[[], Any],
) -> ft.Control:
    round_ = detail.round
    hand = icon_button(
        ft.Icons.PERSON_ADD_ALT, session.words("round.assigned"), give, key="give-round"
    )
    paper = icon_button(
        ft.Icons.PRINT_OUTLINED,
        session.words("ui.handout.title"),
        partial(to_paper, round_.walkers, round_.copy),
        key="round-on-paper",
    )
    name = round_.team
    if session.lent is not None:
        return ft.Row(controls=[page_title(name)])
    # A list of many people leaves by the device of the post itself.
    more = [hand, *([] if session.is_tablet else [paper])]
    if round_.copy is Copy.NEIGHBOUR:
        more.insert(0, _lend(session, detail.stream))
    return pane_head(session, "", close, *more, key="close-walk", name=name)


def _lend(session: Session, stream: bytes) -> ft.Control:
    """Return the way to give the tablet itself along: it shows this round alone."""

    def lend() -> None:
        session.lent = stream

    words = session.words("ui.round.lend")
    return icon_button(ft.Icons.PHONELINK_LOCK, words, lend, key="lend")


def _told(session: Session, detail: RoundDetail) -> list[ft.Control]:
    """Return what who walks here has to know: who else does, and that it is over."""
    round_ = detail.round
    done = sum(not each.is_to_go for each in detail.stops)
    said: list[ft.Control] = [
        *([ft.Text(round_.walkers, size=BODY)] if round_.walkers else []),
        ft.Text(
            session.words("ui.round.progress", done=done, count=len(detail.stops)),
            key="progress",
            size=BODY,
            **BOLD,
        ),
    ]
    if round_.ended_ms is not None:
        at = hour(round_.ended_ms)
        said.append(alarm_note(session.words("ui.round.over", at=at), key="over"))
    others = [each for each in round_.taken if each.actor != session.actor]
    if others:
        walk = ", ".join(
            f"{detail.names.get(each.actor, '?')} ({hour(each.at_ms)})"
            for each in others
        )
        key = "ui.round.others"
        said.append(alarm_note(session.words(key, who=walk), key="others"))
    return said


def _need(
    session: Session,
    detail: RoundDetail,
    needing: tuple[bytes, FactId] | None,
    close: Callable[[], Any],
) -> list[ft.Control]:
    """Return the question what somebody needs, right after the tap that said so."""
    if needing is None:
        return []
    resident, (log, seq) = needing
    stop = next((each for each in detail.stops if each.stream == resident), None)
    if stop is None or stop.resident is None or stop.row is None:
        return []
    tasks = (
        each
        for each in stop.resident.tasks
        if each.id[0] == log and each.id[1] > seq and each.is_open
    )
    task = next(tasks, None)
    if task is None:
        return []
    who = stop.row.name or stop.row.address
    name = f"need-{resident.hex()}"
    return [
        section_card(
            session.words("ui.task.needs", who=who),
            [keyed(TaskSaid, session, resident, task, close, key=name)],
            key="needing",
        )
    ]


def _all_done(session: Session) -> ft.Control:
    return empty_state(
        ft.Icons.CHECK_CIRCLE_OUTLINE,
        session.words("ui.round.all_done"),
        session.words("ui.round.all_done_next"),
    )


@ft.component
def _End(
    session: Session, detail: RoundDetail, close: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw the way to walk it no more; who is left is told first."""
    act = use_act(session)
    actor = session.actor
    left = sum(each.is_to_go for each in detail.stops)

    def ended(event: Event) -> None:
        back = way_back(session, [(event.log, event.seq)])
        notify(session, session.words("round.ended"), back)
        close()

    async def end() -> None:
        await act.run(lambda desk: end_round(desk, actor, detail.stream), ended)

    if detail.round.ended_ms is not None or session.lent is not None:
        return ft.Container()
    button = quiet_button(
        session.words("ui.round.end"), end, key="end-round", icon=ft.Icons.FLAG_OUTLINED
    )
    told = session.words("ui.round.left_on", count=left)
    return ft.Column(
        spacing=GAP,
        controls=[
            *([note(told)] if left else []),
            wrapped([button]),
            error_note(act.refusal),
        ],
    )
