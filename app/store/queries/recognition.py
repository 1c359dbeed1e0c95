"""Recognition as a hub sees it: who was asked for, and what it granted to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.care.grant import STREAM_START as GRANT_START
from app.care.grant import Grant
from app.care.member import STREAM_START, Staff
from app.care.power import Known
from app.care.qualification import Ask, Qualification
from app.care.terms import Role
from app.store.queries.crew import State, recognition
from app.store.queries.power import Powers
from app.store.tables import read_state
from sync.database import Database, rows
from sync.ids import ActorId

PAGE: Final = 50

_ASKED: Final = (
    "SELECT staff.stream, log.post FROM staff LEFT JOIN log ON log.log = staff.origin "
    "WHERE staff.asked_ms > 0 AND NOT staff.ended ORDER BY staff.asked_ms DESC"
)
_GRANTED: Final = "SELECT stream FROM grant"
_AT_POST: Final = (
    "SELECT staff.stream, staff.state FROM staff JOIN log ON log.log = staff.origin "
    "WHERE log.post = ? AND NOT staff.ended ORDER BY staff.name COLLATE NOCASE"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person the region recognises or is asked to; `post` is where they work."""

    actor: ActorId
    name: str
    role: Role
    post: bytes
    state: State
    ask: Ask | None
    qualifications: tuple[Qualification, ...]


def asked_for(db: Database, now_ms: int) -> tuple[Candidate, ...]:
    """Return who waits for an answer of the region, newest first."""
    judge = Powers(db, is_now=True)
    found = (
        _candidate(judge, bytes(stream)[len(STREAM_START) :], post, now_ms)
        for stream, post in rows(db, _ASKED)
    )
    return tuple(each for each in found if each is not None and each.state.is_pending)


def granted(db: Database, now_ms: int, limit: int = PAGE) -> tuple[Candidate, ...]:
    """Return who this hub granted anything, soonest to end first; past ones last."""
    judge = Powers(db, is_now=True)
    actors = [bytes(stream)[len(GRANT_START) :] for (stream,) in rows(db, _GRANTED)]
    known = [each for actor in actors if (each := judge.known(actor)) and each.grants]
    known.sort(key=lambda each: _ending(each, now_ms))
    found = (
        _candidate(judge, each.actor, _last(each).to_post, now_ms)
        for each in known[:limit]
    )
    return tuple(each for each in found if each is not None)


def _last(who: Known) -> Grant:
    """Return the grant of a person that ends last, those that were ended apart."""
    return max(who.grants, key=lambda each: (not each.ends, each.until_ms, each.id))


def _ending(who: Known, now_ms: int) -> tuple[bool, int, bytes]:
    """Return by what people are listed: the next to end first, the newest past."""
    last = _last(who)
    is_past = bool(last.ends) or last.until_ms <= now_ms
    return (is_past, -last.until_ms if is_past else last.until_ms, who.actor)


def colleagues(db: Database, post: bytes) -> tuple[tuple[ActorId, str], ...]:
    """Return who works at a post, to name who oversees somebody there."""
    return tuple(
        (ActorId(bytes(stream)[len(STREAM_START) :]), staff.name)
        for stream, state in rows(db, _AT_POST, (post,))
        if isinstance(staff := read_state("staff", state), Staff)
        and staff.role in (Role.DOCTOR, Role.NURSE)
    )


def _candidate(
    judge: Powers, actor: bytes, post: bytes | None, now_ms: int
) -> Candidate | None:
    who = judge.known(actor)
    if who is None or not post:
        return None
    staff = who.staff
    return Candidate(
        ActorId(actor),
        staff.name,
        staff.role,
        bytes(post),
        recognition(judge, who, now_ms),
        staff.qualified.newest_ask,
        staff.qualified.stated,
    )
