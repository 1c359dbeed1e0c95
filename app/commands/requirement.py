"""What a person may say of the post as a whole: how it stands, what it has room for."""

from __future__ import annotations

from dataclasses import replace

from app.care.capacity import CapacityReported, capacity_stream
from app.care.requirement import RequirementReported, requirement_stream
from app.care.utility import UtilityReported
from app.commands.power import own_post, recorded
from app.commands.utility import report_utility
from app.store.desk import Desk, event_id
from sync.event import Event
from sync.ids import ActorId


def report_requirement(
    desk: Desk,
    by: ActorId,
    fact: RequirementReported,
    utility: UtilityReported | None = None,
) -> Event:
    """Say how a requirement of this post stands; with it how long a utility lasts.

    Taking the report back takes back the hours of the utility as well. Raises Refusal.
    """
    post = own_post(desk)
    stream = requirement_stream(post, fact.requirement)
    event = recorded(desk, by, stream, replace(fact, post=post))
    if utility is not None:
        report_utility(desk, by, utility, event_id(event))
    return event


def report_capacity(desk: Desk, by: ActorId, fact: CapacityReported) -> Event:
    """Say how many places of a kind this post has, and how many are taken.

    More people than places is no mistake: it is what the figure is for. Raises Refusal.
    """
    post = own_post(desk)
    stream = capacity_stream(post, fact.place_kind)
    return recorded(desk, by, stream, replace(fact, post=post))
