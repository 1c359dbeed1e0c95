"""Outages: where what fails now."""

from __future__ import annotations

from dataclasses import dataclass

from app.care.harm import CONTACT_HOURS, HOUR_MS, HarmClass, everything
from app.care.outage import Outage
from app.store.queries.harm import Lens
from app.store.queries.post import weights
from app.store.tables import read_state
from sync.database import Database, rows


@dataclass(frozen=True, slots=True)
class OutageRow:
    """An outage, by its stream."""

    stream: bytes
    outage: Outage


@dataclass(frozen=True, slots=True)
class Looking:
    """What is looked at: one outage, or everybody; by words; one class.

    `streets` are looked at alone where no outage is; `round` is who is still to be
    gone to on one.
    """

    outage: bytes | None = None
    words: str = ""
    shown: HarmClass | None = None
    streets: tuple[str, ...] = ()
    round: bytes | None = None


def lens_of(db: Database, looking: Looking, now_ms: int) -> Lens:
    """Return the lens through which that is seen; without outage as if all failed.

    What fails in other outages counts for who lives there, since it failed. Looked for
    by words, somebody is found who is not at home as well.
    """
    found = {each.stream: each.outage for each in outages(db)}
    chosen = found.pop(looking.outage, None) if looking.outage is not None else None
    return Lens(
        failures=chosen.failures if chosen else everything(now_ms),
        postcodes=chosen.postcodes if chosen else (),
        streets=chosen.streets if chosen else looking.streets,
        words=looking.words,
        shown=looking.shown,
        weights=weights(db),
        outages=tuple(found.values()),
        away=bool(looking.words.strip()),
    )


def since_ms(db: Database, looking: Looking, now_ms: int) -> int:
    """Return since when a visit counts: the first failure there, or the last day."""
    day = now_ms - CONTACT_HOURS * HOUR_MS
    chosen = next(
        (each.outage for each in outages(db) if each.stream == looking.outage), None
    )
    return min(chosen.failures.values(), default=day) if chosen else day


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
