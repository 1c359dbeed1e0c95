"""What leaves a mark in the access log: opening, searching, reading it, and force."""

from __future__ import annotations

from app.care.access import (
    MOST_OVERRIDE_MS,
    AccessEnded,
    AccessForced,
    AccessLogRead,
    AccessOpened,
    AccessOverridden,
    AccessReviewed,
    AccessSearched,
    access_stream,
)
from app.care.refusal import Refusal
from app.care.staff import may
from app.care.terms import (
    AccessReason,
    FactId,
    OverrideReason,
    SearchKind,
    Verdict,
)
from app.commands.displaced import held_guest
from app.commands.power import acting, held_casualty, recorded
from app.commands.resident import held_resident
from app.store.desk import Desk
from app.store.queries.access import override_by_id, standing_override
from sync.event import Event
from sync.ids import ActorId

_MINUTE_MS = 60_000


def open_casualty(
    desk: Desk, by: ActorId, casualty: bytes, why: AccessReason = AccessReason.CARE
) -> Event:
    """Record that somebody opened a casualty's detail; by force where that stands.

    Raises Refusal.
    """
    who = acting(desk, by, "access.forced")
    now = desk.now_ms()
    if may(who.role, "access.opened"):
        held_casualty(desk, casualty)
        return _note(desk, by, AccessOpened(casualty, now, why, who.role))
    force = standing_override(desk.database, by, now, casualty)
    if force is None:
        raise Refusal("role_may_not", role=who.role.value, kind="access.opened")
    held_casualty(desk, casualty)
    return _note(desk, by, AccessForced(casualty, now, force.id, who.role))


def open_resident(desk: Desk, by: ActorId, resident: bytes) -> Event:
    """Record that somebody opened what a resident cannot do without. Raises Refusal."""
    who = acting(desk, by, "access.opened")
    held_resident(desk, resident)
    fact = AccessOpened(resident, desk.now_ms(), AccessReason.CARE, who.role)
    return _note(desk, by, fact)


def open_guest(desk: Desk, by: ActorId, stream: bytes) -> Event:
    """Record that somebody opened who a displaced person is. Raises Refusal."""
    who = acting(desk, by, "access.opened")
    held_guest(desk, stream)
    fact = AccessOpened(stream, desk.now_ms(), AccessReason.CARE, who.role)
    return _note(desk, by, fact)


def note_search(desk: Desk, by: ActorId, what: SearchKind, found: int) -> Event:
    """Record that somebody looked for people by words, not by which. Raises Refusal."""
    who = acting(desk, by, "access.searched")
    return _note(desk, by, AccessSearched(desk.now_ms(), what, found, who.role))


def read_log(desk: Desk, by: ActorId, casualty: bytes = b"") -> Event:
    """Record that somebody reads who had access. Raises Refusal."""
    who = acting(desk, by, "access.log_read")
    return _note(desk, by, AccessLogRead(desk.now_ms(), casualty, who.role))


def override_access(
    desk: Desk,
    by: ActorId,
    why: OverrideReason,
    because: str,
    minutes: int,
    casualty: bytes = b"",
) -> Event:
    """Take emergency access to one casualty, or to all; it is reviewed afterwards.

    It says why in words too, and ends within the hour. Raises Refusal.
    """
    who = acting(desk, by, "access.overridden")
    now = desk.now_ms()
    if may(who.role, "access.opened"):
        raise Refusal("may_read_already")
    if not because.strip():
        raise Refusal("because_missing")
    if not 0 < minutes * _MINUTE_MS <= MOST_OVERRIDE_MS:
        raise Refusal("override_too_long", most=MOST_OVERRIDE_MS // _MINUTE_MS)
    if casualty:
        held_casualty(desk, casualty)
    until_ms = now + minutes * _MINUTE_MS
    fact = AccessOverridden(now, until_ms, why, because, casualty, who.role)
    return _note(desk, by, fact)


def end_override(desk: Desk, by: ActorId, target: FactId) -> Event:
    """Give emergency access back before its time; only one's own. Raises Refusal."""
    who = acting(desk, by, "access.ended")
    now = desk.now_ms()
    force = override_by_id(desk.database, target)
    if force is None or force.actor != by:
        raise Refusal("no_such_fact")
    if now >= force.until_ms:
        raise Refusal("already_ended")
    return _note(desk, by, AccessEnded(target, now, who.role))


def review_override(
    desk: Desk, by: ActorId, target: FactId, verdict: Verdict, because: str = ""
) -> Event:
    """Record what a lead found of an emergency access; not of their own.

    Raises Refusal.
    """
    acting(desk, by, "access.reviewed")
    force = override_by_id(desk.database, target)
    if force is None:
        raise Refusal("no_such_fact")
    if force.actor == by:
        raise Refusal("own_override")
    if verdict is not Verdict.JUSTIFIED and not because.strip():
        raise Refusal("because_missing")
    return _note(desk, by, AccessReviewed(target, desk.now_ms(), verdict, because))


def _note(desk: Desk, by: ActorId, fact: object) -> Event:
    return recorded(desk, by, access_stream(desk.journal.log, desk.today()), fact)
