"""A resident as the order sees them: the needs that may run out, and the scalars kept.

Where two people differ the worst of what they say counts: the fewest hours, said the
longest ago; a need that only one of them names; and not knowing before knowing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from app.care.claim import Claim
from app.care.harm import Dependent, Need, NeedKind
from app.care.need import (
    ActStated,
    CareStated,
    Cognition,
    Eating,
    FoodStated,
    HeatingStated,
    HeatSource,
    MedicineStated,
    Mobility,
    OxygenSource,
    OxygenStated,
    PowerStated,
    PowerUse,
)
from app.care.resident import Resident, source_key
from app.care.task import oldest_open_ms
from app.care.terms import Sex

UNKNOWN_HOURS: Final = -1
NOT_ASKED: Final = -2
"""How a row says that nobody knows for how long, and that nobody asked."""

HOURS_COLUMNS: Final = tuple(
    f"{kind.value}_{part}" for kind in NeedKind for part in ("h", "ms")
)
CIRCUMSTANCES: Final = (
    "alone",
    "no_carer",
    "not_mobile",
    "cognitive",
    "cold_without_power",
    "cold_without_heating",
    "cold_already",
)
ORDERED_BY: Final = (
    "ended",
    "at_home",
    "postcode",
    "street_key",
    *HOURS_COLUMNS,
    *CIRCUMSTANCES,
    "contact_ms",
    "been_ms",
    "post",
)
"""All that the order of residents hangs on: in an index, it needs no row."""

_MAYBE: Final[dict[bool | None, int]] = {False: 0, True: 1, None: 2}


def _power(fact: PowerStated) -> list[Need]:
    if fact.use is not PowerUse.DEVICE:
        return []
    known = fact.battery_hours
    hours = None if known is None else known + (fact.spare_hours or 0)
    return [Need(NeedKind.BATTERY, hours, fact.observed_ms)]


def _oxygen(fact: OxygenStated) -> list[Need]:
    if fact.source is OxygenSource.NONE:
        return []
    is_made = fact.source is OxygenSource.CONCENTRATOR
    kind = NeedKind.CONCENTRATOR if is_made else NeedKind.CYLINDER
    return [Need(kind, fact.cylinder_hours, fact.observed_ms)]


def _medicine(fact: MedicineStated) -> list[Need]:
    if not fact.kinds:
        return []
    return [Need(NeedKind.MEDICINE, fact.stock_hours, fact.observed_ms)]


def _food(fact: FoodStated) -> list[Need]:
    if fact.eating is Eating.SELF and fact.stock_hours is None:
        return []
    return [Need(NeedKind.FOOD, fact.stock_hours, fact.observed_ms)]


def _act(fact: ActStated) -> list[Need]:
    if not fact.acts:
        return []
    return [Need(NeedKind.ACT, fact.interval_hours, fact.last_done_ms or 0)]


def _alone(fact: CareStated) -> list[Need]:
    if fact.alone_hours is None and fact.visits_per_day == 0:
        return []
    is_asked = not (fact.alone_hours is None and fact.visits_per_day is None)
    return [Need(NeedKind.ALONE, fact.alone_hours, 0, is_asked)]


_LINES: Final[tuple[tuple[str, Any, tuple[NeedKind, ...]], ...]] = (
    ("power", _power, (NeedKind.BATTERY,)),
    ("oxygen", _oxygen, (NeedKind.CONCENTRATOR, NeedKind.CYLINDER)),
    ("medicine", _medicine, (NeedKind.MEDICINE,)),
    ("food", _food, (NeedKind.FOOD,)),
    ("act", _act, (NeedKind.ACT,)),
    ("care", _alone, (NeedKind.ALONE,)),
)


COUNTED: Final[Mapping[str, tuple[NeedKind, ...]]] = {
    "power": (NeedKind.BATTERY,),
    "oxygen": (NeedKind.CONCENTRATOR, NeedKind.CYLINDER),
    "medicine": (NeedKind.MEDICINE,),
    "food": (NeedKind.FOOD,),
}
"""The lines that count something that runs out, and as what it does."""


def with_left(fact: Any, hours: int) -> Any:
    """Return a line that counts no more hours than are left; unknown stays unknown."""
    if isinstance(fact, PowerStated):
        if fact.battery_hours is None:
            return fact
        spare = min(fact.spare_hours or 0, hours)
        battery = min(fact.battery_hours, hours - spare)
        kept = None if fact.spare_hours is None else spare
        return replace(fact, battery_hours=battery, spare_hours=kept)
    name = "cylinder_hours" if isinstance(fact, OxygenStated) else "stock_hours"
    known: int | None = getattr(fact, name)
    changes: dict[str, Any] = {} if known is None else {name: min(known, hours)}
    return replace(fact, **changes)


def dependent(resident: Resident) -> Dependent:
    """Return what the order of residents hangs on."""
    contact_ms = resident.contact_ms
    cares = [each.value for each in resident.care]
    warm = [each.value for each in resident.heating]
    return Dependent(
        needs=tuple(_needs(resident, contact_ms)),
        alone=_any(each.lives_alone for each in cares),
        no_carer=_any(_not(each.carer_reachable) for each in cares),
        not_mobile=_any(
            each.value.mobility is not Mobility.WALKS for each in resident.mobility
        ),
        cognitive=_any(
            each.value.cognition is Cognition.DEMENTIA for each in resident.cognition
        ),
        cold_without_power=_any(_cold_without_power(each) for each in warm),
        cold_without_heating=_any(_cold_without_heating(each) for each in warm),
        cold_already=_any(_cold_already(each) for each in warm),
        contact_ms=contact_ms,
        been_ms=resident.been_ms,
    )


def _needs(resident: Resident, contact_ms: int) -> Iterable[Need]:
    for name, needs_of, kinds in _LINES:
        claims: Sequence[Claim[Any]] = getattr(resident, name)
        if not claims:
            yield from (Need(kind, is_asked=False) for kind in kinds)
            continue
        found = [need for each in claims for need in needs_of(each.value)]
        for kind in kinds:
            same = [each for each in found if each.kind is kind]
            if same:
                yield _worst(same, contact_ms)


def _worst(same: Sequence[Need], contact_ms: int) -> Need:
    asked = [each for each in same if each.is_asked]
    kind = same[0].kind
    if not asked:
        return Need(kind, is_asked=False)
    known = [each.hours for each in asked if each.hours is not None]
    hours = min(known) if len(known) == len(asked) else None
    from_ms = min(each.from_ms for each in asked)
    return Need(kind, hours, contact_ms if kind is NeedKind.ALONE else from_ms)


def _any(said: Iterable[bool | None]) -> bool | None:
    """Return the worst of what is said; None where nobody said, or knows."""
    values = list(said)
    return True if True in values else None if None in values or not values else False


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _cold_without_power(fact: HeatingStated) -> bool | None:
    is_warm = fact.works_without_power is True and fact.source is not HeatSource.NONE
    return False if is_warm else fact.cold_vulnerable


def _cold_without_heating(fact: HeatingStated) -> bool | None:
    return False if fact.source is HeatSource.STOVE else fact.cold_vulnerable


def _cold_already(fact: HeatingStated) -> bool | None:
    return fact.cold_vulnerable if fact.source is HeatSource.NONE else False


@dataclass(frozen=True, slots=True)
class ResidentLine:
    """The scalars of a resident that lists sort, count and search by."""

    post: bytes
    reference: str
    name: str
    street: str
    street_key: str
    house_number: str
    house: int
    postcode: str
    town: str
    birth_date: str
    sex: str
    words: str
    at_home: int
    ended: int
    ended_ms: int
    sources: str
    registered_ms: int
    contact_ms: int
    been_ms: int
    tried_ms: int
    met_rounds: str
    tried_rounds: str
    task_ms: int | None
    checked_ms: int
    conflicts: int
    battery_h: int | None
    battery_ms: int
    concentrator_h: int | None
    concentrator_ms: int
    cylinder_h: int | None
    cylinder_ms: int
    medicine_h: int | None
    medicine_ms: int
    food_h: int | None
    food_ms: int
    act_h: int | None
    act_ms: int
    alone_h: int | None
    alone_ms: int
    alone: int
    no_carer: int
    not_mobile: int
    cognitive: int
    cold_without_power: int
    cold_without_heating: int
    cold_already: int


def line(resident: Resident) -> ResidentLine:
    """Return the scalars that lists need."""
    found = dependent(resident)
    hours: dict[str, Any] = {
        f"{kind.value}_{part}": None if part == "h" else 0
        for kind in NeedKind
        for part in ("h", "ms")
    }
    for need in found.needs:
        hours[f"{need.kind.value}_h"] = hours_column(need)
        hours[f"{need.kind.value}_ms"] = need.from_ms
    street, number = resident.text("street"), resident.text("house_number")
    where = (street, number, resident.text("postcode"), resident.text("town"))
    return ResidentLine(
        post=resident.post,
        reference=resident.reference,
        name=resident.text("name"),
        street=street,
        street_key=street_key(street),
        house_number=number,
        house=house_of(number),
        postcode=where[2],
        town=where[3],
        birth_date=resident.text("birth_date"),
        sex=resident.text("sex") or Sex.UNKNOWN,
        words=" ".join((resident.text("name"), *where)).casefold(),
        at_home=int(resident.whereabouts is None),
        ended=int(resident.ended is not None),
        ended_ms=max((each.observed_ms for each in resident.endings), default=0),
        sources="".join(source_mark(*each) for each in resident.sources),
        registered_ms=resident.registered_ms,
        contact_ms=found.contact_ms,
        been_ms=found.been_ms,
        tried_ms=resident.tried_ms,
        met_rounds=resident.rounds(met=True),
        tried_rounds=resident.rounds(met=False),
        task_ms=oldest_open_ms(resident.tasks),
        checked_ms=resident.checked_ms,
        conflicts=resident.conflicts,
        alone=_MAYBE[found.alone],
        no_carer=_MAYBE[found.no_carer],
        not_mobile=_MAYBE[found.not_mobile],
        cognitive=_MAYBE[found.cognitive],
        cold_without_power=_MAYBE[found.cold_without_power],
        cold_without_heating=_MAYBE[found.cold_without_heating],
        cold_already=_MAYBE[found.cold_already],
        **hours,
    )


def hours_column(need: Need) -> int:
    """Return the hours of a need as a row says them."""
    if not need.is_asked:
        return NOT_ASKED
    return UNKNOWN_HOURS if need.hours is None else need.hours


def source_mark(source: str, reference: str) -> str:
    """Return how a row says on whose list somebody is, and under what number."""
    return f"\n{source_key(source)}\t{reference.casefold()}\n"


def street_key(street: str) -> str:
    """Return a street as streets are compared."""
    return " ".join(street.casefold().split())


def house_of(number: str) -> int:
    """Return the number of a house without what is behind it; 0 where there is none."""
    found = re.match(r"\d{1,6}", number.strip())
    return int(found[0]) if found else 0
