"""What an item is called."""

from __future__ import annotations

from collections.abc import Mapping

from app.care.item import Item


def name_in(items: Mapping[str, Item], code: str, language: str) -> str:
    """Return what an item is called; its code where nobody here knows it."""
    return item_name(items.get(code), code, language)


def item_name(item: Item | None, code: str, language: str) -> str:
    """Return an item's name, in Dutch where it has no English one; else its code."""
    if item is None:
        return code
    return (item.name_en or item.name_nl) if language == "en" else item.name_nl
