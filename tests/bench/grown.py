"""A large file, made quickly: the rows of a small one, copied under other names.

Events keep their bytes and get another place, stream and moment; casualties get their
words too, so that lists and search have as much to carry as the journal has events.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import msgspec

from app.store.desk import Desk
from app.store.tables import TABLES, WORDS, read_state
from sync.cursors import last_cut, next_batch_no
from sync.database import Database, rows
from sync.event import Event
from sync.ids import LogId

_COLON: Final = b":"
_CASUALTIES: Final = 90
"""How many casualties of the small file are copied, for each thousand events."""
_BLOCK: Final = 1_000
_EVENT: Final = (
    "INSERT INTO event (log, seq, hlc, stream, kind, suspect, canon, chain) "
    "VALUES (?, ?, ?, ?, ?, 0, ?, ?)"
)
_BATCH: Final = (
    "INSERT INTO batch (log, batch_no, first, last, envelope, cut_ms, oldest_ms, "
    "level, received_ms) VALUES (?, ?, ?, ?, randomblob(16), 0, 0, 2, 0)"
)


_INDEXES: Final = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'event' "
    "AND sql IS NOT NULL"
)

Row = tuple[Any, ...]


def grow(desk: Desk, size: int) -> None:
    """Copy rows, in this one transaction, until there are `size` events."""
    db, log = desk.database, desk.journal.log
    missing = size - int(rows(db, "SELECT COUNT(*) FROM event")[0][0])
    if missing <= 0:
        return
    last = desk.journal.last_seq(log)
    base = _base(db, log)
    with _without_indexes(db):
        db.conn.executemany(_EVENT, _events(log, last, base, missing))
    _cut_up_to(db, log, last + missing)
    _casualties(db, last, missing // len(base))


def again(event: Event, lap: int) -> Event:
    """Return an event as a fact of another stream of its kind."""
    return msgspec.structs.replace(event, stream=_named(event.stream, lap))


def _base(db: Database, log: LogId) -> list[Row]:
    return rows(
        db,
        "SELECT hlc, stream, kind, canon, chain FROM event WHERE log = ? "
        "ORDER BY seq LIMIT ?",
        (log, _BLOCK),
    )


@contextmanager
def _without_indexes(db: Database) -> Iterator[None]:
    """Make the indexes of events afresh afterwards: sorting once is quicker."""
    found = rows(db, _INDEXES)
    for name, _ in found:
        db.conn.execute(f"DROP INDEX {name}")
    yield
    for _, sql in found:
        db.conn.execute(sql)


def _events(log: LogId, last: int, base: Sequence[Row], count: int) -> Iterator[Row]:
    latest = max(row[0] for row in base)
    for n in range(count):
        copy, place = divmod(n, len(base))
        hlc, stream, kind, canon, chain = base[place]
        moment = latest + n + 1 if hlc else 0
        yield log, last + n + 1, moment, _named(stream, last + copy), kind, canon, chain


def _named(stream: bytes, copy: int) -> bytes:
    """Return a stream's name in a copy: no stream grows because the file does."""
    if not copy:
        return bytes(stream)
    if _COLON in stream:
        return bytes(stream) + b"/%d" % copy
    return bytes(stream[:12]) + copy.to_bytes(4, "big")


def _cut_up_to(db: Database, log: LogId, last: int) -> None:
    first, number = last_cut(db, log) + 1, next_batch_no(db, log)
    spans = range(first, last + 1, _BLOCK)
    db.conn.executemany(
        _BATCH,
        [
            (log, number + n, start, min(start + _BLOCK - 1, last))
            for n, start in enumerate(spans)
        ],
    )


def _casualties(db: Database, last: int, copies: int) -> None:
    table = TABLES["casualty"]
    base = rows(db, f"{table.every_row} LIMIT ?", (_CASUALTIES,))
    at = int(rows(db, "SELECT COALESCE(MAX(n), 0) FROM casualty")[0][0])
    words = [WORDS["casualty"](read_state("casualty", row[-1])) for row in base]
    columns = ", ".join(("n", *table.columns))
    marks = ", ".join("?" * (1 + len(table.columns)))
    db.conn.executemany(
        f"INSERT OR IGNORE INTO casualty ({columns}) VALUES ({marks})",
        (
            (at + copy * len(base) + place + 1, _named(row[0], last + copy), *row[1:])
            for copy in range(copies)
            for place, row in enumerate(base)
        ),
    )
    db.conn.executemany(
        "INSERT INTO casualty_words (rowid, words) VALUES (?, ?)",
        (
            (at + copy * len(base) + place + 1, said)
            for copy in range(copies)
            for place, said in enumerate(words)
        ),
    )
