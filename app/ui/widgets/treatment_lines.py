"""What was done, on one line: what and where first, what it used last."""

from __future__ import annotations

from app.care.treatment import TreatmentGiven
from app.i18n import text
from app.store.starter import starter_items


def treatment_lines(fact: TreatmentGiven, language: str) -> tuple[tuple[str, str], ...]:
    """Return the label and the words of each part; the first ones need no label."""
    where = text(f"term.Site.{fact.site.value}", language).lower() if fact.site else ""
    by = text("field.TreatmentGiven.given_by", language)
    said = (
        ("", text(f"term.Intervention.{fact.intervention.value}", language)),
        ("", where),
        ("", fact.detail),
        (by, fact.given_by),
        ("", used_words(fact.item, fact.pieces, fact.drawn, language)),
    )
    return tuple((label, words) for label, words in said if words)


def used_words(item: str, pieces: int, drawn: int, language: str) -> str:
    """Return what was taken from stock, and what was not there to take."""
    if not item or not pieces:
        return ""
    name = item_name(item, language)
    key = "ui.treatment.used" if drawn == pieces else "ui.treatment.used_short"
    if not drawn:
        key = "ui.treatment.used_none"
    return text(key, language, pieces=pieces, drawn=drawn, item=name)


def item_name(code: str, language: str) -> str:
    """Return what an item is called; one that is on no list, by its code."""
    item = starter_items().get(code)
    if item is None:
        return code
    return item.name_nl if language == "nl" else item.name_en
