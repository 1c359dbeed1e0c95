"""The log of decisions of a post, newest first, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.care.decision import Decision
from app.store.queries.staff import people
from app.store.queries.stock import own_or
from app.store.tables import read_state
from sync.database import Database, rows

STREAMS: Final = ("decision", "staff")


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision, by its stream."""

    stream: bytes
    decision: Decision


@dataclass(frozen=True, slots=True)
class Decisions:
    """The newest decisions, how many there are in all, and the names of people."""

    rows: tuple[DecisionRow, ...]
    total: int
    names: dict[bytes, str]


def decisions(db: Database, most: int = 50, post_id: bytes | None = None) -> Decisions:
    """Return the newest decisions of a post (its own when None)."""
    at = own_or(db, post_id)
    found = rows(
        db,
        "SELECT stream, state FROM decision WHERE post = ? "
        "ORDER BY decided_ms DESC, stream LIMIT ?",
        (at, most),
    )
    total = rows(db, "SELECT COUNT(*) FROM decision WHERE post = ?", (at,))[0][0]
    return Decisions(
        tuple(
            DecisionRow(bytes(stream), read_state("decision", state))
            for stream, state in found
        ),
        int(total),
        {each.actor: each.name for each in people(db, ended=True)},
    )
