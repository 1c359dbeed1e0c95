"""Where in the journal it says who had access, by casualty and by time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from app.care.access import STREAM_START
from app.store.fold import WontFold, read_fact
from app.store.tables import run_all
from sync.clock import hlc_ms
from sync.database import Database
from sync.event import Event, is_erased

_NOTE: Final = "INSERT OR IGNORE INTO looked VALUES (?, ?, ?, ?, ?)"


def note_looks(db: Database, events: Iterable[Event]) -> None:
    """Remember where the access log has an entry: it is found without a scan."""
    run_all(
        db,
        _NOTE,
        [
            place
            for event in events
            if event.stream.startswith(STREAM_START) and not is_erased(event)
            for place in _places(event)
        ],
    )


def _places(event: Event) -> list[tuple[Any, ...]]:
    try:
        fact = read_fact(event)
    except WontFold:
        return []
    casualty = getattr(fact, "casualty", b"")
    at_ms = getattr(fact, "observed_ms", hlc_ms(event.hlc))
    return [(event.log, event.seq, event.kind, casualty, at_ms)]
