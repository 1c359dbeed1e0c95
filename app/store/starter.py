"""The starter list of items: an example that ships along, no official set."""

from __future__ import annotations

from functools import cache
from typing import Final

from app.care.item import Item
from app.care.item_list import read_items
from app.paths import ASSETS

STARTER_LIST: Final = ASSETS / "stock" / "voorbeeld.csv"


@cache
def starter_items() -> dict[str, Item]:
    """Return the items of the starter list by code."""
    items = read_items(STARTER_LIST.read_text(encoding="utf-8"))
    return {item.code: item for item in items}
