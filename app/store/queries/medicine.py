"""Medicines and allergies of one casualty, and what about them needs eyes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.care.medicine import (
    Allergy,
    Check,
    Clash,
    Dose,
    Medicated,
    check_medicine,
    clashes,
    repeats,
)
from app.medicines import formulary
from app.store.names import actor_names, device_name, device_names
from app.store.queries.clock import Clocks, clocks
from app.store.queries.link import linked_to
from app.store.tables import state_of
from sync.database import Database


@dataclass(frozen=True, slots=True)
class Warned:
    """A dose that was given, with the allergies it clashes with and its doubles."""

    dose: Dose
    clashes: tuple[Clash, ...]
    repeats: tuple[Dose, ...]


@dataclass(frozen=True, slots=True)
class Medicines:
    """What somebody was given and cannot stand. Moments are by the hub's clock.

    `who` has, of each dose, who recorded it and on which device.
    """

    doses: tuple[Dose, ...] = ()
    allergies: tuple[Allergy, ...] = ()
    denied_ms: int | None = None
    warned: tuple[Warned, ...] = ()
    who: tuple[tuple[Dose, str, str], ...] = ()


def medicated(db: Database, stream: bytes) -> Medicated:
    """Return what is known of a person, in every record of theirs.

    Moments are by the hub's clock.
    """
    every = [_held(db, each) for each in (stream, *linked_to(db, stream))]
    denied = [each.denied_ms for each in every if each.denied_ms is not None]
    whole = Medicated(
        tuple(dose for each in every for dose in each.doses),
        tuple(allergy for each in every for allergy in each.allergies),
        max(denied, default=None),
    )
    return _corrected(whole, clocks(db))


def _held(db: Database, stream: bytes) -> Medicated:
    state = state_of(db, "casualty", stream)
    return Medicated() if state is None else state.medicated


def medicines(db: Database, stream: bytes) -> Medicines:
    """Return everything about medicines there is to see of a casualty."""
    known = medicated(db, stream)
    actors, devices = actor_names(db), device_names(db)
    return Medicines(
        known.doses,
        known.allergies,
        known.denied_ms,
        _warned(known),
        tuple(
            (each, actors.get(each.actor, ""), device_name(devices, each.id[0]))
            for each in known.doses
        ),
    )


def check_for(db: Database, stream: bytes, wanted: Dose) -> Check:
    """Return what stands against giving a medicine to a casualty."""
    return check_medicine(wanted, medicated(db, stream), formulary())


def _corrected(held: Medicated, known: Clocks) -> Medicated:
    doses = (
        replace(
            each,
            observed_ms=each.observed_ms
            + known.offset_at(each.id[0], each.observed_ms),
        )
        for each in held.doses
    )
    return replace(held, doses=tuple(sorted(doses, key=_order)))


def _warned(known: Medicated) -> tuple[Warned, ...]:
    """Return the doses that need eyes; of two doubles the later one says so."""
    listed = formulary()
    found = []
    for each in known.doses:
        earlier = [one for one in known.doses if _order(one) < _order(each)]
        against = clashes(each, known.allergies, listed)
        again = repeats(each, earlier, listed)
        if against or again:
            found.append(Warned(each, against, again))
    return tuple(found)


def _order(dose: Dose) -> tuple[int, tuple[bytes, int]]:
    return (dose.observed_ms, dose.id)
