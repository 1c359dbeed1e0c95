"""The overview: what a post lead wants to see at one glance, and which posts exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.care.post import STREAM_START
from app.store.queries.casualties import (
    Counts,
    Hour,
    Moved,
    arrivals,
    counts,
    moved,
    overdue,
)
from app.store.queries.casualty_rows import CasualtyRow
from app.store.queries.stock import ItemRow, items
from sync.database import Database, rows
from sync.journal import setting

_SHOWN: Final = 8
_ARRIVALS_MS: Final = 12 * 3_600_000


@dataclass(frozen=True, slots=True)
class Overview:
    """One glance: counts, who is overdue, what runs short, who came when.

    Several who were only moved to one place are not in `overdue` but in `moved`.
    """

    counts: Counts
    overdue: tuple[CasualtyRow, ...]
    moved: tuple[Moved, ...]
    short: tuple[ItemRow, ...]
    short_count: int
    arrivals: tuple[Hour, ...]
    attention: int


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post, and how many are there."""

    post_id: bytes
    name: str
    code: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Attention:
    """An event that is kept but would not fold; `why` is a short code."""

    log: bytes
    seq: int
    stream: bytes
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Uncounted:
    """How many events of one kind by one post would not fold, and why.

    `post` is empty where it is not known: an event of this post itself.
    """

    post: bytes
    kind: str
    why: str
    count: int


def overview(
    db: Database, now_ms: int, today: str, post_id: bytes | None = None
) -> Overview:
    """Return the overview of a post (its own when None)."""
    at = post_id if post_id is not None else setting(db, "post_id")
    groups = tuple(each for each in moved(db, now_ms, at) if each.is_group)
    short = items(db, today, only_below=True, post_id=at)
    return Overview(
        counts=counts(db, now_ms, at),
        overdue=overdue(db, now_ms, _SHOWN, at, groups),
        moved=groups,
        short=short[:_SHOWN],
        short_count=len(short),
        arrivals=arrivals(db, now_ms - _ARRIVALS_MS, at),
        attention=int(rows(db, "SELECT COUNT(*) FROM attention")[0][0]),
    )


def posts(db: Database, now_ms: int) -> tuple[PostRow, ...]:
    """Return every post that named itself, by name, with its counts."""
    found = rows(db, "SELECT stream, name, code FROM post ORDER BY name, stream")
    named = ((bytes(each[0])[len(STREAM_START) :], *each[1:]) for each in found)
    return tuple(
        PostRow(post_id, name, code, counts(db, now_ms, post_id))
        for post_id, name, code in named
    )


def post_names(db: Database) -> dict[bytes, str]:
    """Return what every post calls itself."""
    found = rows(db, "SELECT stream, name FROM post ORDER BY stream")
    return {bytes(stream)[len(STREAM_START) :]: name for stream, name in found}


def attention(db: Database, limit: int = 100) -> tuple[Attention, ...]:
    """Return the events that would not fold, by log and place in it."""
    found = rows(
        db,
        "SELECT log, seq, stream, kind, why FROM attention ORDER BY log, seq LIMIT ?",
        (limit,),
    )
    return tuple(
        Attention(bytes(log), seq, bytes(stream), kind, why)
        for log, seq, stream, kind, why in found
    )


def uncounted(db: Database, limit: int = 50) -> tuple[Uncounted, ...]:
    """Return what is kept but counts nowhere, by post, kind and why; most on top."""
    found = rows(
        db,
        "SELECT COALESCE(log.post, x''), kind, why, COUNT(*) AS many FROM attention "
        "LEFT JOIN log USING (log) GROUP BY 1, 2, 3 ORDER BY many DESC, 2, 3, 1 "
        "LIMIT ?",
        (limit,),
    )
    return tuple(
        Uncounted(bytes(post), kind, why, many) for post, kind, why, many in found
    )
