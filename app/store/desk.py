"""The desk: what a command may use, inside one transaction on the writer's thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.care.controlled import Watch
from app.catalogue import encode
from sync.clock import Clock
from sync.database import Database
from sync.event import Draft, Event
from sync.ids import ActorId, EventId, Ids, LogId, Mode, StreamId
from sync.journal import Journal, set_setting, setting


@dataclass(frozen=True, slots=True)
class Desk:
    """What a command may use; it exists only inside one transaction.

    `watch` is who watches while controlled drugs come or go, where anybody said so.
    """

    database: Database
    journal: Journal
    clock: Clock
    ids: Ids
    mode: Mode
    watch: Watch | None = None

    def setting(self, name: str) -> Any:
        """Return a local setting, or None."""
        return setting(self.database, name)

    def set_setting(self, name: str, value: object) -> None:
        """Keep a local setting; it never travels."""
        set_setting(self.database, name, value)

    def now_ms(self) -> int:
        """Return what time this device believes it is."""
        return self.clock.now_ms()

    def today(self) -> str:
        """Return today as YYYY-MM-DD, where this device is."""
        return local_day(self.clock.now_ms())

    def record(
        self,
        stream: StreamId | bytes,
        body: Any,
        actor: ActorId,
        cause: EventId | None = None,
        log: LogId | None = None,
    ) -> Event:
        """Record one fact: packed, given its place, appended and folded.

        `log` is another log of this device than the one it now writes to.
        """
        kind, v, packed = encode(body)
        draft = Draft(StreamId(bytes(stream)), kind, v, packed, actor, cause)
        return self.journal.record([draft], log)[0]


def local_day(at_ms: int) -> str:
    """Return the day a moment falls on, as YYYY-MM-DD, where this device is."""
    moment = datetime.fromtimestamp(at_ms / 1000, tz=UTC).astimezone()
    return moment.date().isoformat()


def event_id(event: Event) -> EventId:
    """Return an event's id, typed."""
    return EventId(LogId(event.log), event.seq)
