"""Agreeing with a neighbouring region, and telling its hub of a casualty."""

from __future__ import annotations

from dataclasses import dataclass

from app.care.border import (
    CrossingEnded,
    CrossingSent,
    RegionAgreed,
    RegionEnded,
    crossing_stream,
    region_stream,
)
from app.care.form import tidy
from app.care.refusal import Refusal
from app.commands.power import acting, held_casualty, recorded
from app.store.desk import Desk
from app.store.queries.border import crossings, regions
from sync.event import Event
from sync.ids import ActorId


@dataclass(frozen=True, slots=True)
class Across:
    """Where a casualty goes beyond the border: which region, and to whom there."""

    realm: bytes
    bound_for: str
    remark: str = ""


def agree_region(desk: Desk, by: ActorId, said: RegionAgreed) -> Event:
    """Agree with the hub of a neighbouring region. Raises Refusal."""
    if not tidy(said.name):
        raise Refusal("region_unnamed")
    return recorded(desk, by, region_stream(said.realm), said)


def end_region(desk: Desk, by: ActorId, realm: bytes, reason: str) -> Event:
    """End an agreement, and say why; what crossed stays there. Raises Refusal."""
    if realm not in {row.realm for row in regions(desk.database)}:
        raise Refusal("no_such_fact")
    if not reason.strip():
        raise Refusal("border_reason_missing")
    return recorded(desk, by, region_stream(realm), RegionEnded(reason))


def send_across(
    desk: Desk, by: ActorId, casualty: bytes, where: Across, own_region: str
) -> Event:
    """Tell the hub of another region of a casualty, from now on. Raises Refusal."""
    who = acting(desk, by, "crossing.sent")
    held_casualty(desk, casualty)
    if where.realm not in {row.realm for row in regions(desk.database)}:
        raise Refusal("border_region_missing")
    if not tidy(where.bound_for):
        raise Refusal("border_bound_missing")
    if any(row.came for row in crossings(desk.database, casualty)):
        raise Refusal("border_came_from")
    fact = CrossingSent(
        casualty, where.realm, own_region, where.bound_for, where.remark, who.name
    )
    return recorded(desk, by, crossing_stream(casualty, where.realm), fact)


def end_crossing(
    desk: Desk, by: ActorId, casualty: bytes, realm: bytes, reason: str
) -> Event:
    """Tell that region nothing more of a casualty, and say why. Raises Refusal."""
    if not reason.strip():
        raise Refusal("border_reason_missing")
    held = {row.realm for row in crossings(desk.database, casualty) if not row.came}
    if realm not in held:
        raise Refusal("no_such_fact")
    stream = crossing_stream(casualty, realm)
    return recorded(desk, by, stream, CrossingEnded(casualty, reason))
