"""The access log: who opened whose record."""

from __future__ import annotations

from dataclasses import dataclass

from app.care.access import AccessOpened
from app.care.terms import AccessReason, Role
from app.store.fold import WontFold, read_fact
from app.store.names import actor_names, device_name, device_names
from sync.clock import hlc_ms
from sync.database import Database, rows
from sync.event import Event
from sync.journal import stream_events


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody opened a casualty's detail."""

    at_ms: int
    actor: bytes
    actor_name: str
    role: Role | None
    casualty: bytes
    number: str
    why: AccessReason
    device: str


def openings(db: Database, limit: int = 100) -> tuple[Opening, ...]:
    """Return the latest openings, newest first."""
    days = rows(db, "SELECT stream, last_ms FROM access ORDER BY last_ms DESC, stream")
    found: list[tuple[Event, AccessOpened]] = []
    for stream, last_ms in days:
        if len(found) >= limit and last_ms < hlc_ms(found[-1][0].hlc):
            break
        found += _facts(stream_events(db, stream))
        found.sort(key=lambda each: each[0].order, reverse=True)
        del found[limit:]
    return _shown(db, found)


def _facts(events: list[Event]) -> list[tuple[Event, AccessOpened]]:
    read: list[tuple[Event, AccessOpened]] = []
    for event in events:
        try:
            fact = read_fact(event)
        except WontFold:
            continue
        if isinstance(fact, AccessOpened):
            read.append((event, fact))
    return read


def _shown(
    db: Database, found: list[tuple[Event, AccessOpened]]
) -> tuple[Opening, ...]:
    actors, devices = actor_names(db), device_names(db)
    return tuple(
        Opening(
            at_ms=fact.observed_ms,
            actor=event.actor,
            actor_name=actors.get(event.actor, ""),
            role=fact.role,
            casualty=fact.casualty,
            number=_number(db, fact.casualty),
            why=fact.why,
            device=device_name(devices, event.log),
        )
        for event, fact in found
    )


def _number(db: Database, casualty: bytes) -> str:
    found = rows(db, "SELECT number FROM casualty WHERE stream = ?", (casualty,))
    return str(found[0][0]) if found else ""
