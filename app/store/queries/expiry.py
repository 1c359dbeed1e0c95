"""The expiry calendar of a post: which lots expire when, and where they lie."""

from __future__ import annotations

from dataclasses import dataclass

from app.care.expiry import Expires, expires
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


def expiring(
    db: Database, today: str, post_id: bytes | None = None
) -> tuple[Expiring, ...]:
    """Return the lots that are there and expire, the first to expire on top."""
    at = own_or(db, post_id)
    names, listed = place_names(db, at), catalogue(db)
    found = rows(
        db,
        "SELECT stream, item, lot, expiry, place, pieces "
        "FROM lot_place JOIN lot USING (stream) "
        "WHERE post = ? AND expiry != '' AND pieces > 0 "
        "ORDER BY expiry, item, lot, place",
        (at,),
    )
    lots: dict[bytes, tuple[str, str, str]] = {}
    places: dict[bytes, list[tuple[str, int]]] = {}
    for stream, code, lot, expiry, place, pieces in found:
        lots[bytes(stream)] = (code, lot, expiry)
        name = names.get(place, place)
        places.setdefault(bytes(stream), []).append((name, pieces))
    return tuple(
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
