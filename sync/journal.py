"""The journal: the only table that is true. Append once, tell one listener.

Every event enters by `append`, in the transaction its caller has opened, whether it was
tapped here or carried in; the listener (the fold of the picture) runs in that same
transaction. All of it belongs to the one thread that owns the writing connection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sync.clock import Clock, hlc_ms, next_hlc
from sync.database import Database, rows
from sync.erasure import has_any, is_in_force, kept_form
from sync.errors import ChainError, MixedModes
from sync.event import (
    Draft,
    Event,
    chain_next,
    chain_start,
    check_header,
    is_erased,
    pack,
    read_event,
)
from sync.ids import EventId, Ids, LogId, Mode, StreamId, mode_of, new_log
from sync.limits import CLOCK_SUSPECT_MS, MAX_NUMBER
from sync.schema import MIGRATIONS as MIGRATIONS

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

    def start_log(self, *, aside: bool = False) -> LogId:
        """Begin a new log of this device; what is recorded next belongs to it.

        `aside` begins one that is written to only where `record` names it.
        """
        log = new_log(self._ids, self.mode)
        self.database.conn.execute(
            "INSERT INTO log (log, own, genesis, started_ms) VALUES (?, 1, ?, ?)",
            (log, self._ids.random(32), self._clock.now_ms()),
        )
        if not aside:
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

    def record(self, drafts: Iterable[Draft], log: LogId | None = None) -> list[Event]:
        """Give each draft its place in this device's log, and append it.

        `log` is another log of this device than the one it now writes to. Raises
        TooLarge, FormatError.
        """
        log = log or self.log
        seq, hlc, chain = self._tip(log)
        events: list[Event] = []
        links: list[Link] = []
        latest: dict[bytes, int] = {}
        for draft in drafts:
            seq += 1
            floor = latest.get(draft.stream) or self._stream_hlc(draft.stream)
            hlc = self._next_hlc(hlc, floor)
            latest[draft.stream] = hlc
            event = _placed(draft, log, seq, hlc)
            canon = pack(event)
            chain = chain_next(chain, canon)
            events.append(event)
            links.append(Link(canon, chain))
        self.append(links, events)
        return events

    def _next_hlc(self, last: int, floor: int) -> int:
        """Return an hlc beyond all of its stream, and beyond `last` of this log.

        A log that ran far ahead, by its own clock or by that of a stream it wrote in,
        does not carry its hlc on into other streams. Beyond the last hlc there is none:
        who wrote that one keeps nobody from recording after it.
        """
        now_ms = self._clock.now_ms()
        is_far = hlc_ms(last) > now_ms + CLOCK_SUSPECT_MS
        floors = (floor,) if is_far else (last, floor)
        return min(next_hlc(now_ms, *floors), MAX_NUMBER)

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
        if has_any(self.database):
            read, links = self._without_erased(read, links)
        self._refuse_mixed(read)
        new, forked = list(read), list[EventId]()
        if self._are_new(read):
            self._insert_all(read, links, suspect=suspect)
        else:
            new, forked = self._insert_each(read, links, suspect=suspect)
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

    def adopt_log(self, log: LogId, device: bytes, post: bytes = b"") -> None:
        """Note which device, of which post, writes a log that arrived from elsewhere.

        `post` is what its certificate says; a hub's own log has none.
        """
        self.database.conn.execute(
            "INSERT INTO log (log, own, device, started_ms, post) "
            "VALUES (?, 0, ?, ?, ?) ON CONFLICT (log) DO UPDATE "
            "SET post = excluded.post WHERE log.post IS NULL AND NOT log.own",
            (log, device, self._clock.now_ms(), post),
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

    def _refuse_mixed(self, events: Sequence[Event]) -> None:
        for event in events:
            if mode_of(LogId(event.log)) is not self.mode:
                raise MixedModes(f"kind {event.kind} is not of mode {self.mode}")

    def _are_new(self, events: Sequence[Event]) -> bool:
        """Tell whether no event of the runs these are in is here; the common case."""
        seqs: dict[bytes, list[int]] = {}
        for event in events:
            seqs.setdefault(event.log, []).append(event.seq)
        return all(
            len(set(found)) == len(found) and not self._holds_any(log, found)
            for log, found in seqs.items()
        )

    def _holds_any(self, log: bytes, seqs: Sequence[int]) -> bool:
        found = rows(
            self.database,
            "SELECT 1 FROM event WHERE log = ? AND seq BETWEEN ? AND ? LIMIT 1",
            (log, min(seqs), max(seqs)),
        )
        return bool(found)

    def _insert_all(
        self, events: Sequence[Event], links: Sequence[Link], *, suspect: bool
    ) -> int:
        """Insert what is not there yet; return how many that were."""
        pairs = zip(events, links, strict=True)
        done = self.database.conn.executemany(
            "INSERT INTO event (log, seq, hlc, stream, kind, suspect, canon, chain) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (log, seq) DO NOTHING",
            [
                (*(e.log, e.seq, e.hlc, e.stream, e.kind), suspect, *(k.canon, k.chain))
                for e, k in pairs
            ],
        )
        return int(done.rowcount)

    def _insert_each(
        self, events: Sequence[Event], links: Sequence[Link], *, suspect: bool
    ) -> tuple[list[Event], list[EventId]]:
        """Insert where some are here already; return the new and the forked."""
        new: list[Event] = []
        forked: list[EventId] = []
        for event, link in zip(events, links, strict=True):
            if self._insert_all([event], [link], suspect=suspect):
                new.append(event)
            elif self._is_fork(event, link):
                forked.append(event.id)
        return new, forked

    def _without_erased(
        self, events: Sequence[Event], links: Sequence[Link]
    ) -> tuple[Sequence[Event], Sequence[Link]]:
        """Return events in the form that is kept: without what was erased here."""
        streams = {event.stream for event in events}
        gone = {each for each in streams if is_in_force(self.database, each)}
        if not gone:
            return events, links
        kept = [
            self._kept(event, link) if event.stream in gone else link
            for event, link in zip(events, links, strict=True)
        ]
        return [read_event(link.canon) for link in kept], kept

    def _kept(self, event: Event, link: Link) -> Link:
        canon = kept_form(self.database, event, link.canon, link.chain)
        return Link(canon, link.chain)

    def _is_fork(self, event: Event, link: Link) -> bool:
        found = rows(
            self.database,
            "SELECT canon, chain FROM event WHERE log = ? AND seq = ?",
            (event.log, event.seq),
        )
        held = Link(*found[0])
        if held.canon == link.canon or _is_erased_twin(event, held, link):
            return False
        self.database.conn.execute(
            "INSERT INTO fork (log, seq, canon) VALUES (?, ?, ?) "
            "ON CONFLICT DO NOTHING",
            (event.log, event.seq, link.canon),
        )
        return True


def _is_erased_twin(event: Event, held: Link, link: Link) -> bool:
    """Tell whether two forms are one event, of which one has lost its body."""
    if held.chain != link.chain:
        return False
    return is_erased(event) or is_erased(read_event(held.canon))


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
