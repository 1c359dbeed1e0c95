"""Every movement and count of stock that stands, and where its pieces are, in rows.

The rows follow from the folded lots alone, so a retraction or a late arrival needs no
rule of its own here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from app.care.lot import Lot

if TYPE_CHECKING:
    from sync.database import Database

COUNTED: Final = "counted"
"""The `way` of a count; its quantity is what was found, not a difference."""

TABLE: Final = (
    "CREATE TABLE movement (stream BLOB NOT NULL, log BLOB NOT NULL, "
    "seq INTEGER NOT NULL, place TEXT NOT NULL, way TEXT NOT NULL, "
    "quantity INTEGER NOT NULL, at_ms INTEGER NOT NULL, actor BLOB NOT NULL, "
    "transfer BLOB NOT NULL, words TEXT NOT NULL, "
    "post BLOB NOT NULL, item TEXT NOT NULL, expiry TEXT NOT NULL, "
    "PRIMARY KEY (stream, log, seq, place)) WITHOUT ROWID",
    "CREATE INDEX movement_use ON movement (post, item, at_ms, way, quantity, expiry)",
    "CREATE TABLE lot_place (stream BLOB NOT NULL, place TEXT NOT NULL, "
    "pieces INTEGER NOT NULL, at_post BLOB NOT NULL, code TEXT NOT NULL, "
    "PRIMARY KEY (stream, place)) WITHOUT ROWID",
    "CREATE INDEX lot_place_spot ON lot_place (at_post, place, code) WHERE pieces != 0",
    "CREATE INDEX movement_transfer ON movement (transfer) WHERE transfer != x''",
)

_PUT: Final = (
    "INSERT OR REPLACE INTO movement (stream, log, seq, place, way, quantity, at_ms, "
    "actor, transfer, words, post, item, expiry) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_FORGET: Final = (
    "DELETE FROM movement WHERE stream = ?",
    "DELETE FROM lot_place WHERE stream = ?",
)
_PLACE: Final = (
    "INSERT OR REPLACE INTO lot_place (stream, place, pieces, at_post, code) "
    "VALUES (?, ?, ?, ?, ?)"
)

Rows = list[tuple[Any, ...]]


def note_moves(db: Database, standing: Sequence[tuple[bytes, Lot, Lot | None]]) -> None:
    """Put in the rows of lots: stream, what stands, and what stood (None: unknown)."""
    anew: Rows = []
    rows: Rows = []
    for stream, lot, before in standing:
        if before is None or not _goes_on(before, lot):
            anew.append((stream,))
            rows += _rows(stream, lot, 0, 0)
        else:
            rows += _rows(stream, lot, len(before.movements), len(before.counts))
    places = [
        (stream, place, pieces, lot.post, lot.item)
        for stream, lot, _ in standing
        for place, pieces in lot.by_place.items()
    ]
    _forget(db, anew)
    if rows:
        db.conn.executemany(_PUT, rows)
    if places:
        db.conn.executemany(_PLACE, places)


def forget_moves(db: Database, gone: Sequence[bytes]) -> None:
    """Take out the rows of lots of which nothing stands."""
    _forget(db, [(stream,) for stream in gone])


def _forget(db: Database, streams: Rows) -> None:
    if streams:
        for statement in _FORGET:
            db.conn.executemany(statement, streams)


def _goes_on(before: Lot, lot: Lot) -> bool:
    moves, counts = len(before.movements), len(before.counts)
    return (
        lot.movements[:moves] == before.movements
        and lot.counts[:counts] == before.counts
    )


def _rows(stream: bytes, lot: Lot, moves: int, counts: int) -> Rows:
    about = (lot.post, lot.item, lot.expiry)
    found: Rows = [
        (
            stream,
            each.log,
            each.seq,
            each.place,
            each.way.value,
            each.quantity,
            each.at_ms,
            each.actor,
            each.transfer,
            each.words,
            *about,
        )
        for each in lot.movements[moves:]
    ]
    found += [
        (
            stream,
            *each.id,
            each.place,
            COUNTED,
            each.quantity,
            each.counted_ms,
            each.actor,
            b"",
            "",
            *about,
        )
        for each in lot.counts[counts:]
    ]
    return found
