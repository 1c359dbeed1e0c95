"""What a person may ask about medicines and allergies. A warning asks why, no more."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app.care.medicine import (
    AllergiesDenied,
    AllergyRecorded,
    Dose,
    MedicineGiven,
)
from app.care.refusal import Refusal
from app.care.staff import may_give_medicine
from app.commands.power import acting, held_casualty, recorded, tidied
from app.commands.stock import at_hand, use_up
from app.medicines import formulary
from app.store.desk import Desk, event_id
from app.store.queries.clock import clocks
from app.store.queries.medicine import check_for
from sync.event import Event
from sync.ids import ActorId, EventId

_NOT_YET: Final = (b"", 0)


def give_medicine(
    desk: Desk,
    by: ActorId,
    casualty: bytes,
    fact: MedicineGiven,
    cause: EventId | None = None,
) -> Event:
    """Record that a medicine was given, and take what it used from stock.

    Where an allergy or a dose of minutes ago stands against it, `despite` says why it
    was given all the same; then it is recorded. Raises Refusal.
    """
    who = acting(desk, by, "medicine.given")
    held = held_casualty(desk, casualty)
    asked = _listed(tidied(fact))
    if not asked.despite and _is_warned(desk, by, casualty, asked):
        raise Refusal("despite_missing")
    if asked.dose is not None and asked.unit is None:
        raise Refusal("unit_missing")
    if not may_give_medicine(who.role) and not asked.given_by:
        raise Refusal("given_by_missing")
    taken = at_hand(desk, asked.item, asked.pieces) if asked.item else []
    drawn = sum(each.pieces for each in taken)
    event = recorded(desk, by, casualty, replace(asked, drawn=drawn), cause)
    use_up(desk, by, taken, event_id(event), held.number)
    return event


def record_allergy(
    desk: Desk, by: ActorId, casualty: bytes, fact: AllergyRecorded
) -> Event:
    """Record an allergy. Raises Refusal."""
    held_casualty(desk, casualty)
    return recorded(desk, by, casualty, _listed_allergy(tidied(fact)))


def deny_allergies(
    desk: Desk, by: ActorId, casualty: bytes, fact: AllergiesDenied
) -> Event:
    """Record that no allergies are known. Raises Refusal."""
    held_casualty(desk, casualty)
    return recorded(desk, by, casualty, fact)


def _listed(fact: MedicineGiven) -> MedicineGiven:
    """Return the fact with the code of its name, or none where it is on no list."""
    if not fact.substance:
        raise Refusal("substance_missing")
    listed = formulary()
    if listed.substance(fact.code) is not None:
        return fact
    found = listed.named(fact.substance)
    is_medicine = found is not None and found.is_medicine and not found.is_group
    return replace(fact, code=found.code if found and is_medicine else "")


def _listed_allergy(fact: AllergyRecorded) -> AllergyRecorded:
    if not fact.substance:
        raise Refusal("substance_missing")
    listed = formulary()
    if listed.get(fact.code) is not None:
        return fact
    found = listed.named(fact.substance)
    return replace(fact, code="" if found is None else found.code)


def _is_warned(desk: Desk, by: ActorId, casualty: bytes, asked: MedicineGiven) -> bool:
    offset_ms = clocks(desk.database).offset_at(desk.journal.log, asked.observed_ms)
    at_ms = asked.observed_ms + offset_ms
    wanted = Dose(_NOT_YET, asked.substance, asked.code, at_ms, by)
    return check_for(desk.database, casualty, wanted).warns
