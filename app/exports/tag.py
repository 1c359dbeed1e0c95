"""A tag and a wristband to cut out: the number large, and as a square to scan."""

from __future__ import annotations

from typing import Final

from app.care.atmist import Atmist
from app.exports.category import draw_category
from app.exports.paper import Paper, Printing
from app.exports.qr import qr_png

_TAG: Final = (105.0, 62.0)
_BAND: Final = (182.0, 26.0)


def tag_pdf(card: Atmist, printing: Printing) -> bytes:
    """Return both on one page; the square holds the number and nothing else."""
    paper = Paper(printing, printing.words("ui.tag.title"))
    paper.add_page()
    square = qr_png(card.number)
    top = paper.get_y() + 4
    _frame(paper, top, _TAG)
    left = paper.l_margin
    category = card.categories[0] if card.categories else None
    draw_category(paper, category, left + 5, top + 16, 28)
    paper.image(square, left + _TAG[0] - 45, top + 16, 40, 40)
    _number(paper, card.number, (left + 5, top + 3), _TAG[0] - 10, 28)
    _drill(paper, left + 5, top + _TAG[1] - 12)
    band = top + _TAG[1] + 14
    _frame(paper, band, _BAND)
    paper.image(square, left + 3, band + 1.5, 23, 23)
    paper.image(square, left + _BAND[0] - 26, band + 1.5, 23, 23)
    _number(paper, card.number, (left + 30, band + 4), _BAND[0] - 60, 34)
    _drill(paper, left + 30, band + 18)
    paper.set_xy(left, band + _BAND[1] + 6)
    paper.pen(10, grey=True)
    paper.block(paper.words("ui.tag.cut"))
    return paper.bytes_of()


def _frame(paper: Paper, top: float, size: tuple[float, float]) -> None:
    paper.set_dash_pattern(2, 1.5)
    paper.rect(paper.l_margin, top, *size)
    paper.set_dash_pattern()


def _number(
    paper: Paper, number: str, at: tuple[float, float], room: float, most: float
) -> None:
    """Write the number as large as there is room."""
    paper.pen(most, bold=True)
    size = min(most, most * room / paper.get_string_width(number))
    paper.pen(size, bold=True)
    paper.set_xy(*at)
    paper.put(number, room, 11)


def _drill(paper: Paper, left: float, top: float) -> None:
    if paper.printing.exercise:
        paper.pen(10, bold=True)
        paper.set_xy(left, top)
        paper.put(paper.words("ui.paper.exercise"), 0, 6)
