"""The board: who is in which place, or how far on the way out, a few at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.care.terms import Flow
from app.store.queries.casualties import CasualtyRow, columns, row_of
from app.store.queries.due import due
from sync.database import Database, rows


@dataclass(frozen=True, slots=True)
class Column:
    """One column: everybody in a place, or everybody as far as this."""

    place: str = ""
    flow: Flow | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """Where the next few of a column start."""

    rank: int
    registered_ms: int
    stream: bytes


@dataclass(frozen=True, slots=True)
class Cards:
    """The next few of a column; `next` None when these are the last."""

    rows: tuple[CasualtyRow, ...]
    next: Start | None


def head_counts(db: Database) -> Mapping[str, int]:
    """Return how many are present in each place; those without one under ''."""
    found = rows(db, "SELECT spot, COUNT(*) FROM casualty WHERE gone = 0 GROUP BY spot")
    return {str(place): int(count) for place, count in found}


def flow_counts(db: Database) -> Mapping[Flow, int]:
    """Return how many there are of each, also of who left."""
    found = rows(db, "SELECT flow, COUNT(*) FROM casualty GROUP BY flow")
    return {Flow(flow): int(count) for flow, count in found}


def cards(
    db: Database, column: Column, limit: int, after: Start | None = None
) -> Cards:
    """Return the next few of a column: most urgent first, then who waits longest."""
    set_by = due(db)
    where, values = _where(column)
    if after is not None:
        where += " AND (rank, registered_ms, stream) > (?, ?, ?)"
        values += [after.rank, after.registered_ms, after.stream]
    found = rows(
        db,
        " ".join(
            (
                *columns(set_by),
                "FROM casualty WHERE",
                where,
                "ORDER BY rank, registered_ms, stream LIMIT ?",
            )
        ),
        (*set_by.values, *values, limit + 1),
    )
    shown = tuple(row_of(each) for each in found[:limit])
    if len(found) <= limit:
        return Cards(shown, None)
    last = found[limit - 1]
    return Cards(shown, Start(last[17], last[9], bytes(last[0])))


def _where(column: Column) -> tuple[str, list[Any]]:
    if column.flow is not None:
        return "flow = ?", [column.flow.value]
    return "gone = 0 AND spot = ?", [column.place]
