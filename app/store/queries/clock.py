"""Clocks: how far each device's was off, and what its moments were by the hub's."""

from __future__ import annotations

from dataclasses import dataclass

from app.care.clock import STREAM_START, DeviceClock, clock_stream, is_wrong
from app.store.tables import read_state, state_of
from sync.database import Database, rows


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks of the logs that were ever compared with a hub's."""

    known: dict[bytes, DeviceClock]

    def offset_at(self, log: bytes, raw_ms: int) -> int:
        """Return what to add to a moment of a log; 0 while its clock is not wrong."""
        clock = self.known.get(log)
        offset_ms = clock.offset_at(raw_ms) if clock is not None else 0
        return offset_ms if is_wrong(offset_ms) else 0


def clocks(db: Database) -> Clocks:
    """Return every clock that was ever found wrong; the others correct nothing."""
    found = rows(db, "SELECT stream, state FROM clock")
    read = {
        bytes(stream)[len(STREAM_START) :]: read_state("clock", state)
        for stream, state in found
    }
    return Clocks({log: clock for log, clock in read.items() if clock.ever_wrong})


def clock_offset(db: Database, log: bytes) -> int | None:
    """Return how far a log's clock was off when last measured, or None."""
    clock: DeviceClock | None = state_of(db, "clock", clock_stream(log))
    return None if clock is None else clock.offset_ms


def post_offsets(db: Database) -> dict[bytes, int]:
    """Return, for each post, how far its clock that is furthest off was when measured.

    Of each device only its newest log counts.
    """
    found: dict[bytes, int] = {}
    for post, offset_ms in rows(
        db,
        "SELECT log.post, clock.offset_ms FROM clock "
        "JOIN log ON log.log = substr(clock.stream, ?) "
        "WHERE log.post IS NOT NULL AND log.started_ms = (SELECT MAX(started_ms) "
        "FROM log AS same WHERE same.device = log.device)",
        (len(STREAM_START) + 1,),
    ):
        worst = max(found.get(bytes(post), 0), int(offset_ms), key=abs)
        found[bytes(post)] = worst
    return found
