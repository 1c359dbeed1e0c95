"""The catalogue of a post: which items there are, and what their bar codes mean."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.care.item import Item, codes_by_gtin
from app.store.starter import starter_items
from sync.database import Database


class Source(StrEnum):
    """Where an item comes from."""

    EXAMPLE = "example"
    REGION = "region"
    POST = "post"


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the catalogue, and where it comes from."""

    item: Item
    source: Source


def catalogue(db: Database) -> dict[str, Item]:
    """Return every item this post knows, by code."""
    return {code: entry.item for code, entry in entries(db).items()}


def entries(db: Database) -> dict[str, Entry]:
    """Return every item this post knows and where it comes from, by code."""
    return {code: Entry(item, Source.EXAMPLE) for code, item in starter_items().items()}


def entry(db: Database, code: str) -> Entry | None:
    """Return one item, or None when it is on no list."""
    return entries(db).get(code)


def code_of_gtin(db: Database, gtin: str) -> str | None:
    """Return the code a bar code stands for; None for none, and for more than one."""
    codes = codes_by_gtin(catalogue(db).values()).get(gtin, ())
    return codes[0] if len(codes) == 1 else None
