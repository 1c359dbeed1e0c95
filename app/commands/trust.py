"""Qualifications, recognition, supervision and delegation, as the post records them."""

from __future__ import annotations

from dataclasses import replace

from app.care.duty import HOUR_MS
from app.care.member import staff_stream
from app.care.power import oversees
from app.care.qualification import (
    REGISTERED,
    Profession,
    QualificationStated,
    RecognitionAsked,
    big_number,
)
from app.care.refusal import Refusal
from app.care.reserved import Act, Cell
from app.care.review_day import day_typed
from app.care.staff import may
from app.care.trust import PowerDelegated, SupervisionSet
from app.commands.power import acting, recorded
from app.store.desk import Desk
from app.store.queries.power import Powers, corrected
from app.store.queries.staff import Person, person
from sync.event import Event
from sync.ids import ActorId


def state_qualification(
    desk: Desk, by: ActorId, actor: ActorId, fact: QualificationStated
) -> Event:
    """Record what a person is: one's own, or anybody's by who leads.

    Nobody says of themselves that the proof was seen. Raises Refusal.
    """
    who = _self_or_lead(desk, by, actor, "staff.qualified")
    if fact.proof_seen and by == actor:
        raise Refusal("proof_by_another")
    number = fact.big_number.strip()
    if number and fact.profession not in REGISTERED:
        raise Refusal("big_number_not_here")
    if number:
        fact = replace(fact, big_number=big_number(number))
    if fact.valid_until.strip():
        day = day_typed(fact.valid_until, desk.today())
        fact = replace(fact, valid_until=day)
    if (fact.military is None) != (fact.nation is None):
        raise Refusal("force_needs_both")
    return recorded(desk, by, staff_stream(who.actor), fact)


def ask_recognition(
    desk: Desk, by: ActorId, actor: ActorId, profession: Profession, remark: str = ""
) -> Event:
    """Ask the region to recognise a person. Raises Refusal."""
    acting(desk, by, "recognition.asked")
    _known(desk, actor)
    found = Powers(desk.database).known(actor)
    stated = found.staff.qualified.stated if found is not None else ()
    if all(each.profession is not profession for each in stated):
        raise Refusal("qualification_first")
    fact = RecognitionAsked(profession, remark)
    return recorded(desk, by, staff_stream(actor), fact)


def set_supervision(
    desk: Desk, by: ActorId, actor: ActorId, supervisor: bytes, until_ms: int
) -> Event:
    """Let a person work under another's supervision; b"" ends it. Raises Refusal."""
    acting(desk, by, "supervision.set")
    _known(desk, actor)
    if supervisor:
        _refuse_supervisor(desk, actor, supervisor)
        _refuse_past(desk, until_ms)
    else:
        until_ms = desk.now_ms()
    fact = SupervisionSet(supervisor, until_ms)
    return recorded(desk, by, staff_stream(actor), fact)


def delegate_act(
    desk: Desk,
    by: ActorId,
    actor: ActorId,
    act: Act,
    until_ms: int,
    ordered_by: bytes = b"",
) -> Event:
    """Let a person do a reserved act until a moment, as far as the region allows.

    Raises Refusal.
    """
    acting(desk, by, "power.delegated")
    _known(desk, actor)
    _refuse_past(desk, until_ms)
    judge = Powers(desk.database, is_now=True)
    found = judge.known(actor)
    stated = found.staff.qualified.stated if found is not None else ()
    cells = [judge.rules.cell(each.profession, act) for each in stated]
    if all(each is Cell.NONE for each in cells):
        raise Refusal("act_not_delegable", act=act.value)
    most_h = judge.rules.most_delegation_h
    if most_h is not None and until_ms > desk.now_ms() + most_h * HOUR_MS:
        raise Refusal("delegated_too_long", hours=most_h)
    if ordered_by:
        _known(desk, ordered_by)
    fact = PowerDelegated(act, until_ms, ordered_by)
    return recorded(desk, by, staff_stream(actor), fact)


def end_delegation(desk: Desk, by: ActorId, actor: ActorId, act: Act) -> Event:
    """End what was delegated, from now on. Raises Refusal."""
    _known(desk, actor)
    fact = PowerDelegated(act, desk.now_ms())
    return recorded(desk, by, staff_stream(actor), fact)


def _self_or_lead(desk: Desk, by: ActorId, actor: ActorId, kind: str) -> Person:
    """Return whom it is about; raises Refusal unless that is who asks, or they lead."""
    who = acting(desk, by, kind)
    if by != actor and not may(who.role, "staff.added"):
        raise Refusal("role_may_not", role=who.role.value, kind=kind)
    return _known(desk, actor)


def _refuse_supervisor(desk: Desk, actor: bytes, supervisor: bytes) -> None:
    if supervisor == actor:
        raise Refusal("supervises_oneself")
    above, under = _known(desk, supervisor), _known(desk, actor)
    if not oversees(above.role, under.role):
        raise Refusal("overseer_role", name=above.name, role=under.role.value)
    judge = Powers(desk.database, is_now=True)
    known, at_ms = judge.known(above.actor), corrected(desk.database, desk.now_ms())
    if known is not None and known.staff.trusted.supervision(at_ms) is not None:
        raise Refusal("supervised_oversees_nobody", name=above.name)
    power = judge.of_role(above.actor, at_ms)
    if power is not None and power.is_doubtful:
        raise Refusal("supervisor_unconfirmed", name=above.name)


def _refuse_past(desk: Desk, until_ms: int) -> None:
    if until_ms <= desk.now_ms():
        raise Refusal("ends_before_it_begins")


def _known(desk: Desk, actor: bytes) -> Person:
    who = person(desk.database, actor)
    if who is None or who.ended:
        raise Refusal("no_such_person")
    return who
