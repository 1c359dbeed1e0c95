"""What a person may ask about who somebody is: looks, details, unhurt, BSN checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.care.claim import ids_of
from app.care.identity import bsn_passes
from app.care.person import (
    BsnChecked,
    InvolvementNoted,
    LooksDescribed,
    PersonDetailed,
)
from app.care.refusal import Refusal
from app.care.terms import BsnProof, FactId, Involvement
from app.commands.casualty import Registration, register_casualty, seeing
from app.commands.power import held_casualty, recorded
from app.store.desk import Desk, event_id
from sync.event import Event
from sync.ids import ActorId


def describe_person(
    desk: Desk,
    by: ActorId,
    casualty: bytes,
    fact: LooksDescribed | PersonDetailed | InvolvementNoted,
    sees: Sequence[FactId] | None = None,
) -> Event:
    """Record what somebody looks like, or other details. Raises Refusal."""
    held = held_casualty(desk, casualty)
    return recorded(desk, by, casualty, seeing(held, fact, sees))


def note_involvement(
    desk: Desk, by: ActorId, casualty: bytes, involvement: Involvement
) -> Event:
    """Record that somebody is affected and unhurt, or a casualty after all.

    Raises Refusal.
    """
    held = held_casualty(desk, casualty)
    fact = InvolvementNoted(desk.now_ms(), involvement)
    return recorded(desk, by, casualty, seeing(held, fact, None))


def register_affected(desk: Desk, by: ActorId, wanted: Registration) -> Event:
    """Register somebody unhurt; nothing but the moment is required.

    Taking the registration back takes the rest with it. Raises Refusal.
    """
    if wanted.category is not None:
        raise Refusal("affected_is_not_triaged")
    registered = register_casualty(desk, by, wanted)
    fact = InvolvementNoted(wanted.observed_ms, Involvement.AFFECTED)
    recorded(desk, by, registered.stream, fact, event_id(registered))
    return registered


def check_bsn(
    desk: Desk, by: ActorId, casualty: bytes, fact: BsnChecked, number: str
) -> Event:
    """Record that a person made sure of the BSN that stands; `number` is which.

    A look-up names its reference. Raises Refusal.
    """
    held = held_casualty(desk, casualty)
    claims = held.said.get("bsn", ())
    numbers = {str(claim.value) for claim in claims}
    if not numbers:
        raise Refusal("bsn_missing")
    if numbers != {number}:
        raise Refusal("bsn_other")
    if not bsn_passes(number):
        raise Refusal("bsn_fails")
    if fact.how is BsnProof.SBVZ and not fact.reference.strip():
        raise Refusal("reference_missing")
    return recorded(desk, by, casualty, replace(fact, sees=ids_of(claims)))
