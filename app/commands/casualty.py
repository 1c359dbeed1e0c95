"""What a person may ask about casualties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from app.care.casualty import (
    Casualty,
    Departed,
    Described,
    Identified,
    NoteRecorded,
    Registered,
    Saying,
    Triaged,
    VitalsRecorded,
)
from app.care.claim import ids_of, latest
from app.care.guided import Guided, offered
from app.care.identity import tidy_birth_date, tidy_bsn
from app.care.refusal import Refusal
from app.care.staff import may_declare
from app.care.terms import (
    AgeBand,
    FactId,
    Group,
    Sex,
    Triage,
    age_band,
)
from app.care.treatment import TreatmentGiven
from app.commands.number import use_number
from app.commands.power import acting, held_casualty, own_post, recorded
from app.commands.treatment import give_treatment
from app.store.desk import Desk, event_id
from sync.event import Event
from sync.ids import ActorId, EventId, new_stream


@dataclass(frozen=True, slots=True)
class Registration:
    """Everything the register screen may hand over; only the moment is required.

    `number` is that of a paper card; empty takes this person's next.
    """

    observed_ms: int
    category: Triage | None = None
    age_band: AgeBand = AgeBand.UNKNOWN
    years: int | None = None
    sex: Sex = Sex.UNKNOWN
    complaint: str = ""
    place: str = ""
    reason: str = ""
    ordered_by: str = ""
    declared_by: str = ""
    name: str | None = None
    birth_date: str | None = None
    bsn: str | None = None
    contact: str | None = None
    language: str | None = None
    nationality: str | None = None
    group: Group | None = None
    guided: Guided | None = None
    treatments: tuple[TreatmentGiven, ...] = ()
    number: str = ""


def register_casualty(desk: Desk, by: ActorId, wanted: Registration) -> Event:
    """Register a casualty under this person's number, with triage and identity.

    One transaction: all of it is recorded, or nothing. Raises Refusal.
    """
    stream = new_stream(desk.ids)
    fact = Registered(
        number=wanted.number or use_number(desk, by),
        post=own_post(desk),
        observed_ms=wanted.observed_ms,
        age_band=_band(wanted.age_band, wanted.years),
        years=wanted.years,
        sex=wanted.sex,
        complaint=wanted.complaint,
        place=wanted.place,
    )
    registered = recorded(desk, by, stream, fact)
    cause = event_id(registered)
    for treatment in wanted.treatments:
        give_treatment(desk, by, stream, treatment, cause)
    if wanted.category is not None:
        triaged = Triaged(
            wanted.category,
            wanted.observed_ms,
            wanted.reason,
            wanted.ordered_by,
            wanted.declared_by,
        )
        _assess(desk, by, stream, triaged, wanted.guided, cause)
        _triage(desk, by, stream, triaged, cause)
    told = _told(wanted)
    if _given(told):
        recorded(desk, by, stream, _checked_identity(desk, told), cause)
    return registered


def retriage(
    desk: Desk,
    by: ActorId,
    casualty: bytes,
    fact: Triaged,
    sees: Sequence[FactId] | None = None,
    guided: Guided | None = None,
) -> Event:
    """Give a casualty a category; T4 names who ordered it, † who declared it.

    `sees` are the claims the screen showed; None takes all that stand now. What was
    observed before the newest known triage is marked late and replaces nothing.
    `guided` is the tool that was followed: it is kept too, and a category other than
    it gave needs a reason. Raises Refusal.
    """
    held = held_casualty(desk, casualty)
    newest = held.triage_newest_ms
    is_late = newest is not None and fact.observed_ms < newest
    seen = ids_of(held.triage) if sees is None else tuple(sees)
    placed = replace(fact, late=is_late, sees=() if is_late else seen)
    cause = _assess(desk, by, casualty, placed, guided, None)
    return _triage(desk, by, casualty, placed, cause)


def confirm_triage(desk: Desk, by: ActorId, casualty: bytes) -> Event:
    """Record that somebody was looked at and keeps their category. Raises Refusal.

    Where two categories stand side by side a person has to choose one of them.
    """
    held = held_casualty(desk, casualty)
    standing = latest(held.triage)
    values = {each.value for each in held.triage}
    if standing is None or len(values) > 1 or Triage.DEAD in values:
        raise Refusal("nothing_to_confirm", number=held.number)
    ordered_by = standing.authority if standing.value is Triage.T4 else ""
    fact = Triaged(standing.value, desk.now_ms(), ordered_by=ordered_by)
    return retriage(desk, by, casualty, fact)


def _assess(
    desk: Desk,
    by: ActorId,
    casualty: bytes,
    chosen: Triaged,
    guided: Guided | None,
    cause: EventId | None,
) -> EventId | None:
    """Record the tool that led to a category; return what causes the category."""
    if guided is None:
        return cause
    given = offered(guided.assessment)
    if given is not chosen.category and not chosen.reason.strip():
        raise Refusal("override_reason_missing")
    fact = guided.fact(chosen.observed_ms)
    assessed = event_id(recorded(desk, by, casualty, fact, cause))
    return assessed if cause is None else cause


def describe(
    desk: Desk,
    by: ActorId,
    casualty: bytes,
    fact: Described,
    sees: Sequence[FactId] | None = None,
) -> Event:
    """Fill in or change what is seen of a casualty. Raises Refusal."""
    held = held_casualty(desk, casualty)
    if fact.years is not None and fact.age_band is None:
        fact = replace(fact, age_band=_band(AgeBand.UNKNOWN, fact.years))
    return recorded(desk, by, casualty, seeing(held, fact, sees))


def identify(
    desk: Desk,
    by: ActorId,
    casualty: bytes,
    fact: Identified,
    sees: Sequence[FactId] | None = None,
) -> Event:
    """Record who a casualty is: name, birth date, BSN and the like. Raises Refusal."""
    held = held_casualty(desk, casualty)
    checked = _checked_identity(desk, fact)
    return recorded(desk, by, casualty, seeing(held, checked, sees))


def record_vitals(
    desk: Desk, by: ActorId, casualty: bytes, fact: VitalsRecorded
) -> Event:
    """Record one set of vitals; at least one value. Raises Refusal."""
    held_casualty(desk, casualty)
    _refuse_empty(fact)
    return recorded(desk, by, casualty, fact)


def record_note(desk: Desk, by: ActorId, casualty: bytes, fact: NoteRecorded) -> Event:
    """Record a note. Raises Refusal."""
    held_casualty(desk, casualty)
    if not fact.text.strip():
        raise Refusal("nothing_filled_in")
    return recorded(desk, by, casualty, fact)


def depart(
    desk: Desk,
    by: ActorId,
    casualty: bytes,
    fact: Departed,
    sees: Sequence[FactId] | None = None,
) -> Event:
    """Record how a casualty left: discharged, handed over, or gone. Raises Refusal."""
    held = held_casualty(desk, casualty)
    seen = ids_of(held.departed) if sees is None else tuple(sees)
    return recorded(desk, by, casualty, replace(fact, sees=seen))


def _triage(
    desk: Desk, by: ActorId, stream: bytes, fact: Triaged, cause: EventId | None
) -> Event:
    if fact.category is Triage.T4 and not fact.ordered_by.strip():
        raise Refusal("ordered_by_missing")
    if fact.category is Triage.DEAD:
        who = acting(desk, by, "casualty.triaged")
        if not may_declare(who.role):
            raise Refusal("may_not_declare", role=who.role.value)
        if not fact.declared_by.strip():
            raise Refusal("declared_by_missing")
    return recorded(desk, by, stream, fact, cause)


def _told(wanted: Registration) -> Identified:
    return Identified(
        observed_ms=wanted.observed_ms,
        name=wanted.name or None,
        birth_date=wanted.birth_date or None,
        bsn=wanted.bsn or None,
        contact=wanted.contact or None,
        language=wanted.language or None,
        nationality=wanted.nationality or None,
        group=wanted.group,
    )


def seeing(held: Casualty, fact: Saying, sees: Sequence[FactId] | None) -> Saying:
    """Return a fact that has seen these claims: all that stand where None.

    Raises Refusal when it says nothing.
    """
    given = [name for name in _given(fact) if name in held.said]
    all_now = tuple(claim.id for name in given for claim in held.said[name])
    _refuse_empty(fact)
    return replace(fact, sees=all_now if sees is None else tuple(sees))


def _given(fact: Any) -> list[str]:
    return [
        each.name
        for each in fields(fact)
        if each.name not in ("observed_ms", "sees")
        and getattr(fact, each.name) is not None
    ]


def _refuse_empty(fact: Any) -> None:
    if not _given(fact):
        raise Refusal("nothing_filled_in")


def _checked_identity(desk: Desk, fact: Identified) -> Identified:
    bsn, born = fact.bsn, fact.birth_date
    return replace(
        fact,
        bsn=tidy_bsn(bsn) if bsn else bsn,
        birth_date=tidy_birth_date(born, desk.today()) if born else born,
    )


def _band(band: AgeBand, years: int | None) -> AgeBand:
    return age_band(years) if band is AgeBand.UNKNOWN and years is not None else band
