"""A recorded fact in words, for paper and for reading aloud."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from enum import StrEnum
from typing import Any, Final

from app.care.casualty import NoteRecorded, VitalsRecorded
from app.care.form import Number, Ref, When, field_of, fields_of
from app.care.medicine import AllergiesDenied, AllergyRecorded, MedicineGiven
from app.exports.doses import allergy_words, denied_words, medicine_words
from app.i18n import text

_UNSAID: Final = frozenset(
    {"observed_ms", "sees", "late", "item", "pieces", "drawn", "x", "y"}
)


_TIED: Final = "\u00a0"
"""A space that keeps a number and its unit on one line."""
_MOST_NOTE: Final = 300
"""Of a note on a card: the whole of it stands in the timeline."""


def fact_words(body: Any, language: str) -> str:
    """Return what a fact says on one line; fields equal to their default stay out."""
    if isinstance(body, VitalsRecorded):
        return vitals_words(body, language)
    special = _SPECIAL.get(type(body))
    if special is not None:
        return special(body, language)
    if isinstance(body, NoteRecorded):
        words = " ".join(body.text.split())
        return words if len(words) <= _MOST_NOTE else words[:_MOST_NOTE] + " […]"
    form = type(body)
    said = (
        (name, getattr(body, name))
        for name, kind in fields_of(form).items()
        if name not in _UNSAID and not isinstance(kind, When | Ref)
    )
    return " · ".join(
        _field_words(form, name, value, language)
        for name, value in said
        if value != _default(form, name)
    )


_SPECIAL: Final[dict[type, Callable[[Any, str], str]]] = {
    MedicineGiven: medicine_words,
    AllergyRecorded: allergy_words,
    AllergiesDenied: denied_words,
}


def vitals_words(vitals: VitalsRecorded, language: str) -> str:
    """Return one set of vitals; what was not measured is left out."""
    parts = [
        f"{text(f'ui.casualty.short.{name}', language)} {measure}"
        for name in _MEASURES
        if (measure := _measure(vitals, name, language))
    ]
    if vitals.consciousness is not None:
        level = text(f"term.Consciousness.{vitals.consciousness.value}", language)
        parts.insert(0, level)
    return " · ".join(parts)


_MEASURES: Final = (
    "breaths_per_min",
    "spo2_percent",
    "pulse_per_min",
    "pressure",
    "temperature_c",
    "gcs",
    "pain",
)


def _measure(vitals: VitalsRecorded, name: str, language: str) -> str:
    if name == "pressure":
        return _pressure(vitals, language)
    value = getattr(vitals, name)
    if value is None:
        return ""
    unit = text(f"ui.casualty.unit.{name}", language)
    number = number_words(VitalsRecorded, name, value, language)
    words = (
        f"{number}{unit}" if unit.startswith("/") else f"{number}{_TIED}{unit}".strip()
    )
    if name == "spo2_percent" and vitals.on_oxygen is not None:
        key = "ui.handover.on_oxygen" if vitals.on_oxygen else "ui.handover.on_air"
        words += f" ({text(key, language)})"
    return words


def _pressure(vitals: VitalsRecorded, language: str) -> str:
    if vitals.systolic_mmhg is None and vitals.diastolic_mmhg is None:
        return ""
    pair = (vitals.systolic_mmhg, vitals.diastolic_mmhg)
    words = "/".join("?" if each is None else str(each) for each in pair)
    return f"{words}{_TIED}{text('ui.casualty.unit.pressure', language)}"


def number_words(form: type, name: str, value: int, language: str) -> str:
    """Return a whole number with the decimals its field is shown with."""
    kind = field_of(form, name)
    scale = kind.scale if isinstance(kind, Number) else 0
    if not scale:
        return str(value)
    whole, rest = divmod(abs(value), 10**scale)
    sign, mark = "-" if value < 0 else "", "," if language == "nl" else "."
    return f"{sign}{whole}{mark}{rest:0{scale}}"


def _field_words(form: type, name: str, value: Any, language: str) -> str:
    label = text(f"field.{form.__name__}.{name}", language)
    if isinstance(value, StrEnum):
        return text(f"term.{type(value).__name__}.{value.value}", language)
    if isinstance(value, bool):
        said = text("ui.casualty.yes" if value else "ui.casualty.no", language)
        return f"{label}: {said}"
    if isinstance(value, int):
        return f"{label}: {number_words(form, name, value, language)}"
    return f"{label}: {' '.join(str(value).split())}"


def _default(form: type, name: str) -> Any:
    return next(each.default for each in fields(form) if each.name == name)
