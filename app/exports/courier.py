"""The slip of who carries a parcel: where it goes, what to do there, what comes back.

It says nothing of any casualty and holds nothing of the parcel: whoever finds it learns
that somebody carries something sealed, and where that belongs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from fpdf.enums import XPos, YPos

from app.exports.moments import moment_words
from app.exports.paper import Paper, Printing

_LABEL: Final = 34.0
_LINE: Final = 9.0
_STEPS: Final = 4
_NUMBER: Final = 10.0
_SIGNS: Final = ("handed_over", "reply_taken", "brought_back")


@dataclass(frozen=True, slots=True)
class Carried:
    """A parcel on its way: who carries it, since when, how much, and to which hub."""

    carrier: str
    since_ms: int
    envelopes: int
    hub: str


def courier_pdf(carried: Carried, printing: Printing) -> bytes:
    """Return the slip, one sheet of A4."""
    paper = Paper(replace(printing, by=""), printing.words("ui.courier.title"))
    paper.add_page()
    _who(paper, carried)
    _steps(paper)
    _signs(paper)
    _found(paper, carried)
    return paper.bytes_of()


def _who(paper: Paper, carried: Carried) -> None:
    what = paper.words("ui.courier.what_is", count=carried.envelopes)
    said = {
        "carrier": carried.carrier,
        "since": moment_words(carried.since_ms),
        "what": what,
        "from": paper.printing.post,
        "to": carried.hub,
        "address": "",
    }
    for name, words in said.items():
        paper.pen(10, grey=True)
        paper.put(paper.words(f"ui.courier.{name}"), _LABEL, _LINE)
        paper.pen(14, bold=True)
        if words:
            paper.block(words, height=_LINE)
        else:
            _to_fill_in(paper, paper.get_x())
    paper.ln(3)
    paper.rule(4)


def _to_fill_in(paper: Paper, left: float) -> None:
    """Draw a line to write on."""
    down = paper.get_y() + _LINE - 1.5
    paper.line(left, down, paper.w - paper.r_margin, down)
    paper.set_xy(paper.l_margin, paper.get_y() + _LINE)


def _steps(paper: Paper) -> None:
    for place in range(1, _STEPS + 1):
        paper.pen(16, bold=True)
        paper.put(str(place), _NUMBER, _LINE)
        paper.pen(13)
        paper.block(paper.words(f"ui.courier.step_{place}"))
        paper.ln(3)
    paper.rule(5)


def _signs(paper: Paper) -> None:
    """Draw what is written on the way: when, and by whom."""
    for name in _SIGNS:
        paper.pen(10)
        paper.put(paper.words(f"ui.courier.{name}"), 62, _LINE)
        _to_fill_in(paper, paper.get_x())
    paper.ln(5)


def _found(paper: Paper, carried: Carried) -> None:
    paper.pen(11, bold=True)
    paper.put(
        paper.words("ui.courier.found"), 0, 7, new_x=XPos.LMARGIN, new_y=YPos.NEXT
    )
    paper.pen(11)
    paper.block(paper.words("ui.courier.found_what", hub=carried.hub))
