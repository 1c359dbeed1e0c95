"""Medicines and allergies: what was given, what somebody cannot stand, what clashes.

Add-only, as treatments are. The list that ships says only which substance belongs to
which group; what is not on it is marked as not checked, and compared by its name.
A warning never stops anybody, and nothing is ever taken for a double and left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Any, Final

from app.care.claim import Stamp
from app.care.form import Choice, Number, Text, When
from app.care.formulary import Formulary, plain
from app.care.terms import FactId
from app.care.treatment import MOST_PIECES

AGAIN_WITHIN_MS: Final = 10 * 60_000
"""The same drug for the same person this close together may be one dose twice."""

MOST_DOSE: Final = 100_000_000
"""In thousandths: a larger number is a slip of the finger."""


class DoseUnit(StrEnum):
    """What a dose is counted in."""

    MG = "mg"
    MICROGRAM = "microgram"
    GRAM = "gram"
    ML = "ml"
    UNITS = "units"
    TABLET = "tablet"
    PUFF = "puff"
    DROP = "drop"


class Route(StrEnum):
    """How a medicine went in."""

    ORAL = "oral"
    SUBLINGUAL = "sublingual"
    IV = "iv"
    IO = "io"
    IM = "im"
    SC = "sc"
    NASAL = "nasal"
    INHALED = "inhaled"
    RECTAL = "rectal"
    SKIN = "skin"
    OTHER = "other"


class Reaction(StrEnum):
    """What happened when somebody got what they cannot stand."""

    ANAPHYLAXIS = "anaphylaxis"
    BREATHLESS = "breathless"
    SWELLING = "swelling"
    RASH = "rash"
    STOMACH = "stomach"
    OTHER = "other"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    """How sure it is: found in a test or a letter, told, or doubted."""

    CONFIRMED = "confirmed"
    TOLD = "told"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class MedicineGiven:
    """A medicine was given. `code` is that of the shipped list, '' is not checked.

    `dose` is in thousandths. `despite` is why it was given although a warning stood.
    """

    substance: Annotated[str, Text(80)]
    observed_ms: Annotated[int, When()]
    code: Annotated[str, Text(40)] = ""
    dose: Annotated[int | None, Number(1, MOST_DOSE, scale=3)] = None
    unit: Annotated[DoseUnit | None, Choice()] = None
    route: Annotated[Route | None, Choice()] = None
    given_by: Annotated[str, Text(80)] = ""
    detail: Annotated[str, Text(200)] = ""
    despite: Annotated[str, Text(200)] = ""
    item: Annotated[str, Text(40)] = ""
    pieces: Annotated[int, Number(0, MOST_PIECES)] = 0
    drawn: Annotated[int, Number(0, MOST_PIECES)] = 0


@dataclass(frozen=True, slots=True)
class AllergyRecorded:
    """An allergy was told or found; `code` names a substance or a group of the list."""

    substance: Annotated[str, Text(80)]
    observed_ms: Annotated[int, When()]
    code: Annotated[str, Text(40)] = ""
    reaction: Annotated[Reaction, Choice()] = Reaction.UNKNOWN
    certainty: Annotated[Certainty, Choice()] = Certainty.TOLD
    detail: Annotated[str, Text(200)] = ""
    told_by: Annotated[str, Text(80)] = ""


@dataclass(frozen=True, slots=True)
class AllergiesDenied:
    """Somebody was asked, and no allergies are known: not the same as not asked."""

    observed_ms: Annotated[int, When()]
    told_by: Annotated[str, Text(80)] = ""


@dataclass(frozen=True, slots=True)
class Dose:
    """A medicine that was given and stands."""

    id: FactId
    substance: str
    code: str
    observed_ms: int
    actor: bytes
    dose: int | None = None
    unit: DoseUnit | None = None
    route: Route | None = None
    given_by: str = ""


@dataclass(frozen=True, slots=True)
class Allergy:
    """An allergy that stands."""

    id: FactId
    substance: str
    code: str
    observed_ms: int
    reaction: Reaction = Reaction.UNKNOWN
    certainty: Certainty = Certainty.TOLD


@dataclass(frozen=True, slots=True)
class Medicated:
    """What somebody was given and cannot stand; `denied_ms` is when none were known."""

    doses: tuple[Dose, ...] = ()
    allergies: tuple[Allergy, ...] = ()
    denied_ms: int | None = None


class ClashReason(StrEnum):
    """ClashReason a medicine and an allergy clash."""

    SUBSTANCE = "substance"
    GROUP = "group"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Clash:
    """A medicine and an allergy that do not go together, and the group they share."""

    allergy: Allergy
    why: ClashReason
    group: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """What comparing a medicine with a person brought up.

    `unchecked` is a medicine that is not on the list; `unlisted` are the allergies that
    are not, so that only names were compared.
    """

    clashes: tuple[Clash, ...] = ()
    repeats: tuple[Dose, ...] = ()
    unchecked: bool = False
    unlisted: tuple[Allergy, ...] = ()

    @property
    def warns(self) -> bool:
        """Whether a person should look before giving it."""
        return bool(self.clashes or self.repeats)


def check_medicine(wanted: Dose, known: Medicated, listed: Formulary) -> Check:
    """Compare a medicine about to be given with what is known of a person."""
    return Check(
        clashes(wanted, known.allergies, listed),
        repeats(wanted, known.doses, listed),
        listed.substance(wanted.code) is None,
        tuple(each for each in known.allergies if not listed.knows(each.code)),
    )


def clashes(
    wanted: Dose, allergies: Iterable[Allergy], listed: Formulary
) -> tuple[Clash, ...]:
    """Return the allergies a medicine clashes with: substance, group, or plain name."""
    found = (_clash(wanted, each, listed) for each in allergies)
    return tuple(each for each in found if each is not None)


def repeats(wanted: Dose, doses: Iterable[Dose], listed: Formulary) -> tuple[Dose, ...]:
    """Return the other doses of the same drug within ten minutes, either way."""
    return tuple(
        each
        for each in doses
        if each.id != wanted.id
        and abs(each.observed_ms - wanted.observed_ms) <= AGAIN_WITHIN_MS
        and _same_drug(wanted, each, listed)
    )


def _clash(wanted: Dose, allergy: Allergy, listed: Formulary) -> Clash | None:
    medicines = listed.meant(wanted.code, wanted.substance)
    told = listed.meant(allergy.code, allergy.substance)
    if any(each in told for each in medicines):
        return Clash(allergy, ClashReason.SUBSTANCE)
    groups = {group for each in told for group in each.groups}
    shared = (group for each in medicines for group in each.groups if group in groups)
    group = next(shared, "")
    if group:
        return Clash(allergy, ClashReason.GROUP, group)
    is_named = _is_in(plain(wanted.substance), plain(allergy.substance))
    return Clash(allergy, ClashReason.NAME) if is_named else None


def _is_in(one: str, other: str) -> bool:
    """Tell whether one name is the other, or stands in it as words of its own."""
    first, second = f" {one} ", f" {other} "
    return bool(one and other) and (first in second or second in first)


def _same_drug(one: Dose, other: Dose, listed: Formulary) -> bool:
    first = listed.meant(one.code, one.substance)
    second = listed.meant(other.code, other.substance)
    if any(each in second for each in first):
        return True
    return _is_in(plain(one.substance), plain(other.substance))


def _given(casualty: Any, fact: MedicineGiven, stamp: Stamp) -> Any:
    dose = Dose(
        stamp.id,
        fact.substance,
        fact.code,
        fact.observed_ms,
        stamp.actor,
        fact.dose,
        fact.unit,
        fact.route,
        fact.given_by,
    )
    held: Medicated = casualty.medicated
    return replace(casualty, medicated=replace(held, doses=(*held.doses, dose)))


def _allergic(casualty: Any, fact: AllergyRecorded, stamp: Stamp) -> Any:
    allergy = Allergy(
        stamp.id,
        fact.substance,
        fact.code,
        fact.observed_ms,
        fact.reaction,
        fact.certainty,
    )
    held: Medicated = casualty.medicated
    after = replace(held, allergies=(*held.allergies, allergy))
    return replace(casualty, medicated=after)


def _denied(casualty: Any, fact: AllergiesDenied, _: Stamp) -> Any:
    held: Medicated = casualty.medicated
    last = max(fact.observed_ms, held.denied_ms or fact.observed_ms)
    return replace(casualty, medicated=replace(held, denied_ms=last))


FOLD: Final[dict[type, Callable[[Any, Any, Stamp], Any]]] = {
    MedicineGiven: _given,
    AllergyRecorded: _allergic,
    AllergiesDenied: _denied,
}
"""What these facts do to the state of a casualty."""
