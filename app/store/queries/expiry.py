"""The expiry calendar of a post: which lots expire when, and where they lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.care.expiry import Expires, expires, last_soon
from app.care.item import Item
from app.store.queries.item import catalogue
from app.store.queries.stock import own_or
from app.store.queries.storage import place_names
from sync.database import Database, rows


@dataclass(frozen=True, slots=True)
class Expiring:
    """A lot that expires; `places` says where and how many, '' is nowhere."""

    stream: bytes
    code: str
    item: Item | None
    lot: str
    expiry: str
    when: Expires
    places: tuple[tuple[str, int], ...]

    @property
    def pieces(self) -> int:
        """How many pieces there are."""
        return sum(pieces for _, pieces in self.places)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What expires, the first on top; of later only the soonest, of `later` in all."""

    lots: tuple[Expiring, ...]
    later: int

    def count(self, when: Expires) -> int:
        """Return how many lots expire then."""
        if when is Expires.LATER:
            return self.later
        return sum(each.when is when for each in self.lots)


_SOON: Final = (
    "SELECT stream, item, lot, expiry, place, pieces "
    "FROM lot JOIN lot_place USING (stream) "
    "WHERE post = ? AND expiry != '' AND expiry <= ? AND pieces > 0 "
    "ORDER BY expiry, item, lot, place"
)
_LATER: Final = (
    "WITH soonest AS (SELECT n FROM lot WHERE post = ? AND expiry > ? "
    "AND on_hand > 0 ORDER BY expiry LIMIT ?) "
    "SELECT stream, item, lot, expiry, place, pieces "
    "FROM soonest JOIN lot USING (n) JOIN lot_place USING (stream) "
    "WHERE pieces > 0 ORDER BY expiry, item, lot, place"
)


def expiring(
    db: Database, today: str, post_id: bytes | None = None, most_later: int = 80
) -> Calendar:
    """Return the lots that are there and expire.

    All that expire within a month, also where the books fall short elsewhere.
    """
    at, soon = own_or(db, post_id), last_soon(today)
    found = rows(db, _SOON, (at, soon)) + rows(db, _LATER, (at, soon, most_later))
    ((later,),) = rows(
        db,
        "SELECT COUNT(*) FROM lot WHERE post = ? AND expiry > ? AND on_hand > 0",
        (at, soon),
    )
    names, listed = place_names(db, at), catalogue(db)
    lots: dict[bytes, tuple[str, str, str]] = {}
    places: dict[bytes, list[tuple[str, int]]] = {}
    for stream, code, lot, expiry, place, pieces in found:
        lots[bytes(stream)] = (code, lot, expiry)
        name = names.get(place, place)
        places.setdefault(bytes(stream), []).append((name, pieces))
    every = tuple(
        Expiring(
            stream,
            code,
            listed.get(code),
            lot,
            expiry,
            expires(expiry, today),
            tuple(places[stream]),
        )
        for stream, (code, lot, expiry) in lots.items()
    )
    return Calendar(every, later)
