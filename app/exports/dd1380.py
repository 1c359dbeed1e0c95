"""The TCCC card on paper: front and back as DD Form 1380 asks them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fpdf.enums import Align

from app.care.atmist import Fact, Who
from app.care.body_shape import Build
from app.care.tccc import MECHANISMS, TcccDescribed
from app.care.tccc_card import Limb, Tccc
from app.exports.body import draw_body
from app.exports.facts import fact_words
from app.exports.moments import clock_words, military_day
from app.exports.paper import Paper, Printing
from app.i18n import text

_BODY: Final = 92.0
_ROWS: Final = (
    "time",
    "pulse_per_min",
    "pressure",
    "breaths_per_min",
    "spo2_percent",
    "consciousness",
    "pain",
)


@dataclass(frozen=True, slots=True)
class Soldier:
    """Whose card it is; `sex` in words, empty for not known.

    `burned` is what the body map adds up to, for when nobody filled in a percentage.
    """

    number: str
    sex: str
    arrived_ms: int
    build: Build = Build.ADULT
    who: Who | None = None
    burned: str = ""


def dd1380_pdf(card: Tccc, soldier: Soldier, printing: Printing) -> bytes:
    """Return the front and the back."""
    paper = Paper(printing, printing.words("ui.tccc.title"))
    paper.add_page()
    _head(paper, card, soldier)
    _mechanism(paper, card.form)
    _injuries(paper, card, soldier)
    _vitals(paper, card)
    paper.add_page()
    _back(paper, card)
    return paper.bytes_of()


def _head(paper: Paper, card: Tccc, soldier: Soldier) -> None:
    form = card.form or TcccDescribed(0)
    name = None if soldier.who is None else soldier.who.name
    left_out = paper.words("ui.handover.name_left_out")
    at_ms = form.observed_ms or soldier.arrived_ms
    evacuation = form.evacuation and paper.words(
        f"term.Evacuation.{form.evacuation.value}"
    )
    _pairs(
        paper,
        [
            ("number", soldier.number),
            ("roster", form.roster),
            ("evacuation", evacuation or ""),
            ("name", left_out if name is None else name),
            ("last_four", form.last_four),
            ("sex", soldier.sex),
            ("date", military_day(at_ms)),
            ("time", clock_words(at_ms)),
            ("unit", form.unit),
        ],
    )
    _line(paper, "allergies", _all(card.allergies, paper))


def _pairs(paper: Paper, said: Sequence[tuple[str, str]]) -> None:
    """Write label and value, three beside each other."""
    width = paper.room / 3
    for place, (name, value) in enumerate(said):
        left = paper.l_margin + place % 3 * width
        top = paper.get_y()
        paper.set_xy(left, top)
        paper.pen(8, grey=True)
        paper.put(paper.words(f"ui.tccc.{name}"), width, 4)
        paper.set_xy(left, top + 4)
        paper.pen(11, bold=bool(value), grey=not value)
        paper.put(value or paper.words("ui.handover.unknown"), width, 6)
        paper.set_xy(paper.l_margin, top if place % 3 < 2 else top + 11)


def _mechanism(paper: Paper, form: TcccDescribed | None) -> None:
    ticked = [name for name in MECHANISMS if form is not None and getattr(form, name)]
    words = [
        f"{'[X]' if name in ticked else '[  ]'} {_named(paper, name)}"
        for name in MECHANISMS
    ]
    if form is not None and form.other_words:
        words[-1] += f": {form.other_words}"
    _line(paper, "mechanism", "   ".join(words))


def _named(paper: Paper, name: str) -> str:
    return paper.words(f"field.TcccDescribed.{name}")


def _injuries(paper: Paper, card: Tccc, soldier: Soldier) -> None:
    top = paper.get_y() + 1
    marks = [each.body for each in card.injuries]
    wide = draw_body(paper, soldier.build, marks, (paper.l_margin, top), _BODY)
    paper.set_left_margin(paper.l_margin + wide + 4)
    paper.set_xy(paper.l_margin, top)
    burned = card.form.burn_percent if card.form else None
    percent = soldier.burned if burned is None else f"{burned} %"
    _line(paper, "burned", percent)
    for limb in Limb:
        _line(paper, limb.value, _straps(paper, card.tourniquets[limb]))
    if card.unplaced:
        _line(paper, "unplaced", _straps(paper, card.unplaced))
    listed = [
        f"{number}. {fact_words(fact, paper.printing.language)}"
        for number, fact in enumerate(marks, start=1)
    ]
    _line(paper, "injuries", "\n".join(listed))
    paper.set_left_margin(paper.l_margin - wide - 4)
    paper.set_xy(paper.l_margin, max(paper.get_y(), top + _BODY) + 3)


def _straps(paper: Paper, straps: Sequence[Fact]) -> str:
    return "\n".join(
        " · ".join(
            each
            for each in (
                clock_words(fact.at_ms),
                fact.body.detail,
                _until(paper, fact),
            )
            if each
        )
        for fact in straps
    )


def _until(paper: Paper, fact: Fact) -> str:
    if fact.until_ms is None:
        return paper.words("ui.handover.on") if fact.is_on else ""
    return paper.words("ui.handover.until", at=clock_words(fact.until_ms))


def _vitals(paper: Paper, card: Tccc) -> None:
    """Draw a row for each sign, a column for each time it was measured."""
    sets = card.vitals
    label, width = 44.0, (paper.room - 44.0) / 4
    for name in _ROWS:
        paper.pen(9, bold=True)
        key = "ui.blank.time" if name == "time" else f"ui.casualty.short.{name}"
        paper.put(paper.words(key), label, 6.5, border=1)
        for place in range(4):
            paper.pen(10)
            said = _sign(paper, card, sets[place], name) if place < len(sets) else ""
            paper.put(said, width, 6.5, border=1, align=Align.C)
        paper.ln(6.5)
    if card.earlier:
        paper.pen(8, grey=True)
        paper.block(_earlier(paper, card.earlier))


def _earlier(paper: Paper, count: int) -> str:
    return text("ui.tccc.earlier", paper.printing.language, count=count)


def _sign(paper: Paper, card: Tccc, fact: Fact, name: str) -> str:
    vitals = fact.body
    if name == "time":
        return clock_words(fact.at_ms)
    if name == "pressure":
        pair = (vitals.systolic_mmhg, vitals.diastolic_mmhg)
        if pair == (None, None):
            return ""
        return "/".join("?" if each is None else str(each) for each in pair)
    value = getattr(vitals, name)
    said = "" if value is None else str(getattr(value, "value", value))
    where = card.pulse_places.get(fact.at_ms) if name == "pulse_per_min" else None
    if not said or where is None:
        return said
    return f"{said} {paper.words(f'term.PulsePlace.{where.value}')}"


def _back(paper: Paper, card: Tccc) -> None:
    form = card.form or TcccDescribed(0)
    for box, facts in card.given.items():
        _line(paper, f"box_{box}", _all(facts, paper))
    _line(paper, "fluids", form.fluids)
    _line(paper, "medicines", _all(card.medicines, paper))
    rest = _all(card.rest, paper)
    _line(paper, "notes", "\n".join(each for each in (form.notes, rest) if each))
    responder = " · ".join(
        each for each in (form.responder, form.responder_last_four) if each
    )
    _line(paper, "responder", responder)


def _all(facts: Sequence[Fact], paper: Paper) -> str:
    return "\n".join(
        f"{clock_words(each.at_ms)}  {fact_words(each.body, paper.printing.language)}"
        for each in facts
    )


def _line(paper: Paper, name: str, words: str) -> None:
    paper.pen(8, grey=True)
    paper.block(paper.words(f"ui.tccc.{name}"))
    paper.pen(10, grey=not words)
    paper.block(words or paper.words("ui.handover.unknown"))
    paper.ln(1.2)
