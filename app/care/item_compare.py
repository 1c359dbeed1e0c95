"""Two lists of items side by side: what is new, what changed and what is gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

from app.care.item import Item

FIELDS: Final = tuple(each.name for each in fields(Item) if each.name != "code")


@dataclass(frozen=True, slots=True)
class Changed:
    """An item on both lists that is not the same, and in which fields."""

    before: Item
    after: Item
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """What another list would change; each in the order of the codes."""

    new: tuple[Item, ...] = ()
    changed: tuple[Changed, ...] = ()
    removed: tuple[Item, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether nothing would change."""
        return not (self.new or self.changed or self.removed)


def compared(before: Mapping[str, Item], after: Mapping[str, Item]) -> Compared:
    """Return what changes when one list takes the place of another."""
    codes = sorted({*before, *after})
    return Compared(
        tuple(after[code] for code in codes if code not in before),
        tuple(
            Changed(before[code], after[code], names)
            for code in codes
            if code in before and code in after
            for names in (differing(before[code], after[code]),)
            if names
        ),
        tuple(before[code] for code in codes if code not in after),
    )


def differing(before: Item, after: Item) -> tuple[str, ...]:
    """Return the fields in which two items are not the same."""
    return tuple(
        name for name in FIELDS if getattr(before, name) != getattr(after, name)
    )
