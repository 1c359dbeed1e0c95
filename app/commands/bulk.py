"""Many at once: a bus or a train full of people who need the same, for now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.care.post import placing
from app.care.refusal import Refusal
from app.care.terms import Triage
from app.commands.casualty import Registration, register_casualty
from app.commands.flow import place_casualty
from app.commands.post import place_now
from app.store.desk import Desk, event_id
from sync.event import Event
from sync.ids import ActorId

MOST_AT_ONCE: Final = 50
"""One tap should never make more casualties than a person can see standing there."""

IN_BULK: Final = (Triage.T1, Triage.T2, Triage.T3)
"""What may be given to many at once; T4 and † are decided for one person."""


@dataclass(frozen=True, slots=True)
class Several:
    """How many came, and what goes for all of them; `place` is a place of the post."""

    count: int
    observed_ms: int
    category: Triage = Triage.T3
    complaint: str = ""
    place: str = ""


def register_several(desk: Desk, by: ActorId, wanted: Several) -> list[Event]:
    """Register several casualties, each with a number of their own.

    One transaction: all of them, or nobody. They come a millisecond after each other,
    so that lists keep the order of the numbers on their wristbands. Taking
    back a registration takes back the triage and the place that came with it. Raises
    Refusal.
    """
    if not 1 <= wanted.count <= MOST_AT_ONCE:
        raise Refusal("too_many_at_once", most=MOST_AT_ONCE)
    if wanted.category not in IN_BULK:
        raise Refusal("not_in_bulk")
    place = place_now(desk, wanted.place) if wanted.place else None
    made: list[Event] = []
    for at_ms in range(wanted.observed_ms, wanted.observed_ms + wanted.count):
        one = Registration(at_ms, wanted.category, complaint=wanted.complaint)
        registered = register_casualty(desk, by, one)
        if place is not None:
            fact = placing(place, at_ms)
            cause = event_id(registered)
            place_casualty(desk, by, registered.stream, fact, cause=cause)
        made.append(registered)
    return made
