"""What was done, on one line: what and where first, what it used last."""

from __future__ import annotations

from app.care.item import Item
from app.care.medicine import MedicineGiven
from app.care.treatment import TreatmentGiven
from app.i18n import text
from app.ui.widgets.item_words import item_name


def treatment_lines(
    fact: TreatmentGiven, language: str, item: Item | None = None
) -> tuple[tuple[str, str], ...]:
    """Return the label and the words of each part; the first ones need no label.

    `item` is what was used, where it is known here.
    """
    where = text(f"term.Site.{fact.site.value}", language).lower() if fact.site else ""
    by = text("field.TreatmentGiven.given_by", language)
    said = (
        ("", text(f"term.Intervention.{fact.intervention.value}", language)),
        ("", where),
        ("", fact.detail),
        (by, fact.given_by),
        ("", used_words(fact, item, language)),
    )
    return tuple((label, words) for label, words in said if words)


def used_words(
    fact: TreatmentGiven | MedicineGiven, item: Item | None, language: str
) -> str:
    """Return what was taken from stock, and what was not there to take."""
    pieces, drawn = fact.pieces, fact.drawn
    if not fact.item or not pieces:
        return ""
    name = item_name(item, fact.item, language)
    key = "ui.treatment.used" if drawn == pieces else "ui.treatment.used_short"
    if not drawn:
        key = "ui.treatment.used_none"
    return text(key, language, pieces=pieces, drawn=drawn, item=name)
