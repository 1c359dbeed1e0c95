"""What a person may ask about the body map."""

from __future__ import annotations

from app.care.injury import BurnDepth, InjuryKind, InjuryMarked, regions_of
from app.care.refusal import Refusal
from app.commands.power import held_casualty, recorded
from app.store.desk import Desk
from sync.event import Event
from sync.ids import ActorId


def mark_injury(desk: Desk, by: ActorId, casualty: bytes, fact: InjuryMarked) -> Event:
    """Record what was found where. Raises Refusal.

    A burn says how much of its part burned, unless it is erythema; nothing else has a
    depth or a share.
    """
    held_casualty(desk, casualty)
    if fact.region not in regions_of(fact.view):
        raise Refusal("region_not_in_view")
    is_burn = fact.kind is InjuryKind.BURN
    if not is_burn and (fact.depth or fact.share_percent):
        raise Refusal("only_of_a_burn")
    if is_burn and fact.depth is not BurnDepth.ERYTHEMA and not fact.share_percent:
        raise Refusal("share_missing")
    return recorded(desk, by, casualty, fact)
