"""Choosing between contradicting claims: a new fact that has seen them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.care.casualty import Departed, Triaged
from app.care.flow import ContaminationNoted, Placed
from app.care.handover import HandoverPlanned, IncidentDescribed
from app.care.person import InvolvementNoted, LooksDescribed, PersonDetailed
from app.care.terms import Disposition, FactId, Involvement, Triage
from app.commands import (
    depart,
    describe,
    describe_incident,
    describe_person,
    identify,
    note_contamination,
    place_casualty,
    plan_handover,
    retriage,
)
from app.commands.handover import INCIDENT, PLAN
from app.store.desk import Desk
from app.store.queries.casualty import CasualtyDetail, Said
from app.ui.screens.looks import LOOKS
from app.ui.screens.particulars import details_of, facts_of
from app.ui.state import Session
from app.ui.undo import way_back
from app.ui.widgets.conflict_card import Conflict
from app.ui.widgets.notice import notify
from sync.event import Event
from sync.ids import ActorId

Choose = Callable[[Conflict, Said], Any]


def chooser(
    session: Session, detail: CasualtyDetail, run: Callable[..., Any]
) -> Choose:
    """Return what one tap on a claim does."""

    def done(event: Event) -> None:
        words = session.words("ui.casualty.saved")
        notify(session, words, way_back(session, [(event.log, event.seq)]))

    async def choose(conflict: Conflict, said: Said) -> None:
        await run(settling(session, detail, conflict, said), done)

    return choose


def settling(
    session: Session, detail: CasualtyDetail, conflict: Conflict, said: Said
) -> Callable[[Desk], Event]:
    """Return the command that records the chosen value, having seen every claim."""
    actor, stream = session.actor, detail.row.stream
    seen: list[FactId] = [claim.id for claim in conflict.claims]
    reason = session.words("ui.casualty.chosen_between")

    def command(desk: Desk) -> Event:
        now = desk.now_ms()
        if conflict.field == "category":
            return retriage(desk, actor, stream, _triaged(said, now, reason), seen)
        if conflict.field == "disposition":
            fact = Departed(Disposition(said.value), now, receiver=said.authority)
            return depart(desk, actor, stream, fact, seen)
        body = _body_of(detail, said)
        if isinstance(body, Placed | ContaminationNoted):
            return _again(desk, actor, stream, replace(body, observed_ms=now), seen)
        return _said_again(desk, actor, stream, (conflict.field, said.value), seen)

    return command


def _said_again(
    desk: Desk,
    actor: ActorId,
    stream: bytes,
    what: tuple[str, str],
    seen: list[FactId],
) -> Event:
    field, value = what
    now = desk.now_ms()
    if field in (*INCIDENT, *PLAN):
        return _passed_on(desk, actor, stream, what, seen)
    described, identified = facts_of({field: value}, now)
    if described is not None:
        return describe(desk, actor, stream, described, seen)
    if identified is not None:
        return identify(desk, actor, stream, identified, seen)
    detailed = _of_person(field, value, now)
    return describe_person(desk, actor, stream, detailed, seen)


def _passed_on(
    desk: Desk,
    actor: ActorId,
    stream: bytes,
    what: tuple[str, str],
    seen: list[FactId],
) -> Event:
    field, words = what
    value: Any = int(words) if field.endswith("_ms") else words
    now = desk.now_ms()
    if field in INCIDENT:
        happened = IncidentDescribed(now, **{field: value})
        return describe_incident(desk, actor, stream, happened, seen)
    planned = HandoverPlanned(now, **{field: value})
    return plan_handover(desk, actor, stream, planned, seen)


def _of_person(
    field: str, value: str, now_ms: int
) -> LooksDescribed | PersonDetailed | InvolvementNoted:
    if field in LOOKS:
        words: dict[str, Any] = {field: value}
        return LooksDescribed(now_ms, **words)
    if field == "involvement":
        return InvolvementNoted(now_ms, Involvement(value))
    detailed = details_of({field: value}, now_ms)
    if detailed is None:
        raise ValueError(f"nothing to choose in {field}")
    return detailed


def _again(
    desk: Desk,
    actor: ActorId,
    stream: bytes,
    body: Placed | ContaminationNoted,
    seen: list[FactId],
) -> Event:
    if isinstance(body, Placed):
        return place_casualty(desk, actor, stream, body, seen)
    return note_contamination(desk, actor, stream, body, seen)


def _body_of(detail: CasualtyDetail, said: Said) -> Any:
    """Return the fact that made a claim."""
    found = (each.body for each in detail.timeline if each.id == said.id)
    return next(found, None)


def _triaged(said: Said, now_ms: int, reason: str) -> Triaged:
    category = Triage(said.value)
    return Triaged(
        category,
        now_ms,
        reason,
        ordered_by=said.authority if category is Triage.T4 else "",
        declared_by=said.authority if category is Triage.DEAD else "",
    )
