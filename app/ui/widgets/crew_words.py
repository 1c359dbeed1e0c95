"""What is said of a person on the crew board: recognition, duty, hours."""

from __future__ import annotations

from datetime import date

from app.care.duty import Absence, Planned
from app.care.power import RECOGNISED
from app.care.qualification import Qualification
from app.i18n import text
from app.store.queries.crew import Member, Recognised, State
from app.ui.words import day, moment, span


def recognition_words(state: State, now_ms: int, language: str) -> str:
    """Return how far the region's recognition of a person is."""
    until = "" if state.until_ms is None else moment(state.until_ms, now_ms, language)
    key = f"term.Recognised.{state.state.value}"
    said = text(key, language, name=state.name, until=until)
    if state.is_pending and state.state is not Recognised.PENDING:
        return f"{said} · {text('ui.crew.asked', language)}"
    return said


def row_words(who: Member, now_ms: int, language: str) -> str:
    """Return the role of a person and, where it rests on one, their recognition."""
    role = text(f"term.Role.{who.role.value}", language)
    state = who.recognition
    if state.state is Recognised.NONE and who.role not in RECOGNISED:
        return role
    return f"{role} · {recognition_words(state, now_ms, language)}"


def hours_words(who: Member, language: str) -> str:
    """Return how long a person was on duty in the last day and the last three."""
    return text(
        "ui.crew.hours",
        language,
        day=span(who.day_ms, language),
        three=span(who.three_days_ms, language),
    )


def away_words(away: Absence | None, now_ms: int, language: str) -> str:
    """Return why somebody is away and until when, for who may know."""
    if away is None:
        return text("ui.crew.away", language)
    cause = text(f"term.AbsenceCause.{away.cause.value}", language)
    if away.until_ms is None:
        return text("ui.crew.away_open", language, cause=cause)
    until = moment(away.until_ms, now_ms, language)
    return text("ui.crew.away_until", language, cause=cause, until=until)


def planned_words(planned: Planned, now_ms: int, language: str) -> str:
    """Return from when until when somebody is expected."""
    return text(
        "ui.crew.planned",
        language,
        since=moment(planned.from_ms, now_ms, language),
        until=moment(planned.until_ms, now_ms, language),
    )


def qualification_words(stated: Qualification, language: str) -> str:
    """Return a qualification on one line; a number only where it was let through."""
    parts = [text(f"term.Profession.{stated.profession.value}", language)]
    if stated.military is not None and stated.nation is not None:
        role = text(f"term.MilitaryRole.{stated.military.value}", language)
        parts.append(f"{role} ({text(f'term.Nation.{stated.nation.value}', language)})")
    if stated.big_number:
        parts.append(text("ui.crew.big", language, number=stated.big_number))
    if stated.valid_until:
        until = _day_words(stated.valid_until, language)
        parts.append(text("ui.crew.valid", language, until=until))
    seen = "ui.crew.proof_seen" if stated.proof_seen else "ui.crew.proof_unseen"
    return " · ".join((*parts, text(seen, language)))


def _day_words(given: str, language: str) -> str:
    """Return a day in words; what is no day as it was written."""
    try:
        return day(date.fromisoformat(given), language)
    except ValueError:
        return given
