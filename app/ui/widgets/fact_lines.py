"""A recorded fact in words: a title and what it says, line by line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from enum import StrEnum
from typing import Any, Final

from app.care.casualty import NoteRecorded
from app.care.flow import OF_PURPOSE, Placed
from app.care.form import Number, Ref, When, field_of, fields_of
from app.care.guided import TriageAssessed
from app.care.item import Item
from app.care.link import EntityLinked, EntityUnlinked
from app.care.medicine import AllergyRecorded, MedicineGiven
from app.care.treatment import TreatmentGiven
from app.exports.moments import moment_words
from app.i18n import has_text, text
from app.store.queries.casualty import Entry
from app.ui.widgets.conflict_card import plain_words
from app.ui.widgets.guide_words import assessed_lines
from app.ui.widgets.medicine_lines import allergy_lines, medicine_lines
from app.ui.widgets.places import spot_and_flow
from app.ui.widgets.treatment_lines import treatment_lines
from app.ui.widgets.vitals_entries import written

Lines = tuple[tuple[str, str], ...]
"""What a fact says: a label, or none, and its words."""

_OF_PHOTO: Final = {"size_bytes", "media", "attachment", "digest"}
_HIDDEN: Final = frozenset(
    {"observed_ms", "sees", "late", "number", "post", "target", "x", "y"} | _OF_PHOTO
)


def title_of(entry: Entry, language: str) -> str:
    """Return what kind of fact an entry of the timeline is."""
    if entry.body is None and not has_text(entry.kind):
        return text("ui.casualty.unknown_kind", language)
    return text(entry.kind, language)


def lines_of(body: Any, language: str, item: Item | None = None) -> Lines:
    """Return what a fact says: the words of a field and its value, defaults left out.

    A kind that reads better in words of its own has them in `_OWN`. `item` is what was
    used from stock, where it is known here.
    """
    if body is None:
        return (("", text("ui.casualty.after_update", language)),)
    if isinstance(body, TreatmentGiven):
        return treatment_lines(body, language, item)
    if isinstance(body, MedicineGiven):
        return medicine_lines(body, language, item)
    own = _OWN.get(type(body))
    return _fields(body, language) if own is None else own(body, language)


def _noted(body: NoteRecorded, _: str) -> Lines:
    return (("", body.text),)


def _placed(body: Placed, language: str) -> Lines:
    happening = body.status or OF_PURPOSE[body.purpose]
    return (("", spot_and_flow(body.place, body.name, happening, language)),)


def _assessed(body: TriageAssessed, language: str) -> Lines:
    return tuple(("", each) for each in assessed_lines(body, language))


def _judged(body: EntityLinked | EntityUnlinked, language: str) -> Lines:
    return (("", text(f"term.{type(body.why).__name__}.{body.why.value}", language)),)


_OWN: Final[dict[type, Callable[[Any, str], Lines]]] = {
    NoteRecorded: _noted,
    EntityLinked: _judged,
    EntityUnlinked: _judged,
    Placed: _placed,
    TriageAssessed: _assessed,
    AllergyRecorded: allergy_lines,
}


def _fields(body: Any, language: str) -> Lines:
    form = type(body)
    said = (
        (name, getattr(body, name))
        for name in fields_of(form)
        if name not in _HIDDEN and getattr(body, name) != _default(form, name)
    )
    return tuple(
        (label(form, name, language), value_words(form, name, value, language))
        for name, value in said
    )


def label(form: type, name: str, language: str) -> str:
    """Return the words of a field."""
    return text(f"field.{form.__name__}.{name}", language)


def value_words(form: type, name: str, value: Any, language: str) -> str:
    """Return a value as a person reads it: a term in words, a number with decimals."""
    kind = field_of(form, name)
    if isinstance(value, StrEnum):
        return text(f"term.{type(value).__name__}.{value.value}", language)
    if isinstance(value, bool):
        return text("ui.casualty.yes" if value else "ui.casualty.no", language)
    if isinstance(kind, Number):
        return written(value, kind.scale, language)
    if isinstance(kind, When | Ref):
        return moment_words(value) if isinstance(kind, When) else ""
    return plain_words(name, str(value), language)


def _default(form: type, name: str) -> Any:
    return next(each.default for each in fields(form) if each.name == name)
