"""Labels for goods without a code of their own, and the sheet that tests a scanner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fpdf.enums import Align

from app.exports.paper import MARGIN, Paper, Printing
from app.scan.draw import matrix_png
from app.scan.keys import TEST_CODE
from app.scan.own import OwnLabel, label_text
from app.scan.scanned import Element
from app.scan.text import as_brackets

COLUMNS: Final = 3
ROWS: Final = 6
ON_A_PAGE: Final = COLUMNS * ROWS
_TOP: Final = 42.0
_SIDE: Final = 22.0
_TEST_SIDE: Final = 45.0


@dataclass(frozen=True, slots=True)
class Sticker:
    """What one label says in words beside its code."""

    label: OwnLabel
    name: str
    lot: str
    expiry: str


def labels_pdf(sticker: Sticker, count: int, printing: Printing) -> bytes:
    """Return so many labels, to cut along the dashes. Raises Refusal: too long."""
    square = matrix_png((Element("91", label_text(sticker.label)),))
    paper = Paper(printing, printing.words("ui.label.title"))
    paper.set_auto_page_break(False)
    for place in range(count):
        if place % ON_A_PAGE == 0:
            paper.add_page()
        _sticker(paper, sticker, square, place % ON_A_PAGE)
    return paper.bytes_of()


def _sticker(paper: Paper, sticker: Sticker, square: bytes, place: int) -> None:
    width = paper.room / COLUMNS
    height = (paper.h - _TOP - MARGIN - 8) / ROWS
    left = paper.l_margin + place % COLUMNS * width
    top = _TOP + place // COLUMNS * height
    paper.set_dash_pattern(2, 1.5)
    paper.rect(left, top, width, height)
    paper.set_dash_pattern()
    # White under the code: the mark of a drill may not run through it.
    paper.set_fill_color(255)
    paper.rect(left + 2, top + 2, _SIDE + 2, _SIDE + 2, style="F")
    paper.image(square, left + 3, top + 3, _SIDE, _SIDE)
    room = width - _SIDE - 7
    paper.set_xy(left + _SIDE + 5, top + 3)
    paper.pen(10, bold=True)
    paper.block(paper.shortened(sticker.name, room * 1.7), room, new_x="LEFT")
    paper.ln(1)
    paper.pen(9)
    for words in (sticker.lot, sticker.expiry):
        paper.set_x(left + _SIDE + 5)
        paper.block(words, room, new_x="LEFT")
    paper.set_xy(left + 3, top + height - 11)
    paper.put(sticker.label.item, width - 6, 4)
    if paper.printing.exercise:
        paper.pen(9, bold=True)
        paper.set_xy(left + 3, top + height - 6)
        paper.put(paper.words("ui.label.exercise"), width - 6, 4)


def scanner_pdf(printing: Printing) -> bytes:
    """Return the test code with what it says and what to do."""
    paper = Paper(printing, printing.words("ui.scanner.title"))
    paper.add_page()
    paper.pen(12)
    paper.block(printing.words("ui.scanner.paper"))
    paper.ln(6)
    top = paper.get_y()
    left = (paper.w - _TEST_SIDE) / 2
    paper.set_fill_color(255)
    paper.rect(left - 4, top - 4, _TEST_SIDE + 8, _TEST_SIDE + 8, style="F")
    paper.image(proof_png(), left, top, _TEST_SIDE, _TEST_SIDE)
    paper.set_xy(paper.l_margin, top + _TEST_SIDE + 5)
    paper.pen(11)
    paper.put(as_brackets(TEST_CODE), paper.room, 6, align=Align.C)
    return paper.bytes_of()


def proof_png() -> bytes:
    """Return the picture of the code that tests a scanner."""
    return matrix_png(TEST_CODE)
