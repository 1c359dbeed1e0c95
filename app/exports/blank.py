"""Blank cards with a number each, two on a page, and the register they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fpdf.enums import Align

from app.care.terms import Triage
from app.exports.category import draw_category
from app.exports.paper import MARGIN, Paper, Printing
from app.exports.qr import qr_png

CARDS_ON_A_PAGE: Final = 2
_CATEGORIES: Final = (Triage.T1, Triage.T2, Triage.T3, Triage.T4, Triage.DEAD)
_TOP: Final = 37.0
_QR: Final = 24.0
_LINE: Final = 8.0
_VITALS: Final = (
    "time",
    "breaths_per_min",
    "spo2_percent",
    "pulse_per_min",
    "pressure",
    "consciousness",
    "temperature_c",
)
_COLUMNS: Final = (
    ("number", 40.0),
    ("arrived", 21.0),
    ("category", 17.0),
    ("age_sex", 27.0),
    ("name", 54.0),
    ("complaint", 50.0),
    ("left", 18.0),
    ("bound_for", 42.0),
)
_ROWS: Final = 16


def blank_pdf(numbers: Sequence[str], printing: Printing) -> bytes:
    """Return one card for each number, then the register with the same numbers."""
    paper = Paper(printing, printing.words("ui.blank.title"))
    paper.set_auto_page_break(False)
    for start in range(0, len(numbers), CARDS_ON_A_PAGE):
        paper.add_page()
        for place, number in enumerate(numbers[start : start + CARDS_ON_A_PAGE]):
            _card(paper, number, place)
    paper.title_words = printing.words("ui.blank.register")
    for start in range(0, len(numbers), _ROWS):
        paper.add_page(orientation="landscape")
        _register(paper, numbers[start : start + _ROWS])
    return paper.bytes_of()


def _card(paper: Paper, number: str, place: int) -> None:
    top = _TOP + place * (paper.h - _TOP - MARGIN - 8) / CARDS_ON_A_PAGE
    left = paper.l_margin
    if place:
        paper.set_dash_pattern(2, 2)
        paper.line(left, top - 3.5, paper.w - paper.r_margin, top - 3.5)
        paper.set_dash_pattern()
    paper.image(qr_png(number), paper.w - paper.r_margin - _QR, top, _QR, _QR)
    paper.set_xy(left, top)
    paper.pen(24, bold=True)
    paper.put(number, paper.room - _QR, 11)
    _boxes(paper, left, top + 12)
    _identity(paper, top + 27)
    _table(paper, top + 62)
    _free(paper, top + 92)


def _boxes(paper: Paper, left: float, top: float) -> None:
    """Draw the categories to ring, and the time it was."""
    for place, category in enumerate(_CATEGORIES):
        draw_category(paper, category, left + place * 17, top, 12)
    _label(paper, "triage_time", left + 5 * 17 + 2, top + 1, 60)


def _identity(paper: Paper, top: float) -> None:
    left, half = paper.l_margin, paper.room / 2
    lines = (
        (("name", 0.62), ("birth_date", 0.38)),
        (("age_sex", 0.31), ("arrived", 0.31), ("place", 0.38)),
        (("incident", 0.62), ("incident_time", 0.38)),
        (("complaint", 1.0),),
    )
    for row, fields in enumerate(lines):
        at = left
        for name, share in fields:
            _label(paper, name, at, top + row * _LINE, 2 * half * share - 3)
            at += 2 * half * share


def _table(paper: Paper, top: float) -> None:
    """Draw vitals to fill in: a row each, a column for each time."""
    width = paper.room / 7
    for column, name in enumerate(_VITALS):
        at = paper.l_margin + column * width
        paper.set_xy(at, top)
        paper.pen(8, bold=True)
        words = (
            paper.words("ui.blank.time")
            if name == "time"
            else paper.words(f"ui.casualty.short.{name}")
        )
        paper.put(words, width, 5, border=1, align=Align.C)
        for row in range(4):
            paper.rect(at, top + 5 + row * 6, width, 6)


def _free(paper: Paper, top: float) -> None:
    left, room = paper.l_margin, paper.room
    _label(paper, "treatment", left, top, room)
    _label(paper, "more", left, top + _LINE, room)
    _label(paper, "allergies", left, top + 2 * _LINE, room / 2 - 3)
    _label(paper, "contamination", left + room / 2, top + 2 * _LINE, room / 2)


def _label(paper: Paper, name: str, left: float, top: float, width: float) -> None:
    """Write what to fill in, small, and the line to write on."""
    paper.set_xy(left, top)
    paper.pen(7, grey=True)
    paper.put(paper.words(f"ui.blank.{name}"), width, 3)
    paper.line(left, top + _LINE - 0.8, left + width, top + _LINE - 0.8)


def _register(paper: Paper, numbers: Sequence[str]) -> None:
    paper.pen(9, bold=True)
    top = paper.get_y() + 2
    at = paper.l_margin
    for name, width in _COLUMNS:
        paper.set_xy(at, top)
        paper.put(paper.words(f"ui.blank.{name}"), width, 6, border=1)
        at += width
    for row, number in enumerate(numbers):
        at = paper.l_margin
        for name, width in _COLUMNS:
            paper.set_xy(at, top + 6 + row * 8.2)
            paper.pen(10, bold=True)
            paper.put(number if name == "number" else "", width, 8.2, border=1)
            at += width
