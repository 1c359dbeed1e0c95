"""Burned surface: the rule of nines, and Lund and Browder by age (domain.md §3.3).

Erythema is not counted: who adds up marks leaves it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from app.care.refusal import Refusal


class BurnMethod(StrEnum):
    """How burned surface is estimated."""

    NINES = "nines"
    LUND_BROWDER = "lund_browder"


_NINES: Final[Mapping[str, float]] = MappingProxyType(
    {
        "head_neck": 9,
        "arm_left": 9,
        "arm_right": 9,
        "trunk_front": 18,
        "trunk_back": 18,
        "leg_left": 18,
        "leg_right": 18,
        "perineum": 1,
    }
)
"""Percent of the body, adult."""

_FIXED: Final[Mapping[str, float]] = MappingProxyType(
    {
        "neck": 2,
        "trunk_front": 13,
        "trunk_back": 13,
        "buttock_left": 2.5,
        "buttock_right": 2.5,
        "genitalia": 1,
        "upper_arm_left": 4,
        "upper_arm_right": 4,
        "forearm_left": 3,
        "forearm_right": 3,
        "hand_left": 2.5,
        "hand_right": 2.5,
        "foot_left": 3.5,
        "foot_right": 3.5,
    }
)
"""Percent of the body, both sides of a part together, at any age."""

_BY_AGE: Final = (
    (0, 9.5, 2.75, 2.5),
    (1, 8.5, 3.25, 2.5),
    (5, 6.5, 4.0, 2.75),
    (10, 5.5, 4.25, 3.0),
    (15, 4.5, 4.5, 3.25),
    (18, 3.5, 4.75, 3.5),
)
"""From which year: half of the head, half of one thigh, half of one lower leg."""

_MOST_YEARS: Final = 130


def burn_parts(
    method: BurnMethod | str = BurnMethod.NINES, age: float | None = None
) -> Mapping[str, float]:
    """Return the parts of a body and the percent of its surface each one is.

    `age` in years is needed for Lund and Browder, whose head and legs change with it;
    the rule of nines is for adults and takes none. The parts add up to 100. Raises
    Refusal `unknown_method`, `age_missing`, `finding_not_possible`.
    """
    if method not in list(BurnMethod):
        raise Refusal("unknown_method", given=str(method)[:40])
    if method == BurnMethod.NINES:
        return _NINES
    if age is None:
        raise Refusal("age_missing")
    if not 0 <= age <= _MOST_YEARS:
        raise Refusal("finding_not_possible", field="age", given=str(age))
    _, head, thigh, leg = next(row for row in reversed(_BY_AGE) if age >= row[0])
    return {
        "head": 2 * head,
        **_FIXED,
        "thigh_left": 2 * thigh,
        "thigh_right": 2 * thigh,
        "leg_left": 2 * leg,
        "leg_right": 2 * leg,
    }


def burn_percent(
    shares: Mapping[str, float],
    method: BurnMethod | str = BurnMethod.NINES,
    age: float | None = None,
) -> float:
    """Return the burned percentage of the body surface, 0–100.

    `shares` says of each part, by a name of `burn_parts`, how much of it is burned, in
    percent of that part (100 is all of it, front and back). Raises Refusal:
    `unknown_part`, `finding_not_possible` for a share outside 0–100, and what
    `burn_parts` raises.
    """
    parts = burn_parts(method, age)
    for name, share in shares.items():
        if name not in parts:
            raise Refusal("unknown_part", given=name[:40])
        if not 0 <= share <= 100:
            raise Refusal("finding_not_possible", field=name, given=str(share))
    return round(sum(parts[name] * share for name, share in shares.items()) / 100, 2)
