"""Residents who depend on others (*afhankelijkheden*): who, where, what they need.

What somebody cannot do without is in `need.py`; when that does harm, in `harm.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Annotated, Any, Final

from app.care.casualty import Fold
from app.care.claim import Claim, Stamp, assigned, claimed, latest
from app.care.form import Choice, Number, Ref, Text, When
from app.care.need import (
    ActStated,
    CareStated,
    CognitionStated,
    FoodStated,
    HeatingStated,
    MedicineStated,
    MobilityStated,
    OxygenStated,
    PowerStated,
    Stated,
)
from app.care.refusal import Refusal
from app.care.round import round_mark
from app.care.said import Said, told
from app.care.task import ABOUT, About, TaskOpened, Tasks, opened
from app.care.task import told as told_of
from app.care.terms import FactId, Sex

STREAM_START: Final = b"resident:"
MOST_DAYS_KEPT: Final = 20 * 366
"""Twenty years: as long as a file of care is kept at the most (domain.md §10)."""
_POSTCODE: Final = re.compile(r"[1-9]\d{3}(?:[A-Z]{2})?")


class LegalBasis(StrEnum):
    """On what ground somebody's needs are kept (AVG art. 6 and 9)."""

    CONSENT = "consent"
    CARE = "care"
    VITAL = "vital"
    PUBLIC_TASK = "public_task"


class VisitOutcome(StrEnum):
    """What came of going to somebody, or calling them."""

    WELL = "well"
    NEEDS = "needs"
    MOVED = "moved"
    REFUSED = "refused"
    NOT_FOUND = "not_found"
    HOSPITAL = "hospital"
    DECEASED = "deceased"


class VisitWay(StrEnum):
    """How somebody was reached."""

    VISIT = "visit"
    PHONE = "phone"


class EndReason(StrEnum):
    """Why somebody's needs are no longer kept."""

    MOVED = "moved"
    DECEASED = "deceased"
    WITHDRAWN = "withdrawn"
    NO_NEED = "no_need"
    MISTAKE = "mistake"


MET: Final = frozenset({VisitOutcome.WELL, VisitOutcome.NEEDS, VisitOutcome.REFUSED})
"""The person was spoken to, at home."""

AWAY: Final = frozenset(
    {VisitOutcome.MOVED, VisitOutcome.HOSPITAL, VisitOutcome.DECEASED}
)
"""The person is not at home: nobody needs to go there."""


@dataclass(frozen=True, slots=True)
class ResidentRegistered:
    """A post keeps what somebody at home cannot do without."""

    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    source: Annotated[str, Text(80)] = ""
    reference: Annotated[str, Text(60)] = ""


@dataclass(frozen=True, slots=True)
class ResidentSourced:
    """A care organisation names a resident that is kept already, by its own number."""

    source: Annotated[str, Text(80)]
    reference: Annotated[str, Text(60)]
    observed_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class ResidentDescribed:
    """Who somebody is and how to get to them; None leaves a field as it was."""

    observed_ms: Annotated[int, When()]
    name: Annotated[str | None, Text(120)] = None
    birth_date: Annotated[str | None, Text(10)] = None
    street: Annotated[str | None, Text(80)] = None
    house_number: Annotated[str | None, Text(12)] = None
    postcode: Annotated[str | None, Text(6)] = None
    town: Annotated[str | None, Text(60)] = None
    phone: Annotated[str | None, Text(40)] = None
    language: Annotated[str | None, Text(60)] = None
    contact: Annotated[str | None, Text(80)] = None
    contact_phone: Annotated[str | None, Text(40)] = None
    key_holder: Annotated[str | None, Text(80)] = None
    key_phone: Annotated[str | None, Text(40)] = None
    key_place: Annotated[str | None, Text(120)] = None
    basis: Annotated[LegalBasis | None, Choice()] = None
    remark: Annotated[str | None, Text(500, long=True)] = None
    sex: Annotated[Sex | None, Choice()] = None
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class ResidentChecked:
    """A person made sure that all that is kept of somebody still holds."""

    observed_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class ResidentVisited:
    """Somebody went there, or called; `by_name` where another person did."""

    outcome: Annotated[VisitOutcome, Choice()]
    observed_ms: Annotated[int, When()]
    way: Annotated[VisitWay, Choice()] = VisitWay.VISIT
    round: Annotated[bytes, Ref()] = b""
    by_name: Annotated[str, Text(80)] = ""
    remark: Annotated[str, Text(300)] = ""


@dataclass(frozen=True, slots=True)
class ResidentEnded:
    """What somebody needs is no longer kept here."""

    reason: Annotated[EndReason, Choice()]
    observed_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class RetentionSet:
    """How many days after somebody was struck off what is kept of them may go."""

    days: Annotated[int, Number(0, MOST_DAYS_KEPT)]


@dataclass(frozen=True, slots=True)
class Ending:
    """That somebody was struck off: why and when, and which fact says so."""

    id: FactId
    reason: EndReason
    observed_ms: int
    actor: bytes


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit or a call, and who wrote it down."""

    id: FactId
    outcome: VisitOutcome
    observed_ms: int
    actor: bytes
    way: VisitWay
    round: bytes
    by_name: str
    remark: str


@dataclass(frozen=True, slots=True)
class Resident:
    """All that is known of somebody at home. Of each line the claims that stand."""

    post: bytes = b""
    registered_ms: int = 0
    source: str = ""
    reference: str = ""
    said: Said = field(default_factory=dict)
    power: tuple[Claim[PowerStated], ...] = ()
    oxygen: tuple[Claim[OxygenStated], ...] = ()
    medicine: tuple[Claim[MedicineStated], ...] = ()
    food: tuple[Claim[FoodStated], ...] = ()
    heating: tuple[Claim[HeatingStated], ...] = ()
    care: tuple[Claim[CareStated], ...] = ()
    act: tuple[Claim[ActStated], ...] = ()
    mobility: tuple[Claim[MobilityStated], ...] = ()
    cognition: tuple[Claim[CognitionStated], ...] = ()
    visits: tuple[Visit, ...] = ()
    tasks: Tasks = ()
    checked_ms: int = 0
    checked_by: bytes = b""
    endings: tuple[Ending, ...] = ()
    sourced: tuple[tuple[str, str], ...] = ()

    def text(self, name: str) -> str:
        """Return what was said last in a field, or an empty text."""
        claim = latest(self.said.get(name, ()))
        return "" if claim is None else str(claim.value)

    def texts(self, name: str) -> str:
        """Return all that is said of a field where people differ: *Ans / Anne*."""
        values = (str(each.value) for each in self.said.get(name, ()))
        return " / ".join(dict.fromkeys(each for each in values if each))

    @property
    def ended(self) -> EndReason | None:
        """Why they were struck off last; None is kept."""
        return self.endings[-1].reason if self.endings else None

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """Which organisations have them on a list, and under what number."""
        own = ((self.source, self.reference),) if self.source else ()
        return tuple(dict.fromkeys((*own, *self.sourced)))

    @property
    def contact_ms(self) -> int:
        """When somebody last spoke to them; 0 is never."""
        met = (each.observed_ms for each in self.visits if each.outcome in MET)
        return max(met, default=0)

    @property
    def been_ms(self) -> int:
        """When somebody was last with them: a call is not being there. 0 is never."""
        return max((each.observed_ms for each in self._at_the_door(MET)), default=0)

    @property
    def tried_ms(self) -> int:
        """When somebody last stood there and did not find them. 0 is never."""
        missed = self._at_the_door(frozenset({VisitOutcome.NOT_FOUND}))
        return max((each.observed_ms for each in missed), default=0)

    def rounds(self, *, met: bool) -> str:
        """Return the marks of the rounds on which they were met, or not found."""
        wanted = MET if met else frozenset({VisitOutcome.NOT_FOUND})
        visits = (each for each in self._at_the_door(wanted) if each.round)
        return " ".join(dict.fromkeys(round_mark(each.round) for each in visits))

    def _at_the_door(self, outcomes: frozenset[VisitOutcome]) -> list[Visit]:
        return [
            each
            for each in self.visits
            if each.outcome in outcomes and each.way is VisitWay.VISIT
        ]

    @property
    def whereabouts(self) -> VisitOutcome | None:
        """Where they were found last if that is not at home; None is at home."""
        said = [each for each in self.visits if each.outcome in (MET | AWAY)]
        last = max(said, key=lambda each: (each.observed_ms, each.id), default=None)
        return last.outcome if last is not None and last.outcome in AWAY else None

    @property
    def conflicts(self) -> int:
        """In how many things people contradict each other."""
        lines = (getattr(self, name) for name in FIELD_OF.values())
        registers: list[tuple[Claim[Any], ...]] = [*lines, *self.said.values()]
        return sum(len({_plain(each.value) for each in one}) > 1 for one in registers)


FIELD_OF: Final[dict[type, str]] = {
    PowerStated: "power",
    OxygenStated: "oxygen",
    MedicineStated: "medicine",
    FoodStated: "food",
    HeatingStated: "heating",
    CareStated: "care",
    ActStated: "act",
    MobilityStated: "mobility",
    CognitionStated: "cognition",
}
"""Where in the state each line of the record stands."""


def _plain(value: Any) -> Any:
    """Return what is said, without when and after what."""
    if type(value) in FIELD_OF:
        return replace(value, observed_ms=0, sees=())
    return value


def _registered(resident: Resident, fact: ResidentRegistered, _: Stamp) -> Resident:
    return replace(
        resident,
        post=fact.post,
        registered_ms=fact.observed_ms,
        source=fact.source,
        reference=fact.reference,
    )


def _described(resident: Resident, fact: ResidentDescribed, stamp: Stamp) -> Resident:
    return replace(resident, said=told(resident.said, fact, stamp))


def _stated(resident: Resident, fact: Stated, stamp: Stamp) -> Resident:
    name = FIELD_OF[type(fact)]
    claim = claimed(replace(fact, sees=()), fact.observed_ms, stamp)
    after = assigned(getattr(resident, name), claim, fact.sees, None)
    return _with(resident, **{name: after})


def _with(resident: Resident, **changes: Any) -> Resident:
    return replace(resident, **changes)


def _checked(resident: Resident, fact: ResidentChecked, stamp: Stamp) -> Resident:
    if fact.observed_ms < resident.checked_ms:
        return resident
    return replace(resident, checked_ms=fact.observed_ms, checked_by=stamp.actor)


def _visited(resident: Resident, fact: ResidentVisited, stamp: Stamp) -> Resident:
    new = Visit(
        stamp.id,
        fact.outcome,
        fact.observed_ms,
        stamp.actor,
        fact.way,
        fact.round,
        fact.by_name,
        fact.remark,
    )
    return replace(resident, visits=(*resident.visits, new))


def _ended(resident: Resident, fact: ResidentEnded, stamp: Stamp) -> Resident:
    new = Ending(stamp.id, fact.reason, fact.observed_ms, stamp.actor)
    return replace(resident, endings=(*resident.endings, new))


def _sourced(resident: Resident, fact: ResidentSourced, _: Stamp) -> Resident:
    said = (fact.source, fact.reference)
    others = (each for each in resident.sourced if each != said)
    return replace(resident, sourced=(*others, said))


def _opened(resident: Resident, fact: TaskOpened, stamp: Stamp) -> Resident:
    return replace(resident, tasks=opened(resident.tasks, fact, stamp))


def _told_of(resident: Resident, fact: About, stamp: Stamp) -> Resident:
    return replace(resident, tasks=told_of(resident.tasks, fact, stamp))


FOLD: Final[dict[type, Fold]] = {
    ResidentRegistered: _registered,
    ResidentSourced: _sourced,
    ResidentDescribed: _described,
    ResidentChecked: _checked,
    ResidentVisited: _visited,
    ResidentEnded: _ended,
    TaskOpened: _opened,
    **dict.fromkeys(ABOUT, _told_of),
    **dict.fromkeys(FIELD_OF, _stated),
}


def source_key(source: str) -> str:
    """Return the name of an organisation as names are compared."""
    return " ".join(source.casefold().split())


def tidy_postcode(text: str) -> str:
    """Return a postcode as `9711AB`, or only its digits; raises Refusal."""
    plain = re.sub(r"\s", "", text).upper()
    if plain and not _POSTCODE.fullmatch(plain):
        raise Refusal("not_a_postcode")
    return plain


def resident_stream(name: bytes) -> bytes:
    """Return the stream of a resident, by 16 random bytes."""
    return STREAM_START + name
