"""The sheets that were printed: who took what out on paper, and why."""

from __future__ import annotations

from dataclasses import dataclass

from app.care.access import AccessPrinted
from app.care.terms import Paper, PrintReason
from app.store.fold import WontFold, read_fact
from app.store.names import actor_names, device_name, device_names
from sync.database import Database, rows
from sync.event import read_event


@dataclass(frozen=True, slots=True)
class Printed:
    """A sheet about a casualty; never what stood on it."""

    at_ms: int
    actor_name: str
    casualty: bytes
    number: str
    what: Paper
    why: PrintReason
    because: str
    sheet: str
    device: str


def printings(db: Database, limit: int = 100) -> tuple[Printed, ...]:
    """Return the latest sheets, newest first."""
    found = rows(
        db,
        "SELECT canon FROM event WHERE kind = 'access.printed' "
        "ORDER BY hlc DESC, log, seq LIMIT ?",
        (limit,),
    )
    actors, devices = actor_names(db), device_names(db)
    shown: list[Printed] = []
    for (canon,) in found:
        event = read_event(canon)
        try:
            fact = read_fact(event)
        except WontFold:
            continue
        if isinstance(fact, AccessPrinted):
            shown.append(
                Printed(
                    at_ms=fact.observed_ms,
                    actor_name=actors.get(event.actor, ""),
                    casualty=fact.casualty,
                    number=_number(db, fact.casualty),
                    what=fact.what,
                    why=fact.why,
                    because=fact.because,
                    sheet=fact.sheet,
                    device=device_name(devices, event.log),
                )
            )
    return tuple(shown)


def _number(db: Database, casualty: bytes) -> str:
    found = rows(db, "SELECT number FROM casualty WHERE stream = ?", (casualty,))
    return str(found[0][0]) if found else ""
