"""The projector: keeps the picture equal to what the journal says.

It listens to the journal, inside the same transaction. A new event that sorts last is
applied to the stored state; anything else refolds its stream. Both give the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.catalogue import RETRACTED, Stream, kind_of
from app.store.fold import (
    Folded,
    Trouble,
    WontFold,
    fold,
    read_fact,
    step,
    streams_in,
)
from app.store.tables import Held, held, keep, make_tables, picture_version
from sync.database import Database, rows
from sync.errors import FileError
from sync.event import Event, read_event
from sync.ids import EventId, LogId
from sync.journal import event_by_id, set_setting, setting, stream_events


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
        self._events: list[Event] = []

    def fold(self, db: Database, events: Sequence[Event]) -> None:
        """Fold events that were just appended; called inside their transaction."""
        self._events += events
        note_causes(db, events)
        ordered = sorted(events, key=lambda event: (event.stream, event.order))
        for name, group in groupby(ordered, key=lambda event: event.stream):
            self._changed |= fold_new(db, name, list(group))

    def forget(self) -> tuple[frozenset[str], tuple[Event, ...]]:
        """Return the stream types that changed and by which events; then forget."""
        changed, events = frozenset(self._changed), tuple(self._events)
        self._changed.clear()
        self._events.clear()
        return changed, events


def fold_new(db: Database, name: bytes, new: Sequence[Event]) -> set[str]:
    """Fold new events of one stream, in order; return the stream types that changed."""
    types = streams_in(new)
    if any(event.kind == RETRACTED for event in new) or len(types) != 1:
        return refold(db, name)
    before = held(db, types[0].name, name)
    if before is None or before.retractions or new[0].order <= before.last:
        return refold(db, name)
    after = _applied(types[0], before, new)
    keep(db, types[0], name, after, before.state)
    _note_troubles(db, after.troubles)
    return {types[0].name}


def refold(
    db: Database, name: bytes, events: Sequence[Event] | None = None
) -> set[str]:
    """Fold a whole stream again; return the stream types it belongs to."""
    every = stream_events(db, name) if events is None else events
    db.conn.execute("DELETE FROM attention WHERE stream = ?", (name,))
    troubles = list(_unreadable(every))
    types = streams_in(every)
    for stream in types:
        folded = fold(stream, every)
        keep(db, stream, name, folded)
        troubles += folded.troubles
    _note_troubles(db, troubles)
    return {stream.name for stream in types}


def refresh(db: Database, watch: Watch | None = None) -> None:
    """Rebuild the picture when another version made it, or nobody did."""
    if setting(db, "picture") != picture_version():
        rebuild(db, watch)


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
            refold(db, name, events)
            done += len(events)
            if watch is not None:
                watch.progress(done, total)
        set_setting(db, "picture", picture_version())


def note_causes(db: Database, events: Iterable[Event]) -> None:
    """Remember which event caused which, so that one retraction undoes both."""
    for event in events:
        if event.cause is not None:
            db.conn.execute(
                "INSERT OR IGNORE INTO cause VALUES (?, ?, ?, ?)",
                (*event.cause, event.log, event.seq),
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


def _applied(stream: Stream, before: Held, new: Sequence[Event]) -> Folded:
    state = before.state
    troubles: list[Trouble] = []
    last = before.last
    for event in new:
        if kind_of(event) is not None:
            last = event.order
        try:
            state = step(stream, state, event)
        except WontFold as trouble:
            troubles.append(Trouble(event, trouble.why))
    return Folded(state, before.origin, last, before.retractions, tuple(troubles))


def _unreadable(events: Iterable[Event]) -> list[Trouble]:
    """Return the events that no fold reads: unknown kinds, malformed retractions."""
    troubles: list[Trouble] = []
    for event in events:
        kind = kind_of(event)
        if kind is not None and kind.name != RETRACTED:
            continue
        try:
            read_fact(event)
        except WontFold as trouble:
            troubles.append(Trouble(event, trouble.why))
    return troubles


def _note_troubles(db: Database, troubles: Iterable[Trouble]) -> None:
    for trouble in troubles:
        event = trouble.event
        db.conn.execute(
            "INSERT OR REPLACE INTO attention (log, seq, stream, kind, why) "
            "VALUES (?, ?, ?, ?, ?)",
            (event.log, event.seq, event.stream, event.kind, trouble.why),
        )
