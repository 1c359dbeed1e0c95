"""Rides: who is on the way and overdue, who waits for one, and what contradicts.

A casualty who left some other way has left: a ride that says nothing of it yet is shown
as far as the casualty is, so that there is one truth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from app.care.casualty import Casualty
from app.care.claim import latest
from app.care.guest import GUEST_START, Guest
from app.care.resident import STREAM_START as RESIDENT_START
from app.care.resident import Resident
from app.care.terms import Disposition
from app.care.transport import OPEN, RideStage, Transport, vehicle_key
from app.store.tables import read_state, state_of
from sync.database import Database, rows

_OVER: Final = "WHERE is_open = 0 ORDER BY asked_ms DESC, stream LIMIT 20"
_STREAMS_OF: Final = {RESIDENT_START: "resident", GUEST_START: "guest"}

STREAMS: Final = ("transport", "casualty", "resident", "guest", "post")


@dataclass(frozen=True, slots=True)
class Rider:
    """Who rides: a casualty by number, somebody else by name."""

    stream: bytes
    kind: str
    number: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class RideRow:
    """A ride with who is in it, and how far it is by all that is known."""

    stream: bytes
    ride: Transport
    stage: RideStage
    riders: tuple[Rider, ...] = ()
    left_ms: int | None = None
    left_otherwise: bool = False
    """The casualties left, and nobody said so of the ride."""

    taken_twice: int = 0
    """How many other rides the same vehicle was given to."""

    @property
    def expected_ms(self) -> int | None:
        """When it is to arrive; None where nobody knows."""
        return self.ride.expected_ms

    def is_overdue(self, now_ms: int) -> bool:
        """Whether it should have arrived by now."""
        return self.stage is RideStage.UNDER_WAY and self.ride.is_overdue(now_ms)


@dataclass(frozen=True, slots=True)
class Rides:
    """All rides that are not over, in the order in which they need eyes."""

    overdue: tuple[RideRow, ...] = ()
    under_way: tuple[RideRow, ...] = ()
    waiting: tuple[RideRow, ...] = ()
    over: tuple[RideRow, ...] = ()


def rides(db: Database, now_ms: int) -> Rides:
    """Return the rides: overdue first, then on the way, then who waits for one."""
    found = _read(db, "WHERE is_open = 1 ORDER BY rank, asked_ms, stream")
    shared = _shared(found)
    seen = [_row(db, stream, ride, shared) for stream, ride in found]
    going = [each for each in seen if each.stage is RideStage.UNDER_WAY]
    late = [each for each in going if each.is_overdue(now_ms)]
    rest = [each for each in going if not each.is_overdue(now_ms)]
    done = [each for each in seen if each.stage is RideStage.ARRIVED]
    waits = (RideStage.REQUESTED, RideStage.ASSIGNED)
    over = _read(db, _OVER)
    return Rides(
        tuple(sorted(late, key=_expected)),
        tuple(sorted(rest, key=_expected)),
        tuple(each for each in seen if each.stage in waits),
        (*done, *(_row(db, stream, ride, {}) for stream, ride in over)),
    )


def ride(db: Database, stream: bytes) -> RideRow | None:
    """Return one ride, or None."""
    held: Transport | None = state_of(db, "transport", stream)
    if held is None:
        return None
    found = _read(db, "WHERE is_open = 1")
    return _row(db, stream, held, _shared(found))


def rides_of(db: Database, evacuation: bytes) -> tuple[RideRow, ...]:
    """Return the rides of a home that is emptied, in the order they were asked."""
    select = "WHERE evacuation = ? ORDER BY asked_ms, stream"
    found = _read(db, select, evacuation)
    shared = _shared(_read(db, "WHERE is_open = 1"))
    return tuple(_row(db, stream, held, shared) for stream, held in found)


def rides_for(db: Database, subject: bytes) -> tuple[RideRow, ...]:
    """Return the rides that were asked for somebody, the newest first."""
    found = _read(db, "WHERE subject = ? ORDER BY asked_ms DESC, stream", subject)
    return tuple(_row(db, stream, held, {}) for stream, held in found)


def _expected(row: RideRow) -> tuple[bool, int, bytes]:
    """Who is expected first comes first; of whom nobody knows when come last."""
    expected = row.expected_ms
    return expected is None, expected or 0, row.stream


def _read(
    db: Database, rest: str, *values: bytes
) -> tuple[tuple[bytes, Transport], ...]:
    sql = " ".join(("SELECT stream, state FROM transport", rest))
    found = rows(db, sql, values)
    return tuple(
        (bytes(stream), read_state("transport", state)) for stream, state in found
    )


def _shared(found: Iterable[tuple[bytes, Transport]]) -> Mapping[str, int]:
    """Return to how many rides each vehicle was given, all that is said counted."""
    return Counter(
        key
        for _, ride in found
        for key in {vehicle_key(each.value.name) for each in ride.vehicles}
    )


def _row(
    db: Database, stream: bytes, ride: Transport, shared: Mapping[str, int]
) -> RideRow:
    named = ride.asked.who if ride.asked else ()
    riders = tuple(_rider(db, each) for each in named)
    keys = {vehicle_key(each.value.name) for each in ride.vehicles}
    others = max((shared.get(key, 1) - 1 for key in keys), default=0)
    twice = others if ride.stage in OPEN else 0
    left = ride.leaving.at_ms if ride.leaving else None
    row = RideRow(stream, ride, ride.stage, riders, left, taken_twice=twice)
    return _as_far_as_casualties(db, row)


def _as_far_as_casualties(db: Database, row: RideRow) -> RideRow:
    """Return a ride as far as all its casualties are, where they are further."""
    held = [_casualty(db, each) for each in row.riders]
    if row.stage not in OPEN or not held:
        return row
    left = [None if each is None else _left_ms(each) for each in held]
    moments = [each for each in left if each is not None]
    if len(moments) != len(held):
        return row
    left_ms = row.left_ms or max(moments)
    if all(each is not None and each.received_ms is not None for each in held):
        return replace(row, stage=RideStage.ARRIVED, left_ms=left_ms)
    otherwise = row.stage is not RideStage.UNDER_WAY
    return replace(
        row, stage=RideStage.UNDER_WAY, left_ms=left_ms, left_otherwise=otherwise
    )


def _casualty(db: Database, rider: Rider) -> Casualty | None:
    if rider.kind != "casualty":
        return None
    held: Casualty | None = state_of(db, "casualty", rider.stream)
    return held


def _left_ms(held: Casualty) -> int | None:
    """Return when a casualty was handed over to whoever drives; None for no such."""
    claim = latest(held.departed)
    if claim is None or claim.value is not Disposition.HANDED_OVER:
        return None
    return claim.observed_ms


def _rider(db: Database, stream: bytes) -> Rider:
    kind = next(
        (name for start, name in _STREAMS_OF.items() if stream.startswith(start)),
        "casualty",
    )
    held = state_of(db, kind, stream)
    if isinstance(held, Casualty):
        return Rider(stream, kind, held.number, held.text("name"))
    if isinstance(held, Resident | Guest):
        return Rider(stream, kind, name=held.text("name"))
    return Rider(stream, kind)
