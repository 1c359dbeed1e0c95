"""What a person may ask about residents: keep what they need, check it, visit them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import Any

from app.care.claim import ids_of
from app.care.form import tidy
from app.care.identity import tidy_birth_date
from app.care.need import Stated
from app.care.refusal import Refusal
from app.care.resident import (
    FIELD_OF,
    EndReason,
    Resident,
    ResidentChecked,
    ResidentDescribed,
    ResidentEnded,
    ResidentRegistered,
    ResidentVisited,
    VisitOutcome,
    resident_stream,
    tidy_postcode,
)
from app.care.task import TaskOpened
from app.care.terms import FactId
from app.commands.correction import retract
from app.commands.power import own_post, recorded
from app.store.desk import Desk, event_id
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId

_NAME_BYTES = 16


def register_resident(
    desk: Desk,
    by: ActorId,
    who: ResidentDescribed,
    lines: Sequence[Stated] = (),
    *,
    source: str = "",
    reference: str = "",
) -> Event:
    """Keep what somebody at home cannot do without, and on what ground.

    Raises Refusal.
    """
    clean = _tidied(desk, who)
    if not (clean.name or clean.street):
        raise Refusal("nobody_named")
    if clean.basis is None:
        raise Refusal("basis_missing")
    stream = resident_stream(desk.ids.random(_NAME_BYTES))
    begun = ResidentRegistered(own_post(desk), desk.now_ms(), source, reference)
    event = recorded(desk, by, stream, begun)
    for fact in (clean, *lines):
        recorded(desk, by, stream, fact, event_id(event))
    return event


def describe_resident(
    desk: Desk, by: ActorId, stream: bytes, who: ResidentDescribed
) -> Event | None:
    """Write down who somebody is and how to get to them, where that changed.

    None: nothing did. Raises Refusal.
    """
    held = held_resident(desk, stream)
    clean = _tidied(desk, who)
    same: dict[str, Any] = {
        each.name: None
        for each in fields(clean)
        if each.name not in ("observed_ms", "sees")
        and getattr(clean, each.name) == _said(held, each.name)
    }
    clean = replace(clean, **same)
    seen = _seen(held, clean)
    if seen is None:
        return None
    return recorded(desk, by, stream, replace(clean, sees=seen))


def state_need(desk: Desk, by: ActorId, stream: bytes, fact: Stated) -> Event:
    """Write down one line of what somebody needs; it replaces what stood there.

    Raises Refusal.
    """
    held = held_resident(desk, stream)
    seen = ids_of(getattr(held, FIELD_OF[type(fact)]))
    return recorded(desk, by, stream, replace(fact, sees=seen))


def check_resident(desk: Desk, by: ActorId, stream: bytes) -> Event:
    """Write down that all that is kept of somebody still holds. Raises Refusal."""
    held_resident(desk, stream)
    return recorded(desk, by, stream, ResidentChecked(desk.now_ms()))


def visit_resident(
    desk: Desk, by: ActorId, stream: bytes, fact: ResidentVisited
) -> Event:
    """Write down what came of going to somebody, or calling. Raises Refusal.

    Who needs something has a task at once; it goes where the visit is taken back.
    """
    held_resident(desk, stream)
    event = recorded(desk, by, stream, fact)
    if fact.outcome is VisitOutcome.NEEDS:
        opened = TaskOpened(fact.observed_ms, fact.round, fact.remark)
        recorded(desk, by, stream, opened, event_id(event))
    return event


def end_resident(desk: Desk, by: ActorId, stream: bytes, reason: EndReason) -> Event:
    """Keep what somebody needs no longer. Raises Refusal."""
    if held_resident(desk, stream).ended is not None:
        raise Refusal("already_taken_back")
    return recorded(desk, by, stream, ResidentEnded(reason, desk.now_ms()))


def take_back_in(desk: Desk, by: ActorId, stream: bytes) -> list[Event]:
    """Keep somebody again who was struck off, by whomever. Raises Refusal."""
    endings = held_resident(desk, stream).endings
    if not endings:
        raise Refusal("already_taken_back")
    taken: list[Event] = []
    for each in endings:
        taken += retract(desk, by, each.id)
    return taken


def held_resident(desk: Desk, stream: bytes) -> Resident:
    """Return what is known of a resident; raises Refusal when there is none."""
    held: Resident | None = state_of(desk.database, "resident", stream)
    if held is None:
        raise Refusal("no_such_resident")
    return held


def _tidied(desk: Desk, who: ResidentDescribed) -> ResidentDescribed:
    born, code = who.birth_date, who.postcode
    if born and born.strip():
        born = tidy_birth_date(born, desk.today())
    return replace(
        who,
        name=None if who.name is None else tidy(who.name),
        street=None if who.street is None else tidy(who.street),
        birth_date=tidy_birth_date(born, desk.today())
        if born and born.strip()
        else born,
        postcode=None if code is None else tidy_postcode(code),
    )


def _said(held: Resident, name: str) -> Any:
    """Return what is said of a field where people agree; empty where nobody said."""
    values = {each.value for each in held.said.get(name, ())}
    if len(values) > 1:
        return values
    return next(iter(values), "")


def _seen(held: Resident, fact: ResidentDescribed) -> tuple[FactId, ...] | None:
    said = [
        each.name
        for each in fields(fact)
        if each.name not in ("observed_ms", "sees")
        and getattr(fact, each.name) is not None
    ]
    found: Iterable[FactId] = (
        one for name in said for one in ids_of(held.said.get(name, ()))
    )
    return tuple(dict.fromkeys(found)) if said else None
