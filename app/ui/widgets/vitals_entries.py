"""One set of vitals as typed, and how a measured value reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from app.care.casualty import VitalsRecorded
from app.care.form import Number, field_of
from app.care.observation import (
    EyeOpening,
    MotorResponse,
    ObservationRecorded,
    Pregnancy,
    PulsePlace,
    PupilReaction,
    Spo2Scale,
    VerbalResponse,
)
from app.care.refusal import Refusal
from app.care.terms import Consciousness
from app.ui.widgets.moment import moment_of

MEASURES: Final = (
    "breaths_per_min",
    "spo2_percent",
    "pulse_per_min",
    "systolic_mmhg",
    "diastolic_mmhg",
    "temperature_c",
    "gcs",
    "pain",
)
"""The numbers of a set, in the order they are taken at the bedside."""

BESIDE: Final = ("glucose_mmol_l", "pupil_left_mm", "pupil_right_mm")
"""The numbers that go beside a set."""

TERMS: Final[Mapping[str, type[StrEnum]]] = {
    "pupil_left": PupilReaction,
    "pupil_right": PupilReaction,
    "eye": EyeOpening,
    "verbal": VerbalResponse,
    "motor": MotorResponse,
    "pulse_place": PulsePlace,
    "spo2_scale": Spo2Scale,
    "pregnancy": Pregnancy,
}
"""The choices that go beside a set."""

_NUMBER: Final = re.compile(r"-?\d{1,6}(?:[.,]\d{1,3})?")


def scale_of(name: str) -> int:
    """Return with how many decimals a measure is written."""
    return _number(name).scale


def read_measure(name: str, typed: str, language: str) -> int | None:
    """Return a measure as recorded, None when not measured. Raises Refusal."""
    plain = typed.strip()
    if not plain:
        return None
    kind = _number(name)
    value = None
    if _NUMBER.fullmatch(plain):
        value = Decimal(plain.replace(",", ".")) * 10**kind.scale
    if value is None or value != int(value):
        raise Refusal("not_a_number", field=name)
    if not kind.least <= value <= kind.most:
        raise Refusal(
            "number_out_of_range",
            field=name,
            least=written(kind.least, kind.scale, language),
            most=written(kind.most, kind.scale, language),
        )
    return int(value)


def read_all(
    typed: Mapping[str, str], language: str
) -> tuple[dict[str, int | None], dict[str, Refusal]]:
    """Return what can be recorded and, for each field, why another cannot."""
    values: dict[str, int | None] = {}
    faults: dict[str, Refusal] = {}
    for name in (*MEASURES, *BESIDE):
        try:
            values[name] = read_measure(name, typed.get(name, ""), language)
        except Refusal as why:
            faults[name] = why
    return values, faults


def vitals_of(
    values: Mapping[str, int | None], typed: Mapping[str, str], now_ms: int
) -> VitalsRecorded:
    """Return the set to record; raises Refusal for a time that is no time."""
    level, oxygen = typed.get("consciousness", ""), typed.get("on_oxygen", "")
    return VitalsRecorded(
        observed_ms=moment_of(typed.get("at", ""), now_ms),
        consciousness=Consciousness(level) if level else None,
        on_oxygen=oxygen == "yes" if oxygen else None,
        **{name: values[name] for name in MEASURES},
    )


def beside_of(
    values: Mapping[str, int | None], typed: Mapping[str, str], now_ms: int
) -> ObservationRecorded:
    """Return what goes beside the set; raises Refusal for a time that is no time."""
    picked: dict[str, Any] = {
        name: term(typed[name]) for name, term in TERMS.items() if typed.get(name)
    }
    picked |= {name: values[name] for name in BESIDE}
    at = moment_of(typed.get("at", ""), now_ms)
    return ObservationRecorded(observed_ms=at, **picked)


def written(value: int, scale: int, language: str) -> str:
    """Return a number with its decimals: 374 with scale 1 is 37,4 in Dutch."""
    if not scale:
        return str(value)
    whole, rest = divmod(abs(value), 10**scale)
    sign = "-" if value < 0 else ""
    mark = "," if language == "nl" else "."
    return f"{sign}{whole}{mark}{rest:0{scale}}"


def shown(
    vitals: VitalsRecorded | ObservationRecorded, name: str, language: str
) -> str | None:
    """Return a measure as it reads on screen, None when it was not measured."""
    value = getattr(vitals, name)
    return None if value is None else written(value, scale_of(name), language)


def _number(name: str) -> Number:
    form = ObservationRecorded if name in BESIDE else VitalsRecorded
    kind = field_of(form, name)
    if not isinstance(kind, Number):
        raise TypeError(f"{name} is no number of a set of vitals")
    return kind
