"""The TCCC card, DD Form 1380: how its boxes fill from the facts of a casualty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.care.atmist import Fact, lasting
from app.care.casualty import VitalsRecorded
from app.care.injury import InjuryMarked
from app.care.medicine import AllergiesDenied, AllergyRecorded, MedicineGiven
from app.care.observation import ObservationRecorded, PulsePlace
from app.care.tccc import TcccDescribed
from app.care.treatment import Intervention, Site, TreatmentGiven


class Limb(StrEnum):
    """The four limbs that have a box for a tourniquet."""

    RIGHT_ARM = "right_arm"
    LEFT_ARM = "left_arm"
    RIGHT_LEG = "right_leg"
    LEFT_LEG = "left_leg"


_LIMBS: Final[Mapping[str, tuple[str, ...]]] = {
    "arm": ("armpit", "upper_arm", "forearm", "hand"),
    "leg": ("thigh", "lower_leg", "foot"),
}

LIMB_OF: Final[Mapping[Site, Limb]] = {
    Site(f"{side}_{part}"): Limb(f"{side}_{limb}")
    for limb, parts in _LIMBS.items()
    for part in parts
    for side in ("right", "left")
}
"""Which limb a place on the body belongs to."""

BACK: Final[Mapping[str, frozenset[Intervention]]] = {
    "c": frozenset(
        {
            Intervention.TOURNIQUET,
            Intervention.PRESSURE_DRESSING,
            Intervention.WOUND_PACKING,
            Intervention.WOUND_DRESSING,
            Intervention.PELVIC_BINDER,
        }
    ),
    "a": frozenset({Intervention.AIRWAY_OPENED, Intervention.AIRWAY_DEVICE}),
    "b": frozenset(
        {
            Intervention.OXYGEN,
            Intervention.NEEDLE_DECOMPRESSION,
            Intervention.CHEST_SEAL,
            Intervention.RESCUE_BREATHS,
        }
    ),
    "other": frozenset(
        {Intervention.EYE_SHIELD, Intervention.SPLINT, Intervention.WARMING}
    ),
}
"""Which treatment is in which box of the back; what is in none stands in the notes."""

_SETS: Final = 4


@dataclass(frozen=True, slots=True)
class Tccc:
    """The card: what was filled in, and what the facts say.

    `vitals` are the last that have a column, `earlier` is how many sets came before.
    `pulse_places` is where the pulse was felt, by the time of its set of vitals.
    """

    form: TcccDescribed | None
    allergies: tuple[Fact, ...]
    tourniquets: Mapping[Limb, tuple[Fact, ...]]
    unplaced: tuple[Fact, ...]
    vitals: tuple[Fact, ...]
    injuries: tuple[Fact, ...]
    given: Mapping[str, tuple[Fact, ...]]
    rest: tuple[Fact, ...]
    medicines: tuple[Fact, ...]
    pulse_places: Mapping[int, PulsePlace]
    earlier: int = 0


def tccc(facts: Sequence[Fact]) -> Tccc:
    """Return the card; the order in which facts are given does not matter."""
    known = sorted(facts, key=lambda each: (each.at_ms, repr(each.body)))
    forms = [each.body for each in known if isinstance(each.body, TcccDescribed)]
    treated = [
        lasting(each, known) for each in known if isinstance(each.body, TreatmentGiven)
    ]
    straps = [each for each in treated if _is(each, Intervention.TOURNIQUET)]
    vitals = _of(known, VitalsRecorded)
    boxed = frozenset[Intervention]().union(*BACK.values())
    return Tccc(
        form=forms[-1] if forms else None,
        allergies=_of(known, AllergyRecorded, AllergiesDenied),
        tourniquets={
            limb: tuple(each for each in straps if _limb(each) is limb) for limb in Limb
        },
        unplaced=tuple(each for each in straps if _limb(each) is None),
        vitals=vitals[-_SETS:],
        injuries=_of(known, InjuryMarked),
        given={
            box: tuple(each for each in treated if each.body.intervention in kinds)
            for box, kinds in BACK.items()
        },
        rest=tuple(each for each in treated if each.body.intervention not in boxed),
        medicines=_of(known, MedicineGiven),
        pulse_places={
            each.at_ms: each.body.pulse_place
            for each in _of(known, ObservationRecorded)
            if each.body.pulse_place is not None
        },
        earlier=max(0, len(vitals) - _SETS),
    )


def _is(fact: Fact, intervention: Intervention) -> bool:
    body = fact.body
    return isinstance(body, TreatmentGiven) and body.intervention is intervention


def _limb(fact: Fact) -> Limb | None:
    site = fact.body.site
    return None if site is None else LIMB_OF.get(site)


def _of(facts: Sequence[Fact], *forms: type) -> tuple[Fact, ...]:
    return tuple(each for each in facts if isinstance(each.body, forms))
