"""What is kept of residents: whose lists name them, who is struck off, what may go."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from app.care.resident import EndReason, Resident, source_key
from app.care.terms import FactId
from app.store.queries.post import days_kept
from app.store.tables import held_all
from sync.database import Database, rows
from sync.journal import setting

DAY_MS: Final = 86_400_000
SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Struck:
    """Somebody who was struck off: why, when, and the facts that say so."""

    stream: bytes
    name: str
    address: str
    reason: EndReason
    ended_ms: int
    facts: tuple[FactId, ...]


@dataclass(frozen=True, slots=True)
class StruckOff:
    """Who was struck off, some of them, the last first; and how many there are."""

    rows: tuple[Struck, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Source:
    """An organisation that gave a list, and how many it names are kept now."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Overdue:
    """For how long who was struck off is kept, and who is kept longer than that."""

    days: int | None
    streams: tuple[bytes, ...]


def struck_off(db: Database, most: int = SHOWN) -> StruckOff:
    """Return who was struck off, the last first."""
    found = rows(
        db,
        "SELECT stream FROM resident WHERE ended = 1 "
        "ORDER BY ended_ms DESC, stream LIMIT ?",
        (most,),
    )
    streams = [bytes(stream) for (stream,) in found]
    held = held_all(db, "resident", streams)
    total = rows(db, "SELECT COUNT(*) FROM resident WHERE ended = 1")[0][0]
    return StruckOff(
        tuple(_struck(stream, held[stream].state) for stream in streams), int(total)
    )


def overdue(db: Database, now_ms: int) -> Overdue:
    """Return who of this post is kept longer after striking off than was set."""
    days, post = days_kept(db), setting(db, "post_id")
    if days is None:
        return Overdue(None, ())
    found = rows(
        db,
        "SELECT stream FROM resident WHERE ended = 1 AND post = ? AND ended_ms < ? "
        "ORDER BY ended_ms, stream",
        (post, now_ms - days * DAY_MS),
    )
    return Overdue(days, tuple(bytes(stream) for (stream,) in found))


def sources(db: Database) -> tuple[Source, ...]:
    """Return which organisations gave lists, and how many of each are kept."""
    counts: Counter[str] = Counter()
    some_of: dict[str, bytes] = {}
    for stream, said in rows(
        db, "SELECT stream, sources FROM resident WHERE ended = 0 AND sources > ''"
    ):
        keys = {mark.partition("\t")[0] for mark in said.split("\n") if mark}
        counts.update(keys)
        some_of.update(dict.fromkeys(keys, bytes(stream)))
    held = held_all(db, "resident", list(some_of.values()))
    return tuple(
        Source(_name(held[some_of[key]].state, key), count)
        for key, count in sorted(counts.items())
    )


def listed_by(db: Database, source: str) -> dict[bytes, Resident]:
    """Return everybody who is kept and whom an organisation has on its list."""
    found = rows(
        db,
        "SELECT stream FROM resident WHERE ended = 0 AND instr(sources, ?) "
        "ORDER BY words, stream",
        (f"\n{source_key(source)}\t",),
    )
    streams = [bytes(stream) for (stream,) in found]
    held = held_all(db, "resident", streams)
    return {stream: held[stream].state for stream in streams}


def _name(resident: Resident, key: str) -> str:
    names = (name for name, _ in resident.sources if source_key(name) == key)
    return next(names, key)


def _struck(stream: bytes, resident: Resident) -> Struck:
    address = f"{resident.text('street')} {resident.text('house_number')}".strip()
    last = resident.endings[-1]
    return Struck(
        stream,
        resident.text("name"),
        address,
        last.reason,
        last.observed_ms,
        tuple(each.id for each in resident.endings),
    )
