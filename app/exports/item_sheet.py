"""Lists of items and opening stock as tables, in the words of a language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from app.care.item import Controlled, Item
from app.care.item_cells import COLUMNS, cells_of
from app.care.item_list import Listed, read_table
from app.care.opening import COLUMNS as OPENING
from app.care.opening import Opened, read_opening
from app.care.terms import Unit
from app.exports.sheet import Row
from app.i18n import LANGUAGES, text

Table = list[Sequence[str]]

_REMARKS: Final = ("1", "2", "3")
_YES_NO: Final = ("yes", "no")


def item_table(items: Iterable[Item], language: str) -> Table:
    """Return a list as a table, its heads and words in a language."""
    return [_heads(COLUMNS, language), *(_line(item, language) for item in items)]


def item_template(language: str) -> Table:
    """Return an empty list: remarks that say how, the heads, an example in a remark."""
    remarks = [
        [f"# {text(f'sheet.items.remark_{each}', language)}"] for each in _REMARKS
    ]
    return [*remarks, _heads(COLUMNS, language)]


def opening_template(language: str) -> Table:
    """Return an empty count of what lies here, for the first day."""
    remarks = [
        [f"# {text(f'sheet.opening.remark_{each}', language)}"] for each in _REMARKS
    ]
    return [*remarks, _heads(OPENING, language)]


def read_items_sheet(rows: Iterable[Row], known: Collection[str] = ()) -> Listed:
    """Read a list of items, its heads and words in any of our languages."""
    return read_table(rows, _names_of(COLUMNS), _words(), known)


def read_opening_sheet(rows: Iterable[Row], known: Mapping[str, Item]) -> Opened:
    """Read what lies here, by code or bar code of what is known."""
    return read_opening(rows, known, _names_of(OPENING))


def head_of(column: str, language: str) -> str:
    """Return what a column is called."""
    return text(f"sheet.column.{column}", language)


def _heads(columns: Sequence[str], language: str) -> list[str]:
    return [head_of(column, language) for column in columns]


def _line(item: Item, language: str) -> list[str]:
    said = dict(zip(COLUMNS, cells_of(item), strict=True))
    said["unit"] = text(f"term.Unit.{item.unit.value}", language, count=1)
    said["controlled"] = text(f"term.Controlled.{item.controlled.value}", language)
    for name in ("critical", "cold_chain"):
        said[name] = text(f"sheet.word.{said[name]}", language)
    if language == "nl":
        for name in ("use_t1", "use_t2", "use_t3"):
            said[name] = said[name].replace(".", ",")
    return list(said.values())


@lru_cache(maxsize=4)
def _names_of(columns: Sequence[str]) -> Mapping[str, str]:
    """Return the column of each head, in any language and small letters."""
    return {
        head_of(column, language).casefold(): column
        for column in columns
        for language in LANGUAGES
    }


@lru_cache(maxsize=1)
def _words() -> Mapping[str, str]:
    """Return what each word of a cell stands for, in any language."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for unit in Unit:
            for count in (1, 2):
                word = text(f"term.Unit.{unit.value}", language, count=count)
                found[word.casefold()] = unit.value
        for each in Controlled:
            word = text(f"term.Controlled.{each.value}", language)
            found[word.casefold()] = each.value
        for answer in _YES_NO:
            found[text(f"sheet.word.{answer}", language).casefold()] = answer
    return found
