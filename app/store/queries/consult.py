"""Consults: whom to call back, overdue first; for whom help is sought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.care.consult import Consult
from app.store.names import actor_names
from app.store.tables import read_state
from sync.database import Database, rows
from sync.journal import setting

MOST: Final = 100
"""Consults on one screen."""


@dataclass(frozen=True, slots=True)
class ConsultRow:
    """A consult, by its stream, and who made it."""

    stream: bytes
    consult: Consult
    by_name: str


@dataclass(frozen=True, slots=True)
class Consults:
    """Whom to call back, overdue first; for whom help is sought; what was last made."""

    waiting: tuple[ConsultRow, ...]
    wanting: tuple[ConsultRow, ...]
    latest: tuple[ConsultRow, ...]
    overdue: int


def consults(db: Database, today: str) -> Consults:
    """Return the lists of this post."""
    waiting = _rows(db, "AND due_day <> '' ORDER BY due_day, made_ms, stream")
    return Consults(
        waiting,
        _rows(db, "AND wants_help = 1 ORDER BY made_ms, stream"),
        _rows(db, "ORDER BY made_ms DESC, stream"),
        overdue(db, today),
    )


def overdue(db: Database, today: str) -> int:
    """Return how many of this post should have been called back before today."""
    post = bytes(setting(db, "post_id") or b"")
    sql = "SELECT COUNT(*) FROM consult WHERE post = ? AND due_day BETWEEN ? AND ?"
    day_before = (date.fromisoformat(today) - timedelta(days=1)).isoformat()
    return int(rows(db, sql, (post, "0", day_before))[0][0])


def _rows(db: Database, rest: str) -> tuple[ConsultRow, ...]:
    post = bytes(setting(db, "post_id") or b"")
    sql = f"SELECT stream, state FROM consult WHERE post = ? {rest} LIMIT {MOST}"  # noqa: S608 - ours to write; what is asked is a parameter
    names = actor_names(db)
    found = (
        (bytes(name), read_state("consult", state))
        for name, state in rows(db, sql, (post,))
    )
    return tuple(
        ConsultRow(name, held, names.get(held.actor, "?")) for name, held in found
    )
