"""Outages: where what fails now."""

from __future__ import annotations

from dataclasses import dataclass

from app.care.outage import Outage
from app.store.tables import read_state
from sync.database import Database, rows


@dataclass(frozen=True, slots=True)
class OutageRow:
    """An outage, by its stream."""

    stream: bytes
    outage: Outage


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
