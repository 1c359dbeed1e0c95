"""What a person may ask about tasks: what a resident needs, and who sees to it."""

from __future__ import annotations

from dataclasses import replace

from app.care.claim import ids_of
from app.care.form import tidy
from app.care.refusal import Refusal
from app.care.task import (
    Task,
    TaskAssigned,
    TaskDescribed,
    TaskDone,
    TaskRequested,
)
from app.care.terms import FactId
from app.commands.power import recorded
from app.commands.request import Need, make_requests
from app.commands.resident import held_resident
from app.store.desk import Desk, event_id
from sync.event import Event
from sync.ids import ActorId


def describe_task(desk: Desk, by: ActorId, stream: bytes, fact: TaskDescribed) -> Event:
    """Write down what somebody needs. Raises Refusal."""
    task = _held(desk, stream, fact.task)
    return recorded(desk, by, stream, replace(fact, sees=ids_of(task.said)))


def assign_task(
    desk: Desk, by: ActorId, stream: bytes, task: FactId, to_name: str
) -> Event:
    """Write down who sees to it. Raises Refusal."""
    if not tidy(to_name):
        raise Refusal("receiver_missing")
    seen = ids_of(_held(desk, stream, task).assigned)
    fact = TaskAssigned(task, to_name, desk.now_ms(), seen)
    return recorded(desk, by, stream, fact)


def request_for_task(
    desk: Desk, by: ActorId, stream: bytes, task: FactId, need: Need
) -> Event:
    """Ask the region for what somebody needs; the request names no one.

    Raises Refusal.
    """
    _held(desk, stream, task)
    [asked] = make_requests(desk, by, [need])
    fact = TaskRequested(task, asked.stream, desk.now_ms())
    recorded(desk, by, stream, fact, event_id(asked))
    return asked


def ride_for_task(
    desk: Desk, by: ActorId, stream: bytes, task: FactId, ride: bytes
) -> Event:
    """Write down by which ride somebody is helped. Raises Refusal."""
    _held(desk, stream, task)
    return recorded(desk, by, stream, TaskRequested(task, ride, desk.now_ms()))


def finish_task(desk: Desk, by: ActorId, stream: bytes, fact: TaskDone) -> Event:
    """Write down that it was seen to. Raises Refusal."""
    if not _held(desk, stream, fact.task).is_open:
        raise Refusal("already_done")
    return recorded(desk, by, stream, fact)


def _held(desk: Desk, stream: bytes, task: FactId) -> Task:
    for each in held_resident(desk, stream).tasks:
        if each.id == task:
            return each
    raise Refusal("no_such_fact")
