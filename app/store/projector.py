"""The projector: keeps the picture equal to what the journal says.

It listens to the journal, inside the same transaction. A new event that sorts last is
applied to the stored state; anything else refolds its stream. Both give the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.store.erasure import erase_words, settle
from app.store.looked import note_looks
from app.store.tables import make_tables, picture_version, run_all
from app.store.touched import fold_new, refold, refold_from
from sync.database import Database, rows
from sync.errors import FileError
from sync.event import Event, read_event
from sync.ids import EventId, LogId
from sync.journal import event_by_id, set_setting, setting


@dataclass(frozen=True, slots=True)
class Watch:
    """Who looks on while a picture is rebuilt.

    `progress` is told how many events are done, of how many; `should_stop` is asked.
    """

    progress: Callable[[int, int], None]
    should_stop: Callable[[], bool]


class RebuildStopped(FileError):
    """Rebuilding the picture was stopped; the old one stands and is rebuilt later."""


class Projector:
    """Folds new events into the picture, and remembers what changed."""

    def __init__(self) -> None:
        self._changed: set[str] = set()
        self.has_erased = False
        self._events: list[Event] = []

    def fold(self, db: Database, events: Sequence[Event]) -> None:
        """Fold events that were just appended; called inside their transaction."""
        self._events += events
        note_causes(db, events)
        note_looks(db, events)
        self._changed |= fold_new(db, events)
        self.fold_erased(db, settle(db, events))

    def fold_erased(self, db: Database, streams: Sequence[bytes]) -> None:
        """Fold streams anew that just lost their bodies."""
        self._changed |= _without(db, streams)
        self.has_erased |= bool(streams)

    def forget(self) -> tuple[frozenset[str], tuple[Event, ...]]:
        """Return the stream types that changed and by which events; then forget."""
        changed, events = frozenset(self._changed), tuple(self._events)
        self._changed.clear()
        self._events.clear()
        self.has_erased = False
        return changed, events


def _without(db: Database, erased: Sequence[bytes]) -> set[str]:
    """Fold streams anew that were just erased; return the types that changed."""
    changed = refold(db, erased)
    if changed:
        erase_words(db)
    return changed


def refresh(db: Database, watch: Watch | None = None) -> None:
    """Rebuild the picture when another version made it, or nobody did."""
    if not picture_is_current(db):
        rebuild(db, watch)


def picture_is_current(db: Database) -> bool:
    """Tell whether this version made the picture."""
    return bool(setting(db, "picture") == picture_version())


def rebuild(db: Database, watch: Watch | None = None) -> None:
    """Make the picture anew from the journal, all of it or nothing.

    Raises RebuildStopped when `watch` says so; then nothing has changed.
    """
    total = int(rows(db, "SELECT COUNT(*) FROM event")[0][0])
    done = 0
    with db.atomic():
        make_tables(db)
        for name, events in _streams(db):
            if watch is not None and watch.should_stop():
                raise RebuildStopped("stopped while the picture was rebuilt")
            note_causes(db, events)
            note_looks(db, events)
            refold_from(db, {name: events})
            done += len(events)
            if watch is not None:
                watch.progress(done, total)
        _without(db, settle(db))
        set_setting(db, "picture", picture_version())


def note_causes(db: Database, events: Iterable[Event]) -> None:
    """Remember which event caused which, so that one retraction undoes both."""
    run_all(
        db,
        "INSERT OR IGNORE INTO cause VALUES (?, ?, ?, ?)",
        [
            (*event.cause, event.log, event.seq)
            for event in events
            if event.cause is not None
        ],
    )


def caused_by(db: Database, cause: EventId) -> list[Event]:
    """Return the events that name `cause` as theirs."""
    found = rows(
        db,
        "SELECT child_log, child_seq FROM cause WHERE log = ? AND seq = ? "
        "ORDER BY child_log, child_seq",
        tuple(cause),
    )
    children = (event_by_id(db, EventId(LogId(log), seq)) for log, seq in found)
    return [child for child in children if child is not None]


def _streams(db: Database) -> Iterable[tuple[bytes, list[Event]]]:
    found = db.conn.execute(
        "SELECT stream, canon FROM event ORDER BY stream, hlc, log, seq"
    )
    for name, group in groupby(found, key=lambda row: bytes(row[0])):
        yield name, [read_event(canon) for _, canon in group]
