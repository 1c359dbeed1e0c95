"""Outages: where what fails now."""

from __future__ import annotations

from dataclasses import dataclass

from app.care.harm import HarmClass, everything
from app.care.outage import Outage
from app.store.queries.harm import Lens
from app.store.queries.post import weights
from app.store.tables import read_state, state_of
from sync.database import Database, rows


@dataclass(frozen=True, slots=True)
class OutageRow:
    """An outage, by its stream."""

    stream: bytes
    outage: Outage


@dataclass(frozen=True, slots=True)
class Looking:
    """What is looked at: one outage, or everybody; by words; one class."""

    outage: bytes | None = None
    words: str = ""
    shown: HarmClass | None = None


def lens_of(db: Database, looking: Looking, now_ms: int) -> Lens:
    """Return the lens through which that is seen; without outage as if all failed."""
    held: Outage | None = (
        None if looking.outage is None else state_of(db, "outage", looking.outage)
    )
    is_open = held is not None and bool(held.failed)
    return Lens(
        failures=held.failures if held and is_open else everything(now_ms),
        postcodes=held.postcodes if held and is_open else (),
        streets=held.streets if held and is_open else (),
        words=looking.words,
        shown=looking.shown,
        weights=weights(db),
    )


def outages(db: Database) -> tuple[OutageRow, ...]:
    """Return the outages in which something still fails, newest first."""
    found = rows(
        db,
        "SELECT stream, state FROM outage WHERE is_open = 1 "
        "ORDER BY reported_ms DESC, stream",
    )
    return tuple(
        OutageRow(bytes(stream), read_state("outage", state)) for stream, state in found
    )
