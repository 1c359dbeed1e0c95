"""What a person may report for the whole post: METHANE and the 9-line."""

from __future__ import annotations

from app.care.post import post_stream
from app.care.refusal import Refusal
from app.care.situation import MedevacRequested, SituationReported, check_medevac
from app.commands.power import own_post, recorded
from app.store.desk import Desk
from app.store.queries.casualties import counts
from app.store.queries.situation import counted
from sync.event import Event
from sync.ids import ActorId


def report_situation(desk: Desk, by: ActorId, fact: SituationReported) -> Event:
    """Report METHANE; casualties are counted here, from what is recorded now.

    Raises Refusal when nothing was filled in.
    """
    said = (fact.location, fact.incident, fact.hazards, fact.access, fact.expected)
    if fact.major is None and not any((*said, fact.on_scene, fact.needed)):
        raise Refusal("nothing_filled_in")
    now_ms, post_id = desk.now_ms(), own_post(desk)
    found = counts(desk.database, now_ms, post_id)
    whole = counted(fact, found, now_ms)
    return recorded(desk, by, post_stream(post_id), whole)


def request_medevac(desk: Desk, by: ActorId, fact: MedevacRequested) -> Event:
    """Record a 9-line; raises Refusal where its lines contradict each other."""
    check_medevac(fact)
    return recorded(desk, by, post_stream(own_post(desk)), fact)
