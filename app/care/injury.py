"""Injuries on the body: what was found where, and how much of the skin burned.

Add-only: two marks never replace each other, and only a retraction strikes one
through. Left and right are the casualty's own. Where something is said of a *part*, it
is a part of the burn tables (domain.md §3.3), of which a map shows one side at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from app.care.claim import Stamp
from app.care.form import Choice, Number, Text, When
from app.care.terms import FactId

THOUSANDTHS: Final = 1000


class InjuryKind(StrEnum):
    """What was found on the body."""

    WOUND = "wound"
    PENETRATING = "penetrating"
    FRACTURE = "fracture"
    BURN = "burn"
    AMPUTATION = "amputation"
    BRUISE = "bruise"
    PAIN = "pain"
    OTHER = "other"


class BodyView(StrEnum):
    """From which side the body is looked at."""

    FRONT = "front"
    BACK = "back"


class BurnDepth(StrEnum):
    """How deep a burn is; erythema is red skin that is whole, and never counted."""

    ERYTHEMA = "erythema"
    PARTIAL = "partial"
    FULL = "full"
    UNKNOWN = "unknown"


class BodyRegion(StrEnum):
    """A region of the body map, from head to foot."""

    HEAD = "head"
    NECK = "neck"
    CHEST = "chest"
    BELLY = "belly"
    PELVIS = "pelvis"
    GENITALS = "genitals"
    UPPER_BACK = "upper_back"
    LOWER_BACK = "lower_back"
    LEFT_BUTTOCK = "left_buttock"
    RIGHT_BUTTOCK = "right_buttock"
    LEFT_UPPER_ARM = "left_upper_arm"
    RIGHT_UPPER_ARM = "right_upper_arm"
    LEFT_FOREARM = "left_forearm"
    RIGHT_FOREARM = "right_forearm"
    LEFT_HAND = "left_hand"
    RIGHT_HAND = "right_hand"
    LEFT_THIGH = "left_thigh"
    RIGHT_THIGH = "right_thigh"
    LEFT_LOWER_LEG = "left_lower_leg"
    RIGHT_LOWER_LEG = "right_lower_leg"
    LEFT_FOOT = "left_foot"
    RIGHT_FOOT = "right_foot"


_ONLY_FRONT: Final = frozenset(
    {BodyRegion.CHEST, BodyRegion.BELLY, BodyRegion.PELVIS, BodyRegion.GENITALS}
)
_ONLY_BACK: Final = frozenset(
    {
        BodyRegion.UPPER_BACK,
        BodyRegion.LOWER_BACK,
        BodyRegion.LEFT_BUTTOCK,
        BodyRegion.RIGHT_BUTTOCK,
    }
)


def regions_of(view: BodyView) -> tuple[BodyRegion, ...]:
    """Return the regions a side shows, from head to foot."""
    hidden = _ONLY_BACK if view is BodyView.FRONT else _ONLY_FRONT
    return tuple(each for each in BodyRegion if each not in hidden)


@dataclass(frozen=True, slots=True)
class InjuryMarked:
    """Something was found on the body.

    `x` and `y` are thousandths of the map's width and height, from its top left; None
    when the region was chosen from a list. Of a burn, `share_percent` is how much of
    this side of its part burned.
    """

    kind: Annotated[InjuryKind, Choice()]
    region: Annotated[BodyRegion, Choice()]
    view: Annotated[BodyView, Choice()]
    observed_ms: Annotated[int, When()]
    x: Annotated[int | None, Number(0, THOUSANDTHS)] = None
    y: Annotated[int | None, Number(0, THOUSANDTHS)] = None
    depth: Annotated[BurnDepth | None, Choice()] = None
    share_percent: Annotated[int | None, Number(1, 100)] = None
    note: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class Injury:
    """A mark that stands."""

    id: FactId
    fact: InjuryMarked


def marked(
    injuries: tuple[Injury, ...], fact: InjuryMarked, stamp: Stamp
) -> tuple[Injury, ...]:
    """Return the marks with one more, in the order they were seen."""
    more = (*injuries, Injury(stamp.id, fact))
    return tuple(sorted(more, key=lambda each: (each.fact.observed_ms, each.id)))


class BurnPart(StrEnum):
    """A part of the table of Lund and Browder."""

    HEAD = "head"
    NECK = "neck"
    FRONT_TRUNK = "front_trunk"
    BACK_TRUNK = "back_trunk"
    LEFT_BUTTOCK = "left_buttock"
    RIGHT_BUTTOCK = "right_buttock"
    GENITALS = "genitals"
    LEFT_UPPER_ARM = "left_upper_arm"
    RIGHT_UPPER_ARM = "right_upper_arm"
    LEFT_FOREARM = "left_forearm"
    RIGHT_FOREARM = "right_forearm"
    LEFT_HAND = "left_hand"
    RIGHT_HAND = "right_hand"
    LEFT_THIGH = "left_thigh"
    RIGHT_THIGH = "right_thigh"
    LEFT_LOWER_LEG = "left_lower_leg"
    RIGHT_LOWER_LEG = "right_lower_leg"
    LEFT_FOOT = "left_foot"
    RIGHT_FOOT = "right_foot"


_TRUNK: Final = {
    BodyRegion.CHEST: BurnPart.FRONT_TRUNK,
    BodyRegion.BELLY: BurnPart.FRONT_TRUNK,
    BodyRegion.PELVIS: BurnPart.FRONT_TRUNK,
    BodyRegion.UPPER_BACK: BurnPart.BACK_TRUNK,
    BodyRegion.LOWER_BACK: BurnPart.BACK_TRUNK,
}


def part_of(region: BodyRegion) -> BurnPart:
    """Return the part of the burn table a region lies in."""
    return _TRUNK.get(region) or BurnPart(region.value)


def is_counted(fact: InjuryMarked) -> bool:
    """Tell whether a mark counts as burned skin: a burn, no erythema, on its side."""
    is_burn = fact.kind is InjuryKind.BURN and fact.depth is not BurnDepth.ERYTHEMA
    return is_burn and fact.region in regions_of(fact.view)


def burned(facts: Iterable[InjuryMarked]) -> dict[tuple[BurnPart, BodyView], int]:
    """Return how many percent of each side of each part burned; never over 100.

    Erythema is not counted, and a burn of which nobody said how much is not either.
    """
    found: dict[tuple[BurnPart, BodyView], int] = {}
    for fact in facts:
        if not is_counted(fact):
            continue
        side = (part_of(fact.region), fact.view)
        found[side] = min(100, found.get(side, 0) + (fact.share_percent or 0))
    order = list(BurnPart)
    return dict(sorted(found.items(), key=lambda each: order.index(each[0][0])))
