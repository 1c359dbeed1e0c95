"""What lies at a post of what is recalled, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.store.queries.item import catalogue
from app.store.queries.recall import unpacked_from
from app.store.queries.stock import lot_states, own_or
from app.store.queries.storage import place_names
from sync.database import Database


@dataclass(frozen=True, slots=True)
class OnShelf:
    """Pieces of one lot at one place by its name; '' is nowhere in particular."""

    item: str
    lot: str
    expiry: str
    place: str
    pieces: int


def on_shelf(db: Database, item: str, lot: str) -> tuple[OnShelf, ...]:
    """Return where pieces of a lot should be; an empty `lot` is every lot."""
    return _sorted(_lying(db, own_or(db, None), item, lot))


def out_of_kits(db: Database, item: str, lot: str) -> tuple[OnShelf, ...]:
    """Return where pieces should be that came out of a lot of kits."""
    post = own_or(db, None)
    parts = unpacked_from(db, catalogue(db), post, (item, lot))
    return _sorted(each for part in parts for each in _lying(db, post, *part))


def _lying(db: Database, post: bytes, item: str, lot: str) -> list[OnShelf]:
    names = place_names(db)
    return [
        OnShelf(item, each.lot, each.expiry, names.get(place, place), pieces)
        for each in lot_states(db, post, item)
        if lot in ("", each.lot)
        for place, pieces in each.by_place.items()
        if pieces
    ]


def _sorted(found: Iterable[OnShelf]) -> tuple[OnShelf, ...]:
    return tuple(
        sorted(found, key=lambda one: (one.item, one.lot, one.expiry, one.place))
    )
