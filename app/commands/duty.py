"""Duty: a person comes and goes, is expected, is away; the post says what is long."""

from __future__ import annotations

from app.care.duty import (
    AbsenceCause,
    AbsenceEnded,
    AbsenceTold,
    DutyBegan,
    DutyEnded,
    DutyPlanned,
    FatigueSet,
    check_span,
)
from app.care.member import Staff, staff_stream
from app.care.post import post_stream
from app.care.refusal import Refusal
from app.care.staff import may
from app.commands.power import acting, own_post, recorded
from app.store.desk import Desk
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId


def begin_duty(desk: Desk, by: ActorId, actor: ActorId, at_ms: int) -> list[Event]:
    """Record that a person came on duty; who was away is back. Raises Refusal."""
    held = _told_by(desk, by, actor, "duty.began")
    if held.duty.on_since_ms(at_ms) is not None:
        raise Refusal("already_on_duty")
    stream = staff_stream(actor)
    back = (
        [recorded(desk, by, stream, AbsenceEnded(at_ms))]
        if held.duty.away(at_ms) is not None
        else []
    )
    return [recorded(desk, by, stream, DutyBegan(at_ms)), *back]


def end_duty(desk: Desk, by: ActorId, actor: ActorId, at_ms: int) -> Event:
    """Record that a person went off duty. Raises Refusal."""
    held = _told_by(desk, by, actor, "duty.ended")
    since_ms = held.duty.on_since_ms(at_ms)
    if since_ms is None:
        raise Refusal("not_on_duty")
    fact = DutyEnded(max(at_ms, since_ms + 1))
    return recorded(desk, by, staff_stream(actor), fact)


def plan_duty(
    desk: Desk, by: ActorId, actor: ActorId, from_ms: int, until_ms: int
) -> Event:
    """Put a person on the roster. Raises Refusal."""
    check_span(from_ms, until_ms)
    _held(desk, actor)
    return recorded(desk, by, staff_stream(actor), DutyPlanned(from_ms, until_ms))


def tell_absence(
    desk: Desk,
    by: ActorId,
    actor: ActorId,
    cause: AbsenceCause,
    until_ms: int | None = None,
    remark: str = "",
) -> list[Event]:
    """Record that a person is away from now on; who was on duty goes off it.

    Raises Refusal.
    """
    held = _told_by(desk, by, actor, "absence.told")
    now_ms = desk.now_ms()
    if until_ms is not None and until_ms <= now_ms:
        raise Refusal("ends_before_it_begins")
    stream = staff_stream(actor)
    off = (
        [recorded(desk, by, stream, DutyEnded(now_ms))]
        if held.duty.on_since_ms(now_ms) is not None
        else []
    )
    fact = AbsenceTold(cause, now_ms, until_ms, remark)
    return [recorded(desk, by, stream, fact), *off]


def end_absence(desk: Desk, by: ActorId, actor: ActorId) -> Event:
    """Record that a person is there again. Raises Refusal."""
    held = _told_by(desk, by, actor, "absence.ended")
    now_ms = desk.now_ms()
    if held.duty.away(now_ms) is None:
        raise Refusal("not_away")
    return recorded(desk, by, staff_stream(actor), AbsenceEnded(now_ms))


def set_fatigue(desk: Desk, by: ActorId, wanted: FatigueSet) -> Event:
    """Say from how many hours the board marks somebody. Raises Refusal."""
    return recorded(desk, by, post_stream(own_post(desk)), wanted)


def _told_by(desk: Desk, by: ActorId, actor: ActorId, kind: str) -> Staff:
    """Return the person, who asks for themselves or is asked for by who leads."""
    who = acting(desk, by, kind)
    if by != actor and not may(who.role, "staff.added"):
        raise Refusal("role_may_not", role=who.role.value, kind=kind)
    return _held(desk, actor)


def _held(desk: Desk, actor: bytes) -> Staff:
    held = state_of(desk.database, "staff", staff_stream(actor))
    if not isinstance(held, Staff) or held.ended:
        raise Refusal("no_such_person")
    return held
