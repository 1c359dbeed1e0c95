"""What people wrote that is of nobody, by its words: it may name somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from app.care.decision import Decision
from app.care.shift import Entry, Shift
from app.store.queries.stock import own_or
from app.store.tables import read_state
from sync.database import Database, rows

STREAMS: Final = ("entry", "shift", "decision")
_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Written:
    """A line of the book of shifts, what was said at a handover, or a decision."""

    stream: bytes
    what: str
    at_ms: int
    words: str


def written(db: Database, sought: str) -> tuple[Written, ...]:
    """Return what this post wrote with all of these words in it, the newest first."""
    wanted = sought.casefold().split()
    if not wanted:
        return ()
    found = [
        each
        for sql, read in _READ
        for each in read(rows(db, sql, (own_or(db, None),)))
        if all(word in each.words.casefold() for word in wanted)
    ]
    return tuple(sorted(found, key=lambda each: -each.at_ms)[:_MOST])


def _entries(found: Iterable[Any]) -> list[Written]:
    held: list[tuple[bytes, Entry]] = [
        (bytes(stream), read_state("entry", state)) for stream, state in found
    ]
    return [
        Written(
            stream,
            "entry",
            each.written_ms,
            _joined(each.text, *(turn.how for turn in each.turns)),
        )
        for stream, each in held
    ]


def _shifts(found: Iterable[Any]) -> list[Written]:
    held: list[tuple[bytes, Shift]] = [
        (bytes(stream), read_state("shift", state)) for stream, state in found
    ]
    return [
        Written(
            stream,
            "shift",
            max((each.handed_ms, *(taken.observed_ms for taken in each.taken))),
            _joined(each.remark, *(taken.remark for taken in each.taken)),
        )
        for stream, each in held
    ]


def _decisions(found: Iterable[Any]) -> list[Written]:
    held: list[tuple[bytes, Decision]] = [
        (bytes(stream), read_state("decision", state)) for stream, state in found
    ]
    return [
        Written(
            stream,
            "decision",
            each.decided_ms,
            _joined(each.decided, each.reason, each.decided_by, each.end_reason),
        )
        for stream, each in held
    ]


def _joined(*words: str) -> str:
    return " · ".join(each for each in words if each)


_READ: Final[tuple[tuple[str, Callable[[Iterable[Any]], list[Written]]], ...]] = (
    ("SELECT stream, state FROM entry WHERE post = ?", _entries),
    ("SELECT stream, state FROM shift WHERE post = ?", _shifts),
    ("SELECT stream, state FROM decision WHERE post = ?", _decisions),
)
