"""The situation report of a post in words: METHANE, the seven requirements, places.

It is read out over a radio as it is printed; what nobody said is said to be unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.care.board import Board, CapacityRow, RequirementRow
from app.care.requirement import HoursLeft
from app.care.situation import SituationReported
from app.exports.moments import near_words, span
from app.exports.situation import ReportLine, methane_lines
from app.i18n import text

_PLACES_MARK: Final = "8"


def left_words(left: HoursLeft | None, now_ms: int, language: str) -> str:
    """Return how long something lasts: never nothing, whatever is known."""
    if left is None:
        return text("ui.requirement.hours_unknown", language)
    remains = left.left_ms(now_ms)
    if remains is None:
        words = text("ui.requirement.keeps", language)
    elif remains:
        words = text("ui.requirement.left", language, span=span(remains, language))
    else:
        at = near_words(now_ms - left.gone_ms(now_ms), now_ms)
        words = text("ui.requirement.out", language, at=at)
    if left.of is None:
        return words
    return f"{text(f'term.Utility.{left.of.value}', language)}: {words}"


def places_words(row: CapacityRow, language: str) -> str:
    """Return how many places of a kind are free, of how many."""
    fact = row.fact
    if fact is None:
        return text("ui.requirement.not_counted", language)
    if not fact.places_total and not fact.places_taken:
        return text("ui.requirement.no_places", language)
    if fact.free < 0:
        over = text("ui.requirement.over", language, count=-fact.free)
        return f"{over} ({fact.places_taken}/{fact.places_total})"
    free, total = fact.free, fact.places_total
    return text("ui.requirement.free", language, free=free, total=total)


def situation_lines(
    report: SituationReported, found: Board, now_ms: int, language: str
) -> tuple[ReportLine, ...]:
    """Return the whole report: METHANE as counted now, and how the post stands."""
    return (
        *methane_lines(report, language),
        *requirement_lines(found, now_ms, language),
        _places_line(found, now_ms, language),
    )


def requirement_lines(
    found: Board, now_ms: int, language: str
) -> tuple[ReportLine, ...]:
    """Return a line for each of the seven, by its number."""
    return tuple(
        ReportLine(
            str(number),
            text(f"term.Requirement.{row.requirement.value}", language),
            _said(row, now_ms, language),
            row.last is not None,
        )
        for number, row in enumerate(found.requirements, start=1)
    )


def _said(row: RequirementRow, now_ms: int, language: str) -> str:
    parts = [text(f"term.Standing.{row.standing.value}", language)]
    if row.last is None and row.left is None:
        return parts[0]
    parts.append(left_words(row.left, now_ms, language))
    if row.trend is not None:
        parts.append(text(f"term.Trend.{row.trend.value}", language).lower())
    if row.last is not None:
        at = near_words(row.last.fact.observed_ms, now_ms)
        parts.append(text("ui.requirement.said_at", language, at=at))
    line = " · ".join(parts)
    if not row.lacking:
        return line
    return f"{line}\n{text('ui.requirement.lacking', language, words=row.lacking)}"


def _places_line(found: Board, now_ms: int, language: str) -> ReportLine:
    label = text("ui.requirement.places", language)
    if all(each.fact is None for each in found.places):
        words = text("ui.requirement.not_counted", language)
        return ReportLine(_PLACES_MARK, label, words, is_known=False)
    lines = [_kind_words(each, now_ms, language) for each in found.places]
    return ReportLine(_PLACES_MARK, label, "\n".join(lines))


def _kind_words(row: CapacityRow, now_ms: int, language: str) -> str:
    name = text(f"term.PlaceKind.{row.kind.value}", language)
    words = f"{name}: {places_words(row, language)}"
    if row.fact is None:
        return words
    at = text(
        "ui.requirement.counted_at",
        language,
        at=near_words(row.fact.observed_ms, now_ms),
    )
    old = [text("ui.requirement.stale", language)] if row.fact.is_stale(now_ms) else []
    return " · ".join((words, at, *old))


def radio_text(
    title: str, lines: Sequence[ReportLine], made_ms: int, *, post: str, drill: str = ""
) -> str:
    """Return the report as plain text: to read out, to copy, to type over."""
    head = " · ".join(
        each for each in (drill, title, post, near_words(made_ms, 0)) if each
    )
    said = (f"{line.mark} {line.label}: {_flat(line.said)}" for line in lines)
    return "\n".join((head, *said))


def _flat(words: str) -> str:
    return "; ".join(words.split("\n"))
