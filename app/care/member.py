"""A member of staff: a person at the post, their role, and that they left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Text
from app.care.terms import Role

STREAM_START: Final = b"staff:"


@dataclass(frozen=True, slots=True)
class StaffAdded:
    """A person was added to the post."""

    name: Annotated[str, Text(80)]
    role: Annotated[Role, Choice()]


@dataclass(frozen=True, slots=True)
class RoleChanged:
    """A person was given another role."""

    role: Annotated[Role, Choice()]


@dataclass(frozen=True, slots=True)
class StaffEnded:
    """A person no longer works at the post."""

    reason: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class Staff:
    """A person at the post."""

    name: str = ""
    role: Role = Role.REGISTRAR
    ended: bool = False


def _added(_: Staff, fact: StaffAdded, __: Stamp) -> Staff:
    return Staff(fact.name, fact.role)


def _changed(person: Staff, fact: RoleChanged, _: Stamp) -> Staff:
    return replace(person, role=fact.role)


def _ended(person: Staff, _: StaffEnded, __: Stamp) -> Staff:
    return replace(person, ended=True)


FOLD: Final[dict[type, Fold]] = {
    StaffAdded: _added,
    RoleChanged: _changed,
    StaffEnded: _ended,
}


def staff_stream(actor: bytes) -> bytes:
    """Return the stream of a person."""
    return STREAM_START + actor
