"""Staff: who works at the post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from app.care.member import STREAM_START, staff_stream
from app.care.terms import Role
from sync.database import Database, rows
from sync.ids import ActorId

_FIELDS: Final = (
    "SELECT stream, name, role, ended, "
    "EXISTS (SELECT 1 FROM pin WHERE pin.actor = substr(staff.stream, 7)) FROM staff "
)
_EVERYBODY: Final = _FIELDS + "ORDER BY name COLLATE NOCASE, stream"
_ONE: Final = _FIELDS + "WHERE stream = ?"


@dataclass(frozen=True, slots=True)
class Person:
    """A person at the post. `has_pin`: may sign on at this device."""

    actor: ActorId
    name: str
    role: Role
    ended: bool
    has_pin: bool


def people(db: Database, *, ended: bool = False) -> tuple[Person, ...]:
    """Return who works at the post, by name; with `ended` also who left."""
    found = (_person(each) for each in rows(db, _EVERYBODY))
    return tuple(each for each in found if ended or not each.ended)


def person(db: Database, actor: bytes) -> Person | None:
    """Return one person, or None."""
    found = rows(db, _ONE, (staff_stream(actor),))
    return _person(found[0]) if found else None


def _person(found: tuple[Any, ...]) -> Person:
    stream, name, role, ended, has_pin = found
    actor = ActorId(bytes(stream)[len(STREAM_START) :])
    return Person(actor, name, Role(role), bool(ended), bool(has_pin))
