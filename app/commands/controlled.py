"""Controlled drugs: each piece that comes or goes has a line, and a second person.

Where nobody else is there, the reason is written instead; it never stops a dose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.care.controlled import (
    ControlledClosed,
    ControlledCounted,
    ControlledEntered,
    Passage,
    Register,
    Watch,
    register_stream,
)
from app.care.form import tidy
from app.care.refusal import Refusal
from app.care.staff import may_watch
from app.care.terms import FactId
from app.catalogue import decode
from app.commands.power import own_post, recorded, seen_of
from app.commands.staff import sign_on
from app.store.desk import Desk, event_id
from app.store.queries.item import is_controlled
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId

LINES: Final = frozenset(
    {"controlled.entered", "controlled.counted", "controlled.closed"}
)
"""The kinds a register is made of: nobody takes them back."""


@dataclass(frozen=True, slots=True)
class Witness:
    """The second person and their own PIN; or why there is none."""

    second: ActorId | None = None
    pin: str = ""
    absent: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """Pieces of an item that came (above zero) or went, and how."""

    item: str
    quantity: int
    way: Passage
    lot: str = ""
    casualty: str = ""
    remark: str = ""


def watched(desk: Desk, by: ActorId, witness: Witness) -> Desk:
    """Return a desk at which somebody watches, once their PIN fits.

    A reason why nobody does is taken at its word. Raises Refusal.
    """
    if witness.second is None:
        if not witness.absent.strip():
            raise Refusal("second_person_missing")
        return replace(desk, watch=Watch(absent=tidy(witness.absent)))
    if witness.second == by:
        raise Refusal("second_person_same")
    second = sign_on(desk, witness.second, witness.pin)
    if not may_watch(second.role):
        raise Refusal("second_person_may_not", role=second.role.value)
    return replace(desk, watch=Watch(second=witness.second))


def enter(desk: Desk, by: ActorId, passed: Passed, caused: Event) -> None:
    """Write a line in the register where the item has one. Raises Refusal."""
    if not is_controlled(desk.database, passed.item):
        return
    _write(desk, by, passed, caused)


def correct_register(desk: Desk, by: ActorId, passed: Passed) -> Event:
    """Put an earlier line right by one of its own, saying why. Raises Refusal."""
    if not is_controlled(desk.database, passed.item):
        raise Refusal("not_controlled")
    if not passed.remark.strip() or passed.quantity == 0:
        raise Refusal("correction_reason_missing")
    return _write(desk, by, replace(passed, way=Passage.CORRECTED))


def undo_lines(
    desk: Desk, by: ActorId, lines: Sequence[Event], taken_back: Event
) -> None:
    """Enter for each line one that undoes it, because its cause was taken back.

    What a count found stays: the shelf was looked at. Raises Refusal.
    """
    for event in lines:
        line = decode(event)
        if isinstance(line, ControlledEntered):
            fact = ControlledEntered(
                line.item,
                line.post,
                Passage.CORRECTED,
                -line.quantity,
                desk.now_ms(),
                lot=line.lot,
                casualty=line.casualty,
            )
            recorded(desk, by, event.stream, fact, event_id(taken_back))


def _write(
    desk: Desk, by: ActorId, passed: Passed, caused: Event | None = None
) -> Event:
    watch, post = _watch(desk), own_post(desk)
    fact = ControlledEntered(
        passed.item,
        post,
        passed.way,
        passed.quantity,
        desk.now_ms(),
        watch.second,
        watch.absent,
        passed.lot,
        passed.casualty,
        passed.remark,
    )
    cause = None if caused is None else event_id(caused)
    return recorded(desk, by, register_stream(post, passed.item), fact, cause)


def count_register(
    desk: Desk, by: ActorId, item: str, quantity: int, counted: Sequence[Event] = ()
) -> Event:
    """Record how many pieces of a controlled drug there are in all. Raises Refusal.

    `counted` are the counts of its lots, where they were made with it.
    """
    if not is_controlled(desk.database, item):
        raise Refusal("not_controlled")
    watch, post = _watch(desk), own_post(desk)
    stream = register_stream(post, item)
    fact = ControlledCounted(
        item,
        post,
        quantity,
        desk.now_ms(),
        watch.second,
        watch.absent,
        seen_of(desk, stream),
    )
    cause = event_id(counted[0]) if counted else None
    return recorded(desk, by, stream, fact, cause)


def close_difference(
    desk: Desk, by: ActorId, item: str, count: FactId, explanation: str
) -> Event:
    """Explain what a count found too much or too little. Raises Refusal."""
    post = own_post(desk)
    stream = register_stream(post, item)
    register: Register | None = state_of(desk.database, "controlled", stream)
    shown = () if register is None else register.shown()
    if not any(each.entry.id == count and each.is_open for each in shown):
        raise Refusal("no_open_difference")
    if not explanation.strip():
        raise Refusal("explanation_missing")
    fact = ControlledClosed(item, post, desk.now_ms(), explanation, count)
    return recorded(desk, by, stream, fact)


def _watch(desk: Desk) -> Watch:
    if desk.watch is None:
        raise Refusal("second_person_missing")
    return desk.watch
