"""The handover on one page of A4, to give along or to read aloud from."""

from __future__ import annotations

from dataclasses import dataclass

from fpdf.enums import Align, XPos, YPos

from app.care.atmist import Atmist, Who
from app.exports.atmist import CardLine, card_lines, category_words, who_lines
from app.exports.category import draw_category
from app.exports.moments import near_words
from app.exports.paper import Paper, Printing, fitting

_BADGE = 26.0
_LETTER = 12.0
_SIZES = (14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
"""The largest letters with which everything fits on one page are taken."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    card: Atmist
    who: Who | None
    lines: tuple[CardLine, ...]


def handover_pdf(card: Atmist, who: Who | None, printing: Printing) -> bytes:
    """Return the page; a second only where even the smallest letters do not fit."""
    lines = card_lines(card, printing.at_ms, printing.language)
    sheet = _Sheet(card, who, lines)
    return fitting(lambda size: _drawn(sheet, printing, size), _SIZES)


def _drawn(sheet: _Sheet, printing: Printing, size: float) -> Paper:
    paper = Paper(printing, printing.words("ui.handover.title"))
    paper.add_page()
    _head(paper, sheet)
    for line in sheet.lines:
        _line(paper, line, size)
    paper.rule(3)
    _signature(paper)
    return paper


def _head(paper: Paper, sheet: _Sheet) -> None:
    card, top = sheet.card, paper.get_y()
    category = card.categories[0] if card.categories else None
    draw_category(paper, category, paper.l_margin, top, _BADGE)
    paper.set_left_margin(paper.l_margin + _BADGE + 6)
    paper.set_xy(paper.l_margin, top)
    paper.pen(22, bold=True)
    paper.put(card.number, 0, 10, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.pen(12, bold=True)
    paper.block(_triaged(card, paper.printing))
    paper.pen(11)
    paper.block(_who(sheet.who, paper.printing))
    paper.set_left_margin(paper.l_margin - _BADGE - 6)
    paper.set_xy(paper.l_margin, max(paper.get_y(), top + _BADGE) + 3)
    paper.rule()


def _who(who: Who | None, printing: Printing) -> str:
    if who is None:
        return printing.words("ui.handover.name_left_out")
    known = [f"{label}: {value}" for label, value in who_lines(who, printing.language)]
    return " · ".join(known) or printing.words("ui.handover.no_name")


def _triaged(card: Atmist, printing: Printing) -> str:
    words = category_words(card.categories, printing.language)
    if card.triaged_ms is None:
        return words
    return f"{words} · {near_words(card.triaged_ms, printing.at_ms)}"


def _line(paper: Paper, line: CardLine, size: float) -> None:
    paper.set_fill_color(0 if line.is_alarm else 235)
    paper.pen(size + 3, bold=True)
    if line.is_alarm:
        paper.set_text_color(255)
    top = paper.get_y()
    paper.put(line.letter, _LETTER - 2, size * 0.62, align=Align.C, fill=True)
    paper.set_left_margin(paper.l_margin + _LETTER)
    paper.set_xy(paper.l_margin, top)
    paper.pen(size - 2, bold=True, grey=True)
    paper.block(line.label)
    paper.pen(size, bold=line.is_alarm, grey=not line.is_known)
    for said in line.said:
        paper.block(said)
    paper.set_left_margin(paper.l_margin - _LETTER)
    paper.set_x(paper.l_margin)
    paper.ln(size * 0.15)


def _signature(paper: Paper) -> None:
    paper.pen(9, grey=True)
    half = paper.room / 2
    paper.put(paper.words("ui.handover.given_by"), half, 5)
    paper.put(paper.words("ui.handover.taken_by"), half, 5)
    paper.ln(9)
    width = paper.w - paper.r_margin
    paper.line(paper.l_margin, paper.get_y(), paper.l_margin + half - 8, paper.get_y())
    paper.line(paper.l_margin + half, paper.get_y(), width, paper.get_y())
