"""Grants: a hub recognises a person until a moment, and takes that back."""

from __future__ import annotations

from dataclasses import dataclass

from app.care.grant import GrantEnded, GrantGiven, Grants, grant_stream
from app.care.qualification import Profession
from app.care.refusal import Refusal
from app.care.reserved import Act
from app.care.terms import CareLevel, FactId, Role
from app.commands.power import acting, tidied
from app.store.desk import Desk
from app.store.queries.pack import hub_judge
from app.store.queries.power import confirmed
from app.store.queries.staff import Person, person
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId, EventId, LogId


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a person is recognised as: until when, for which acts, under whom."""

    role: Role
    until_ms: int
    profession: Profession | None = None
    reserved: tuple[Act, ...] = ()
    levels: tuple[CareLevel, ...] = ()
    supervisor: bytes = b""
    basis: str = ""
    from_ms: int | None = None


def give_grant(
    desk: Desk,
    by: ActorId,
    actor: bytes,
    wanted: Recognition,
    to: tuple[bytes, LogId],
) -> Event:
    """Recognise a person, in the log of the post where they work. Raises Refusal."""
    who = acting(desk, by, "grant.given")
    holder = _known(desk, actor)
    from_ms = desk.now_ms() if wanted.from_ms is None else wanted.from_ms
    if wanted.until_ms <= max(from_ms, desk.now_ms()):
        raise Refusal("ends_before_it_begins")
    above = _known(desk, wanted.supervisor) if wanted.supervisor else None
    if above is not None and above.actor == holder.actor:
        raise Refusal("supervises_oneself")
    post, log = to
    fact = GrantGiven(
        name=holder.name,
        role=wanted.role,
        from_ms=from_ms,
        until_ms=wanted.until_ms,
        to_post=post,
        by_name=who.name,
        profession=wanted.profession,
        reserved=wanted.reserved,
        levels=wanted.levels,
        supervisor=wanted.supervisor,
        supervisor_name=above.name if above is not None else "",
        basis=wanted.basis,
    )
    return desk.record(grant_stream(actor), tidied(fact), by, log=log)


def end_grant(
    desk: Desk,
    by: ActorId,
    actor: bytes,
    target: FactId,
    to: tuple[bytes, LogId],
    reason: str = "",
) -> Event:
    """Take a grant from a person, from now on. Raises Refusal."""
    acting(desk, by, "grant.ended")
    if not reason.strip():
        raise Refusal("because_missing")
    held = state_of(desk.database, "grant", grant_stream(actor))
    is_hubs = hub_judge(desk.database)
    # What a device wrote of an end ends nothing, and keeps nobody from ending it.
    given = confirmed(held, is_hubs) if isinstance(held, Grants) else ()
    found = [each for each in given if (bytes(each.id[0]), each.id[1]) == target]
    if not found:
        raise Refusal("no_such_fact")
    if found[0].ends:
        raise Refusal("already_ended")
    post, log = to
    fact = GrantEnded(target, post, reason)
    cause = EventId(LogId(target[0]), target[1])
    return desk.record(grant_stream(actor), tidied(fact), by, cause, log=log)


def _known(desk: Desk, actor: bytes) -> Person:
    who = person(desk.database, actor)
    if who is None or who.ended:
        raise Refusal("no_such_person")
    return who
