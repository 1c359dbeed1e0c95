"""METHANE and the 9-line, in words and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fpdf.enums import Align

from app.care.situation import (
    EQUIPMENT,
    PRECEDENCE,
    MedevacRequested,
    Scheme,
    Setting,
    SituationReported,
)
from app.exports.moments import moment_words
from app.exports.paper import Paper, Printing, fitting
from app.i18n import text

_SIZES: Final = (14.0, 12.0, 10.0)
_MARK: Final = 14.0
_COUNTS: Final = ("t1", "t2", "t3", "t4", "dead", "black", "untriaged")


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line of a report: its letter or number, what it is about, what is said."""

    mark: str
    label: str
    said: str
    is_known: bool = True


def methane_lines(report: SituationReported, language: str) -> tuple[ReportLine, ...]:
    """Return the seven lines of METHANE."""
    major = report.major
    said = (
        ("M", "major", major and text(f"term.MajorIncident.{major.value}", language)),
        ("E", "location", report.location),
        ("T", "incident", report.incident),
        ("H", "hazards", report.hazards),
        ("A", "access", report.access),
        ("N", "numbers", numbers_words(report, language)),
        ("E", "services", _services(report, language)),
    )
    return tuple(
        _line(mark, text(f"ui.methane.line.{name}", language), words or "", language)
        for mark, name, words in said
    )


def numbers_words(report: SituationReported, language: str) -> str:
    """Return how many of each category, when that was counted, and who may follow."""
    counted = " · ".join(
        f"{text(f'ui.methane.count.{name}', language)} {getattr(report, name)}"
        for name in _COUNTS
    )
    parts = [counted]
    if report.counted_ms is not None:
        at = moment_words(report.counted_ms)
        parts.append(text("ui.methane.counted", language, at=at))
    if report.expected:
        parts.append(text("ui.methane.expected", language, words=report.expected))
    return "\n".join(parts)


def _services(report: SituationReported, language: str) -> str:
    said = (("on_scene", report.on_scene), ("needed", report.needed))
    return "\n".join(
        f"{text(f'field.SituationReported.{name}', language)}: {words}"
        for name, words in said
        if words
    )


def medevac_lines(fact: MedevacRequested, language: str) -> tuple[ReportLine, ...]:
    """Return the nine lines; 1 to 5 are what is sent first."""
    said = (
        fact.pickup,
        fact.radio,
        _precedence(fact, language),
        _equipment(fact, language),
        _types(fact, language),
        _sixth(fact, language),
        _marking(fact, language),
        _status(fact, language),
        _ninth(fact, language),
    )
    lines = []
    for number, words in enumerate(said, start=1):
        label = text(f"ui.medevac.line.{_name(number, fact.setting)}", language)
        lines.append(_line(str(number), label, words, language))
    return tuple(lines)


def _name(number: int, setting: Setting) -> str:
    return f"{number}_{setting.value}" if number in (6, 9) else str(number)


def _precedence(fact: MedevacRequested, language: str) -> str:
    scheme = text(f"term.Scheme.{fact.scheme.value}", language)
    counted = [
        f"{letter} {getattr(fact, name)} "
        f"({text(f'field.MedevacRequested.{name}', language).lower()})"
        for name, letter in PRECEDENCE[fact.scheme].items()
        if getattr(fact, name)
    ]
    return f"{' · '.join(counted)} [{scheme}]"


def _equipment(fact: MedevacRequested, language: str) -> str:
    wanted = [
        f"{letter} ({text(f'field.MedevacRequested.{name}', language).lower()})"
        for name, letter in EQUIPMENT.items()
        if getattr(fact, name)
    ]
    return " · ".join(wanted) or f"A ({text('ui.medevac.none', language)})"


def _types(fact: MedevacRequested, language: str) -> str:
    counted = [("L", "litter"), ("A", "ambulatory")]
    if fact.scheme is Scheme.NATO and fact.escort:
        counted.append(("E", "escort"))
    return " · ".join(
        f"{letter} {getattr(fact, name)} "
        f"({text(f'field.MedevacRequested.{name}', language).lower()})"
        for letter, name in counted
        if getattr(fact, name)
    )


def _sixth(fact: MedevacRequested, language: str) -> str:
    if fact.setting is Setting.PEACE:
        return fact.injuries
    if fact.security is None:
        return ""
    return text(f"term.Security.{fact.security.value}", language)


def _marking(fact: MedevacRequested, language: str) -> str:
    if fact.marking is None:
        return fact.marked_with
    words = text(f"term.Marking.{fact.marking.value}", language)
    return f"{words}: {fact.marked_with}" if fact.marked_with else words


def _status(fact: MedevacRequested, language: str) -> str:
    letter = "" if fact.status is None else fact.status.value
    return " · ".join(each for each in (letter, fact.nationality) if each)


def _ninth(fact: MedevacRequested, language: str) -> str:
    if fact.setting is Setting.PEACE:
        return fact.terrain
    named = (("N", "nuclear"), ("B", "biological"), ("C", "chemical"))
    return " · ".join(
        f"{letter} ({text(f'field.MedevacRequested.{name}', language).lower()})"
        for letter, name in named
        if getattr(fact, name)
    )


def _line(mark: str, label: str, words: str, language: str) -> ReportLine:
    known = bool(words.strip())
    said = words if known else text("ui.handover.unknown", language)
    return ReportLine(mark, label, said, known)


def report_pdf(
    title: str, lines: Sequence[ReportLine], made_ms: int, printing: Printing
) -> bytes:
    """Return a report on one page: each line with its letter or number."""

    def drawn(size: float) -> Paper:
        paper = Paper(printing, title)
        paper.add_page()
        paper.pen(11)
        paper.block(printing.words("ui.report.made", at=moment_words(made_ms)))
        paper.ln(3)
        for line in lines:
            _draw(paper, line, size)
        return paper

    return fitting(drawn, _SIZES)


def _draw(paper: Paper, line: ReportLine, size: float) -> None:
    top = paper.get_y()
    paper.set_fill_color(235)
    paper.pen(size + 4, bold=True)
    paper.put(line.mark, _MARK - 3, size * 0.7, align=Align.C, fill=True)
    paper.set_left_margin(paper.l_margin + _MARK)
    paper.set_xy(paper.l_margin, top)
    paper.pen(size - 3, bold=True, grey=True)
    paper.block(line.label)
    paper.pen(size, grey=not line.is_known)
    paper.block(line.said)
    paper.set_left_margin(paper.l_margin - _MARK)
    paper.set_x(paper.l_margin)
    paper.ln(size * 0.28)
