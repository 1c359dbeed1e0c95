"""Records of one person: who is linked with whom, why, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.care.link import Link, link_stream, persons
from app.care.terms import LinkReason
from app.store.names import actor_names
from app.store.queries.due import Due
from app.store.tables import state_of
from sync.database import Database, rows
from sync.event import Event
from sync.journal import stream_events

_LINKED: Final = (
    "SELECT one, other FROM link WHERE one = ? AND linked = 1 "
    "UNION SELECT one, other FROM link WHERE other = ? AND linked = 1"
)
_JUDGED: Final = _LINKED.replace(" AND linked = 1", "")
_APART: Final = _LINKED.replace("linked", "apart")
_ALLERGIC_LINKED: Final = (
    "SELECT stream FROM casualty WHERE allergic = 1 AND stream IN "
    "(SELECT one FROM link WHERE linked = 1 "
    "UNION SELECT other FROM link WHERE linked = 1)"
)
_MOST: Final = 64
"""More records of one person than this nobody would look through."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A record of the same person. `why` and who said so, where linked directly."""

    stream: bytes
    number: str
    why: LinkReason | None
    actor_name: str
    at_ms: int | None


def linked_to(db: Database, stream: bytes) -> tuple[bytes, ...]:
    """Return the other records of the same person, nearest first."""
    found: dict[bytes, None] = {stream: None}
    waiting = [stream]
    while waiting and len(found) < _MOST:
        for other in _beside(db, _LINKED, waiting.pop(0)):
            if other not in found:
                found[other] = None
                waiting.append(other)
    return tuple(found)[1:]


def judgements(db: Database, stream: bytes) -> list[tuple[str, list[Event]]]:
    """Return what was ever judged of this record and of another, with its number."""
    return [
        (_number(db, other), stream_events(db, link_stream(stream, other)))
        for other in _beside(db, _JUDGED, stream)
    ]


def apart_from(db: Database, stream: bytes) -> tuple[bytes, ...]:
    """Return the records of which somebody said they are of another person."""
    return _beside(db, _APART, stream)


def joined(db: Database, stream: bytes) -> tuple[Joined, ...]:
    """Return the other records of the same person, with who said so."""
    names = actor_names(db)
    return tuple(_joined(db, stream, other, names) for other in linked_to(db, stream))


def same_numbers(
    db: Database, streams: Sequence[bytes]
) -> dict[bytes, tuple[str, ...]]:
    """Return, of the records that have any, the numbers of the same person."""
    if not streams or not rows(db, "SELECT 1 FROM link WHERE linked = 1 LIMIT 1"):
        return {}
    found: dict[bytes, tuple[str, ...]] = {}
    for stream in streams:
        others = linked_to(db, stream)
        if others:
            numbers = (_number(db, other) for other in others)
            found[stream] = tuple(number for number in numbers if number)
    return found


def allergic_elsewhere(db: Database, streams: Sequence[bytes]) -> frozenset[bytes]:
    """Return which records have an allergy in another record of the same person."""
    if not streams or not rows(db, "SELECT 1 FROM link WHERE linked = 1 LIMIT 1"):
        return frozenset()
    told = {bytes(found[0]) for found in rows(db, _ALLERGIC_LINKED)}
    return frozenset(
        stream for stream in streams if told and told & {*linked_to(db, stream)}
    )


def counted_twice(
    db: Database, set_by: Due, now_ms: int, post_id: bytes | None
) -> list[tuple[int, int, int, int]]:
    """Return what to take off again where records are counted: all of a person but one.

    Rows of gone, rank, how many records less, how many overdue less.
    """
    pairs = rows(db, "SELECT one, other FROM link WHERE linked = 1")
    if not pairs:
        return []
    found = rows(
        db,
        " ".join(
            (
                "SELECT stream, gone, rank, COALESCE(",
                set_by.sql,
                "<= ?, 0) FROM casualty WHERE (? IS NULL OR post = ?) AND stream IN",
                "(SELECT one FROM link WHERE linked = 1",
                "UNION SELECT other FROM link WHERE linked = 1)",
            )
        ),
        (now_ms, post_id, post_id),
    )
    known = {bytes(stream): (gone, place, late) for stream, gone, place, late in found}
    off: list[tuple[int, int, int, int]] = []
    for records in persons((bytes(one), bytes(other)) for one, other in pairs):
        here = sorted(known[each] for each in records if each in known)
        off += [(gone, place, -1, 0) for gone, place, _ in here[1:]]
        late = sum(is_late for gone, _, is_late in here if not gone)
        if late > 1:
            off.append((0, here[0][1], 0, 1 - late))
    return off


def _beside(db: Database, sql: str, stream: bytes) -> tuple[bytes, ...]:
    found = rows(db, sql, (stream, stream))
    pairs = [(bytes(one), bytes(other)) for one, other in found]
    return tuple(other if one == stream else one for one, other in sorted(pairs))


def _joined(
    db: Database, stream: bytes, other: bytes, names: dict[bytes, str]
) -> Joined:
    link: Link | None = state_of(db, "link", link_stream(stream, other))
    number = _number(db, other)
    if link is None or not link.standing:
        return Joined(other, number, None, "", None)
    last = max(link.standing, key=lambda each: (each.observed_ms, each.id))
    name = names.get(last.actor, "")
    return Joined(other, number, last.why, name, last.observed_ms)


def _number(db: Database, stream: bytes) -> str:
    found = rows(db, "SELECT number FROM casualty WHERE stream = ?", (stream,))
    return str(found[0][0]) if found else ""
