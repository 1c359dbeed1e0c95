"""Findings: what triage tools ask of a casualty, by name, with unit and bounds.

A finding that is absent or None is unknown, and unknown never counts as no
(domain.md §2.11). The bounds are bounds of input, not clinical judgement.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.care.refusal import Refusal
from app.care.terms import AGE_BAND_FROM, AgeBand

Value = bool | int | float | str
"""Yes or no, a number in the unit of its finding, or a letter of AVPU."""

AnyAge = int | float | str
"""An age in years, or an age band by its value."""

Known = Mapping[str, Value]
"""The findings that are known; everything else is unknown."""


_MOST_YEARS: Final = 130.0


SMALL: Final = "small"
MIDDLE: Final = "middle"
LARGE: Final = "large"
TAPE_SIZES: Final = (SMALL, MIDDLE, LARGE)
"""Sizes of the paediatric tape: under 10 kg, 11 to 18 kg, 19 kg and up (§2.10)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: yes or no, unless it has bounds (a number) or choices."""

    name: str
    meaning: str
    unit: str = ""
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()


def _measured(name: str, meaning: str, unit: str, least: float, most: float) -> Finding:
    return Finding(name, meaning, unit, least, most)


FINDINGS: Final[Mapping[str, Finding]] = MappingProxyType(
    {
        each.name: each
        for each in (
            Finding("walking", "walks without help"),
            Finding("breathing", "breathes, before the airway was opened"),
            Finding("breathes_after_airway", "breathes once the airway was opened"),
            Finding("breathes_after_5_breaths", "breathes after rescue breaths"),
            Finding("cat_haemorrhage", "bleeds catastrophically"),
            Finding("severe_bleeding", "bleeds severely (TST)"),
            Finding("haemorrhage_controlled", "major bleeding is under control"),
            Finding("talking", "talks"),
            Finding("penetrating_torso", "penetrating injury of chest, belly or back"),
            Finding("responds_to_voice", "reacts when spoken to"),
            Finding("obeys_commands", "obeys a simple command"),
            Finding("purposeful_movement", "moves on purpose, waves (SALT)"),
            Finding("moving_all_limbs", "moves arms and legs (PTT)"),
            Finding("posturing", "reacts to pain by posturing: P inappropriate"),
            Finding("radial_pulse", "a pulse is felt at the wrist, or another one"),
            Finding("respiratory_distress", "is short of breath (SALT)"),
            Finding("minor_injuries_only", "has minor injuries only (SALT)"),
            Finding("likely_to_survive", "likely to survive with what there is (SALT)"),
            Finding("submersion_or_smoke", "was under water or in smoke (MITT)"),
            _measured("rr", "breaths", "per minute", 0, 150),
            _measured("hr", "heart beats", "per minute", 0, 350),
            _measured("sbp", "systolic blood pressure", "mmHg", 0, 350),
            _measured("cap_refill_s", "capillary refill", "seconds", 0, 60),
            _measured("gcs", "Glasgow coma scale, sum", "3 to 15", 3, 15),
            _measured("weight_kg", "body weight", "kg", 0, 500),
            Finding(
                "tape_size", "the size the tape shows by length", choices=TAPE_SIZES
            ),
            Finding(
                "age",
                "age in years, or an age band as text",
                "years",
                0,
                130,
                tuple(each.value for each in AgeBand),
            ),
            Finding(
                "avpu",
                "Alert, new Confusion, reacts to Voice, to Pain, Unresponsive",
                choices=("A", "C", "V", "P", "U"),
            ),
        )
    }
)
"""Every finding that `assess` takes, by name."""


def known(findings: Mapping[str, Value | None]) -> Known:
    """Return what is known among findings; raises Refusal.

    `unknown_finding` for a name that is none, `finding_not_possible` for a value that
    cannot be, with the name as `field`.
    """
    for name, value in findings.items():
        if name not in FINDINGS:
            raise Refusal("unknown_finding", field=name)
        if value is not None and not is_possible(FINDINGS[name], value):
            raise Refusal("finding_not_possible", field=name, given=str(value)[:40])
    return {name: value for name, value in findings.items() if value is not None}


def is_possible(finding: Finding, value: Value) -> bool:
    """Tell whether a finding can have a value: its kind, and within its bounds."""
    if isinstance(value, str):
        return value in finding.choices
    if isinstance(value, bool) or finding.least is None or finding.most is None:
        return isinstance(value, bool) and finding.least is None and not finding.choices
    return math.isfinite(value) and finding.least <= value <= finding.most


def flag(known: Known, name: str) -> bool | None:
    """Return a yes-or-no finding, or None."""
    value = known.get(name)
    return None if value is None else bool(value)


def number(known: Known, name: str) -> float | None:
    """Return a measured finding in its unit, or None."""
    value = known.get(name)
    return None if value is None or isinstance(value, str) else float(value)


def years(known: Known) -> tuple[float, float]:
    """Return the least and the most an age can be, in years; unknown is anything."""
    return years_of(known.get("age"))


def years_of(value: AnyAge | None) -> tuple[float, float]:
    """Return the least and the most an age can be: years, a band, or None."""
    if value is None:
        return 0.0, _MOST_YEARS
    if not isinstance(value, str):
        return float(value), float(value)
    firsts = [(band.value, first) for band, first in AGE_BAND_FROM.items()]
    after = [*(first for _, first in firsts[1:]), _MOST_YEARS + 1]
    for (band, first), end in zip(firsts, after, strict=True):
        if band == value:
            return float(first), end - 1.0  # in whole years
    return 0.0, _MOST_YEARS
