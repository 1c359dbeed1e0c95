"""The seven requirements of a post and what it has room for, with the age of each."""

from __future__ import annotations

from typing import Final

from app.care.board import Board, CapacityRow, RequirementRow
from app.care.capacity import PlaceKind, Places
from app.care.post import STREAM_START, Post, post_stream
from app.care.requirement import Known, Requirement, hours_left, shortest
from app.care.utility import Reports
from app.store.queries.stock import own_or
from app.store.tables import read_state, state_of
from sync.database import Database, rows

STREAMS: Final = ("requirement", "capacity", "post")
"""What a board is made from."""


def board(db: Database, now_ms: int, post_id: bytes | None = None) -> Board:
    """Return how a post stands (its own when None)."""
    at = own_or(db, post_id)
    post: Post | None = state_of(db, "post", post_stream(at))
    found = rows(db, "SELECT state FROM requirement WHERE post = ?", (at,))
    known = [read_state("requirement", state) for (state,) in found]
    counted = rows(db, "SELECT state FROM capacity WHERE post = ?", (at,))
    places = [read_state("capacity", state) for (state,) in counted]
    return _board(at, post or Post(), known, places, now_ms)


def boards(db: Database, now_ms: int) -> dict[bytes, Board]:
    """Return how every post stands, by its id."""
    known: dict[bytes, list[Known]] = {}
    for at, state in rows(db, "SELECT post, state FROM requirement"):
        known.setdefault(bytes(at), []).append(read_state("requirement", state))
    places: dict[bytes, list[Places]] = {}
    for at, state in rows(db, "SELECT post, state FROM capacity"):
        places.setdefault(bytes(at), []).append(read_state("capacity", state))
    found: dict[bytes, Board] = {}
    for stream, state in rows(db, "SELECT stream, state FROM post"):
        at = bytes(stream)[len(STREAM_START) :]
        post: Post = read_state("post", state)
        found[at] = _board(at, post, known.get(at, []), places.get(at, []), now_ms)
    return found


def _board(
    at: bytes, post: Post, known: list[Known], places: list[Places], now_ms: int
) -> Board:
    held = {each.last.fact.requirement: each for each in known if each.last}
    counted = {each.last.place_kind: each for each in places if each.last}
    return Board(
        at,
        post.name,
        tuple(
            _row(each, held.get(each, Known()), post.utilities, now_ms)
            for each in Requirement
        ),
        tuple(_places(each, counted.get(each, Places())) for each in PlaceKind),
    )


def _row(
    requirement: Requirement, known: Known, utilities: Reports, now_ms: int
) -> RequirementRow:
    said = hours_left(requirement, known, utilities)
    return RequirementRow(
        requirement, known.last, known.before, shortest(said, now_ms), said
    )


def _places(kind: PlaceKind, places: Places) -> CapacityRow:
    return CapacityRow(kind, places.last, places.actor)
