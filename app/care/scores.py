"""Scores of observation: NEWS2, GCS, T-RTS and burned surface (domain.md §3).

Nothing is converted silently and nothing missing is guessed: a score with a part
missing says what it is at least, or has no number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from math import inf, nextafter
from types import MappingProxyType
from typing import Final

from app.care.burns import BurnMethod, burn_percent
from app.care.findings import AnyAge, years_of
from app.care.refusal import Refusal

__all__ = [
    "BurnMethod",
    "News2",
    "Response",
    "burn_percent",
    "gcs_sum",
    "news2",
    "rts_code",
    "trts",
    "weighted_rts",
]

Bands = tuple[tuple[float, int], ...]
"""Bounds of bands with their points, rising."""

_RTS_FROM: Final[Mapping[str, Bands]] = MappingProxyType(
    {
        "rr": ((0, 0), (1, 1), (6, 2), (10, 4), (nextafter(29, inf), 3)),
        "sbp": ((0, 0), (1, 1), (50, 2), (76, 3), (90, 4)),
        "gcs": ((3, 0), (4, 1), (6, 2), (9, 3), (13, 4)),
    }
)
"""The first value of each code (domain.md §2.6); RR 10–29 is 4, above 29 is 3."""

_RTS_WEIGHT: Final = MappingProxyType({"gcs": 0.9368, "sbp": 0.7326, "rr": 0.2908})


def rts_code(name: str, value: float) -> int:
    """Return the T-RTS code (0–4) of `rr` per minute, `sbp` in mmHg or `gcs` (3–15).

    Raises Refusal `finding_not_possible`.
    """
    bands = _RTS_FROM[name]
    if value < bands[0][0] or (name == "gcs" and value > 15):
        raise Refusal("finding_not_possible", field=name, given=str(value))
    return _points(bands, value)


def trts(
    rr: float | None = None, sbp: float | None = None, gcs: float | None = None
) -> int | None:
    """Return the triage revised trauma score, 0–12; None when a part is unknown.

    `rr` breaths per minute, `sbp` systolic mmHg, `gcs` 3–15 (domain.md §2.6). Raises
    Refusal `finding_not_possible`.
    """
    codes = _rts_codes(rr, sbp, gcs)
    return None if codes is None else sum(codes.values())


def weighted_rts(
    rr: float | None = None, sbp: float | None = None, gcs: float | None = None
) -> float | None:
    """Return the weighted revised trauma score, 0–7.8408; None when a part is unknown.

    0.9368·GCS + 0.7326·SBP + 0.2908·RR, by codes. Raises Refusal.
    """
    codes = _rts_codes(rr, sbp, gcs)
    if codes is None:
        return None
    return round(sum(_RTS_WEIGHT[name] * code for name, code in codes.items()), 4)


def _rts_codes(
    rr: float | None, sbp: float | None, gcs: float | None
) -> dict[str, int] | None:
    values = {"rr": rr, "sbp": sbp, "gcs": gcs}
    codes = {
        name: rts_code(name, value)
        for name, value in values.items()
        if value is not None
    }
    return codes if len(codes) == len(values) else None


def _points(bands: Bands, value: float) -> int:
    return next(points for first, points in reversed(bands) if value >= first)


_GCS_MOST: Final = MappingProxyType({"eye": 4, "verbal": 5, "motor": 6})


def gcs_sum(eye: int | None, verbal: int | None, motor: int | None) -> int | None:
    """Return the Glasgow coma scale, 3–15; None when a part could not be tested.

    Eye 1–4, verbal 1–5, motor 1–6 (domain.md §3.2). Raises Refusal.
    """
    parts = {"eye": eye, "verbal": verbal, "motor": motor}
    for name, value in parts.items():
        if value is not None and not 1 <= value <= _GCS_MOST[name]:
            raise Refusal("finding_not_possible", field=name, given=str(value))
    tested = [value for value in parts.values() if value is not None]
    return sum(tested) if len(tested) == len(parts) else None


class Response(StrEnum):
    """What NEWS2 asks for (domain.md §3.1), from least to most urgent."""

    TWELVE_HOURLY = "twelve_hourly"
    FOUR_TO_SIX_HOURLY = "four_to_six_hourly"
    URGENT_SINGLE = "urgent_single"
    """One parameter scores 3: urgent ward review, hourly."""
    URGENT = "urgent"
    """5 or 6: urgent, hourly."""
    EMERGENCY = "emergency"
    """7 or more: emergency, continuous."""


@dataclass(frozen=True, slots=True)
class News2:
    """A NEWS2 with its points, one by one.

    `total` is None while something is missing or the score is not valid; `at_least` is
    what the known parts add up to, None when not valid. `not_valid` says why not:
    `age_unknown`, `under_16`, `pregnancy_unknown`, `pregnant`, or is empty. `response`
    is what the known parts ask for at least; None when that is not known.
    """

    total: int | None
    at_least: int | None
    points: Mapping[str, int]
    missing: tuple[str, ...]
    single_three: bool
    response: Response | None
    not_valid: str = ""

    @property
    def complete(self) -> bool:
        """Whether there is a number."""
        return self.total is not None


_NEWS_UP_TO: Final[Mapping[str, Bands]] = MappingProxyType(
    {
        "rr": ((8, 3), (11, 1), (20, 0), (24, 2), (inf, 3)),
        "spo2": ((91, 3), (93, 2), (95, 1), (inf, 0)),
        "sbp": ((90, 3), (100, 2), (110, 1), (219, 0), (inf, 3)),
        "hr": ((40, 3), (50, 1), (90, 0), (110, 1), (130, 2), (inf, 3)),
        "temp_c": ((35.0, 3), (36.0, 1), (38.0, 0), (39.0, 1), (inf, 2)),
    }
)
"""The last value of each band with its points (domain.md §3.1)."""

_SCALE_2: Final[Bands] = (
    (83, 3),
    (85, 2),
    (87, 1),
    (92, 0),
    (94, 1),
    (96, 2),
    (inf, 3),
)
_SCALE_2_AIR: Final[Bands] = ((83, 3), (85, 2), (87, 1), (inf, 0))
_ON_OXYGEN: Final = 2
_NOT_ALERT: Final = 3
_LETTERS: Final = ("A", "C", "V", "P", "U")
_MOST: Final = MappingProxyType(
    {"rr": 150, "spo2": 100, "sbp": 350, "hr": 350, "temp_c": 50}
)
_VALID_FROM_YEARS: Final = 16


def news2(  # noqa: PLR0913 - one for each row of the chart
    *,
    rr: float | None = None,
    spo2: float | None = None,
    on_oxygen: bool | None = None,
    sbp: float | None = None,
    hr: float | None = None,
    avpu: str | None = None,
    temp_c: float | None = None,
    age: AnyAge | None = None,
    pregnant: bool | None = None,
    scale: int = 1,
) -> News2:
    """Score NEWS2 (0–20, domain.md §3.1).

    `rr` breaths and `hr` beats per minute, `spo2` in percent, `sbp` systolic mmHg,
    `temp_c` in °C (rounded to 0.1 first), `avpu` one of A C V P U with C for new
    confusion. `scale` 2 is for hypercapnic failure only, chosen by a clinician. Not
    valid under 16, in pregnancy, or while `age` (years or an age band) or `pregnant`
    is unknown. Raises Refusal `finding_not_possible`.
    """
    temp_c = None if temp_c is None else _tenth(temp_c)
    measured = {"rr": rr, "spo2": spo2, "sbp": sbp, "hr": hr, "temp_c": temp_c}
    for name, value in measured.items():
        if value is not None and not 0 <= value <= _MOST[name]:
            raise Refusal("finding_not_possible", field=name, given=str(value))
    if avpu not in (None, *_LETTERS):
        raise Refusal("finding_not_possible", field="avpu", given=str(avpu)[:40])
    if scale not in (1, 2):
        raise Refusal("finding_not_possible", field="scale", given=str(scale))
    scored: dict[str, int | None] = {
        name: None if value is None else _up_to(_NEWS_UP_TO[name], value)
        for name, value in measured.items()
    }
    if scale == 2 and spo2 is not None:
        scored["spo2"] = _scale_2(spo2, on_oxygen)
    scored["on_oxygen"] = None if on_oxygen is None else _ON_OXYGEN * on_oxygen
    scored["avpu"] = None if avpu is None else _NOT_ALERT * (avpu != "A")
    return _news2(scored, _why_not(age, pregnant))


def _news2(scored: Mapping[str, int | None], not_valid: str) -> News2:
    points = {name: each for name, each in scored.items() if each is not None}
    missing = tuple(name for name, each in scored.items() if each is None)
    if not_valid:
        return News2(None, None, points, missing, False, None, not_valid)
    least, three = sum(points.values()), _NOT_ALERT in points.values()
    return News2(
        total=None if missing else least,
        at_least=least,
        points=points,
        missing=missing,
        single_three=three,
        response=None if missing and not least else _response(least, three),
    )


def _response(total: int, single_three: bool) -> Response:
    if total >= 7:
        return Response.EMERGENCY
    if total >= 5:
        return Response.URGENT
    if single_three:
        return Response.URGENT_SINGLE
    return Response.FOUR_TO_SIX_HOURLY if total else Response.TWELVE_HOURLY


def _scale_2(spo2: float, on_oxygen: bool | None) -> int | None:
    on_air, on_it = _up_to(_SCALE_2_AIR, spo2), _up_to(_SCALE_2, spo2)
    if on_oxygen is None:
        return on_air if on_air == on_it else None
    return on_it if on_oxygen else on_air


def _why_not(age: AnyAge | None, pregnant: bool | None) -> str:
    least, most = years_of(age)
    if most < _VALID_FROM_YEARS:
        return "under_16"
    if least < _VALID_FROM_YEARS:
        return "age_unknown"
    if pregnant is None:
        return "pregnancy_unknown"
    return "pregnant" if pregnant else ""


def _up_to(bands: Bands, value: float) -> int:
    return next(points for last, points in bands if value <= last)


def _tenth(value: float) -> float:
    try:
        return float(Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP))
    except ArithmeticError:
        raise Refusal("finding_not_possible", field="temp_c", given="?") from None
