"""When triage is due: the suggested time, and what a post set otherwise.

A casualty's fold knows the suggested minutes only; what its post decided is added here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.care.post import STREAM_START, Post, later_ms
from app.care.terms import rank
from app.store.tables import read_state
from sync.database import Database, rows


@dataclass(frozen=True, slots=True)
class Due:
    """When triage is due, as SQL over the table of casualties."""

    sql: str = "due_ms"
    values: tuple[Any, ...] = ()


def due(db: Database) -> Due:
    """Return when triage is due, by what each post has set."""
    parts: list[str] = []
    values: list[Any] = []
    for stream, state in rows(db, "SELECT stream, state FROM post ORDER BY stream"):
        post: Post = read_state("post", state)
        for category, more_ms in sorted(later_ms(post).items()):
            parts.append("WHEN post = ? AND rank = ? THEN due_ms + ?")
            values += [bytes(stream)[len(STREAM_START) :], rank(category), more_ms]
    if not parts:
        return Due()
    return Due(f"(CASE {' '.join(parts)} ELSE due_ms END)", tuple(values))
