"""(AT)MIST: what who takes over must hear, made from the facts that stand.

Age, Time, Mechanism, Injuries, Signs, Treatment, then ETA and Requirements. What nobody
recorded stays empty here; whoever shows the card says *not known*, never nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from app.care.casualty import NoteRecorded, VitalsRecorded
from app.care.flow import ContaminationNoted
from app.care.injury import InjuryMarked
from app.care.medicine import AllergiesDenied, AllergyRecorded, MedicineGiven
from app.care.observation import ObservationRecorded
from app.care.terms import FactId, Triage
from app.care.treatment import LASTING, TreatmentEnded, TreatmentGiven

_NOTES_SHOWN: Final = 3

INJURIES: Final[frozenset[type]] = frozenset({InjuryMarked})
TREATMENTS: Final[frozenset[type]] = frozenset({TreatmentGiven, MedicineGiven})
ALLERGIES: Final[frozenset[type]] = frozenset({AllergyRecorded, AllergiesDenied})
CONTAMINATIONS: Final[frozenset[type]] = frozenset({ContaminationNoted})
"""Which forms fill which line of the card."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that stands, and when it was seen; what lasts may have an end.

    `is_on`: it lasts, and nobody said it ended.
    """

    body: Any
    at_ms: int
    id: FactId = (b"", 0)
    until_ms: int | None = None
    is_on: bool = False


@dataclass(frozen=True, slots=True)
class Who:
    """Who somebody is: kept apart, so that no card carries it unasked."""

    name: str = ""
    birth_date: str = ""
    bsn: str = ""
    contact: str = ""
    language: str = ""
    nationality: str = ""


@dataclass(frozen=True, slots=True)
class Atmist:
    """The card; a field with several values is one that persons contradict."""

    number: str
    categories: tuple[Triage, ...]
    triaged_ms: int | None
    arrived_ms: int
    years: tuple[str, ...] = ()
    age_band: tuple[str, ...] = ()
    sex: tuple[str, ...] = ()
    incident_ms: tuple[str, ...] = ()
    mechanism: tuple[str, ...] = ()
    complaint: tuple[str, ...] = ()
    injuries: tuple[Fact, ...] = ()
    signs: tuple[Fact, ...] = ()
    treatment: tuple[Fact, ...] = ()
    allergies: tuple[Fact, ...] = ()
    contamination: tuple[Fact, ...] = ()
    notes: tuple[Fact, ...] = ()
    bound_for: tuple[str, ...] = ()
    eta_ms: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What a card is made of: number, categories, claims by field, standing facts.

    `also` are the numbers of other records of the same person.
    """

    number: str
    categories: tuple[Triage, ...]
    triaged_ms: int | None
    arrived_ms: int
    said: Mapping[str, tuple[str, ...]]
    facts: Sequence[Fact]
    also: tuple[str, ...] = ()


def atmist(standing: Standing) -> Atmist:
    """Return the card; the order in which facts are given does not matter."""
    facts = sorted(standing.facts, key=lambda each: (each.at_ms, repr(each.body)))
    said = standing.said
    return Atmist(
        number=standing.number,
        categories=standing.categories,
        triaged_ms=standing.triaged_ms,
        arrived_ms=standing.arrived_ms,
        **{name: _distinct(said.get(name, ())) for name in _SAID},
        injuries=_of(facts, INJURIES),
        signs=_signs(facts),
        treatment=tuple(lasting(each, facts) for each in _of(facts, TREATMENTS)),
        allergies=_of(facts, ALLERGIES),
        contamination=_of(facts, CONTAMINATIONS),
        notes=_of(facts, frozenset({NoteRecorded}))[-_NOTES_SHOWN:],
        also=standing.also,
    )


_SAID: Final = (
    "years",
    "age_band",
    "sex",
    "incident_ms",
    "mechanism",
    "complaint",
    "bound_for",
    "eta_ms",
    "requirements",
)


def _of(facts: Sequence[Fact], forms: frozenset[type]) -> tuple[Fact, ...]:
    return tuple(each for each in facts if type(each.body) in forms)


def lasting(fact: Fact, facts: Sequence[Fact]) -> Fact:
    """Return a treatment with its end, where it has one."""
    ends = [
        each.at_ms
        for each in facts
        if isinstance(each.body, TreatmentEnded)
        and (bytes(each.body.target[0]), each.body.target[1]) == fact.id
    ]
    lasts = getattr(fact.body, "intervention", None) in LASTING
    return replace(fact, until_ms=min(ends, default=None), is_on=lasts and not ends)


def _signs(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Return the last set of vitals, and the first before it: a trend needs two.

    What was observed beside them is there once, as it was last.
    """
    vitals = _of(facts, frozenset({VitalsRecorded}))
    shown = vitals if len(vitals) <= 1 else (vitals[0], vitals[-1])
    beside = _of(facts, frozenset({ObservationRecorded}))[-1:]
    return tuple(sorted((*shown, *beside), key=lambda each: each.at_ms))


def _distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(each for each in values if each)))
