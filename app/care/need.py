"""Dependency records (*afhankelijkheden*): what somebody at home cannot do without.

One form for each line of domain.md §7. A form says all of its line at once, so that two
people who differ stand side by side, each complete. Hours that nobody knows are None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from app.care.form import Choice, Number, Text, When
from app.care.refusal import Refusal
from app.care.terms import FactId

MOST_HOURS: Final = 2_160
"""Ninety days: beyond it nobody's stock is known by the hour."""

HOURS_A_DAY: Final = 24
_DURATION: Final = re.compile(r"(\d{1,4})\s*([a-z]*)\.?", re.IGNORECASE)
_UNITS: Final = {"u": 1, "h": 1, "uur": 1, "uren": 1, "hour": 1, "hours": 1} | (
    dict.fromkeys(("d", "dag", "dagen", "day", "days"), HOURS_A_DAY)
)


class PowerUse(StrEnum):
    """What somebody needs the mains for."""

    NONE = "none"
    COMFORT = "comfort"
    DEVICE = "device"


class Device(StrEnum):
    """A device that somebody cannot do without."""

    VENTILATOR = "ventilator"
    CONCENTRATOR = "concentrator"
    SUCTION = "suction"
    FEEDING_PUMP = "feeding_pump"
    INFUSION = "infusion"
    DIALYSIS = "dialysis"
    BED_HOIST = "bed_hoist"
    POWERED_CHAIR = "powered_chair"
    MONITOR = "monitor"
    FRIDGE = "fridge"


class OxygenSource(StrEnum):
    """Where oxygen comes from."""

    NONE = "none"
    CYLINDER = "cylinder"
    CONCENTRATOR = "concentrator"


class CriticalMedicine(StrEnum):
    """A medicine whose lack does harm soon."""

    INSULIN = "insulin"
    ANTI_EPILEPTIC = "anti_epileptic"
    ANTICOAGULANT = "anticoagulant"
    OPIOID = "opioid"
    STEROID = "steroid"
    OTHER = "other"


class Eating(StrEnum):
    """How somebody gets to eat and drink."""

    SELF = "self"
    DELIVERED = "delivered"
    TUBE = "tube"


class HeatSource(StrEnum):
    """What warms a home."""

    BOILER = "boiler"
    DISTRICT = "district"
    ELECTRIC = "electric"
    STOVE = "stove"
    NONE = "none"


class NursingAct(StrEnum):
    """Something that must be done for somebody, again and again."""

    WOUND = "wound"
    CATHETER = "catheter"
    STOMA = "stoma"
    INJECTION = "injection"
    DIALYSIS = "dialysis"


class Mobility(StrEnum):
    """How somebody gets about."""

    WALKS = "walks"
    HELPED = "helped"
    BED = "bed"


class Evacuation(StrEnum):
    """How somebody gets out of the house."""

    SEAT = "seat"
    STRETCHER = "stretcher"
    TWO_PERSONS = "two_persons"


class Cognition(StrEnum):
    """Whether somebody understands what goes on."""

    ORIENTATED = "orientated"
    DEMENTIA = "dementia"


@dataclass(frozen=True, slots=True)
class PowerStated:
    """What somebody needs the mains for, and how long their batteries last."""

    use: Annotated[PowerUse, Choice()]
    observed_ms: Annotated[int, When()]
    devices: tuple[Device, ...] = ()
    battery_hours: Annotated[int | None, Number(0, MOST_HOURS)] = None
    spare_hours: Annotated[int | None, Number(0, MOST_HOURS)] = None
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class OxygenStated:
    """Where somebody's oxygen comes from, and how long the cylinders last."""

    source: Annotated[OxygenSource, Choice()]
    observed_ms: Annotated[int, When()]
    cylinder_hours: Annotated[int | None, Number(0, MOST_HOURS)] = None
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class MedicineStated:
    """Which critical medicines somebody needs (none: an empty list), for how long."""

    observed_ms: Annotated[int, When()]
    kinds: tuple[CriticalMedicine, ...] = ()
    stock_hours: Annotated[int | None, Number(0, MOST_HOURS)] = None
    cold: Annotated[bool | None, Choice()] = None
    given_by: Annotated[str, Text(80)] = ""
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class FoodStated:
    """How somebody eats and drinks, and for how long there is enough in the house."""

    eating: Annotated[Eating, Choice()]
    observed_ms: Annotated[int, When()]
    stock_hours: Annotated[int | None, Number(0, MOST_HOURS)] = None
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class HeatingStated:
    """What warms a home, whether it works without power, and who suffers from cold."""

    source: Annotated[HeatSource, Choice()]
    observed_ms: Annotated[int, When()]
    works_without_power: Annotated[bool | None, Choice()] = None
    cold_vulnerable: Annotated[bool | None, Choice()] = None
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class CareStated:
    """Who looks after somebody (*omkijkzorg*), and how long they can be alone."""

    observed_ms: Annotated[int, When()]
    visits_per_day: Annotated[int | None, Number(0, 48)] = None
    alone_hours: Annotated[int | None, Number(0, MOST_HOURS)] = None
    lives_alone: Annotated[bool | None, Choice()] = None
    carer: Annotated[str, Text(80)] = ""
    carer_phone: Annotated[str, Text(40)] = ""
    carer_reachable: Annotated[bool | None, Choice()] = None
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class ActStated:
    """Which nursing acts somebody needs (none: an empty list), at most how far apart.

    `last_done_ms` is when it was last done, where somebody knows.
    """

    observed_ms: Annotated[int, When()]
    acts: tuple[NursingAct, ...] = ()
    interval_hours: Annotated[int | None, Number(0, MOST_HOURS)] = None
    last_done_ms: Annotated[int | None, When()] = None
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class MobilityStated:
    """How somebody gets about, and out of the house."""

    mobility: Annotated[Mobility, Choice()]
    observed_ms: Annotated[int, When()]
    stairs: Annotated[bool | None, Choice()] = None
    evacuation: Annotated[Evacuation | None, Choice()] = None
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class CognitionStated:
    """Whether somebody understands, hears and sees."""

    cognition: Annotated[Cognition, Choice()]
    observed_ms: Annotated[int, When()]
    deaf: Annotated[bool | None, Choice()] = None
    blind: Annotated[bool | None, Choice()] = None
    sees: tuple[FactId, ...] = ()


Stated = (
    PowerStated
    | OxygenStated
    | MedicineStated
    | FoodStated
    | HeatingStated
    | CareStated
    | ActStated
    | MobilityStated
    | CognitionStated
)
"""One line of a dependency record."""


def hours_typed(text: str, unit_hours: int = 1) -> int | None:
    """Return the hours a person typed: `3`, `20 u`, `3 d`; None for nothing.

    A bare number counts `unit_hours` each. Raises Refusal.
    """
    plain = text.strip().lower()
    if not plain:
        return None
    found = _DURATION.fullmatch(plain)
    if found is None or (found[2] and found[2] not in _UNITS):
        raise Refusal("not_a_duration")
    hours = int(found[1]) * (_UNITS[found[2]] if found[2] else unit_hours)
    if hours > MOST_HOURS:
        raise Refusal("duration_too_long", most=MOST_HOURS // HOURS_A_DAY)
    return hours


def hours_shown(hours: int | None, unit_hours: int = 1) -> str:
    """Return hours as `hours_typed` reads them back."""
    if hours is None:
        return ""
    if hours % unit_hours == 0:
        return str(hours // unit_hours)
    return f"{hours} u"
