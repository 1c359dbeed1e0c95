"""Erasing somebody by law: what was recorded goes everywhere, for good.

Only the number, the moment, whose word it was and why remain. There is no way back, so
who asks proves again who they are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from app.care.decision import STREAM_START as DECISION
from app.care.erasure import EntityErased
from app.care.guest import GUEST_START
from app.care.refusal import Refusal
from app.care.scarcity import scarcity_stream
from app.care.shift import ENTRY_START, SHIFT_START
from app.care.terms import Role
from app.commands.erasure_beside import Erasing, erase_moving, erase_row
from app.commands.power import acting, own_post, tidied
from app.commands.staff import sign_on
from app.store.queries.erasure import is_told_of, naming
from app.store.queries.relative import asks_for
from app.store.queries.resident_kept import overdue
from app.store.tables import state_of
from sync.erasure import is_in_force
from sync.event import ERASURE

if TYPE_CHECKING:
    from app.care.casualty import Casualty
    from app.care.consult import Consult
    from app.care.evacuation import EvacuationList
    from app.care.guest import Guest
    from app.care.resident import Resident
    from app.store.desk import Desk
    from sync.event import Event
    from sync.ids import ActorId, LogId


_WRITTEN: Final = {ENTRY_START: "entry", SHIFT_START: "shift", DECISION: "decision"}
"""What people write that is of nobody."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """On whose word something is erased, and why; both are asked."""

    authority: str
    reason: str


def erase_with_pin(
    desk: Desk, by: ActorId, stream: bytes, grounds: Grounds, pin: str
) -> Event:
    """Erase a casualty of one's own post, once the PIN fits. Raises Refusal."""
    sign_on(desk, by, pin)
    return erase_casualty(desk, by, stream, grounds)


def erase_casualty(
    desk: Desk,
    by: ActorId,
    stream: bytes,
    grounds: Grounds,
    log: LogId | None = None,
) -> Event:
    """Erase all that was recorded of a casualty; raises Refusal, and nothing is gone.

    Questions of relatives in which this casualty was recognised go with it, and so do
    their record as somebody displaced, what was decided of their care, and their rides.
    `log` is the one in which a hub speaks to the casualty's post: without it the hub
    alone would forget.
    """
    found: Casualty | None = state_of(desk.database, "casualty", stream)
    post = None if found is None else found.post
    number = "" if found is None else found.number
    event, fact = _erase(desk, by, stream, (grounds, number, post), log)
    beside = _beside(desk, by, fact, log)
    for row in asks_for(desk.database, stream):
        beside.erase(row.stream)
    for guest in naming(desk.database, GUEST_START, stream):
        beside.erase(guest)
        _erase_beside(beside, guest)
    _erase_beside(beside, stream)
    return event


def erase_resident(
    desk: Desk, by: ActorId, stream: bytes, grounds: Grounds, pin: str
) -> Event:
    """Erase all that was kept of a resident of one's own post, once the PIN fits.

    Raises Refusal, and nothing is gone.
    """
    sign_on(desk, by, pin)
    found: Resident | None = state_of(desk.database, "resident", stream)
    post = None if found is None else found.post
    event, fact = _erase(desk, by, stream, (grounds, "", post))
    _erase_beside(_beside(desk, by, fact), stream)
    return event


def _beside(
    desk: Desk, by: ActorId, fact: EntityErased, log: LogId | None = None
) -> Erasing:
    is_operator = acting(desk, by, ERASURE).role is Role.OPERATOR
    post = None if is_operator else own_post(desk)
    bare = replace(fact, number="")
    return Erasing(desk, by, bare, log, waits=not is_operator, post=post)


def _erase_beside(beside: Erasing, subject: bytes) -> None:
    """Erase what was decided of the care of somebody, and what rides and lists say."""
    stream = scarcity_stream(subject)
    if is_told_of(beside.desk.database, stream):
        beside.erase(stream)
    erase_moving(beside, subject)


def erase_overdue(desk: Desk, by: ActorId, grounds: Grounds, pin: str) -> list[Event]:
    """Erase who is kept longer after striking off than was set, once the PIN fits.

    Who that is, is looked up now: what was shown may be old. Raises Refusal.
    """
    sign_on(desk, by, pin)
    found = overdue(desk.database, desk.now_ms()).streams
    if not found:
        raise Refusal("nobody_overdue")
    post, events = own_post(desk), []
    for each in found:
        event, fact = _erase(desk, by, each, (grounds, "", post))
        # A ride that still stands open after that long holds up nobody's term.
        _erase_beside(replace(_beside(desk, by, fact), waits=False), each)
        events.append(event)
    return events


def erase_consult(
    desk: Desk, by: ActorId, stream: bytes, grounds: Grounds, pin: str
) -> Event:
    """Erase all that was kept of a consult of one's own post, once the PIN fits.

    Raises Refusal, and nothing is gone.
    """
    sign_on(desk, by, pin)
    found: Consult | None = state_of(desk.database, "consult", stream)
    post = None if found is None else found.post
    return _erase(desk, by, stream, (grounds, "", post))[0]


def erase_guest(
    desk: Desk, by: ActorId, stream: bytes, grounds: Grounds, pin: str
) -> Event:
    """Erase all that was kept of somebody displaced, once the PIN fits.

    They still count in their group: as somebody nobody knows. Raises Refusal, and
    nothing is gone.
    """
    sign_on(desk, by, pin)
    found: Guest | None = state_of(desk.database, "guest", stream)
    post = found.begun.post if found is not None and found.begun is not None else None
    event, fact = _erase(desk, by, stream, (grounds, "", post))
    _erase_beside(_beside(desk, by, fact), stream)
    return event


def erase_evacuee(
    desk: Desk, by: ActorId, row: tuple[bytes, bytes], grounds: Grounds, pin: str
) -> None:
    """Erase who stands on the list of a home: the list's stream and the row's key.

    The list is told anew, with somebody nobody knows in that place. Raises Refusal.
    """
    sign_on(desk, by, pin)
    home, key = row
    found: EvacuationList | None = state_of(desk.database, "evacuation", home)
    if found is None or found.begun is None or found.of(key) is None:
        raise Refusal("not_on_list")
    fact = _grounded(desk, by, (grounds, "", found.begun.post))
    erase_row(_beside(desk, by, fact), home, key)
    _refuse_without_force(desk, by, home)


def erase_written(
    desk: Desk, by: ActorId, stream: bytes, grounds: Grounds, pin: str
) -> Event:
    """Erase a line of the book of shifts, what was said at one, or a logged decision.

    They are of nobody, and may name anybody. Raises Refusal, and nothing is gone.
    """
    sign_on(desk, by, pin)
    kinds = [each for start, each in _WRITTEN.items() if stream.startswith(start)]
    found: Any = state_of(desk.database, kinds[0], stream) if kinds else None
    post = None if found is None else found.post
    return _erase(desk, by, stream, (grounds, "", post))[0]


def _erase(
    desk: Desk,
    by: ActorId,
    stream: bytes,
    what: tuple[Grounds, str, bytes | None],
    log: LogId | None = None,
) -> tuple[Event, EntityErased]:
    fact = _grounded(desk, by, what)
    event = desk.record(stream, fact, by, log=log)
    _refuse_without_force(desk, by, stream)
    return event, fact


def _grounded(
    desk: Desk, by: ActorId, what: tuple[Grounds, str, bytes | None]
) -> EntityErased:
    grounds, number, post = what
    who = acting(desk, by, ERASURE)
    if post is None:
        raise Refusal("no_such_fact")
    if who.role is not Role.OPERATOR and post != own_post(desk):
        raise Refusal("other_post")
    fact = tidied(EntityErased(grounds.authority, grounds.reason, number))
    if not fact.authority or not fact.reason:
        raise Refusal("erasure_grounds")
    return fact


def _refuse_without_force(desk: Desk, by: ActorId, stream: bytes) -> None:
    if not is_in_force(desk.database, stream):
        role = acting(desk, by, ERASURE).role
        raise Refusal("role_may_not", role=role.value, kind=ERASURE)
