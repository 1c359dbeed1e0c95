"""The book of the shifts: what is open, what happened, and every handover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.care.post import Post, post_stream
from app.care.shift import Entry, Section, Shift
from app.store.queries.staff import people
from app.store.queries.stock import own_or
from app.store.tables import read_state, state_of
from sync.database import Database, rows

STREAMS: Final = ("entry", "shift", "staff", "post")
"""What the book is made from."""

_MOST_WAITING: Final = 20
_MOST_OPEN: Final = 500


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A line of the book, by its stream."""

    stream: bytes
    entry: Entry


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A handover, by its stream."""

    stream: bytes
    shift: Shift


@dataclass(frozen=True, slots=True)
class Book:
    """The book as it lies open: what is open, what is over, and the handovers.

    `over` is what happened or was closed last and `past` who took over, newest first,
    and `older` whether there is more of either; `waiting` are handovers nobody took
    over; `names` are those of everybody who ever worked here.
    """

    open: tuple[EntryRow, ...]
    over: tuple[EntryRow, ...]
    older: bool
    waiting: tuple[ShiftRow, ...]
    past: tuple[ShiftRow, ...]
    changes: tuple[int, ...]
    names: dict[bytes, str]

    def of(self, section: Section) -> tuple[EntryRow, ...]:
        """Return the open lines of one section, oldest first."""
        return tuple(each for each in self.open if each.entry.section is section)


def open_lines(db: Database, post_id: bytes) -> tuple[bytes, ...]:
    """Return the lines of the book that are open, oldest first."""
    found = rows(
        db,
        "SELECT stream FROM entry WHERE post = ? AND is_open = 1 "
        "ORDER BY written_ms, stream LIMIT ?",
        (post_id, _MOST_OPEN),
    )
    return tuple(bytes(stream) for (stream,) in found)


def book(db: Database, most: int = 50, post_id: bytes | None = None) -> Book:
    """Return the book of a post (its own when None), with so much of what is over."""
    at = own_or(db, post_id)
    over = _over(db, at, most + 1)
    past = _shifts(db, at, most + 1, waiting=False)
    post: Post | None = state_of(db, "post", post_stream(at))
    return Book(
        _open(db, at),
        over[:most],
        len(over) > most or len(past) > most,
        _shifts(db, at, _MOST_WAITING, waiting=True),
        past[:most],
        (post or Post()).shift_changes,
        {each.actor: each.name for each in people(db, ended=True)},
    )


def signed(db: Database, streams: tuple[bytes, ...]) -> tuple[EntryRow, ...]:
    """Return the lines of the book that a handover was signed for, as they are now."""
    found = ((each, state_of(db, "entry", each)) for each in streams)
    return tuple(EntryRow(each, held) for each, held in found if held is not None)


def _open(db: Database, at: bytes) -> tuple[EntryRow, ...]:
    found = rows(
        db,
        "SELECT stream, state FROM entry WHERE post = ? AND is_open = 1 "
        "ORDER BY written_ms, stream LIMIT ?",
        (at, _MOST_OPEN),
    )
    return tuple(
        EntryRow(bytes(stream), read_state("entry", state)) for stream, state in found
    )


def _over(db: Database, at: bytes, most: int) -> tuple[EntryRow, ...]:
    found = rows(
        db,
        "SELECT stream, state FROM entry WHERE post = ? AND is_open = 0 "
        "ORDER BY turned_ms DESC, stream LIMIT ?",
        (at, most),
    )
    return tuple(
        EntryRow(bytes(stream), read_state("entry", state)) for stream, state in found
    )


def _shifts(
    db: Database, at: bytes, most: int, *, waiting: bool
) -> tuple[ShiftRow, ...]:
    found = rows(
        db,
        "SELECT stream, state FROM shift WHERE post = ? AND is_waiting = ? "
        "ORDER BY at_ms DESC, stream LIMIT ?",
        (at, int(waiting), most),
    )
    return tuple(
        ShiftRow(bytes(stream), read_state("shift", state)) for stream, state in found
    )
