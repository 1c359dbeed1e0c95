"""A sheet of advice on paper: pictures, plain words, when to come, a square to take."""

from __future__ import annotations

from typing import Final

from app.care.advice import Sheet, sheet_text
from app.care.pictogram import PICTOGRAMS, SIDE, Line
from app.exports.paper import Paper, Printing
from app.exports.qr import MOST_QR_BYTES, qr_png

_PICTURE: Final = 22.0
_GAP: Final = 6.0
_INK: Final = 0.9
_SQUARE: Final = 46.0


def advice_pdf(sheet: Sheet, printing: Printing) -> bytes:
    """Return a sheet in the language of `printing`; nobody's name stands on it."""
    paper = Paper(printing, printing.words("ui.advice.paper"))
    paper.add_page()
    paper.pen(22, bold=True)
    paper.block(sheet.title[printing.language])
    paper.ln(3)
    for each in sheet.steps:
        _step(paper, each.picture, each.words[printing.language])
    _back(paper, sheet)
    _square(paper, sheet)
    paper.pen(9, grey=True)
    paper.block(_source(paper, sheet))
    return paper.bytes_of()


def _step(paper: Paper, picture: str, words: str) -> None:
    if paper.will_page_break(_PICTURE + _GAP):
        paper.add_page()
    top, left = paper.get_y(), paper.l_margin
    draw(paper, picture, (left, top), _PICTURE)
    paper.set_xy(left + _PICTURE + _GAP, top + 4)
    paper.pen(15)
    paper.block(words, paper.room - _PICTURE - _GAP)
    paper.set_y(max(paper.get_y(), top + _PICTURE) + _GAP)


def draw(paper: Paper, picture: str, at: tuple[float, float], side: float) -> None:
    """Draw a picture from its left upper corner, so many millimetres wide."""
    left, top = at
    scale = side / SIDE
    paper.set_line_width(_INK)
    paper.set_fill_color(0)
    for shape in PICTOGRAMS.get(picture, ()):
        if isinstance(shape, Line):
            points = [(left + x * scale, top + y * scale) for x, y in shape.points]
            paper.polyline(points, polygon=shape.shut)
        else:
            size = 2 * shape.radius * scale
            paper.ellipse(
                left + (shape.x - shape.radius) * scale,
                top + (shape.y - shape.radius) * scale,
                size,
                size,
                style="F" if shape.filled else "D",
            )
    paper.set_line_width(0.25)


def _back(paper: Paper, sheet: Sheet) -> None:
    warnings = sheet.back[paper.printing.language]
    if not warnings:
        return
    paper.rule(3)
    paper.pen(15, bold=True)
    paper.block(paper.words("ui.advice.come"))
    paper.pen(13)
    for each in warnings:
        paper.block(f"• {each}")
    paper.ln(3)


def _square(paper: Paper, sheet: Sheet) -> None:
    """Draw the square that holds the words themselves; too long a text has none."""
    come = paper.words("ui.advice.come")
    text = sheet_text(sheet, paper.printing.language, come)
    if len(text.encode()) > MOST_QR_BYTES:
        return
    if paper.will_page_break(_SQUARE + 8):
        paper.add_page()
    top = paper.get_y()
    paper.square(qr_png(text), paper.l_margin, top, _SQUARE)
    paper.set_xy(paper.l_margin + _SQUARE + _GAP, top + 6)
    paper.pen(10)
    paper.block(paper.words("ui.advice.scan"), paper.room - _SQUARE - _GAP)
    paper.set_y(top + _SQUARE + 2)


def _source(paper: Paper, sheet: Sheet) -> str:
    if sheet.is_example:
        return paper.words("ui.advice.example")
    return paper.words("ui.advice.source", source=sheet.source)
