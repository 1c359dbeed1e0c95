"""Plain pictures out of lines, rings and shapes, on a square of 24 by 24.

One drawing for screen and paper: whoever cannot read sees what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SIDE: Final = 24.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points; `shut` joins the last with the first."""

    points: tuple[tuple[float, float], ...]
    shut: bool = False


@dataclass(frozen=True, slots=True)
class Ring:
    """A circle round a point, filled or not."""

    x: float
    y: float
    radius: float
    filled: bool = False


Shape = Line | Ring


def _box(left: float, top: float, right: float, bottom: float) -> Line:
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Line(corners, shut=True)


_NO: Final = (Line(((3, 21), (21, 3))),)
_PERSON: Final = (Ring(8, 5, 2.5, filled=True), Line(((8, 8), (8, 15))))

PICTOGRAMS: Final[dict[str, tuple[Shape, ...]]] = {
    "drink": (
        Line(((6, 4), (18, 4), (16, 21), (8, 21)), shut=True),
        Line(((7, 10), (17, 10))),
    ),
    "wash": (
        Line(((4, 7), (14, 7), (14, 11))),
        Ring(14, 15, 1.2, filled=True),
        Ring(12, 19, 1.2, filled=True),
        Ring(16, 20, 1.2, filled=True),
        Line(((7, 7), (7, 3))),
    ),
    "rest": (
        Line(((3, 8), (3, 20))),
        Line(((3, 15), (21, 15), (21, 20))),
        Ring(7, 11.5, 2.2, filled=True),
        Line(((10, 12), (21, 12), (21, 15))),
    ),
    "warm": (
        *_PERSON,
        Line(((8, 15), (5, 21))),
        Line(((8, 15), (11, 21))),
        Line(((3, 9), (13, 9), (15, 20), (1.5, 20)), shut=True),
        Line(((18, 4), (17, 7), (18, 10), (17, 13))),
        Line(((21, 4), (20, 7), (21, 10), (20, 13))),
    ),
    "cool": (
        Ring(7, 7, 3.2),
        *(
            Line(points)
            for points in (
                ((7, 1), (7, 2.5)),
                ((1, 7), (2.5, 7)),
                ((2.8, 2.8), (3.8, 3.8)),
                ((11.2, 2.8), (10.2, 3.8)),
                ((2.8, 11.2), (3.8, 10.2)),
            )
        ),
        Line(((8, 14), (15, 8), (22, 14)), shut=True),
        Line(((15, 14), (15, 22))),
    ),
    "call": (
        _box(7, 2, 17, 22),
        Line(((10, 4.5), (14, 4.5))),
        Ring(12, 19, 1.2, filled=True),
    ),
    "come": (
        _box(12, 3, 21, 21),
        Ring(14.5, 12, 0.8, filled=True),
        Line(((2, 12), (9, 12))),
        Line(((6, 8.5), (9.5, 12), (6, 15.5))),
    ),
    "air": (
        _box(4, 3, 20, 21),
        Line(((12, 3), (12, 21))),
        Line(((4, 12), (20, 12))),
    ),
    "no_fire": (
        Line(
            (
                (12, 3),
                (17, 10),
                (18, 15),
                (15, 20),
                (9, 20),
                (6, 15),
                (8, 11),
                (10, 13),
            ),
            shut=True,
        ),
        *_NO,
    ),
    "bandage": (
        Line(((3, 15), (15, 3), (21, 9), (9, 21)), shut=True),
        Ring(12, 12, 0.9, filled=True),
        Ring(10, 14, 0.9, filled=True),
        Ring(14, 10, 0.9, filled=True),
    ),
    "press": (
        Line(((3, 17), (21, 17), (21, 21), (3, 21)), shut=True),
        Line(((12, 3), (12, 14))),
        Line(((8, 10), (12, 14.5), (16, 10))),
    ),
    "talk": (
        Line(
            ((3, 4), (21, 4), (21, 15), (11, 15), (6, 20), (6, 15), (3, 15)), shut=True
        ),
        Line(((7, 8), (17, 8))),
        Line(((7, 11), (14, 11))),
    ),
    "together": (
        Ring(7, 6, 2.5, filled=True),
        Ring(17, 6, 2.5, filled=True),
        Line(((3, 19), (3, 13), (7, 10.5), (11, 13), (11, 19))),
        Line(((13, 19), (13, 13), (17, 10.5), (21, 13), (21, 19))),
    ),
    "light": (
        _box(9, 10, 15, 22),
        Line(((7, 4), (17, 4), (15, 10), (9, 10)), shut=True),
        Line(((12, 0.5), (12, 2))),
        Line(((4, 1.5), (5.5, 3))),
        Line(((20, 1.5), (18.5, 3))),
    ),
    "raise": (
        Line(((2, 20), (10, 20), (20, 8))),
        Line(((13, 21), (21, 21), (21, 12), (13, 21)), shut=True),
        Ring(4, 16.5, 2, filled=True),
    ),
}
"""Every picture a step may have."""
