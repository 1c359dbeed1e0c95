"""The regional list of items as the document of a pack, and read back.

It is read by the same rules as any list: one that breaks them is not used at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from app.care.item import Item
from app.care.item_cells import COLUMNS, cells_of
from app.care.item_list import MOST_ROWS, read_table
from app.care.pack import ITEMS
from app.care.refusal import Refusal

_FORMAT: Final = 1
_WORDS: Final = ("name", "group", "remark")
"""Columns in both languages, which stand together in a document."""
_LANGUAGES: Final = ("nl", "en")


def items_document(items: Iterable[Item]) -> dict[str, Any]:
    """Return the document of a list; items stand in the order of their codes."""
    ordered = sorted(items, key=lambda item: item.code)
    return {
        "pack": ITEMS,
        "format": _FORMAT,
        "items": [_said(each) for each in ordered],
    }


def read_document(document: Mapping[str, Any]) -> dict[str, Item]:
    """Return the items of a document by code. Raises Refusal."""
    said = document.get("items")
    if document.get("pack") != ITEMS or not isinstance(said, list):
        raise Refusal("pack_unreadable")
    if document.get("format") != _FORMAT:
        raise Refusal("pack_newer")
    if len(said) > MOST_ROWS:
        raise Refusal("pack_unreadable")
    if not said:
        return {}
    rows = [(line, _cells(each)) for line, each in enumerate(said, start=1)]
    listed = read_table([(0, COLUMNS), *rows])
    if listed.wrong:
        raise Refusal("pack_unreadable")
    return {item.code: item for item in listed.items}


def _said(item: Item) -> dict[str, Any]:
    cells = dict(zip(COLUMNS, cells_of(item), strict=True))
    said: dict[str, Any] = {
        name: {each: cells.pop(f"{name}_{each}") for each in _LANGUAGES}
        for name in _WORDS
    }
    return said | {name: cell for name, cell in cells.items() if cell}


def _cells(said: object) -> list[str]:
    if not isinstance(said, dict):
        raise Refusal("pack_unreadable")
    flat = dict(said)
    for name in _WORDS:
        words = flat.pop(name, {})
        if not isinstance(words, dict):
            raise Refusal("pack_unreadable")
        for each in _LANGUAGES:
            flat[f"{name}_{each}"] = words.get(each, "")
    cells = [flat.get(name, "") for name in COLUMNS]
    if not all(isinstance(cell, str) for cell in cells):
        raise Refusal("pack_unreadable")
    return cells
