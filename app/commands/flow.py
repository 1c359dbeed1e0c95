"""What a person may ask about where casualties are, and what clings to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.care.casualty import Casualty
from app.care.claim import ids_of, latest
from app.care.flow import HERE, ContaminationNoted, Placed, Received, Spot
from app.care.refusal import Refusal
from app.care.terms import Disposition, FactId, Flow
from app.commands.power import recorded
from app.store.desk import Desk
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId, EventId

MOST_AT_ONCE = 500
"""More than a person can mean with one tap."""


def place_casualty(
    desk: Desk,
    by: ActorId,
    casualty: bytes,
    fact: Placed,
    sees: Sequence[FactId] | None = None,
    cause: EventId | None = None,
) -> Event:
    """Record where a casualty was brought; who left is nowhere in the post.

    What was seen before the newest known place is late and replaces nothing.
    Raises Refusal.
    """
    held = _held(desk, casualty)
    if held.departed:
        raise Refusal("has_left", number=held.number)
    if fact.status is not None and fact.status not in HERE:
        raise Refusal("not_a_choice", field="status")
    newest = held.placed_newest_ms
    is_late = newest is not None and fact.observed_ms < newest
    seen = ids_of(held.placed) if sees is None else tuple(sees)
    whole = replace(fact, late=is_late, sees=() if is_late else seen)
    return recorded(desk, by, casualty, whole, cause)


def place_all(
    desk: Desk, by: ActorId, casualties: Sequence[bytes], fact: Placed
) -> list[Event]:
    """Record for several casualties that they were brought to one place.

    All of them, or nobody. Raises Refusal.
    """
    if not casualties:
        raise Refusal("nothing_filled_in")
    if len(casualties) > MOST_AT_ONCE:
        raise Refusal("too_many_at_once", most=MOST_AT_ONCE)
    return [place_casualty(desk, by, each, fact) for each in casualties]


def say_status(
    desk: Desk, by: ActorId, casualties: Sequence[bytes], status: Flow
) -> list[Event]:
    """Record how far several casualties are; where they are stays as it was.

    All of them, or nobody. `received` confirms the arrival. Raises Refusal.
    """
    if status is Flow.RECEIVED:
        arrived = Received(desk.now_ms())
        return [confirm_arrival(desk, by, each, arrived) for each in casualties]
    if status not in HERE:
        raise Refusal("not_a_choice", field="status")
    return [_said(desk, by, each, status) for each in casualties]


def _said(desk: Desk, by: ActorId, casualty: bytes, status: Flow) -> Event:
    last = latest(_held(desk, casualty).placed)
    spot = last.value if last else Spot("", "", status)
    fact = Placed(spot.place, desk.now_ms(), spot.name, status=status)
    return place_casualty(desk, by, casualty, fact)


def confirm_arrival(desk: Desk, by: ActorId, casualty: bytes, fact: Received) -> Event:
    """Record that who was handed over has arrived. Raises Refusal."""
    held = _held(desk, casualty)
    if held.disposition is not Disposition.HANDED_OVER:
        raise Refusal("not_handed_over", number=held.number)
    return recorded(desk, by, casualty, fact)


def note_contamination(
    desk: Desk,
    by: ActorId,
    casualty: bytes,
    fact: ContaminationNoted,
    sees: Sequence[FactId] | None = None,
) -> Event:
    """Record what may cling to a casualty, or that it was washed off. Raises Refusal.

    What was seen before the newest known is late and replaces nothing.
    """
    held = _held(desk, casualty)
    newest = held.contaminated_newest_ms
    is_late = newest is not None and fact.observed_ms < newest
    seen = ids_of(held.contaminated) if sees is None else tuple(sees)
    whole = replace(fact, late=is_late, sees=() if is_late else seen)
    return recorded(desk, by, casualty, whole)


def _held(desk: Desk, stream: bytes) -> Casualty:
    held: Casualty | None = state_of(desk.database, "casualty", stream)
    if held is None:
        raise Refusal("no_such_casualty")
    return held
