"""The discharge letter: what was found and done, and the advice a person gave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.care.atmist import Atmist, Who
from app.care.handover import AdviceGiven
from app.exports.atmist import card_lines, category_words, who_lines
from app.exports.moments import moment_words
from app.exports.paper import Paper, Printing, fitting

_SIZES: Final = (12.0, 11.0, 10.0, 9.0)
_TOLD: Final = (
    "age",
    "mechanism",
    "injuries",
    "signs",
    "treatment",
    "allergies",
)


@dataclass(frozen=True, slots=True)
class Advice:
    """Advice, by whom and when."""

    fact: AdviceGiven
    by: str


def letter_pdf(
    card: Atmist, who: Who | None, advice: Advice, printing: Printing
) -> bytes:
    """Return the letter; it needs advice, which a person typed."""

    def drawn(size: float) -> Paper:
        paper = Paper(printing, printing.words("ui.letter.title"))
        paper.add_page()
        _head(paper, card, who)
        _told(paper, card, size)
        _advice(paper, advice, size)
        return paper

    return fitting(drawn, _SIZES)


def _head(paper: Paper, card: Atmist, who: Who | None) -> None:
    printing = paper.printing
    paper.pen(16, bold=True)
    paper.block(card.number)
    paper.pen(11)
    if who is None:
        paper.block(printing.words("ui.handover.name_left_out"))
    else:
        lines = who_lines(who, printing.language)
        for label, value in lines:
            paper.block(f"{label}: {value}")
        if not lines:
            paper.block(printing.words("ui.handover.no_name"))
    arrived = moment_words(card.arrived_ms)
    paper.block(
        printing.words(
            "ui.letter.seen",
            post=printing.post,
            at=arrived,
            category=category_words(card.categories, printing.language),
        )
    )
    paper.ln(2)
    paper.rule()


def _told(paper: Paper, card: Atmist, size: float) -> None:
    lines = card_lines(card, paper.printing.at_ms, paper.printing.language)
    for line in lines:
        if line.name in _TOLD:
            _part(paper, line.short, "\n".join(line.said), size)
    paper.rule(3)


def _advice(paper: Paper, advice: Advice, size: float) -> None:
    fact, words = advice.fact, paper.words
    _part(paper, words("field.AdviceGiven.text"), fact.text, size + 1)
    if fact.return_if:
        _part(paper, words("field.AdviceGiven.return_if"), fact.return_if, size + 1)
    by = ", ".join(each for each in (advice.by, fact.by_title) if each)
    at = moment_words(fact.observed_ms)
    _part(paper, words("ui.letter.by"), f"{by} · {at}", size)


def _part(paper: Paper, label: str, said: str, size: float) -> None:
    paper.pen(size - 2, bold=True, grey=True)
    paper.block(label)
    paper.pen(size)
    paper.block(said)
    paper.ln(1.8)
