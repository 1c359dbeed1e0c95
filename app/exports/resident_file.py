"""All that is kept of one resident, or of an organisation's list, to take along.

Nothing is left out of somebody's own file: where people differ all of them are in it,
with who said it and when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fpdf.enums import XPos, YPos

from app.care.handout import HandoutGiven
from app.care.resident import Resident, source_key
from app.care.resident_cells import COLUMNS, KEY_PLACE
from app.care.scarcity import Downscaled
from app.exports.moments import day_words, moment_words
from app.exports.paper import Paper, Printing
from app.exports.resident_sheet import cell_words, head_of
from app.i18n import text

Line = tuple[str, str, str, str]
"""What it is about, what is kept, since when, and who said so."""

_HEADS: Final = ("what", "kept", "when", "who")
_LEFT_OUT: Final = (KEY_PLACE, "remark")
"""Columns a list does not take along: they are notes of this post."""
_LABEL, _WHEN = 0.27, 0.3
_LINE, _LETTERS = 5.0, 36
"""Millimetres of a line, and the fewest letters that fit on one: all stays together."""


@dataclass(frozen=True, slots=True)
class ResidentFile:
    """What there is of somebody: record, names by id, lists, decisions of care."""

    resident: Resident
    names: Mapping[bytes, str]
    handouts: Sequence[HandoutGiven] = ()
    downscaled: Downscaled | None = None


def resident_lines(file: ResidentFile, language: str) -> list[Line]:
    """Return all that is kept of somebody, line by line."""
    return [
        *_kept(file, language),
        *_said(file, language),
        *_visits(file, language),
        *_needed(file, language),
        *_decided(file, language),
        *_on_paper(file, language),
    ]


def resident_sheet(file: ResidentFile, language: str) -> list[Sequence[str]]:
    """Return all that is kept of somebody as a table."""
    heads = [text(f"sheet.file.{each}", language) for each in _HEADS]
    return [heads, *resident_lines(file, language)]


def list_sheet(
    residents: Iterable[Resident], source: str, language: str
) -> list[Sequence[str]]:
    """Return an organisation's list as it is kept now; it can be taken over again.

    Where people differ a cell stays empty: it says nothing.
    """
    names = [name for name in COLUMNS if name not in _LEFT_OUT]
    table: list[Sequence[str]] = [[head_of(name, language) for name in names]]
    for each in residents:
        numbers = {source_key(one): number for one, number in each.sources}
        cells = {name: _agreed(each, name, language) for name in names}
        cells["reference"] = numbers.get(source_key(source), "")
        table.append([cells[name] for name in names])
    return table


def marked(table: Sequence[Sequence[str]], printing: Printing) -> list[Sequence[str]]:
    """Return a table under a remark that says its number, and OEFENING in a drill."""
    mark = f"{printing.words('ui.paper.exercise')} · " if printing.exercise else ""
    at = moment_words(printing.at_ms)
    said = f"# {mark}{printing.sheet} · {printing.post} · {printing.by} · {at}"
    return [[said], *table]


def resident_pdf(file: ResidentFile, printing: Printing) -> bytes:
    """Return all that is kept of somebody on paper."""
    paper = Paper(printing, printing.words("term.Paper.resident"))
    paper.add_page()
    paper.pen(10)
    paper.block(printing.words("sheet.file.note"))
    paper.ln(2)
    for what, kept, when, who in resident_lines(file, printing.language):
        if paper.will_page_break(_LINE * (2 + len(kept) // _LETTERS)):
            paper.add_page()
        paper.pen(9, grey=True)
        top = paper.get_y()
        paper.block(what, paper.room * _LABEL)
        low = paper.get_y()
        paper.set_xy(paper.l_margin + paper.room * _LABEL, top)
        paper.pen(10)
        paper.block(kept or "–", paper.room * (1 - _LABEL - _WHEN))
        low = max(low, paper.get_y())
        paper.set_xy(paper.l_margin + paper.room * (1 - _WHEN), top)
        paper.pen(9, grey=True)
        paper.block(
            " · ".join(each for each in (when, who) if each),
            paper.room * _WHEN,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        paper.set_y(max(low, paper.get_y()) + 1)
    return paper.bytes_of()


def _kept(file: ResidentFile, language: str) -> Iterator[Line]:
    """Yield since when somebody is kept, from whom, and whether it ended."""
    resident = file.resident
    at = moment_words(resident.registered_ms)
    yield text("resident.registered", language), at, at, ""
    for source, number in resident.sources:
        yield text("resident.sourced", language), f"{source} {number}".strip(), "", ""
    if resident.checked_ms:
        at, who = moment_words(resident.checked_ms), file.names
        words = text("resident.checked", language)
        yield words, at, at, who.get(resident.checked_by, "")
    for each in resident.endings:
        yield (
            text("resident.ended", language),
            text(f"term.EndReason.{each.reason.value}", language),
            moment_words(each.observed_ms),
            file.names.get(each.actor, ""),
        )


def _said(file: ResidentFile, language: str) -> Iterator[Line]:
    """Yield every claim of every field; of somebody's lines too."""
    resident = file.resident
    for claim in resident.said.get("basis", ()):
        ground = text(f"term.LegalBasis.{claim.value}", language)
        label = text("field.ResidentDescribed.basis", language)
        yield _line(file, label, ground, claim)
    for claim in resident.said.get("sex", ()):
        label = text("field.ResidentDescribed.sex", language)
        yield _line(file, label, text(f"term.Sex.{claim.value}", language), claim)
    for name, column in COLUMNS.items():
        claims: Sequence[Any] = (
            getattr(resident, column.line)
            if column.line
            else resident.said.get(name, ())
        )
        for claim in claims:
            value = getattr(claim.value, column.field) if column.line else claim.value
            kept = cell_words(name, value, language).replace("|", ", ")
            if kept:
                yield _line(file, head_of(name, language), kept, claim)
    for acted in resident.act:
        if acted.value.last_done_ms is not None:
            label = text("field.ActStated.last_done_ms", language)
            yield _line(file, label, moment_words(acted.value.last_done_ms), acted)


def _line(file: ResidentFile, label: str, kept: str, claim: Any) -> Line:
    return (
        label,
        kept,
        moment_words(claim.observed_ms),
        file.names.get(claim.actor, ""),
    )


def _visits(file: ResidentFile, language: str) -> Iterator[Line]:
    for each in file.resident.visits:
        said = (
            text(f"term.VisitOutcome.{each.outcome.value}", language),
            text(f"term.VisitWay.{each.way.value}", language),
            each.remark,
        )
        yield (
            text("resident.visited", language),
            " · ".join(one for one in said if one),
            moment_words(each.observed_ms),
            each.by_name or file.names.get(each.actor, ""),
        )


def _needed(file: ResidentFile, language: str) -> Iterator[Line]:
    """Yield what somebody needed, what was said of it, who saw to it."""
    for task in file.resident.tasks:
        at = moment_words(task.opened_ms)
        yield text("task.opened", language), task.what, at, _who(file, task.actor)
        for said in task.said:
            kind = text(f"term.TaskKind.{said.value.kind.value}", language)
            yield _line(
                file,
                text("task.described", language),
                f"{kind}: {said.value.what}",
                said,
            )
        for given in task.assigned:
            words = text("task.assigned", language)
            yield _line(file, words, given.value.to_name, given)
        for done in task.done:
            who = done.by_name or _who(file, done.actor)
            at = moment_words(done.at_ms)
            yield text("task.done", language), done.remark, at, who


def _who(file: ResidentFile, actor: bytes) -> str:
    return file.names.get(actor, "")


def _decided(file: ResidentFile, language: str) -> Iterator[Line]:
    """Yield what was decided of their care, who was told, and what the region said."""
    held = file.downscaled or Downscaled()
    for each in (*held.past, *held.standing):
        fact = each.fact
        said = (
            fact.act_name or text(f"term.CareAct.{fact.act.value}", language),
            text(f"term.DownscalingClass.{fact.downscaling.value}", language),
            text(f"term.Alternative.{fact.alternative.value}", language),
            *(text(f"term.Ground.{one.value}", language) for one in fact.grounds),
            fact.because,
            fact.instruction,
            text(f"term.Authority.{fact.authority.value}", language),
            fact.authority_name,
            day_words(fact.review_day),
        )
        yield (
            text("downscaling.decided", language),
            " · ".join(one for one in said if one),
            moment_words(fact.observed_ms),
            file.names.get(each.actor, ""),
        )
    for told in held.told:
        yield (
            text("downscaling.told", language),
            text(f"term.Informed.{told.fact.informed.value}", language),
            moment_words(told.fact.observed_ms),
            told.fact.by_name or file.names.get(told.actor, ""),
        )
    for answer in held.answers:
        words = text(f"term.RegionAnswer.{answer.fact.answer.value}", language)
        yield (
            text("downscaling.answered", language),
            f"{words} · {answer.fact.words}" if answer.fact.words else words,
            moment_words(answer.at_ms),
            answer.fact.by_name,
        )


def _on_paper(file: ResidentFile, language: str) -> Iterator[Line]:
    for each in file.handouts:
        yield (
            text("handout.given", language),
            f"{each.sheet} · {each.to_name}",
            moment_words(each.observed_ms),
            "",
        )


def _agreed(resident: Resident, name: str, language: str) -> str:
    column = COLUMNS[name]
    claims: Sequence[Any] = (
        getattr(resident, column.line) if column.line else resident.said.get(name, ())
    )
    values = {
        cell_words(
            name,
            getattr(each.value, column.field) if column.line else each.value,
            language,
        )
        for each in claims
    }
    return values.pop() if len(values) == 1 else ""
