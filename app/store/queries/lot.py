"""One lot: where its pieces are, what holds it, and every movement of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.care.lot import Lot
from app.store.moved import COUNTED
from app.store.queries.staff import people
from app.store.queries.storage import place_names
from app.store.tables import state_of
from sync.database import Database, rows


@dataclass(frozen=True, slots=True)
class Entry:
    """A movement or a count as recorded; the quantity of a count is what was found."""

    way: str
    quantity: int
    place: str
    at_ms: int
    by: str
    words: str

    @property
    def is_count(self) -> bool:
        """Whether pieces were counted here, and none moved."""
        return self.way == COUNTED


@dataclass(frozen=True, slots=True)
class LotPage:
    """A lot as it stands; `places` names every place, `names` every person."""

    lot: Lot
    places: Mapping[str, str]
    names: Mapping[bytes, str]
    entries: tuple[Entry, ...]


def lot_page(db: Database, stream: bytes, limit: int = 100) -> LotPage | None:
    """Return one lot with its newest movements on top; None when nobody knows it."""
    lot: Lot | None = state_of(db, "lot", stream)
    if lot is None:
        return None
    names = {bytes(each.actor): each.name for each in people(db, ended=True)}
    found = rows(
        db,
        "SELECT way, quantity, place, at_ms, actor, words FROM movement "
        "WHERE stream = ? ORDER BY at_ms DESC, log, seq DESC LIMIT ?",
        (stream, limit),
    )
    entries = tuple(
        Entry(way, quantity, place, at_ms, names.get(bytes(actor), ""), words)
        for way, quantity, place, at_ms, actor, words in found
    )
    return LotPage(lot, place_names(db, lot.post), names, entries)
