"""What a person may ask about handing over: what happened, the plan, who was told."""

from __future__ import annotations

from collections.abc import Sequence

from app.care.handover import (
    AdviceGiven,
    HandoverMade,
    HandoverPlanned,
    IncidentDescribed,
)
from app.care.refusal import Refusal
from app.care.tccc import TcccDescribed
from app.care.terms import FactId
from app.commands.casualty import seeing
from app.commands.power import held_casualty, recorded
from app.store.desk import Desk
from sync.event import Event
from sync.ids import ActorId

INCIDENT = ("mechanism", "incident_ms")
PLAN = ("bound_for", "eta_ms", "requirements")


def describe_incident(
    desk: Desk,
    by: ActorId,
    casualty: bytes,
    fact: IncidentDescribed,
    sees: Sequence[FactId] | None = None,
) -> Event:
    """Record what happened to a casualty, and when. Raises Refusal."""
    if fact.incident_ms is not None and fact.incident_ms > desk.now_ms():
        raise Refusal("in_the_future")
    held = held_casualty(desk, casualty)
    return recorded(desk, by, casualty, seeing(held, fact, sees))


def plan_handover(
    desk: Desk,
    by: ActorId,
    casualty: bytes,
    fact: HandoverPlanned,
    sees: Sequence[FactId] | None = None,
) -> Event:
    """Record where a casualty goes next, when, and what is needed. Raises Refusal."""
    held = held_casualty(desk, casualty)
    return recorded(desk, by, casualty, seeing(held, fact, sees))


def hand_over(desk: Desk, by: ActorId, casualty: bytes, fact: HandoverMade) -> Event:
    """Record that a casualty's story was told, and to whom. Raises Refusal."""
    held_casualty(desk, casualty)
    if not fact.receiver.strip():
        raise Refusal("receiver_missing")
    return recorded(desk, by, casualty, fact)


def describe_tccc(
    desk: Desk, by: ActorId, casualty: bytes, fact: TcccDescribed
) -> Event:
    """Record what a person filled in of a TCCC card. Raises Refusal."""
    held_casualty(desk, casualty)
    if fact == TcccDescribed(fact.observed_ms):
        raise Refusal("nothing_filled_in")
    return recorded(desk, by, casualty, fact)


def advise(desk: Desk, by: ActorId, casualty: bytes, fact: AdviceGiven) -> Event:
    """Record the advice a person leaves with. Raises Refusal."""
    held_casualty(desk, casualty)
    if not fact.text.strip():
        raise Refusal("nothing_filled_in")
    return recorded(desk, by, casualty, fact)
