"""A medicine or an allergy in words: what, how much, which way, and what is unsure."""

from __future__ import annotations

from app.care.medicine import (
    Allergy,
    AllergyRecorded,
    Certainty,
    Clash,
    ClashReason,
    Dose,
    MedicineGiven,
    Reaction,
)
from app.i18n import text
from app.store.medicines import formulary
from app.ui.widgets.treatment_lines import used_words

Lines = tuple[tuple[str, str], ...]

_THOUSAND = 1000


def medicine_lines(fact: MedicineGiven, language: str) -> Lines:
    """Return the label and the words of each part of a dose that was given."""
    by = text("field.MedicineGiven.given_by", language)
    despite = text("field.MedicineGiven.despite", language)
    listed = formulary().substance(fact.code) is not None
    said = (
        ("", substance_name(fact.code, fact.substance, language)),
        ("", "" if listed else text("ui.medicine.unchecked", language)),
        ("", amount_words(fact, language)),
        (by, fact.given_by),
        ("", fact.detail),
        (despite, fact.despite),
        ("", used_words(fact.item, fact.pieces, fact.drawn, language)),
    )
    return tuple((label, words) for label, words in said if words)


def allergy_lines(fact: AllergyRecorded | Allergy, language: str) -> Lines:
    """Return the label and the words of each part of an allergy."""
    listed = formulary().knows(fact.code)
    told = (
        ("", substance_name(fact.code, fact.substance, language)),
        ("", "" if listed else text("ui.medicine.unchecked", language)),
        ("", _reaction(fact.reaction, language)),
        ("", text(f"term.Certainty.{fact.certainty.value}", language).lower()),
    )
    more = (
        (
            ("", fact.detail),
            (text("field.AllergyRecorded.told_by", language), fact.told_by),
        )
        if isinstance(fact, AllergyRecorded)
        else ()
    )
    return tuple((label, words) for label, words in (*told, *more) if words)


def substance_name(code: str, said: str, language: str) -> str:
    """Return the name of the list, or what was written."""
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


def clash_words(clash: Clash, language: str) -> str:
    """Return which allergy it is, and why it clashes."""
    allergy = clash.allergy
    name = substance_name(allergy.code, allergy.substance, language)
    why = text(f"term.ClashReason.{clash.why.value}", language)
    if clash.why is ClashReason.GROUP:
        group = formulary().get(f"group:{clash.group}")
        why = f"{why}: {clash.group if group is None else group.name(language)}"
    reaction = _reaction(allergy.reaction, language)
    doubt = (
        text(f"term.Certainty.{allergy.certainty.value}", language).lower()
        if allergy.certainty is Certainty.DOUBTFUL
        else ""
    )
    about = ", ".join(part for part in (why, reaction, doubt) if part)
    return text("ui.medicine.clash", language, allergy=name, about=about)


def _reaction(reaction: Reaction, language: str) -> str:
    if reaction is Reaction.UNKNOWN:
        return ""
    return text(f"term.Reaction.{reaction.value}", language).lower()
