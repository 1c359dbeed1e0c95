"""Erasure by law: whether who asks for it may, and what else goes with the bodies.

Whose word counts is judged by the facts in this file alone, so it may come out only
later: an erasure that nobody was known to have the power for waits, is shown, and is
judged again when somebody's role or the casualty's own post becomes known.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.care.member import STREAM_START as STAFF
from app.care.member import Staff, staff_stream
from app.care.terms import Role
from app.catalogue import STREAMS
from app.store.fold import fold
from sync.database import Database, rows
from sync.erasure import erase, pending
from sync.event import ERASURE, Event
from sync.journal import setting, stream_events

_REGISTERED: Final = (
    "casualty.registered",
    "relative.asked",
    "resident.registered",
    "consult.made",
    "guest.registered",
    "downscaling.decided",
    "transport.requested",
    "evacuation.begun",
    "entry.written",
    "shift.handed_over",
    "shift.taken_over",
    "decision.recorded",
)
"""What begins a record, and says whose it is."""

_HUB: Final = b""
"""Stands for a post where a log is the hub's own."""


def settle(db: Database, new: Sequence[Event] | None = None) -> list[bytes]:
    """Put every erasure in force that may be; return the streams to fold anew.

    `new` are the events that were just folded; without them all is looked at.
    """
    if new is not None and not any(_may_decide(event) for event in new):
        return []
    done: list[bytes] = []
    for event in pending(db):
        if event.stream not in done and is_backed(db, event):
            erase(db, event)
            _erase_drafts(db, event.stream)
            done.append(event.stream)
    return done


def is_backed(db: Database, event: Event) -> bool:
    """Tell whether who recorded an erasure had the power to.

    That is a hub's operator, and for somebody registered at their own post alone the
    lead of it. Who they were is taken from what their own side recorded before.
    """
    side = _side(db, event.log)
    if side is None:
        return False
    role = _role(db, event, side)
    if side == _HUB:
        return role is Role.OPERATOR or setting(db, "hub_signing") is None
    return role is Role.POST_LEAD and _registered_by(db, event.stream) == {side}


def _may_decide(event: Event) -> bool:
    return event.kind in (ERASURE, *_REGISTERED) or event.stream.startswith(STAFF)


def _side(db: Database, log: bytes) -> bytes | None:
    """Return the post whose device writes a log, `_HUB`, or None: not known.

    A log of another region is of no side here: what it erased, an operator judges.
    """
    found = rows(
        db, "SELECT own, post FROM log WHERE log = ? AND realm IS NULL", (log,)
    )
    if not found:
        return None
    own, post = found[0]
    is_hub = setting(db, "hub_signing") is not None
    if own:
        return _HUB if is_hub else setting(db, "post_id")
    return None if is_hub and not post else post


def _role(db: Database, erasure: Event, side: bytes) -> Role | None:
    facts = [
        event
        for event in stream_events(db, staff_stream(erasure.actor))
        if event.order < erasure.order and _side(db, event.log) == side
    ]
    person = fold(STREAMS["staff"], facts).state if facts else None
    if not isinstance(person, Staff) or person.ended:
        return None
    return person.role


def _registered_by(db: Database, stream: bytes) -> set[bytes | None]:
    return {
        _side(db, event.log)
        for event in stream_events(db, stream)
        if event.kind in _REGISTERED
    }


def _erase_drafts(db: Database, stream: bytes) -> None:
    db.conn.execute(
        "DELETE FROM draft WHERE instr(form, ?) OR instr(body_json, ?)",
        (stream.hex(), stream.hex()),
    )


def erase_words(db: Database) -> None:
    """Take deleted words out of the index itself, where they are only hidden."""
    db.conn.execute("INSERT INTO casualty_words(casualty_words) VALUES ('optimize')")
