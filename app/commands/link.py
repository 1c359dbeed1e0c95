"""What a person may ask about two records: they are one person, or they are two."""

from __future__ import annotations

from app.care.link import EntityLinked, EntityUnlinked, Link, link_stream, ordered
from app.care.refusal import Refusal
from app.care.terms import LinkReason, PartReason
from app.commands.power import held_casualty, recorded
from app.store.desk import Desk
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId


def link_records(
    desk: Desk, by: ActorId, one: bytes, other: bytes, why: LinkReason
) -> Event:
    """Record that two records are of one person; both keep all they have.

    Raises Refusal.
    """
    _refuse_strange(desk, one, other)
    if _link(desk, one, other).standing:
        raise Refusal("linked_already")
    fact = EntityLinked(desk.now_ms(), *ordered(one, other), why)
    return recorded(desk, by, link_stream(one, other), fact)


def part_records(
    desk: Desk, by: ActorId, one: bytes, other: bytes, why: PartReason
) -> Event:
    """Record that two records are of two persons; ends every link known here.

    Where none stands it says so beforehand, and they are suggested no more. Raises
    Refusal.
    """
    _refuse_strange(desk, one, other)
    ends = tuple(each.id for each in _link(desk, one, other).standing)
    fact = EntityUnlinked(desk.now_ms(), *ordered(one, other), why, ends)
    return recorded(desk, by, link_stream(one, other), fact)


def _link(desk: Desk, one: bytes, other: bytes) -> Link:
    held: Link | None = state_of(desk.database, "link", link_stream(one, other))
    return held or Link()


def _refuse_strange(desk: Desk, one: bytes, other: bytes) -> None:
    if one == other:
        raise Refusal("linked_to_itself")
    for casualty in (one, other):
        held_casualty(desk, casualty)
