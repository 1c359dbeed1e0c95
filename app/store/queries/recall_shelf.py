"""What lies at a post of what is recalled, and where."""

from __future__ import annotations

from dataclasses import dataclass

from app.store.queries.stock import lot_states, own_or
from app.store.queries.storage import place_names
from sync.database import Database


@dataclass(frozen=True, slots=True)
class OnShelf:
    """Pieces of one lot at one place by its name; '' is nowhere in particular."""

    lot: str
    expiry: str
    place: str
    pieces: int


def on_shelf(db: Database, item: str, lot: str) -> tuple[OnShelf, ...]:
    """Return where pieces of a lot should be; an empty `lot` is every lot."""
    names, post = place_names(db), own_or(db, None)
    found = [
        OnShelf(each.lot, each.expiry, names.get(place, place), pieces)
        for each in lot_states(db, post, item)
        if lot in ("", each.lot)
        for place, pieces in each.by_place.items()
        if pieces
    ]
    return tuple(sorted(found, key=lambda one: (one.lot, one.expiry, one.place)))
