"""A medicine or an allergy in words: what, how much, which way, and what is unsure."""

from __future__ import annotations

from app.care.item import Item
from app.care.medicine import (
    Allergy,
    AllergyRecorded,
    Certainty,
    Clash,
    ClashReason,
    MedicineGiven,
)
from app.exports.doses import (
    amount_words,
    certainty_words,
    reaction_words,
    substance_name,
)
from app.i18n import text
from app.medicines import formulary
from app.ui.widgets.treatment_lines import used_words

Lines = tuple[tuple[str, str], ...]


def medicine_lines(
    fact: MedicineGiven, language: str, item: Item | None = None
) -> Lines:
    """Return the label and the words of each part of a dose that was given.

    `item` is what was used, where it is known here.
    """
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
        ("", used_words(fact, item, language)),
    )
    return tuple((label, words) for label, words in said if words)


def allergy_lines(fact: AllergyRecorded | Allergy, language: str) -> Lines:
    """Return the label and the words of each part of an allergy."""
    listed = formulary().knows(fact.code)
    told = (
        ("", substance_name(fact.code, fact.substance, language)),
        ("", "" if listed else text("ui.medicine.unchecked", language)),
        ("", reaction_words(fact.reaction, language)),
        ("", certainty_words(fact, language)),
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


def clash_words(clash: Clash, language: str) -> str:
    """Return which allergy it is, and why it clashes."""
    allergy = clash.allergy
    name = substance_name(allergy.code, allergy.substance, language)
    why = text(f"term.ClashReason.{clash.why.value}", language)
    if clash.why is ClashReason.GROUP:
        group = formulary().get(f"group:{clash.group}")
        why = f"{why}: {clash.group if group is None else group.name(language)}"
    reaction = reaction_words(allergy.reaction, language)
    doubt = (
        certainty_words(allergy, language)
        if allergy.certainty is Certainty.DOUBTFUL
        else ""
    )
    about = ", ".join(part for part in (why, reaction, doubt) if part)
    return text("ui.medicine.clash", language, allergy=name, about=about)
