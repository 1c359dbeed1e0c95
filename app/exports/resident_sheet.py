"""A care organisation's list of residents as a table, in the words of a language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from app.care.resident_cells import (
    COLUMNS,
    KEY_PLACE,
    NONE,
    Column,
    How,
    shown,
)
from app.care.resident_table import ResidentTable, read_residents
from app.exports.sheet import Row
from app.i18n import LANGUAGES, text

Table = list[Sequence[str]]

_REMARKS: Final = ("1", "2", "3", "4")
_ALSO: Final = (
    "reference",
    "name",
    "birth_date",
    "street",
    "house_number",
    "postcode",
    "town",
    "phone",
    "contact",
    "contact_phone",
    "remark",
)
"""Columns that organisations give other names; the words of each part by `|`."""
_PARTED: Final = "|"


def resident_template(language: str) -> Table:
    """Return an empty list: remarks that say how, the heads, and no key places."""
    names = [name for name in COLUMNS if name != KEY_PLACE]
    remarks = [
        [f"# {text(f'sheet.resident.remark_{each}', language)}"] for each in _REMARKS
    ]
    choices = [
        [f"# {head_of(name, language)}: {_choices(COLUMNS[name], language)}"]
        for name in names
        if COLUMNS[name].how in (How.ONE, How.MANY)
    ]
    return [*remarks, *choices, [head_of(name, language) for name in names]]


def read_resident_sheet(
    rows: Iterable[Row], today: str, leave: Collection[str] = ()
) -> ResidentTable:
    """Read a list of residents, its heads and words in any of our languages."""
    return read_residents(rows, today, _heads(), _words(), leave)


def head_of(column: str, language: str) -> str:
    """Return what a column is called."""
    return text(f"sheet.resident.column.{column}", language)


def cell_words(column: str, value: Any, language: str) -> str:
    """Return a value as a person reads it, and as `read_resident_sheet` reads back."""
    how, term = COLUMNS[column].how, COLUMNS[column].term
    if value is None or value == "":
        return ""
    if how is How.MANY and term is not None:
        said = [text(f"term.{term.__name__}.{each.value}", language) for each in value]
        return _PARTED.join(said) or text("sheet.word.none", language)
    if how is How.ONE and term is not None:
        return text(f"term.{term.__name__}.{value}", language)
    if how is How.YES_NO:
        return text(f"sheet.word.{'yes' if value else 'no'}", language)
    return shown(COLUMNS[column], value)


def _choices(column: Column, language: str) -> str:
    if column.term is None:
        return ""
    said = [cell_words(column.name, each, language) for each in _ways(column)]
    if column.how is How.MANY:
        said.append(text("sheet.word.none", language))
    return " / ".join(said)


def _ways(column: Column) -> list[Any]:
    if column.term is None:
        return []
    return [(each,) if column.how is How.MANY else each for each in column.term]


@lru_cache(maxsize=1)
def _heads() -> Mapping[str, str]:
    """Return the column of each head, in any language and small letters."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for name in _ALSO:
            also = text(f"sheet.resident.also.{name}", language)
            found |= dict.fromkeys(also.casefold().split(_PARTED), name)
    for language in LANGUAGES:
        found |= {head_of(name, language).casefold(): name for name in COLUMNS}
    return found


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Mapping[str, str]]:
    """Return what each word stands for in a column, in any language."""
    found: dict[str, dict[str, str]] = {name: {} for name in COLUMNS}
    answers = {
        text(f"sheet.word.{each}", language).casefold(): each
        for language in LANGUAGES
        for each in ("yes", "no", NONE)
    }
    for name, column in COLUMNS.items():
        if column.how is How.YES_NO:
            found[name] |= {**answers, "j": "yes", "y": "yes", "n": "no"}
        elif column.how is How.MANY:
            found[name] |= answers
        for value in _ways(column):
            plain = value[0] if column.how is How.MANY else value
            for language in LANGUAGES:
                said = cell_words(name, value, language)
                found[name][said.casefold()] = plain.value
    return found
