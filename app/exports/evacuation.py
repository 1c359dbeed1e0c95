"""The list of a home that is emptied: everybody on a line, with boxes to tick.

It says how each moves and what goes along, and of no illness.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fpdf.enums import XPos, YPos

from app.exports.moments import moment_words
from app.exports.paper import Paper, Printing

_LINE: Final = 5.2
_BLOCK: Final = 24.0
"""Millimetres that one person takes at most before a page ends."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One person: where, who, how, what goes along, and how far they are."""

    room: str
    name: str
    how: str
    stage: str


@dataclass(frozen=True, slots=True)
class Home:
    """The home, where all go, and to whom this list goes; its vehicles in words."""

    name: str
    way: str
    leads: str
    to_name: str
    counts: str
    vehicles: tuple[str, ...] = ()


def evacuation_pdf(people: Sequence[Listed], home: Home, printing: Printing) -> bytes:
    """Return the list."""
    paper = Paper(printing, printing.words("ui.evacuation.list_title"))
    paper.add_page()
    paper.pen(14, bold=True)
    paper.block(home.name)
    paper.pen(10)
    for words in (home.way, home.leads, home.counts):
        if words:
            paper.block(words)
    paper.ln(1)
    _signing(paper, home)
    for vehicle in home.vehicles:
        paper.pen(10, bold=True)
        paper.block(vehicle)
    if home.vehicles:
        paper.rule(2)
    for place, each in enumerate(people, start=1):
        if paper.will_page_break(_BLOCK):
            paper.add_page()
        _person(paper, place, each)
    return paper.bytes_of()


def _signing(paper: Paper, home: Home) -> None:
    paper.pen(10, grey=True)
    paper.put(paper.words("ui.handout.signed.out"), 36, 7)
    paper.pen(10)
    at = moment_words(paper.printing.at_ms)
    said = f"{home.to_name}, {at}"
    paper.put(said, 0, 7, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.rule(2)


def _person(paper: Paper, place: int, person: Listed) -> None:
    paper.pen(11, bold=True)
    paper.put(f"{place}.", 9, 6)
    paper.put(paper.shortened(person.room, 22), 24, 6)
    paper.put(paper.shortened(person.name, paper.room * 0.5), paper.room * 0.52, 6)
    paper.pen(9)
    paper.put(
        paper.shortened(person.stage, paper.room * 0.26),
        0,
        6,
        new_x=XPos.LMARGIN,
        new_y=YPos.NEXT,
    )
    paper.pen(9.5)
    paper.set_x(paper.l_margin + 9)
    paper.block(person.how, height=_LINE)
    boxes = "   ".join(
        f"□ {paper.words(f'ui.evacuation.box.{each}')}"
        for each in ("aboard", "arrived", "missing", "stays")
    )
    paper.set_x(paper.l_margin + 9)
    paper.pen(9.5)
    paper.block(f"{boxes}   {paper.words('ui.handout.seen_at')} {'_' * 28}")
    paper.rule(1.5)
