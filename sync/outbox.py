"""What lies beyond the last receipt: how many events the hub has not read yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sync.clock import hlc_ms
from sync.cursors import RESEALED, STORED, BatchRow, last_cut, open_batches
from sync.database import Database, rows
from sync.event import Event, read_event
from sync.ids import LogId
from sync.limits import MAX_BATCH_EVENTS

if TYPE_CHECKING:
    from sync.journal import Journal

Run = tuple[LogId, int, int]
"""Events of a log, both ends included."""

_READ_IN: Final = (
    "SELECT first, last FROM batch INDEXED BY batch_last WHERE log = ? "
    "AND last BETWEEN ? AND ? AND first <= ? AND level = 2 "
    "ORDER BY first"
)
_WAITING: Final = (
    "SELECT canon FROM event WHERE log = ? AND seq BETWEEN ? AND ? AND kind IN ({}) "
    "AND NOT EXISTS (SELECT 1 FROM batch INDEXED BY batch_last "
    "WHERE log = event.log AND last BETWEEN seq AND seq + ? AND first <= seq "
    "AND level = 2) ORDER BY seq DESC LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Unsent:
    """What the hub has not read yet; every number but the moments counts events."""

    events: int = 0
    oldest_ms: int | None = None
    stored_unread: int = 0
    set_aside: int = 0
    last_received_ms: int | None = None


def unsent(journal: Journal) -> Unsent:
    """Return what the hub has not read; cheap, it touches only what is open.

    An event that waits in two batches counts once, and not at all once one was read.
    """
    database = journal.database
    open_rows = open_batches(database)
    runs: dict[Run, list[BatchRow]] = {}
    for row in open_rows:
        runs.setdefault((row.log, row.first, row.last), []).append(row)
    loose = [_loose(journal, log) for log in journal.own_logs()]
    moments = [row.oldest_ms for row in open_rows]
    moments += [oldest for _, oldest in loose if oldest is not None]
    stored = [each for each, sealings in runs.items() if _is_stored(sealings)]
    aside = [each for each, sealings in runs.items() if _is_aside(sealings)]
    events = _events(database, runs) + sum(count for count, _ in loose)
    return Unsent(
        events=events,
        # What was read in one batch may still wait in another, and nobody with it.
        oldest_ms=min(moments, default=None) if events else None,
        stored_unread=_events(database, stored),
        set_aside=_events(database, aside),
        last_received_ms=_last_received(database),
    )


def read_ms(database: Database, log: LogId | bytes, seq: int) -> int | None:
    """Return when the hub's receipt came that it read an event; None before that."""
    found = rows(
        database,
        "SELECT MIN(received_ms) FROM batch INDEXED BY batch_last WHERE log = ? "
        "AND last BETWEEN ? AND ? AND first <= ? AND level = 2",
        (log, seq, seq + MAX_BATCH_EVENTS, seq),
    )
    moment: int | None = found[0][0]
    return moment


def waiting_of(database: Database, kinds: Sequence[str], most: int) -> list[Event]:
    """Return the newest events of some kinds that are in a batch and not read yet."""
    sql = _WAITING.format(", ".join("?" for _ in kinds))
    found: set[bytes] = set()
    for log, first, last in {(r.log, r.first, r.last) for r in open_batches(database)}:
        given = (log, first, last, *kinds, MAX_BATCH_EVENTS, most)
        found.update(bytes(canon) for (canon,) in rows(database, sql, given))
    return sorted(map(read_event, found), key=lambda each: -each.hlc)[:most]


def _events(database: Database, runs: Iterable[Run]) -> int:
    """Return how many events runs hold that no batch brought to the hub yet."""
    total, reached = 0, dict[LogId, int]()
    for log, first, last in sorted(runs):
        start = max(first, reached.get(log, 0) + 1)
        if start <= last:
            reached[log] = last
            total += last - start + 1 - _read_in(database, log, start, last)
    return total


def _read_in(database: Database, log: LogId, first: int, last: int) -> int:
    total = 0
    farthest = last + MAX_BATCH_EVENTS
    for start, end in rows(database, _READ_IN, (log, first, farthest, last)):
        start, end = max(start, first), min(end, last)
        if start <= end:
            total += end - start + 1
            first = end + 1
    return total


def _loose(journal: Journal, log: LogId) -> tuple[int, int | None]:
    done = last_cut(journal.database, log)
    count = journal.last_seq(log) - done
    if not count:
        return 0, None
    # A clock put right goes back: the first of a log need not be the oldest.
    found = rows(
        journal.database,
        "SELECT MIN(hlc) FROM (SELECT hlc FROM event WHERE log = ? AND seq > ? "
        "ORDER BY seq LIMIT ?)",
        (log, done, MAX_BATCH_EVENTS),
    )
    return count, hlc_ms(found[0][0])


def _is_aside(sealings: Sequence[BatchRow]) -> bool:
    return any(row.trouble not in (None, RESEALED) for row in sealings)


def _is_stored(sealings: Sequence[BatchRow]) -> bool:
    return any(row.level == STORED for row in sealings) and not _is_aside(sealings)


def _last_received(database: Database) -> int | None:
    found = rows(database, "SELECT MAX(received_ms) FROM batch WHERE level = 2")
    return None if found[0][0] is None else int(found[0][0])
