"""A triage category on paper: its code large, in a shape of its own.

A printer may know no colours, so the shape and the code carry it alone.
"""

from __future__ import annotations

from typing import Final

from app.care.terms import Triage
from app.exports.paper import Paper

CODES: Final = {
    Triage.T1: "T1",
    Triage.T2: "T2",
    Triage.T3: "T3",
    Triage.T4: "T4",
    Triage.DEAD: "†",
    Triage.BLACK: "?",
}
_NOBODY_LOOKED: Final = "–"
_THICK: Final = 1.6


def draw_category(
    paper: Paper, category: Triage | None, left: float, top: float, side: float
) -> None:
    """Draw the shape with its code: a square, a triangle, a circle, a diamond, a cross.

    T1 is filled black, so that it is found first in a pile.
    """
    width = paper.line_width
    paper.set_line_width(_THICK if category is not None else 0.5)
    paper.set_fill_color(0)
    paper.set_draw_color(0)
    middle, bottom = left + side / 2, top + side
    match category:
        case Triage.T1:
            paper.rect(left, top, side, side, style="FD")
        case Triage.T2:
            corners = [(middle, top), (left + side, bottom), (left, bottom)]
            paper.polygon(corners, style="D")
        case Triage.T3:
            paper.ellipse(left, top, side, side, style="D")
        case Triage.T4:
            across = top + side / 2
            corners = [
                (middle, top),
                (left + side, across),
                (middle, bottom),
                (left, across),
            ]
            paper.polygon(corners, style="D")
        case Triage.DEAD:
            paper.rect(left, top, side, side, style="D")
            paper.set_line_width(0.5)
            paper.rect(left + 2, top + 2, side - 4, side - 4, style="D")
        case Triage.BLACK:
            paper.set_dash_pattern(2.5, 1.8)
            paper.rect(left, top, side, side, style="D")
            paper.set_dash_pattern()
        case _:
            paper.rect(left, top, side, side, style="D")
    paper.set_line_width(width)
    _code(paper, category, left, top, side)


def _code(
    paper: Paper, category: Triage | None, left: float, top: float, side: float
) -> None:
    code = _NOBODY_LOOKED if category is None else CODES[category]
    size = side * (1.05 if category in (Triage.T2, Triage.T4) else 1.35)
    paper.pen(size, bold=True)
    if category is Triage.T1:
        paper.set_text_color(255)
    low = top + side * (0.74 if category is Triage.T2 else 0.5) + size * 0.125
    paper.text(left + (side - paper.get_string_width(code)) / 2, low, code)
    paper.set_text_color(0)
