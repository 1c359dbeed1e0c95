"""The outlines of the body map: own drawing, plain numbers, no picture from elsewhere.

Measures are thousandths of the height of the map; the middle of the body is x = 0. Each
region is one or more closed outlines, and what is tapped is looked up in them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Final

from app.care.injury import BodyRegion, BodyView, regions_of

Point = tuple[float, float]
Outline = tuple[Point, ...]

HEIGHT: Final = 1000.0
WIDTH: Final = 520.0
"""Of the map, in its own measure: what a picture of it is scaled from."""

REACH: Final = 40.0
"""How far beside a region a thumb may land and still mean it."""

_STEP: Final = 6.0
_ROUND: Final = 32


class Build(StrEnum):
    """Whose body is drawn: a child has a larger head and shorter limbs."""

    ADULT = "adult"
    CHILD = "child"


@lru_cache(maxsize=4)
def outlines(build: Build, view: BodyView) -> Mapping[BodyRegion, tuple[Outline, ...]]:
    """Return the outlines of every region a side shows."""
    drawn = {**_middle(view), **_limbs(view)}
    warp = _grown if build is Build.ADULT else _small
    return {
        region: tuple(
            tuple(warp(point, region) for point in outline) for outline in drawn[region]
        )
        for region in regions_of(view)
    }


def region_at(build: Build, view: BodyView, at: Point) -> BodyRegion | None:
    """Return the region at a point, or the nearest within reach of a thumb."""
    best: BodyRegion | None = None
    least = REACH
    for region, shapes in outlines(build, view).items():
        for outline in shapes:
            if is_inside(outline, at):
                return region
            away = _distance(outline, at)
            if away < least:
                best, least = region, away
    return best


def middle_of(build: Build, view: BodyView, region: BodyRegion) -> Point:
    """Return where a mark of a region stands when nobody said where in it.

    Of a region this side does not show, as only a fault would say, it is the middle.
    """
    shapes = outlines(build, view).get(region)
    if shapes is None:
        return (0.0, HEIGHT / 2)
    outline = shapes[0]
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    return ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)


def is_inside(outline: Outline, at: Point) -> bool:
    """Tell whether a point lies within an outline."""
    return len(crossings(outline, at[1], at[0])) % 2 == 1


def crossings(outline: Outline, y: float, right_of: float = -math.inf) -> list[float]:
    """Return where a level line crosses an outline, from left to right."""
    found = []
    for (x1, y1), (x2, y2) in zip(outline, (*outline[1:], outline[0]), strict=True):
        if (y1 > y) != (y2 > y):
            x = x1 + (y - y1) * (x2 - x1) / (y2 - y1)
            if x > right_of:
                found.append(x)
    return sorted(found)


def _distance(outline: Outline, at: Point) -> float:
    ends = zip(outline, (*outline[1:], outline[0]), strict=True)
    return min(_from_line(start, end, at) for start, end in ends)


def _from_line(start: Point, end: Point, at: Point) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    long = dx * dx + dy * dy
    along = ((at[0] - start[0]) * dx + (at[1] - start[1]) * dy) / long if long else 0
    part = min(1.0, max(0.0, along))
    return math.dist(at, (start[0] + part * dx, start[1] + part * dy))


def _middle(view: BodyView) -> dict[BodyRegion, tuple[Outline, ...]]:
    """Return head, neck and trunk."""
    head = (_egg(), _oval((-47, 76), 7, 13), _oval((47, 76), 7, 13))
    neck, upper, waist = (
        _slice(_mirror_edge(_TRUNK), _TRUNK, *levels)
        for levels in ((112, 156), (156, 305), (305, 415))
    )
    found = {BodyRegion.HEAD: head, BodyRegion.NECK: (neck,)}
    if view is BodyView.BACK:
        seat = _slice(_SPINE, _TRUNK, 415, 506)
        return found | {
            BodyRegion.UPPER_BACK: (upper,),
            BodyRegion.LOWER_BACK: (waist,),
            BodyRegion.LEFT_BUTTOCK: (_mirrored(seat),),
            BodyRegion.RIGHT_BUTTOCK: (seat,),
        }
    hips = _slice(_mirror_edge(_TRUNK), _TRUNK, 415, 478)
    shield = _slice(_mirror_edge(_SHIELD), _SHIELD, 478, 532)
    return found | {
        BodyRegion.CHEST: (upper,),
        BodyRegion.BELLY: (waist,),
        BodyRegion.PELVIS: (hips,),
        BodyRegion.GENITALS: (shield,),
    }


def _limbs(view: BodyView) -> dict[BodyRegion, tuple[Outline, ...]]:
    """Return arms and legs; seen from the front, left is on the right."""
    is_front = view is BodyView.FRONT
    arm = [_slice(_mirror_edge(_ARM), _ARM, *each) for each in _ARM_CUTS]
    thumb = _slice(_mirror_edge(_THUMB, 20), _moved(_THUMB, 20), 296, 344)
    limbs: dict[str, tuple[Outline, ...]] = {
        "upper_arm": (_hung(arm[0]),),
        "forearm": (_hung(arm[1]),),
        "hand": (_hung(arm[2]), _hung(thumb)),
        "thigh": (_slice(_LEG_IN, _LEG_OUT, 478 if is_front else 506, 683),),
        "lower_leg": (_slice(_LEG_IN, _LEG_OUT, 683, 878),),
        "foot": (_slice(_LEG_IN, _LEG_OUT, 878, 988),),
    }
    drawn_side = "left" if is_front else "right"
    return {
        BodyRegion(f"{side}_{name}"): tuple(
            each if side == drawn_side else _mirrored(each) for each in shapes
        )
        for side in ("left", "right")
        for name, shapes in limbs.items()
    }


Edge = tuple[Point, ...]
"""How far an edge is from the middle (x) at some heights (y): pairs of height and x."""

_TRUNK: Final[Edge] = (
    (112, 25),
    (140, 25),
    (154, 31),
    (166, 60),
    (178, 88),
    (194, 104),
    (225, 106),
    (300, 88),
    (355, 80),
    (400, 85),
    (440, 93),
    (478, 98),
    (520, 98),
)
_SPINE: Final[Edge] = ((0, 0), (1000, 0))
_SHIELD: Final[Edge] = ((478, 27), (500, 23), (518, 16), (528, 9), (532, 2))
_LEG_OUT: Final[Edge] = (
    (478, 98),
    (520, 98),
    (590, 90),
    (650, 78),
    (683, 73),
    (730, 78),
    (765, 77),
    (820, 66),
    (878, 57),
    (905, 60),
    (945, 73),
    (970, 78),
    (982, 74),
    (988, 62),
)
_LEG_IN: Final[Edge] = (
    (478, 3),
    (520, 5),
    (590, 15),
    (650, 27),
    (683, 32),
    (730, 27),
    (765, 28),
    (820, 34),
    (878, 39),
    (905, 38),
    (945, 33),
    (970, 33),
    (982, 37),
    (988, 46),
)
_ARM: Final[Edge] = (
    (-6, 4),
    (2, 17),
    (16, 24),
    (45, 26),
    (100, 22),
    (150, 18),
    (190, 20),
    (240, 16),
    (288, 12),
    (306, 16),
    (330, 19),
    (352, 17),
    (372, 12),
    (382, 3),
)
_ARM_CUTS: Final = ((-6, 152), (152, 290), (290, 382))
_THUMB: Final[Edge] = ((296, 5), (306, 8), (330, 7), (340, 5), (344, 2))
_SHOULDER: Final[Point] = (107, 192)
_HANG: Final = math.radians(-11)


def _slice(left: Edge, right: Edge, top: float, bottom: float) -> Outline:
    """Return the part of a limb between two heights."""
    count = max(2, round((bottom - top) / _STEP))
    levels = [top + (bottom - top) * step / count for step in range(count + 1)]
    down = [(_at(right, y), y) for y in levels]
    up = [(_at(left, y), y) for y in reversed(levels)]
    return (*down, *up)


def _at(edge: Edge, y: float) -> float:
    """Return how far an edge is at a height, along a curve through its points."""
    place = next((i for i, each in enumerate(edge) if each[0] >= y), len(edge) - 1)
    place = max(1, place)
    (y1, x1), (y2, x2) = edge[place - 1], edge[place]
    before = edge[max(0, place - 2)]
    after = edge[min(len(edge) - 1, place + 1)]
    part = min(1.0, max(0.0, (y - y1) / (y2 - y1)))
    lean1 = (x2 - before[1]) / (y2 - before[0]) * (y2 - y1)
    lean2 = (after[1] - x1) / (after[0] - y1) * (y2 - y1)
    cube, square = part**3, part**2
    return (
        (2 * cube - 3 * square + 1) * x1
        + (cube - 2 * square + part) * lean1
        + (3 * square - 2 * cube) * x2
        + (cube - square) * lean2
    )


def _mirror_edge(edge: Edge, about: float = 0) -> Edge:
    return tuple((y, about - x) for y, x in edge)


def _moved(edge: Edge, by: float) -> Edge:
    return tuple((y, x + by) for y, x in edge)


def _hung(outline: Outline) -> Outline:
    """Return a part of an arm where it hangs from the shoulder."""
    turn, straight = math.sin(_HANG), math.cos(_HANG)
    return tuple(
        (
            _SHOULDER[0] + x * straight - y * turn,
            _SHOULDER[1] + x * turn + y * straight,
        )
        for x, y in outline
    )


def _mirrored(outline: Outline) -> Outline:
    return tuple((-x, y) for x, y in reversed(outline))


def _oval(middle: Point, across: float, down: float) -> Outline:
    turns = (math.tau * step / _ROUND for step in range(_ROUND))
    return tuple(
        (middle[0] + across * math.cos(turn), middle[1] + down * math.sin(turn))
        for turn in turns
    )


def _egg() -> Outline:
    """Return a head: an oval that is narrower at the chin."""
    return tuple(
        (x * (1 - 0.14 * max(0.0, (y - 72) / 57)), y) for x, y in _oval((0, 72), 47, 57)
    )


def _grown(point: Point, _region: BodyRegion) -> Point:
    return point


_CHILD_LEVELS: Final = ((0.0, 0.0), (124.0, 182.0), (476.0, 545.0), (1000.0, 1000.0))
"""At what height something of a grown body lies in the body of a child."""


def _small(point: Point, region: BodyRegion) -> Point:
    x, y = point
    wider = 1.5 if region is BodyRegion.HEAD else 1.06
    return (x * wider, _child_level(y))


def _child_level(y: float) -> float:
    for (y1, to1), (y2, to2) in pairwise(_CHILD_LEVELS):
        if y <= y2:
            return to1 + (y - y1) * (to2 - to1) / (y2 - y1)
    return y
