"""The (AT)MIST card in words: one line a letter, *not known* where nobody said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.care.atmist import Atmist, Fact, Who
from app.care.medicine import AllergyRecorded
from app.care.terms import AgeBand, Contamination, Sex, Triage
from app.exports.facts import fact_words
from app.exports.moments import near_words
from app.i18n import text

_DISAGREE: Final = " / "
_CLEAN: Final = Contamination.NONE


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line of the card: its letter, what it is about, and what is said."""

    letter: str
    name: str
    label: str
    short: str
    said: tuple[str, ...]
    is_known: bool = True
    is_alarm: bool = False


def card_lines(card: Atmist, now_ms: int, language: str) -> tuple[CardLine, ...]:
    """Return every line of the card, in the order it is read aloud."""
    words = _Words(card, now_ms, language)
    allergic = any(isinstance(each.body, AllergyRecorded) for each in card.allergies)
    clings = any(each.body.state is not _CLEAN for each in card.contamination)
    also = [text("ui.handover.also", language, numbers=", ".join(card.also))]
    return (
        *([words.line("!", "also", also, alarm=True)] if card.also else []),
        words.line("A", "age", words.age()),
        words.line("T", "time", words.time()),
        words.line("M", "mechanism", words.each(card.mechanism)),
        words.line("I", "injuries", words.injuries()),
        words.line("S", "signs", words.facts(card.signs)),
        words.line("T", "treatment", words.facts(card.treatment)),
        words.line("E", "eta", words.eta()),
        words.line("R", "requirements", words.each(card.requirements)),
        words.line("!", "allergies", words.facts(card.allergies), alarm=allergic),
        words.line("!", "contamination", words.facts(card.contamination), alarm=clings),
        words.line("+", "notes", words.facts(card.notes)),
    )


def who_lines(who: Who, language: str) -> tuple[tuple[str, str], ...]:
    """Return who somebody is: label and value of what is known."""
    return tuple(
        (text(f"field.Identified.{name}", language), value)
        for name in ("name", "birth_date", "bsn", "contact", "language", "nationality")
        if (value := getattr(who, name))
    )


def category_words(categories: Sequence[Triage], language: str) -> str:
    """Return the most urgent category in words, and the others beside it."""
    if not categories:
        return text("ui.triage.none", language)
    return _DISAGREE.join(text(f"term.Triage.{each}", language) for each in categories)


@dataclass(frozen=True, slots=True)
class _Words:
    card: Atmist
    now_ms: int
    language: str

    def line(
        self, letter: str, name: str, said: Sequence[str], *, alarm: bool = False
    ) -> CardLine:
        label = text(f"ui.handover.line.{name}", self.language)
        known = tuple(each for each in said if each)
        unknown = text("ui.handover.unknown", self.language)
        short = text(f"ui.handover.short.{name}", self.language)
        is_known = bool(known)
        said_words = known or (unknown,)
        return CardLine(
            letter, name, label, short, said_words, is_known, alarm and is_known
        )

    def each(self, values: Sequence[str]) -> list[str]:
        """Return one value, or all of them where persons contradict each other."""
        if len(values) <= 1:
            return list(values)
        values_words = _DISAGREE.join(values)
        return [text("ui.handover.disagree", self.language, values=values_words)]

    def age(self) -> list[str]:
        card, language = self.card, self.language
        years = [
            text("ui.handover.years", language, count=int(each)) for each in card.years
        ]
        bands = [
            text(f"term.AgeBand.{each}", language)
            for each in card.age_band
            if each != AgeBand.UNKNOWN
        ]
        sexes = [
            text(f"term.Sex.{each}", language).lower()
            for each in card.sex
            if each != Sex.UNKNOWN
        ]
        unknown_age = [text("ui.handover.age_unknown", language)]
        unknown_sex = [text("ui.handover.sex_unknown", language)]
        age = self.each(years or bands)
        sex = self.each(sexes)
        if not age and not sex:
            return []
        return [" · ".join([*(age or unknown_age), *(sex or unknown_sex)])]

    def time(self) -> list[str]:
        incident = self.each([self.near(int(each)) for each in self.card.incident_ms])
        arrived = text(
            "ui.handover.arrived", self.language, at=self.near(self.card.arrived_ms)
        )
        unknown = text("ui.handover.incident_unknown", self.language)
        return [f"{(incident or [unknown])[0]} · {arrived}"]

    def injuries(self) -> list[str]:
        return [*self.each(self.card.complaint), *self.facts(self.card.injuries)]

    def eta(self) -> list[str]:
        when = self.each([self.near(int(each)) for each in self.card.eta_ms])
        return [*when, *self.each(self.card.bound_for)]

    def facts(self, facts: Sequence[Fact]) -> list[str]:
        return [self.fact(each) for each in facts]

    def fact(self, fact: Fact) -> str:
        said = f"{self.near(fact.at_ms)}  {fact_words(fact.body, self.language)}"
        if fact.until_ms is not None:
            until = self.near(fact.until_ms)
            return f"{said} · {text('ui.handover.until', self.language, at=until)}"
        return (
            f"{said} · {text('ui.handover.on', self.language)}" if fact.is_on else said
        )

    def near(self, ms: int) -> str:
        return near_words(ms, self.now_ms)
