"""The catalogue of a post: which items there are, and what their bar codes mean.

The region's list counts, where a hub published one; else the example that ships along.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from app.care.item import Item, codes_by_gtin
from app.care.item_pack import read_document
from app.care.pack import ITEMS, Edition, unfolded
from app.care.refusal import Refusal
from app.store.queries.pack import pack_held
from app.store.starter import starter_items
from sync.database import Database


class Source(StrEnum):
    """Where an item comes from."""

    EXAMPLE = "example"
    REGION = "region"
    POST = "post"


@dataclass(frozen=True, slots=True)
class Listing:
    """The list that counts; `edition` None is the example that ships along.

    `trouble` is why a newer version cannot be read here, as a refusal says it.
    """

    items: Mapping[str, Item]
    edition: Edition | None = None
    trouble: str = ""

    @property
    def source(self) -> Source:
        """Where its items come from."""
        return Source.EXAMPLE if self.edition is None else Source.REGION


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the catalogue, and where it comes from."""

    item: Item
    source: Source


def listing(db: Database) -> Listing:
    """Return the list that counts here: the newest version that can be read."""
    trouble = ""
    for one in pack_held(db, ITEMS).whole:
        try:
            return Listing(_items_in(one.content), one.edition, trouble)
        except Refusal as why:
            trouble = trouble or why.key
    return Listing(starter_items(), trouble=trouble)


def catalogue(db: Database) -> dict[str, Item]:
    """Return every item this post knows, by code."""
    return {code: entry.item for code, entry in entries(db).items()}


def entries(db: Database) -> dict[str, Entry]:
    """Return every item this post knows and where it comes from, by code."""
    listed = listing(db)
    return {code: Entry(item, listed.source) for code, item in listed.items.items()}


def entry(db: Database, code: str) -> Entry | None:
    """Return one item, or None when it is on no list."""
    return entries(db).get(code)


def code_of_gtin(db: Database, gtin: str) -> str | None:
    """Return the code a bar code stands for; None for none, and for more than one."""
    codes = codes_by_gtin(catalogue(db).values()).get(gtin, ())
    return codes[0] if len(codes) == 1 else None


@lru_cache(maxsize=4)
def _items_in(content: bytes) -> Mapping[str, Item]:
    return read_document(unfolded(content))
