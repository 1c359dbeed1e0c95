"""Where stock is kept at a post, and how cold it is there."""

from __future__ import annotations

from dataclasses import dataclass

from app.care.post import Post, post_stream
from app.care.storage import Cold, ColdRead, Storage, cold_stream
from app.store.queries.stock import own_or
from app.store.tables import state_of
from sync.database import Database, rows


@dataclass(frozen=True, slots=True)
class StorageRow:
    """A place for stock: how many pieces should be there, and its last reading."""

    storage: Storage
    pieces: int
    lots: int
    last: ColdRead | None

    @property
    def is_excursion(self) -> bool:
        """Whether it was too cold or too warm when last read."""
        return self.last is not None and self.storage.is_excursion(self.last)


def storages(
    db: Database, post_id: bytes | None = None, *, closed: bool = False
) -> tuple[Storage, ...]:
    """Return the places for stock of a post, in the order they were made."""
    post: Post | None = state_of(db, "post", post_stream(own_or(db, post_id)))
    every = () if post is None else post.storages
    return tuple(each for each in every if closed or not each.is_closed)


def storage_rows(db: Database, post_id: bytes | None = None) -> tuple[StorageRow, ...]:
    """Return the places for stock with what lies there and how cold it is."""
    at = own_or(db, post_id)
    found = rows(
        db,
        "SELECT place, SUM(pieces), COUNT(*) FROM lot_place JOIN lot USING (stream) "
        "WHERE lot.post = ? AND pieces != 0 GROUP BY place",
        (at,),
    )
    there = {place: (pieces, lots) for place, pieces, lots in found}
    return tuple(
        StorageRow(each, *there.get(each.place, (0, 0)), _last(db, at, each))
        for each in storages(db, at)
    )


def _last(db: Database, post_id: bytes, storage: Storage) -> ColdRead | None:
    cold: Cold | None = state_of(db, "cold", cold_stream(post_id, storage.place))
    return cold.readings[-1] if cold is not None and cold.readings else None


def place_names(db: Database, post_id: bytes | None = None) -> dict[str, str]:
    """Return what each place for stock is called, closed ones too."""
    return {each.place: each.name for each in storages(db, post_id, closed=True)}


def pieces_by_place(
    db: Database, item: str, post_id: bytes | None = None
) -> dict[bytes, dict[str, int]]:
    """Return how many pieces of each lot of an item should be at each place."""
    found = rows(
        db,
        "SELECT stream, place, pieces FROM lot_place JOIN lot USING (stream) "
        "WHERE lot.post = ? AND item = ? AND pieces != 0 ORDER BY stream, place",
        (own_or(db, post_id), item),
    )
    there: dict[bytes, dict[str, int]] = {}
    for stream, place, pieces in found:
        there.setdefault(bytes(stream), {})[place] = pieces
    return there
