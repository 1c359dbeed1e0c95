"""A list of residents on paper: who first, when what is at zero, and room to write.

A lead's copy says where the key is; a team's does not; a neighbour's says who, where
and how to call, and nothing of what anybody needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fpdf.enums import Align, XPos, YPos

from app.care.handout import Copy
from app.exports.moments import moment_words
from app.exports.paper import Paper, Printing

_OUTCOMES: Final = (
    "well",
    "needs",
    "not_found",
    "moved",
    "hospital",
    "refused",
    "deceased",
)
_LINE: Final = 5.4
_BLOCK: Final = 45.0
"""Millimetres that one person takes at most before a page ends."""


@dataclass(frozen=True, slots=True)
class OnList:
    """One person: what stands on every copy, what on a team's, what on the lead's.

    `place` is their number on a round. `first` runs out at `zero_ms`; `unknown` is what
    nobody knows, `path` the class with every point.
    """

    name: str
    address: str
    phone: str
    first: str
    zero_ms: int | None = None
    unknown: str = ""
    path: str = ""
    needs: tuple[str, ...] = ()
    reach: tuple[str, ...] = ()
    key: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Handed:
    """To whom a list goes, of which area, and which copy it is."""

    to_name: str
    area: str
    copy: Copy


def handout_pdf(people: Sequence[OnList], handed: Handed, printing: Printing) -> bytes:
    """Return the list, with where to sign it out and in."""
    paper = Paper(printing, printing.words("ui.handout.paper"))
    paper.add_page()
    paper.pen(12, bold=True)
    if handed.area:
        paper.block(handed.area)
    paper.pen(10)
    paper.block(printing.words(f"ui.handout.copy_note.{handed.copy.value}"))
    if handed.copy is Copy.NEIGHBOUR:
        paper.pen(10, bold=True)
        paper.block(printing.words("ui.round.ask_neighbour"))
    paper.ln(2)
    _signing(paper, handed)
    for place, each in enumerate(people, start=1):
        if paper.will_page_break(_BLOCK):
            paper.add_page()
        _person(paper, each.place or place, each, handed.copy)
    return paper.bytes_of()


def _signing(paper: Paper, handed: Handed) -> None:
    paper.pen(10)
    for key, said in (
        ("out", f"{handed.to_name}, {moment_words(paper.printing.at_ms)}"),
        ("in", "_" * 40),
    ):
        paper.pen(10, grey=True)
        paper.put(paper.words(f"ui.handout.signed.{key}"), 36, 7)
        paper.pen(10)
        paper.put(said, 92, 7)
        paper.put(paper.words("ui.handout.signed.initials"), 20, 7)
        paper.put("_" * 14, 0, 7, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.rule(3)


def _person(paper: Paper, place: int, person: OnList, copy: Copy) -> None:
    paper.pen(12, bold=True)
    paper.put(f"{place}.", 9, 6)
    name = paper.shortened(
        person.name or paper.words("ui.residents.no_name"), paper.room * 0.52
    )
    paper.put(name, paper.room * 0.55, 6)
    paper.pen(10)
    paper.put(person.phone, 0, 6, align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    lines = [person.address]
    if copy is not Copy.NEIGHBOUR:
        lines += [_when(paper, person), person.unknown, person.path]
        lines += [" · ".join(person.needs)]
        lines += [" · ".join(person.reach)]
    for each in lines:
        _indented(paper, each)
    if copy is Copy.LEAD and person.key:
        paper.pen(10, bold=True)
        _indented(paper, paper.words("ui.handout.key", where=person.key), bold=True)
    boxes = "   ".join(
        f"□ {paper.words(f'term.VisitOutcome.{each}')}" for each in _OUTCOMES
    )
    paper.pen(8.5)
    paper.set_x(paper.l_margin + 9)
    paper.block(boxes)
    paper.set_x(paper.l_margin + 9)
    paper.pen(8.5, grey=True)
    paper.block(f"{paper.words('ui.handout.seen_at')} {'_' * 12}   {'_' * 60}")
    paper.ln(1.5)
    paper.rule(2)


def _when(paper: Paper, person: OnList) -> str:
    if person.zero_ms is None:
        return person.first
    at = moment_words(person.zero_ms)
    return paper.words("ui.handout.zero", what=person.first, at=at)


def _indented(paper: Paper, words: str, *, bold: bool = False) -> None:
    if not words:
        return
    paper.pen(10, bold=bold)
    paper.set_x(paper.l_margin + 9)
    paper.block(words, height=_LINE)
