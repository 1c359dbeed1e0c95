"""The body map on paper, front and back, with a numbered mark for every injury."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.care.body_shape import (
    HEIGHT,
    WIDTH,
    Build,
    Point,
    middle_of,
    outlines,
    region_at,
)
from app.care.injury import THOUSANDTHS, BodyView, InjuryMarked
from app.exports.paper import Paper

_MARK: Final = 2.3
_INK: Final = 0.15


def draw_body(
    paper: Paper,
    build: Build,
    marks: Sequence[InjuryMarked],
    at: tuple[float, float],
    height: float,
) -> float:
    """Draw both sides with their top left at `at`; return how wide that is."""
    width = height * WIDTH / HEIGHT
    for place, view in enumerate(BodyView):
        left = at[0] + place * width
        _side(paper, build, view, (left, at[1]), height)
        for number, fact in enumerate(marks, start=1):
            if fact.view is view:
                _mark(paper, number, _spot(build, fact), (left, at[1]), height)
    return width * len(BodyView)


def _side(
    paper: Paper,
    build: Build,
    view: BodyView,
    at: tuple[float, float],
    height: float,
) -> None:
    width = paper.line_width
    paper.set_line_width(_INK)
    for shapes in outlines(build, view).values():
        for outline in shapes:
            paper.polygon([_on_paper(each, at, height) for each in outline], style="D")
    paper.set_line_width(width)
    paper.pen(7, grey=True)
    words = paper.words(f"term.BodyView.{view.value}")
    paper.text(at[0] + 1, at[1] + 3, words)


def _mark(
    paper: Paper, number: int, spot: Point, at: tuple[float, float], height: float
) -> None:
    x, y = _on_paper(spot, at, height)
    paper.set_fill_color(0)
    paper.ellipse(x - _MARK, y - _MARK, 2 * _MARK, 2 * _MARK, style="F")
    paper.pen_white(8)
    wide = paper.get_string_width(str(number))
    paper.text(x - wide / 2, y + 1, str(number))
    paper.set_text_color(0)


def _spot(build: Build, fact: InjuryMarked) -> Point:
    """Return where a mark stands: where it was tapped, if that is in its region."""
    if fact.x is not None and fact.y is not None:
        x, y = fact.x / THOUSANDTHS, fact.y / THOUSANDTHS
        spot = (x * WIDTH - WIDTH / 2, y * HEIGHT)
        if region_at(build, fact.view, spot) is fact.region:
            return spot
    return middle_of(build, fact.view, fact.region)


def _on_paper(point: Point, at: tuple[float, float], height: float) -> Point:
    scale = height / HEIGHT
    return (at[0] + (point[0] + WIDTH / 2) * scale, at[1] + point[1] * scale)
