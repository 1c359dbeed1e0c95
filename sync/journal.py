"""The journal: the only table that is true. Append once, tell one listener.

Every event enters by `append`, in the transaction its caller has opened, whether it was
tapped here or carried in; the listener (the fold of the picture) runs in that same
transaction. All of it belongs to the one thread that owns the writing connection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sync.clock import Clock, next_hlc
from sync.database import Database, Migration, rows
from sync.errors import ChainError, MixedModes
from sync.event import (
    Draft,
    Event,
    chain_next,
    chain_start,
    check_header,
    pack,
    read_event,
)
from sync.ids import EventId, Ids, LogId, Mode, StreamId, mode_of, new_log

MIGRATIONS: Final[tuple[Migration, ...]] = (
    """
    CREATE TABLE log (
        log BLOB PRIMARY KEY,
        own INTEGER NOT NULL,
        genesis BLOB,
        device BLOB,
        started_ms INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE event (
        n INTEGER PRIMARY KEY,
        log BLOB NOT NULL,
        seq INTEGER NOT NULL,
        hlc INTEGER NOT NULL,
        stream BLOB NOT NULL,
        kind TEXT NOT NULL,
        suspect INTEGER NOT NULL DEFAULT 0,
        canon BLOB NOT NULL,
        chain BLOB NOT NULL,
        UNIQUE (log, seq)
    );
    CREATE INDEX event_stream ON event (stream, hlc, log, seq);
    CREATE TABLE fork (
        log BLOB NOT NULL,
        seq INTEGER NOT NULL,
        canon BLOB NOT NULL,
        PRIMARY KEY (log, seq, canon)
    ) WITHOUT ROWID;
    CREATE TABLE batch (
        log BLOB NOT NULL,
        batch_no INTEGER NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        envelope BLOB NOT NULL UNIQUE,
        cut_ms INTEGER NOT NULL,
        oldest_ms INTEGER NOT NULL,
        level INTEGER NOT NULL DEFAULT 0,
        trouble TEXT,
        received_ms INTEGER,
        sealed BLOB,
        PRIMARY KEY (log, batch_no)
    ) WITHOUT ROWID;
    CREATE INDEX batch_last ON batch (log, last, first);
    CREATE INDEX batch_cut ON batch (cut_ms, batch_no);
    CREATE INDEX batch_open ON batch (level) WHERE level < 2;
    CREATE INDEX batch_received ON batch (received_ms) WHERE level = 2;
    CREATE TABLE setting (
        name TEXT PRIMARY KEY,
        value BLOB NOT NULL
    ) WITHOUT ROWID
    """,
)
"""The journal's schema, step by step; a released step is never edited."""

Listener = Callable[[Database, Sequence[Event]], None]
"""Told of new events inside their transaction."""


@dataclass(frozen=True, slots=True)
class Link:
    """An event as it travels: its exact bytes and its place in the chain."""

    canon: bytes
    chain: bytes


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of events: those that were new, and those that contradict."""

    new: tuple[Event, ...]
    forked: tuple[EventId, ...]


class Journal:
    """The events of one file, and the logs they belong to."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, mode: Mode) -> None:
        self.database = database
        self.mode = mode
        self._clock = clock
        self._ids = ids
        self._listener: Listener | None = None

    def tell(self, listener: Listener) -> None:
        """Let `listener` know of every new event, inside its transaction."""
        self._listener = listener

    def start_log(self) -> LogId:
        """Begin a new log of this device; what is recorded next belongs to it."""
        log = new_log(self._ids, self.mode)
        self.database.conn.execute(
            "INSERT INTO log (log, own, genesis, started_ms) VALUES (?, 1, ?, ?)",
            (log, self._ids.random(32), self._clock.now_ms()),
        )
        set_setting(self.database, "log", log)
        return log

    @property
    def log(self) -> LogId:
        """The log this device now writes to."""
        raw = setting(self.database, "log")
        if raw is None:
            raise ChainError("no log was started")
        return LogId(raw)

    def own_logs(self) -> list[LogId]:
        """Return every log of this device, oldest first."""
        found = rows(
            self.database, "SELECT log FROM log WHERE own ORDER BY started_ms, log"
        )
        return [LogId(log) for (log,) in found]

    def record(self, drafts: Iterable[Draft]) -> list[Event]:
        """Give each draft its place in this device's log, and append it.

        Raises TooLarge, FormatError.
        """
        log = self.log
        seq, hlc, chain = self._tip(log)
        events: list[Event] = []
        links: list[Link] = []
        latest: dict[bytes, int] = {}
        for draft in drafts:
            seq += 1
            floor = latest.get(draft.stream) or self._stream_hlc(draft.stream)
            hlc = next_hlc(self._clock.now_ms(), hlc, floor)
            latest[draft.stream] = hlc
            event = _placed(draft, log, seq, hlc)
            canon = pack(event)
            chain = chain_next(chain, canon)
            events.append(event)
            links.append(Link(canon, chain))
        self.append(links, events)
        return events

    def append(
        self,
        links: Sequence[Link],
        events: Sequence[Event] | None = None,
        *,
        suspect: bool = False,
    ) -> Appended:
        """Append events that are not there yet: the one door into the journal.

        An event whose id is known with the same bytes is passed over; with other
        bytes both are kept and the log is shown as forked. Raises MixedModes when an
        exercise meets the real, FormatError when bytes are no event.
        """
        read = [read_event(link.canon) for link in links] if events is None else events
        new: list[Event] = []
        forked: list[EventId] = []
        for event, link in zip(read, links, strict=True):
            if mode_of(LogId(event.log)) is not self.mode:
                raise MixedModes(f"kind {event.kind} is not of mode {self.mode}")
            if self._insert(event, link, suspect=suspect):
                new.append(event)
            elif self._is_fork(event, link.canon):
                forked.append(event.id)
        if new and self._listener is not None:
            self._listener(self.database, new)
        return Appended(tuple(new), tuple(forked))

    def stream(self, stream: StreamId | bytes) -> list[Event]:
        """Return every event of one stream, in order."""
        return stream_events(self.database, stream)

    def links(self, log: LogId, first: int, last: int) -> list[Link]:
        """Return the events `first`…`last` of a log, both included, as they travel."""
        found = rows(
            self.database,
            "SELECT canon, chain FROM event WHERE log = ? AND seq BETWEEN ? AND ? "
            "ORDER BY seq",
            (log, first, last),
        )
        return [Link(canon, chain) for canon, chain in found]

    def chain_before(self, log: LogId, seq: int) -> bytes | None:
        """Return h(seq-1) of a log, or None while that event is not here."""
        found = rows(
            self.database,
            "SELECT chain FROM event WHERE log = ? AND seq = ?",
            (log, seq - 1),
        )
        if found:
            return bytes(found[0][0])
        if seq > 1:
            return None
        genesis = rows(self.database, "SELECT genesis FROM log WHERE log = ?", (log,))
        known = bool(genesis) and genesis[0][0] is not None
        return chain_start(log, genesis[0][0]) if known else None

    def last_seq(self, log: LogId) -> int:
        """Return the highest seq of a log, 0 when it is empty."""
        found = rows(
            self.database, "SELECT COALESCE(MAX(seq), 0) FROM event WHERE log=?", (log,)
        )
        return int(found[0][0])

    def adopt_log(self, log: LogId, device: bytes) -> None:
        """Note which device writes a log that arrived from elsewhere."""
        self.database.conn.execute(
            "INSERT INTO log (log, own, device, started_ms) VALUES (?, 0, ?, ?) "
            "ON CONFLICT DO NOTHING",
            (log, device, self._clock.now_ms()),
        )

    def _tip(self, log: LogId) -> tuple[int, int, bytes]:
        found = rows(
            self.database,
            "SELECT seq, hlc, chain FROM event WHERE log = ? ORDER BY seq DESC LIMIT 1",
            (log,),
        )
        if found:
            seq, hlc, chain = found[0]
            return int(seq), int(hlc), bytes(chain)
        start = self.chain_before(log, 1)
        if start is None:
            raise ChainError("this log is not of this device")
        return 0, 0, start

    def _stream_hlc(self, stream: bytes) -> int:
        found = rows(
            self.database,
            "SELECT hlc FROM event WHERE stream = ? ORDER BY hlc DESC LIMIT 1",
            (stream,),
        )
        return int(found[0][0]) if found else 0

    def _insert(self, event: Event, link: Link, *, suspect: bool) -> bool:
        done = self.database.conn.execute(
            "INSERT INTO event (log, seq, hlc, stream, kind, suspect, canon, chain) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (log, seq) DO NOTHING",
            (
                event.log,
                event.seq,
                event.hlc,
                event.stream,
                event.kind,
                suspect,
                link.canon,
                link.chain,
            ),
        )
        return bool(done.rowcount)

    def _is_fork(self, event: Event, canon: bytes) -> bool:
        held = rows(
            self.database,
            "SELECT canon FROM event WHERE log = ? AND seq = ?",
            (event.log, event.seq),
        )
        if bytes(held[0][0]) == canon:
            return False
        self.database.conn.execute(
            "INSERT INTO fork (log, seq, canon) VALUES (?, ?, ?) "
            "ON CONFLICT DO NOTHING",
            (event.log, event.seq, canon),
        )
        return True


def _placed(draft: Draft, log: LogId, seq: int, hlc: int) -> Event:
    cause = None if draft.cause is None else (bytes(draft.cause.log), draft.cause.seq)
    event = Event(
        log=log,
        seq=seq,
        hlc=hlc,
        actor=draft.actor,
        stream=draft.stream,
        kind=draft.kind,
        v=draft.v,
        cause=cause,
        body=draft.body,
        extensions={},
    )
    check_header(event)
    return event


def stream_events(database: Database, stream: StreamId | bytes) -> list[Event]:
    """Return every event of one stream, in order; for readers too."""
    found = rows(
        database,
        "SELECT canon FROM event WHERE stream = ? ORDER BY hlc, log, seq",
        (stream,),
    )
    return [read_event(canon) for (canon,) in found]


def event_by_id(database: Database, wanted: EventId) -> Event | None:
    """Return one event, or None when it is not here."""
    found = rows(
        database,
        "SELECT canon FROM event WHERE log = ? AND seq = ?",
        (wanted.log, wanted.seq),
    )
    return read_event(found[0][0]) if found else None


def setting(database: Database, name: str) -> Any:
    """Return a local setting, or None; settings never travel."""
    found = rows(database, "SELECT value FROM setting WHERE name = ?", (name,))
    return found[0][0] if found else None


def set_setting(database: Database, name: str, value: object) -> None:
    """Keep a local setting."""
    database.conn.execute(
        "INSERT INTO setting (name, value) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
