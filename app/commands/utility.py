"""How long power, water and oxygen last, as a person says it."""

from __future__ import annotations

from app.care.post import post_stream
from app.care.utility import UtilityReported
from app.commands.power import own_post, recorded
from app.store.desk import Desk
from sync.event import Event
from sync.ids import ActorId, EventId


def report_utility(
    desk: Desk, by: ActorId, fact: UtilityReported, cause: EventId | None = None
) -> Event:
    """Say how long power, water or oxygen lasts at this post. Raises Refusal."""
    return recorded(desk, by, post_stream(own_post(desk)), fact, cause)
