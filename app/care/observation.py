"""What is observed of a casualty beyond its vitals, and a rate that was counted.

`LIKELY` are bounds of a first look at what was typed, not clinical judgement: beyond
them a person is asked whether it is right, and one tap says so. They are wide on
purpose, so that the question stays rare and is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from app.care.form import Choice, Number, When

_MINUTE_MS = 60_000


class PupilReaction(StrEnum):
    """How a pupil reacts to light."""

    BRISK = "brisk"
    SLUGGISH = "sluggish"
    NONE = "none"
    UNTESTABLE = "untestable"


class EyeOpening(StrEnum):
    """E of the Glasgow coma scale."""

    SPONTANEOUS = "4"
    TO_SOUND = "3"
    TO_PRESSURE = "2"
    NONE = "1"
    UNTESTABLE = "nt"


class VerbalResponse(StrEnum):
    """V of the Glasgow coma scale."""

    ORIENTATED = "5"
    CONFUSED = "4"
    WORDS = "3"
    SOUNDS = "2"
    NONE = "1"
    UNTESTABLE = "nt"


class MotorResponse(StrEnum):
    """M of the Glasgow coma scale."""

    OBEYS = "6"
    LOCALISES = "5"
    WITHDRAWS = "4"
    FLEXES = "3"
    EXTENDS = "2"
    NONE = "1"
    UNTESTABLE = "nt"


class Spo2Scale(StrEnum):
    """Which scale of NEWS2 a saturation is scored on; 2 is for hypercapnic failure."""

    ONE = "1"
    TWO = "2"


class Pregnancy(StrEnum):
    """Whether somebody is pregnant, as told or seen."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class PulsePlace(StrEnum):
    """Where a pulse was felt."""

    WRIST = "wrist"
    NECK = "neck"
    GROIN = "groin"
    UPPER_ARM = "upper_arm"
    FOOT = "foot"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class ObservationRecorded:
    """What was observed beside a set of vitals; what was not is None."""

    observed_ms: Annotated[int, When()]
    glucose_mmol_l: Annotated[int | None, Number(0, 1500, scale=1)] = None
    pupil_left_mm: Annotated[int | None, Number(0, 12)] = None
    pupil_left: Annotated[PupilReaction | None, Choice()] = None
    pupil_right_mm: Annotated[int | None, Number(0, 12)] = None
    pupil_right: Annotated[PupilReaction | None, Choice()] = None
    eye: Annotated[EyeOpening | None, Choice()] = None
    verbal: Annotated[VerbalResponse | None, Choice()] = None
    motor: Annotated[MotorResponse | None, Choice()] = None
    pulse_place: Annotated[PulsePlace | None, Choice()] = None
    spo2_scale: Annotated[Spo2Scale | None, Choice()] = None
    pregnancy: Annotated[Pregnancy | None, Choice()] = None


def points_of(part: EyeOpening | VerbalResponse | MotorResponse | None) -> int | None:
    """Return the points of a part of the Glasgow coma scale; None when not tested."""
    return None if part is None or part.value == "nt" else int(part.value)


LIKELY: Final[Mapping[str, tuple[int, int]]] = {
    "breaths_per_min": (4, 60),
    "spo2_percent": (60, 100),
    "pulse_per_min": (25, 220),
    "systolic_mmhg": (50, 250),
    "diastolic_mmhg": (20, 150),
    "temperature_c": (280, 420),
    "glucose_mmol_l": (15, 400),
    "pupil_left_mm": (1, 9),
    "pupil_right_mm": (1, 9),
}
"""From and to, as recorded; beyond them is asked whether it is right."""


def unlikely(values: Mapping[str, int | None]) -> tuple[str, ...]:
    """Return the names of values to ask about, in the order they were given.

    A lower pressure that is not below the upper one is asked about as well.
    """
    found = [
        name
        for name, value in values.items()
        if value is not None
        and name in LIKELY
        and not LIKELY[name][0] <= value <= LIKELY[name][1]
    ]
    upper, lower = values.get("systolic_mmhg"), values.get("diastolic_mmhg")
    crossed = upper is not None and lower is not None and lower >= upper
    if crossed and "diastolic_mmhg" not in found:
        found.append("diastolic_mmhg")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Counted:
    """Beats or breaths that were counted, and how long that took."""

    count: int
    duration_ms: int

    @property
    def tenths_per_min(self) -> int:
        """Count × 60 / seconds, in tenths, a half rounded up."""
        return _halves_up(self.count * _MINUTE_MS * 10, self.duration_ms)

    @property
    def per_min(self) -> int:
        """Count × 60 / seconds, as a whole number, a half rounded up."""
        return _halves_up(self.count * _MINUTE_MS, self.duration_ms)


def _halves_up(dividend: int, divisor: int) -> int:
    return (2 * dividend + divisor) // (2 * divisor)
