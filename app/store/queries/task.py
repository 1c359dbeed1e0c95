"""Tasks: what residents need that nobody saw to yet, the oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.care.request import RequestState
from app.care.resident import Resident
from app.care.task import Task
from app.care.transport import STREAM_START as RIDE
from app.care.transport import RideStage, Transport
from app.store.queries.request import request
from app.store.queries.staff import person
from app.store.tables import read_state, state_of
from sync.database import Database, rows

MOST_SHOWN: Final = 100
"""Residents whose tasks are shown at once."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """Something somebody needs, with who they are and how its requests stand."""

    stream: bytes
    task: Task
    name: str
    address: str
    by_name: str
    requests: tuple[RequestState | RideStage, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskList:
    """Tasks that wait, the oldest first; `more` residents wait behind these."""

    rows: tuple[TaskRow, ...] = ()
    more: int = 0


def tasks_open(db: Database) -> TaskList:
    """Return what nobody saw to yet, the oldest first."""
    waiting = rows(
        db,
        "SELECT stream, state FROM resident WHERE task_ms IS NOT NULL "
        "ORDER BY task_ms, stream LIMIT ?",
        (MOST_SHOWN,),
    )
    [(count,)] = rows(db, "SELECT COUNT(*) FROM resident WHERE task_ms IS NOT NULL")
    names: dict[bytes, str] = {}
    found = [
        _row(db, bytes(stream), resident, task, names)
        for stream, state in waiting
        for resident in (read_state("resident", state),)
        for task in resident.tasks
        if task.is_open
    ]
    found.sort(key=lambda each: (each.task.opened_ms, each.task.id))
    return TaskList(tuple(found), int(count) - len(waiting))


def count_tasks(db: Database) -> int:
    """Return for how many residents something waits."""
    [(count,)] = rows(db, "SELECT COUNT(*) FROM resident WHERE task_ms IS NOT NULL")
    return int(count)


def _row(
    db: Database,
    stream: bytes,
    resident: Resident,
    task: Task,
    names: dict[bytes, str],
) -> TaskRow:
    street = f"{resident.text('street')} {resident.text('house_number')}".strip()
    states = (_state(db, each) for each in task.requests)
    return TaskRow(
        stream,
        task,
        resident.text("name"),
        street,
        _name(db, task.actor, names),
        tuple(each for each in states if each is not None),
    )


def _state(db: Database, stream: bytes) -> RequestState | RideStage | None:
    if stream.startswith(RIDE):
        ride: Transport | None = state_of(db, "transport", stream)
        return None if ride is None else ride.stage
    found = request(db, stream)
    return None if found is None else found.state


def _name(db: Database, actor: bytes, names: dict[bytes, str]) -> str:
    if actor not in names:
        who = person(db, actor)
        names[actor] = "" if who is None else who.name
    return names[actor]
