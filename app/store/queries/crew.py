"""The crew of a post: who is on duty, who is away, what each is recognised as.

Who leads, and a person about themselves, sees all of it. Others see who is there and
what they may: not a number in a register, nor why somebody is away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from app.care.duty import DAY_MS, THREE_DAYS_MS, Absence, Fatigue, Planned
from app.care.grant import Grant
from app.care.member import Staff
from app.care.post import Post, post_stream
from app.care.power import Known, is_ended
from app.care.qualification import Qualification
from app.care.reserved import Act
from app.care.staff import may
from app.care.terms import Role
from app.care.trust import Delegation, Supervision
from app.store.queries.power import Powers, corrected
from app.store.queries.staff import person
from app.store.tables import state_of
from sync.database import Database
from sync.ids import ActorId
from sync.journal import setting


class Recognised(StrEnum):
    """How far the region's recognition of a person is."""

    NONE = "none"
    PENDING = "pending"
    SUPERVISED = "supervised"
    RECOGNISED = "recognised"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class State:
    """Recognition: under whom, and until when; `is_pending`: a question waits."""

    state: Recognised
    name: str = ""
    until_ms: int | None = None
    is_pending: bool = False
    ends_soon: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """A person on the board. `away` is None also for who may not know why.

    `day_ms` and `three_days_ms` are on duty in the last 24 and 72 hours.
    """

    actor: ActorId
    name: str
    role: Role
    recognition: State
    on_since_ms: int | None
    day_ms: int
    three_days_ms: int
    is_long: bool
    is_away: bool
    away: Absence | None
    planned: Planned | None


@dataclass(frozen=True, slots=True)
class MemberDetail:
    """All of one person; without `sees_all` what is private is left out."""

    member: Member
    sees_all: bool
    qualifications: tuple[Qualification, ...]
    grants: tuple[Grant, ...]
    supervision: Supervision | None
    delegations: tuple[Delegation, ...]
    planned: tuple[Planned, ...]


def crew(db: Database, now_ms: int, viewer: bytes) -> tuple[Member, ...]:
    """Return everybody at this post, by name, as the viewer may see them."""
    judge, sees = Powers(db, is_now=True), _sees(db, viewer)
    limits = fatigue(db)
    at_ms = corrected(db, now_ms)
    return tuple(
        _member(
            judge, limits, each, now_ms, at_ms, sees_all=sees or each.actor == viewer
        )
        for each in judge.everybody()
    )


def member(
    db: Database, actor: bytes, now_ms: int, viewer: bytes
) -> MemberDetail | None:
    """Return one person, as the viewer may see them; None: not known, or left."""
    judge = Powers(db, is_now=True)
    who = judge.known(actor)
    if who is None or who.staff.ended:
        return None
    sees_all = actor == viewer or _sees(db, viewer)
    at_ms = corrected(db, now_ms)
    trusted, duty = who.staff.trusted, who.staff.duty
    return MemberDetail(
        member=_member(judge, fatigue(db), who, now_ms, at_ms, sees_all=sees_all),
        sees_all=sees_all,
        qualifications=tuple(
            each if sees_all else replace(each, big_number="")
            for each in who.staff.qualified.stated
        ),
        grants=tuple(sorted(who.grants, key=lambda each: -each.given_ms)),
        supervision=trusted.supervision(at_ms),
        delegations=tuple(
            found for act in Act if (found := trusted.delegation(act, at_ms))
        ),
        planned=tuple(each for each in duty.planned if each.until_ms > now_ms),
    )


def standing_now(db: Database, actor: bytes, now_ms: int) -> State | None:
    """Return how far the region's recognition of one person is now."""
    judge = Powers(db, is_now=True)
    who = judge.known(actor)
    return None if who is None else recognition(judge, who, corrected(db, now_ms))


def fatigue(db: Database) -> Fatigue:
    """Return from how many hours this post calls a duty long."""
    own = setting(db, "post_id")
    held = None if own is None else state_of(db, "post", post_stream(bytes(own)))
    return held.fatigue if isinstance(held, Post) else Fatigue()


def recognition(judge: Powers, who: Known, at_ms: int) -> State:
    """Return how far the region's recognition of a person is at a moment."""
    ask = who.staff.qualified.newest_ask
    answered_ms = max((each.given_ms for each in who.grants), default=0)
    pending = ask is not None and ask.at_ms > answered_ms
    warn_ms = judge.rules.warn_days * DAY_MS
    live = [
        each
        for each in who.grants
        if each.from_ms <= at_ms < each.until_ms
        and not is_ended(each, at_ms, is_now=True)
    ]
    own = max(
        live, key=lambda each: (not each.supervisor_name, each.until_ms), default=None
    )
    if own is not None:
        state = Recognised.SUPERVISED if own.supervisor_name else Recognised.RECOGNISED
        soon = own.until_ms - at_ms <= warn_ms
        return State(state, own.supervisor_name, own.until_ms, pending, soon)
    return _without_grant(judge, who, at_ms, is_pending=pending)


def _without_grant(judge: Powers, who: Known, at_ms: int, *, is_pending: bool) -> State:
    over = who.staff.trusted.supervision(at_ms)
    above = judge.known(over.supervisor) if over is not None else None
    if over is not None and above is not None and not above.staff.ended:
        return State(Recognised.SUPERVISED, above.staff.name, over.until_ms, is_pending)
    if is_pending:
        return State(Recognised.PENDING, is_pending=True)
    begun = [each for each in who.grants if each.from_ms <= at_ms]
    last = max(begun, key=lambda each: (each.given_ms, each.id), default=None)
    if last is None:
        return State(Recognised.NONE)
    if last.ends:
        ended_ms = min(end.at_ms for end in last.ends)
        return State(Recognised.WITHDRAWN, until_ms=min(ended_ms, last.until_ms))
    return State(Recognised.EXPIRED, until_ms=last.until_ms)


def _member(
    judge: Powers,
    limits: Fatigue,
    who: Known,
    now_ms: int,
    at_ms: int,
    *,
    sees_all: bool,
) -> Member:
    staff: Staff = who.staff
    duty = staff.duty
    day_ms = duty.worked_ms(now_ms, DAY_MS)
    three_days_ms = duty.worked_ms(now_ms, THREE_DAYS_MS)
    away = duty.away(now_ms)
    return Member(
        actor=ActorId(who.actor),
        name=staff.name,
        role=staff.role,
        recognition=recognition(judge, who, at_ms),
        on_since_ms=duty.on_since_ms(now_ms),
        day_ms=day_ms,
        three_days_ms=three_days_ms,
        is_long=limits.is_long(day_ms, three_days_ms),
        is_away=away is not None,
        away=away if sees_all else None,
        planned=duty.next_planned(now_ms),
    )


def _sees(db: Database, viewer: bytes) -> bool:
    who = person(db, viewer)
    return who is not None and not who.ended and may(who.role, "supervision.set")
