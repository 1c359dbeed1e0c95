"""What was erased by law: which number, when, on whose word; there is no more."""

from __future__ import annotations

from dataclasses import dataclass

from app.care.erasure import EntityErased
from app.store.fold import WontFold, read_fact
from app.store.names import actor_names
from sync.clock import hlc_ms
from sync.database import Database, rows
from sync.event import Event, read_event


@dataclass(frozen=True, slots=True)
class Erasure:
    """All that remains of what was erased."""

    stream: bytes
    number: str
    at_ms: int
    authority: str
    actor_name: str


def erasure_of(db: Database, stream: bytes) -> Erasure | None:
    """Return what remains of one stream, or None when nothing of it was erased."""
    found = rows(
        db,
        "SELECT event.canon FROM erased JOIN event USING (log, seq) "
        "WHERE erased.stream = ?",
        (stream,),
    )
    return _shown(read_event(found[0][0]), actor_names(db)) if found else None


def naming(db: Database, start: bytes, subject: bytes) -> tuple[bytes, ...]:
    """Return the streams of one type in which any fact names a record by its stream.

    The journal is asked, not the picture: what was taken back says it all the same.
    """
    found = rows(
        db,
        "SELECT DISTINCT stream FROM event WHERE stream >= ? AND stream < ? "
        "AND instr(canon, ?) AND stream NOT IN (SELECT stream FROM erased)",
        (start, start[:-1] + bytes([start[-1] + 1]), subject),
    )
    return tuple(sorted(bytes(stream) for (stream,) in found))


def is_told_of(db: Database, stream: bytes) -> bool:
    """Tell whether anything was recorded in a stream, also where it was taken back."""
    return bool(rows(db, "SELECT 1 FROM event WHERE stream = ? LIMIT 1", (stream,)))


def _shown(event: Event, names: dict[bytes, str]) -> Erasure:
    fact = _fact(event)
    return Erasure(
        stream=event.stream,
        number=fact.number,
        at_ms=hlc_ms(event.hlc),
        authority=fact.authority,
        actor_name=names.get(event.actor, ""),
    )


def _fact(event: Event) -> EntityErased:
    try:
        fact = read_fact(event)
    except WontFold:
        fact = None
    return fact if isinstance(fact, EntityErased) else EntityErased("", "")
