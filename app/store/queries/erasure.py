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
