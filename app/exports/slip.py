"""The packing slip: what is in the box, from whom, and the square that says it.

It says nothing of anybody: no casualty, and not who packed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from fpdf.enums import Align, XPos, YPos

from app.exports.moments import moment_words
from app.exports.paper import Paper, Printing
from app.exports.qr import qr_png
from app.scan.slip import Slip, slip_texts

_SIDE: Final = 62.0
_GAP: Final = 8.0
_WIDTHS: Final = (0.52, 0.18, 0.16, 0.14)
_ROW: Final = 6.5


@dataclass(frozen=True, slots=True)
class SlipRow:
    """One line in words."""

    name: str
    lot: str
    expiry: str
    pieces: str


def slip_pdf(
    slip: Slip, to_post: str, rows: Sequence[SlipRow], printing: Printing
) -> bytes:
    """Return the slip of one transfer. Raises Refusal where its square cannot be."""
    squares = slip_texts(slip)
    paper = Paper(replace(printing, by=""), printing.words("ui.slip.title"))
    paper.add_page()
    _ends(paper, slip, to_post)
    _table(paper, rows)
    paper.ln(_GAP)
    for place, text in enumerate(squares):
        _square(paper, text, place, len(squares))
    return paper.bytes_of()


def _ends(paper: Paper, slip: Slip, to_post: str) -> None:
    for label, name in (("from", slip.sender), ("to", to_post)):
        paper.pen(10, grey=True)
        paper.put(paper.words(f"ui.slip.{label}"), 22, 7)
        paper.pen(14, bold=True)
        paper.put(name, 0, 7, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.pen(10, grey=True)
    paper.put(paper.words("ui.slip.at"), 22, 7)
    paper.pen(10)
    at = moment_words(paper.printing.at_ms)
    paper.put(at, 0, 7, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.ln(3)


def _table(paper: Paper, rows: Sequence[SlipRow]) -> None:
    heads = ("item", "lot", "expiry", "pieces")
    widths = [paper.room * share for share in _WIDTHS]
    paper.pen(9, bold=True)
    _row(paper, [paper.words(f"ui.slip.head.{each}") for each in heads], widths)
    paper.rule(1)
    for each in rows:
        paper.pen(10)
        _row(paper, [each.name, each.lot, each.expiry, each.pieces], widths)
    paper.rule()


def _row(paper: Paper, cells: Sequence[str], widths: Sequence[float]) -> None:
    first, *others = cells
    paper.put(paper.shortened(first, widths[0] - 2), widths[0], _ROW)
    for words, width in zip(others[:-1], widths[1:], strict=False):
        paper.put(words, width, _ROW)
    paper.put(
        others[-1],
        widths[-1],
        _ROW,
        align=Align.R,
        new_x=XPos.LMARGIN,
        new_y=YPos.NEXT,
    )


def _square(paper: Paper, text: str, place: int, count: int) -> None:
    if paper.will_page_break(_SIDE + _GAP):
        paper.add_page()
    top, left = paper.get_y(), paper.l_margin
    paper.square(qr_png(text), left, top, _SIDE)
    words_left = left + _SIDE + 6
    paper.set_xy(words_left, top + 6)
    if count > 1:
        paper.pen(14, bold=True)
        said = paper.words("ui.slip.square", place=place + 1, count=count)
        paper.block(said, paper.room - _SIDE - 6, new_x="LEFT")
        paper.ln(2)
    paper.set_x(words_left)
    paper.pen(11)
    paper.block(paper.words("ui.slip.how"), paper.room - _SIDE - 6, new_x="LEFT")
    paper.set_xy(left, top + _SIDE + _GAP)
