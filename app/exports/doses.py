"""Medicines and allergies in words: how much, which way, what happened, how sure."""

from __future__ import annotations

from typing import Final

from app.care.medicine import (
    AllergiesDenied,
    Allergy,
    AllergyRecorded,
    Dose,
    MedicineGiven,
    Reaction,
)
from app.i18n import text
from app.medicines import formulary

_THOUSAND: Final = 1000


def medicine_words(fact: MedicineGiven, language: str) -> str:
    """Return a dose that was given on one line: Morfine 2,5 mg · in de ader (iv)."""
    parts = [" ".join(substance_name(fact.code, fact.substance, language).split())]
    if formulary().substance(fact.code) is None:
        parts.append(f"({text('ui.medicine.unchecked', language)})")
    by = text("field.MedicineGiven.given_by", language)
    said = (
        " ".join([*parts, amount_words(fact, language)]).strip(),
        f"{by}: {fact.given_by}" if fact.given_by else "",
        fact.detail,
    )
    return " · ".join(part for part in said if part)


def allergy_words(fact: AllergyRecorded, language: str) -> str:
    """Return an allergy on one line, and whether it was on the list."""
    said = (
        substance_name(fact.code, fact.substance, language),
        "" if formulary().knows(fact.code) else text("ui.medicine.unchecked", language),
        reaction_words(fact.reaction, language),
        certainty_words(fact, language),
        fact.detail,
    )
    return " · ".join(part for part in said if part)


def denied_words(_: AllergiesDenied, language: str) -> str:
    """Return that somebody was asked and none are known."""
    return text("allergy.denied", language)


def substance_name(code: str, said: str, language: str) -> str:
    """Return the name of the list in the reader's language, or what was written."""
    listed = formulary().get(code)
    return said if listed is None else listed.name(language)


def amount_words(fact: MedicineGiven | Dose, language: str) -> str:
    """Return how much and which way: 2,5 mg · in de ader (iv)."""
    parts = []
    if fact.dose is not None and fact.unit is not None:
        count = 1 if fact.dose == _THOUSAND else 2
        unit = text(f"term.DoseUnit.{fact.unit.value}", language, count=count)
        parts.append(f"{dose_words(fact.dose, language)} {unit}")
    if fact.route is not None:
        route = text(f"term.Route.{fact.route.value}", language)
        parts.append(route[0].lower() + route[1:])
    return " · ".join(parts)


def dose_words(dose: int, language: str) -> str:
    """Return a dose of thousandths with the decimals it needs: 2500 is 2,5 in Dutch."""
    whole, rest = divmod(dose, _THOUSAND)
    if not rest:
        return str(whole)
    mark = "," if language == "nl" else "."
    return f"{whole}{mark}{f'{rest:03}'.rstrip('0')}"


def reaction_words(reaction: Reaction, language: str) -> str:
    """Return what happened; '' when nobody knows."""
    if reaction is Reaction.UNKNOWN:
        return ""
    return text(f"term.Reaction.{reaction.value}", language).lower()


def certainty_words(fact: AllergyRecorded | Allergy, language: str) -> str:
    """Return how sure an allergy is."""
    return text(f"term.Certainty.{fact.certainty.value}", language).lower()
