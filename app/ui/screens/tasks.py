"""Taken: what residents need that nobody saw to yet, the oldest first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.request import RequestState
from app.care.staff import may
from app.care.task import TaskDone, TaskKind
from app.care.transport import RideStage
from app.commands import assign_task, finish_task, ride_for_task
from app.store.queries.task import TaskList, TaskRow, tasks_open
from app.ui.hooks import keyed, use_act, use_now, use_query
from app.ui.screens.task_request import TaskRequest
from app.ui.screens.task_said import TaskSaid
from app.ui.screens.transport_form import TransportForm
from app.ui.theme import BODY, BOLD, GAP
from app.ui.undo import way_back
from app.ui.widgets.buttons import link_button, quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.pane_head import pane_head
from app.ui.widgets.panels import (
    empty_state,
    error_note,
    note,
    section_card,
    waiting_state,
)
from app.ui.widgets.wrapped import wrapped
from app.ui.words import ago

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event

_STREAMS: Final = ("resident", "request", "transport", "staff")
_EVERY_S: Final = 30
_SAYING, _GIVING, _ASKING = "saying", "giving", "asking"


@ft.component
def TasksPane(
    session: Session,
    close: Callable[[], Any],
    opened: Callable[[bytes], Any],
    key: str = "",
) -> ft.Control:
    """Draw what waits, and let somebody see to it."""
    now = use_now(session, _EVERY_S)
    seen = use_query(session, tasks_open, [now // 60_000], _STREAMS)
    riding, ride = ft.use_state(cast("TaskRow | None", None))
    act = use_act(session)
    actor = session.actor

    asked_for, note_ride = ft.use_state(cast("tuple[TaskRow, bytes] | None", None))

    def asked(stream: bytes) -> None:
        if riding is not None:
            note_ride((riding, stream))
        ride(None)

    async def noted() -> None:
        if asked_for is not None:
            whom, stream = asked_for
            await act.run(
                lambda desk: ride_for_task(
                    desk, actor, whom.stream, whom.task.id, stream
                )
            )

    ft.use_effect(noted, [asked_for])
    if riding is not None:
        who = (riding.stream,)
        shut = partial(ride, None)
        return keyed(TransportForm, session, shut, asked, who, key="task-ride")
    head = pane_head(session, "ui.task.title", close, key="close-tasks")
    return ft.ListView(
        expand=True,
        spacing=GAP,
        controls=[
            head,
            error_note(act.refusal),
            *_body(session, seen, (opened, ride), now),
        ],
    )


def _body(
    session: Session,
    seen: TaskList | None,
    ways: tuple[Callable[[bytes], Any], Callable[[TaskRow], Any]],
    now_ms: int,
) -> list[ft.Control]:
    if seen is None:
        return [waiting_state(session.words("ui.loading"))]
    if not seen.rows:
        return [
            empty_state(
                ft.Icons.TASK_ALT,
                session.words("ui.task.none"),
                session.words("ui.task.none_next"),
            )
        ]
    cards: list[ft.Control] = [
        keyed(TaskCard, session, each, ways, now_ms, key=task_key(each))
        for each in seen.rows
    ]
    if seen.more:
        words = session.words("ui.task.more", count=seen.more)
        cards.append(note(words, key="more-tasks"))
    return cards


def task_key(row: TaskRow) -> str:
    """Return the key of a task on screen."""
    log, seq = row.task.id
    return f"task-{log.hex()}-{seq}"


@ft.component
def TaskCard(
    session: Session,
    row: TaskRow,
    ways: tuple[Callable[[bytes], Any], Callable[[TaskRow], Any]],
    now_ms: int,
    key: str = "",
) -> ft.Control:
    """Draw one task: for whom, what, since when, who sees to it."""
    act = use_act(session)
    doing, do = ft.use_state("")
    task, actor = row.task, session.actor

    def stop() -> None:
        do("")

    async def finish() -> None:
        def command(desk: Desk) -> Event:
            return finish_task(
                desk, actor, row.stream, TaskDone(task.id, desk.now_ms())
            )

        def done(event: Event) -> None:
            back = way_back(session, [(event.log, event.seq)])
            notify(session, session.words("task.done"), back)

        await act.run(command, done)

    kind = session.words(f"term.TaskKind.{task.kind}") if task.kind else ""
    what = task.words or session.words("ui.task.not_said")
    whom = " · ".join(each for each in (row.name, row.address) if each)
    said = [
        ft.Text(f"{kind}: {what}" if kind else what, size=BODY, **BOLD),
        note(
            session.words(
                "ui.task.since",
                ago=ago(task.opened_ms, now_ms, session.language),
                who=row.by_name,
            )
        ),
        *(
            [ft.Text(session.words("ui.task.with", who=task.to_name), size=BODY)]
            if task.to_name
            else []
        ),
        *(ft.Text(_asked_words(session, each), size=BODY) for each in row.requests),
    ]
    form = _form(session, row, doing, stop)
    return section_card(
        whom,
        [
            *said,
            *([form] if form else [_hands(session, row, do, finish, ways)]),
            error_note(act.refusal),
        ],
        key=task_key(row),
    )


def _asked_words(session: Session, state: RequestState | RideStage) -> str:
    """Return how far that is which was asked for it: a request, or a ride."""
    is_ride = isinstance(state, RideStage)
    words = "term.RideStage." if is_ride else "ui.request.state_"
    return session.words("ui.task.asked", state=session.words(f"{words}{state.value}"))


def _hands(
    session: Session,
    row: TaskRow,
    do: Callable[[str], Any],
    finish: Callable[[], Any],
    ways: tuple[Callable[[bytes], Any], Callable[[TaskRow], Any]],
) -> ft.Control:
    name = task_key(row)
    opened, ride = ways
    role = session.person.role if session.person else None
    hands = [
        quiet_button(
            session.words("ui.task.done"),
            finish,
            key=f"{name}-done",
            icon=ft.Icons.CHECK,
        ),
        quiet_button(
            session.words("ui.task.say"), partial(do, _SAYING), key=f"{name}-say"
        ),
        quiet_button(
            session.words("ui.task.give"), partial(do, _GIVING), key=f"{name}-give"
        ),
    ]
    is_supplies = row.task.kind in (None, TaskKind.SUPPLIES)
    if is_supplies and role is not None and may(role, "request.made"):
        hands.append(
            quiet_button(
                session.words("ui.task.ask"),
                partial(do, _ASKING),
                key=f"{name}-ask",
            )
        )
    is_ride = row.task.kind in (None, TaskKind.TRANSPORT)
    if is_ride and role is not None and may(role, "transport.requested"):
        hands.append(
            quiet_button(
                session.words("ui.task.ride"), partial(ride, row), key=f"{name}-ride"
            )
        )
    hands.append(
        link_button(
            session.words("ui.task.resident"),
            partial(opened, row.stream),
            key=f"{name}-resident",
        )
    )
    return wrapped(hands)


def _form(
    session: Session, row: TaskRow, doing: str, stop: Callable[[], Any]
) -> ft.Control | None:
    name = task_key(row)
    match doing:
        case "saying":
            return keyed(
                TaskSaid, session, row.stream, row.task, stop, key=f"{name}-saying"
            )
        case "giving":
            return keyed(TaskGiven, session, row, stop, key=f"{name}-giving")
        case "asking":
            return keyed(TaskRequest, session, row, stop, key=f"{name}-asking")
    return None


@ft.component
def TaskGiven(
    session: Session, row: TaskRow, close: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw who sees to it, and record it."""
    act = use_act(session)
    to_name, write = ft.use_state(row.task.to_name)
    actor = session.actor

    async def save() -> None:
        await act.run(
            lambda desk: assign_task(desk, actor, row.stream, row.task.id, to_name),
            lambda _: close(),
        )

    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            text_field(
                session.words("field.TaskAssigned.to_name"),
                to_name,
                write,
                key="task-to",
                on_submit=save,
            ),
            error_note(act.refusal),
            wrapped(
                [
                    quiet_button(session.words("ui.save"), save, key="save-task-to"),
                    link_button(
                        session.words("ui.cancel"), close, key="cancel-task-to"
                    ),
                ]
            ),
        ],
    )
