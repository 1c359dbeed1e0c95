"""Bands to see a value against: what NEWS2 gives no points, and usual rates of a child.

NEWS2 from 16 years (domain.md §3.1); younger, breaths and pulse as the paediatric
triage tape has them (§2.10). Who is of unknown age has none. A band is a help to the
eye and judges nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.care.findings import AnyAge, years_of


class BandSource(StrEnum):
    """Where a band comes from."""

    NEWS2 = "news2"
    CHILD = "child"


@dataclass(frozen=True, slots=True)
class Band:
    """From and to, as recorded; what is open at the top ends where the scale does."""

    least: int
    most: int
    source: BandSource


_NEWS2_FROM_YEARS: Final = 16
_NO_POINTS: Final[Mapping[str, tuple[int, int]]] = {
    "breaths_per_min": (12, 20),
    "spo2_percent": (96, 100),
    "pulse_per_min": (51, 90),
    "systolic_mmhg": (111, 219),
    "temperature_c": (361, 380),
}
_SCALE_2: Final = (88, 92)
_CHILD: Final = (
    (0, {"breaths_per_min": (30, 40), "pulse_per_min": (110, 160)}),
    (1, {"breaths_per_min": (25, 35), "pulse_per_min": (100, 150)}),
    (2, {"breaths_per_min": (25, 30), "pulse_per_min": (95, 140)}),
    (5, {"breaths_per_min": (20, 25), "pulse_per_min": (80, 120)}),
    (13, {"breaths_per_min": (15, 20), "pulse_per_min": (60, 100)}),
)
"""From which whole year; the source says over 12, so 12 is in the row before."""


def band_of(name: str, age: AnyAge | None, *, scale_2: bool = False) -> Band | None:
    """Return the band of a measure; None without one, or of an age known too little."""
    least, most = years_of(age)
    if least >= _NEWS2_FROM_YEARS:
        found = _SCALE_2 if scale_2 and name == "spo2_percent" else _NO_POINTS.get(name)
        return None if found is None else Band(*found, BandSource.NEWS2)
    rows = [row for first, row in _CHILD if first <= least]
    after = [first for first, _ in _CHILD if first > least]
    if most >= min([*after, _NEWS2_FROM_YEARS]):
        return None
    usual = rows[-1].get(name)
    return None if usual is None else Band(*usual, BandSource.CHILD)
