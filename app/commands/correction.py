"""Taking a fact back: a new fact that strikes it through, and what it caused too."""

from __future__ import annotations

from app.care.claim import Retracted
from app.care.member import STREAM_START
from app.care.refusal import Refusal
from app.care.staff import may, may_declare
from app.care.terms import FactId, Triage
from app.catalogue import RETRACTED, decode, is_lasting
from app.commands.controlled import LINES, undo_lines
from app.commands.power import acting, recorded
from app.commands.staff import refuse_leaderless
from app.store.desk import Desk, event_id
from app.store.fold import voided
from app.store.projector import caused_by
from app.store.queries.staff import Person
from sync.event import ERASURE, Event, is_erased
from sync.ids import ActorId, EventId, LogId
from sync.journal import event_by_id


def retract(desk: Desk, by: ActorId, target: FactId, reason: str = "") -> list[Event]:
    """Take a fact back, and the facts it caused, each in its own stream.

    Its lines in the register of a controlled drug stand, each with one that undoes it.

    A registration can be taken back until something else was recorded about that
    casualty. Raises Refusal.
    """
    found = event_by_id(desk.database, EventId(LogId(target[0]), target[1]))
    if found is None or found.kind in (RETRACTED, ERASURE) or is_erased(found):
        raise Refusal("no_such_fact")
    if found.kind in LINES:
        raise Refusal("register_never_changes")
    whole = _family(desk, found)
    family = [event for event in whole if event.kind not in LINES]
    _refuse_what_may_not(desk, by, family)
    if found.kind == "casualty.registered":
        _refuse_later_facts(desk, family)
    cause: EventId | None = None
    taken: list[Event] = []
    for event in family:
        fact = Retracted((event.log, event.seq), reason)
        taken.append(recorded(desk, by, event.stream, fact, cause))
        cause = event_id(taken[0])
    undo_lines(desk, by, [each for each in whole if each.kind in LINES], taken[0])
    if any(event.stream.startswith(STREAM_START) for event in family):
        refuse_leaderless(desk)
    return taken


def _family(desk: Desk, first: Event) -> list[Event]:
    """Return an event and all it caused that still stands, each once."""
    found: dict[FactId, Event] = {}
    waiting = [first]
    while waiting:
        event = waiting.pop(0)
        fact_id = (event.log, event.seq)
        if fact_id in found or event.kind == RETRACTED or is_erased(event):
            continue
        if fact_id not in voided(desk.journal.stream(event.stream)):
            found[fact_id] = event
        waiting += caused_by(desk.database, event.id)
    if (first.log, first.seq) not in found:
        raise Refusal("already_taken_back")
    return list(found.values())


def _refuse_what_may_not(desk: Desk, by: ActorId, family: list[Event]) -> None:
    for event in family:
        who = acting(desk, by, event.kind)
        _refuse_anothers(by, who, event)
        if is_lasting(event):
            raise Refusal("role_may_not", role=who.role.value, kind=RETRACTED)
        if event.kind == "casualty.triaged" and event.actor != by:
            is_death = getattr(decode(event), "category", None) is Triage.DEAD
            if is_death and not may_declare(who.role):
                raise Refusal("may_not_declare", role=who.role.value)


def _refuse_anothers(by: ActorId, who: Person, event: Event) -> None:
    """Raise Refusal for what another recorded of a person, unless who asks leads."""
    is_of_staff = event.stream.startswith(STREAM_START)
    if is_of_staff and event.actor != by and not may(who.role, "staff.added"):
        raise Refusal("role_may_not", role=who.role.value, kind=event.kind)


def _refuse_later_facts(desk: Desk, family: list[Event]) -> None:
    known = {event.id for event in family}
    events = desk.journal.stream(family[0].stream)
    gone = voided(events)
    for event in events:
        is_gone = (event.log, event.seq) in gone or event.kind == RETRACTED
        if event.id not in known and not is_gone:
            raise Refusal("later_facts")
