"""A decision of downscaling in words, and on which day it is looked at again."""

from __future__ import annotations

from app.care.level import Authority
from app.care.review_day import day_of, days_until
from app.care.scarcity import (
    PERSONAL,
    CareAct,
    DownscalingDecided,
    RegionAnswer,
)
from app.i18n import text
from app.store.queries.scarcity import DecisionRow
from app.ui.words import day, moment, today


def act_words(fact: DownscalingDecided, language: str) -> str:
    """Return which care a decision is about."""
    if fact.act is CareAct.OTHER and fact.act_name:
        return fact.act_name
    return text(f"term.CareAct.{fact.act.value}", language)


def class_words(fact: DownscalingDecided, language: str) -> str:
    """Return what becomes of it: *B · mag worden gerekt, hoogstens om de 3 dagen*."""
    words = text(f"term.DownscalingClass.{fact.downscaling.value}", language)
    if fact.stretch_days is None:
        return words
    stretch = text("ui.scarcity.stretch", language, count=fact.stretch_days)
    return f"{words}, {stretch}"


def review_words(review_day: str, now_ms: int, language: str) -> str:
    """Return when it is looked at again: too late by days, today, tomorrow, a date."""
    days = days_until(review_day, today(now_ms).isoformat())
    if days < 0:
        return text("ui.scarcity.overdue", language, count=-days)
    if days == 0:
        return text("ui.scarcity.today", language)
    if days == 1:
        return text("ui.scarcity.tomorrow", language)
    return text("ui.scarcity.on", language, day=day(day_of(review_day), language))


def reason_words(fact: DownscalingDecided, language: str) -> str:
    """Return the grounds; those of the person stand apart, for they never suffice."""
    sound, personal = (
        [
            text(f"term.Ground.{each.value}", language)
            for each in fact.grounds
            if (each in PERSONAL) is wanted
        ]
        for wanted in (False, True)
    )
    words = " · ".join(sound)
    if personal:
        also = " · ".join(personal)
        words = f"{words}. {text('ui.scarcity.also', language, grounds=also)}"
    return f"{words}. {fact.because}" if fact.because else words


def decision_lines(
    row: DecisionRow, now_ms: int, language: str, *, outside: bool = False
) -> list[str]:
    """Return all that a decision says, a line each.

    `outside` leaves out what only its own post needs: how exactly, and by whom.
    """
    fact = row.decision.fact
    instead = text(f"term.Alternative.{fact.alternative.value}", language)
    at = moment(fact.observed_ms, now_ms, language)
    lines = [
        class_words(fact, language),
        text("ui.scarcity.instead", language, what=instead),
        text("ui.scarcity.why", language, why=reason_words(fact, language)),
    ]
    if fact.instruction and not outside:
        lines.append(text("ui.scarcity.how", language, how=fact.instruction))
    authority = text(f"term.Authority.{fact.authority.value}", language)
    if fact.authority is not Authority.OWN:
        authority = f"{authority}, {fact.authority_name}"
    lines.append(text("ui.scarcity.authority", language, authority=authority))
    name = "" if outside else row.by_name
    key = "ui.scarcity.decided_by" if name else "ui.scarcity.decided"
    level = text(f"term.CareLevel.{fact.level.value}", language)
    lines.append(text(key, language, at=at, name=name, level=level))
    return [*lines, told_words(row, now_ms, language)]


def told_words(row: DecisionRow, now_ms: int, language: str) -> str:
    """Return who was told and when, or that nobody was yet."""
    if not row.told:
        return text("ui.scarcity.not_told", language)
    last = row.told[-1].fact
    return text(
        "ui.scarcity.told",
        language,
        who=text(f"term.Informed.{last.informed.value}", language),
        at=moment(last.observed_ms, now_ms, language),
    )


def answer_words(row: DecisionRow, now_ms: int, language: str) -> str:
    """Return what the region says, and when; or that it said nothing yet."""
    if row.answer is None:
        return text("ui.scarcity.no_answer", language)
    said = row.answer.fact
    words = text(f"term.RegionAnswer.{said.answer.value}", language)
    whole = text(
        "ui.scarcity.answer" if row.is_answered else "ui.scarcity.answer_before",
        language,
        answer=words,
        name=said.by_name,
        at=moment(row.answer.at_ms, now_ms, language),
    )
    return f"{whole}: {said.words}" if said.words else whole


def asks_for_a_person(row: DecisionRow) -> bool:
    """Tell whether the region did not simply agree with what stands."""
    said = row.answer
    return said is not None and said.fact.answer is not RegionAnswer.AGREED
