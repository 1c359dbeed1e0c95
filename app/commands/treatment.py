"""What a person may ask about treatment; what was used is taken from stock with it."""

from __future__ import annotations

from dataclasses import replace

from app.care.refusal import Refusal
from app.care.terms import FactId
from app.care.treatment import Intervention, TreatmentEnded, TreatmentGiven
from app.commands.power import held_casualty, recorded
from app.commands.stock import at_hand, use_up
from app.store.desk import Desk, event_id
from sync.event import Event
from sync.ids import ActorId, EventId, LogId


def give_treatment(
    desk: Desk,
    by: ActorId,
    casualty: bytes,
    fact: TreatmentGiven,
    cause: EventId | None = None,
) -> Event:
    """Record what was done, and take the pieces it used from stock, first out first.

    One transaction, and one retraction undoes both. What is not in stock is no reason
    not to record: `drawn` of the event says how many were. Raises Refusal.
    """
    held = held_casualty(desk, casualty)
    if fact.intervention is Intervention.OTHER and not fact.detail.strip():
        raise Refusal("detail_missing")
    taken = at_hand(desk, fact.item, fact.pieces) if fact.item else []
    drawn = sum(each.pieces for each in taken)
    event = recorded(desk, by, casualty, replace(fact, drawn=drawn), cause)
    use_up(desk, by, taken, event_id(event), held.number)
    return event


def end_treatment(
    desk: Desk, by: ActorId, casualty: bytes, fact: TreatmentEnded
) -> Event:
    """Record that a treatment stopped. Raises Refusal."""
    target: FactId = (bytes(fact.target[0]), fact.target[1])
    treated = held_casualty(desk, casualty).treated
    if all(each.id != target for each in treated.given):
        raise Refusal("no_such_fact")
    if treated.ended_ms(target) is not None:
        raise Refusal("already_ended")
    cause = EventId(LogId(target[0]), target[1])
    return recorded(desk, by, casualty, fact, cause)
