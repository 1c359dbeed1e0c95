"""What an item is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.care.item import Item, groups_of


def name_in(items: Mapping[str, Item], code: str, language: str) -> str:
    """Return what an item is called; its code where nobody here knows it."""
    return item_name(items.get(code), code, language)


def item_name(item: Item | None, code: str, language: str) -> str:
    """Return an item's name, in Dutch where it has no English one; else its code."""
    if item is None:
        return code
    return (item.name_en or item.name_nl) if language == "en" else item.name_nl


def group_name(nl: str, en: str, language: str) -> str:
    """Return what a group is called; in the other language where it has one name."""
    return (en or nl) if language == "en" else nl or en


def group_labels(said: Iterable[tuple[str, str]], language: str) -> dict[str, str]:
    """Return what every group is called, in the order of the alphabet."""
    named = {
        name: group_name(nl, en, language) for name, (nl, en) in groups_of(said).items()
    }
    return dict(sorted(named.items(), key=lambda each: each[1].casefold()))
