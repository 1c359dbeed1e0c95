"""Grants: what the region recognises a person as, and for which reserved acts.

One stream for each person. A grant counts only from a hub's own log: whose log it was
stands beside it, and the queries judge that. Nothing is ever taken back; a grant that
no longer holds is ended, and what was recorded before stays what it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Ref, Text, When
from app.care.qualification import Profession
from app.care.reserved import Act
from app.care.terms import CareLevel, FactId, Role

STREAM_START: Final = b"grant:"


@dataclass(frozen=True, slots=True)
class GrantGiven:
    """The region recognises a person until a moment, perhaps under supervision.

    `levels` empty is every level of care. `supervisor` b"" is nobody: their own power.
    """

    name: Annotated[str, Text(80)]
    role: Annotated[Role, Choice()]
    from_ms: Annotated[int, When()]
    until_ms: Annotated[int, When()]
    to_post: Annotated[bytes, Ref()]
    by_name: Annotated[str, Text(80)]
    profession: Annotated[Profession | None, Choice()] = None
    reserved: tuple[Act, ...] = ()
    levels: tuple[CareLevel, ...] = ()
    supervisor: Annotated[bytes, Ref()] = b""
    supervisor_name: Annotated[str, Text(80)] = ""
    basis: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class GrantEnded:
    """The region takes a grant from a person: from when this was recorded."""

    target: Annotated[FactId, Ref()]
    to_post: Annotated[bytes, Ref()]
    reason: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class End:
    """That a grant was ended: by which log, when and why."""

    log: bytes
    at_ms: int
    reason: str


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant as it was given, and who ended it."""

    id: FactId
    name: str
    role: Role
    from_ms: int
    until_ms: int
    to_post: bytes
    by_name: str
    profession: Profession | None
    reserved: tuple[Act, ...]
    levels: tuple[CareLevel, ...]
    supervisor: bytes
    supervisor_name: str
    basis: str
    given_ms: int
    ends: tuple[End, ...] = ()


@dataclass(frozen=True, slots=True)
class Grants:
    """Every grant a person was ever given; an end may have come before its grant."""

    given: tuple[Grant, ...] = ()
    early: tuple[tuple[FactId, End], ...] = ()


@dataclass(frozen=True, slots=True)
class GrantsLine:
    """What lists sort by: until when the latest holds, and for which post."""

    name: str
    post: bytes
    until_ms: int


def _given(grants: Grants, fact: GrantGiven, stamp: Stamp) -> Grants:
    if fact.until_ms <= fact.from_ms:
        raise ValueError("a grant that ends before it begins")
    new = Grant(
        stamp.id,
        fact.name,
        fact.role,
        fact.from_ms,
        fact.until_ms,
        bytes(fact.to_post),
        fact.by_name,
        fact.profession,
        tuple(fact.reserved),
        tuple(fact.levels),
        bytes(fact.supervisor),
        fact.supervisor_name,
        fact.basis,
        stamp.recorded_ms,
        tuple(end for target, end in grants.early if _same(target, stamp.id)),
    )
    early = tuple(each for each in grants.early if not _same(each[0], stamp.id))
    return Grants((*grants.given, new), early)


def _ended(grants: Grants, fact: GrantEnded, stamp: Stamp) -> Grants:
    end = End(stamp.log, stamp.recorded_ms, fact.reason)
    target: FactId = (bytes(fact.target[0]), fact.target[1])
    if all(not _same(each.id, target) for each in grants.given):
        return replace(grants, early=(*grants.early, (target, end)))
    given = tuple(
        replace(each, ends=(*each.ends, end)) if _same(each.id, target) else each
        for each in grants.given
    )
    return replace(grants, given=given)


def _same(one: FactId, other: FactId) -> bool:
    return (bytes(one[0]), one[1]) == (bytes(other[0]), other[1])


FOLD: Final[dict[type, Fold]] = {GrantGiven: _given, GrantEnded: _ended}


def line(grants: Grants) -> GrantsLine:
    """Return the scalars that lists need."""
    last = max(grants.given, key=lambda each: each.until_ms, default=None)
    if last is None:
        return GrantsLine("", b"", 0)
    return GrantsLine(last.name, last.to_post, last.until_ms)


def grant_stream(actor: bytes) -> bytes:
    """Return the stream of what a person was granted."""
    return STREAM_START + actor
