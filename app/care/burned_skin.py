"""How much skin burned, from the marks on the body map, line by line.

Two sums stand beside each other: Lund and Browder for every age, the rule of nines for
adults. What a region is of its arm, leg or trunk in the rule of nines, which has no
smaller parts, is taken from the adult row of Lund and Browder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app.care.burns import BurnMethod, burn_parts, burn_percent
from app.care.findings import AnyAge, years_of
from app.care.injury import BodyView, BurnPart, InjuryMarked, burned

ADULT_YEARS: Final = 18
ROWS: Final = ((0, 0), (1, 4), (5, 9), (10, 14), (15, 17), (ADULT_YEARS, None))
"""The rows of Lund and Browder, in years from and to (domain.md §3.3)."""

Row = tuple[int, int | None]

_ONE_SIDED: Final = frozenset(
    {
        BurnPart.FRONT_TRUNK,
        BurnPart.BACK_TRUNK,
        BurnPart.LEFT_BUTTOCK,
        BurnPart.RIGHT_BUTTOCK,
        BurnPart.GENITALS,
    }
)
"""Parts the table counts once; of every other part the map shows half at a time."""

_NAMES: Final = {
    BurnPart.HEAD: "head",
    BurnPart.NECK: "neck",
    BurnPart.FRONT_TRUNK: "trunk_front",
    BurnPart.BACK_TRUNK: "trunk_back",
    BurnPart.GENITALS: "genitalia",
    **{
        BurnPart(f"{side}_{part}"): f"{name}_{side}"
        for side in ("left", "right")
        for part, name in (
            ("buttock", "buttock"),
            ("upper_arm", "upper_arm"),
            ("forearm", "forearm"),
            ("hand", "hand"),
            ("thigh", "thigh"),
            ("lower_leg", "leg"),
            ("foot", "foot"),
        )
    },
}
"""What the table of Lund and Browder calls a part."""

_NINES: Final[Mapping[str, tuple[BurnPart, ...]]] = {
    "head_neck": (BurnPart.HEAD, BurnPart.NECK),
    "trunk_front": (BurnPart.FRONT_TRUNK,),
    "trunk_back": (
        BurnPart.BACK_TRUNK,
        BurnPart.LEFT_BUTTOCK,
        BurnPart.RIGHT_BUTTOCK,
    ),
    "perineum": (BurnPart.GENITALS,),
    **{
        f"{limb}_{side}": tuple(BurnPart(f"{side}_{each}") for each in parts)
        for side in ("left", "right")
        for limb, parts in (
            ("arm", ("upper_arm", "forearm", "hand")),
            ("leg", ("thigh", "lower_leg", "foot")),
        )
    },
}
"""The parts of the rule of nines, and what of the map lies in them."""


@dataclass(frozen=True, slots=True)
class BurnLine:
    """One part: what percent of the body it is, how much of it burned, what that is."""

    part: str
    of_body: float
    share: float
    percent: float


@dataclass(frozen=True, slots=True)
class BurnSum:
    """A sum by one method; `row` is the row of ages it was read from."""

    method: BurnMethod
    lines: tuple[BurnLine, ...]
    total: float
    row: Row | None = None


def burn_sums(facts: Iterable[InjuryMarked], age: AnyAge | None) -> tuple[BurnSum, ...]:
    """Return the sums that may be true; several rows where the age is not known well.

    The rule of nines is among them when the age may be that of an adult. Nothing
    burned gives nothing.
    """
    shares = _whole_shares(burned(facts))
    if not shares:
        return ()
    least, most = years_of(age)
    rows = [
        _sum(BurnMethod.LUND_BROWDER, _named(shares), first, (first, last))
        for first, last in ROWS
        if first <= most and (last is None or least < last + 1)
    ]
    if most < ADULT_YEARS:
        return tuple(rows)
    return (*rows, _sum(BurnMethod.NINES, _by_nines(shares)))


def _sum(
    method: BurnMethod,
    shares: Mapping[str, float],
    years: int | None = None,
    row: Row | None = None,
) -> BurnSum:
    parts = burn_parts(method, years)
    lines = tuple(
        BurnLine(name, parts[name], share, round(parts[name] * share / 100, 2))
        for name, share in shares.items()
    )
    return BurnSum(method, lines, burn_percent(shares, method, years), row)


def _whole_shares(
    sides: Mapping[tuple[BurnPart, BodyView], int],
) -> dict[BurnPart, float]:
    """Return how much of each part burned, both its sides together."""
    found: dict[BurnPart, float] = {}
    for (part, _), share in sides.items():
        weight = 1 if part in _ONE_SIDED else 2
        found[part] = found.get(part, 0) + share / weight
    return {part: share for part, share in found.items() if share}


def _named(shares: Mapping[BurnPart, float]) -> dict[str, float]:
    return {_NAMES[part]: share for part, share in shares.items()}


def _by_nines(shares: Mapping[BurnPart, float]) -> dict[str, float]:
    sizes = burn_parts(BurnMethod.LUND_BROWDER, ADULT_YEARS)
    found: dict[str, float] = {}
    for name, parts in _NINES.items():
        whole = sum(sizes[_NAMES[part]] for part in parts)
        burnt = sum(sizes[_NAMES[part]] * shares.get(part, 0) for part in parts)
        if burnt:
            found[name] = burnt / whole
    return found
