"""The same person twice: records joined and parted by persons, never by themselves.

Each pair of records has one stream, so that two devices which join the same two make
one link. A parting names the links it saw; one it did not see stands. The records keep
their ids and all that is in them; who is one person is worked out when asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Ref, When
from app.care.terms import FactId, LinkReason, PartReason

STREAM_START: Final = b"link:"

Pair = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class EntityLinked:
    """A person judged that two records are of one person."""

    observed_ms: Annotated[int, When()]
    one: Annotated[bytes, Ref()]
    other: Annotated[bytes, Ref()]
    why: Annotated[LinkReason, Choice()]


@dataclass(frozen=True, slots=True)
class EntityUnlinked:
    """A person judged that two records are of two persons; `sees` are links it ends."""

    observed_ms: Annotated[int, When()]
    one: Annotated[bytes, Ref()]
    other: Annotated[bytes, Ref()]
    why: Annotated[PartReason, Choice()]
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class Join:
    """One judgement that two records are of one person."""

    id: FactId
    why: LinkReason
    actor: bytes
    observed_ms: int


@dataclass(frozen=True, slots=True)
class Link:
    """What was judged of two records."""

    one: bytes = b""
    other: bytes = b""
    joins: tuple[Join, ...] = ()
    ended: tuple[FactId, ...] = ()
    partings: int = 0

    @property
    def standing(self) -> tuple[Join, ...]:
        """The judgements that nobody who saw them has ended."""
        return tuple(each for each in self.joins if each.id not in self.ended)


@dataclass(frozen=True, slots=True)
class LinkLine:
    """The scalars of a link; `apart` where somebody said they are two persons."""

    one: bytes
    other: bytes
    linked: int
    apart: int


def _linked(link: Link, fact: EntityLinked, stamp: Stamp) -> Link:
    join = Join(stamp.id, fact.why, stamp.actor, fact.observed_ms)
    joins = tuple(sorted({*link.joins, join}, key=lambda each: each.id))
    return replace(_of(link, (fact.one, fact.other)), joins=joins)


def _unlinked(link: Link, fact: EntityUnlinked, _: Stamp) -> Link:
    ended = tuple(sorted({*link.ended, *_ids(fact.sees)}))
    placed = _of(link, (fact.one, fact.other))
    return replace(placed, ended=ended, partings=link.partings + 1)


def _of(link: Link, pair: Pair) -> Link:
    """Return the link with its records; the least pair where a body says another."""
    held = (link.one, link.other)
    one, other = min(held, ordered(*pair)) if link.one else ordered(*pair)
    return replace(link, one=one, other=other)


def _ids(sees: tuple[FactId, ...]) -> set[FactId]:
    return {(bytes(log), seq) for log, seq in sees}


FOLD: Final[dict[type, Fold]] = {EntityLinked: _linked, EntityUnlinked: _unlinked}


def line(link: Link) -> LinkLine:
    """Return the scalars that lists need."""
    linked = bool(link.standing)
    apart = not linked and link.partings > 0
    return LinkLine(link.one, link.other, int(linked), int(apart))


def ordered(one: bytes, other: bytes) -> Pair:
    """Return two records in the one order their link is known by."""
    return (one, other) if one <= other else (other, one)


def link_stream(one: bytes, other: bytes) -> bytes:
    """Return the stream of what was judged of two records."""
    return STREAM_START + b"".join(ordered(one, other))


def persons(pairs: Iterable[Pair]) -> tuple[frozenset[bytes], ...]:
    """Return the records of each person that has several (union-find).

    It follows from which pairs there are alone, not from their order.
    """
    parent: dict[bytes, bytes] = {}

    def root(record: bytes) -> bytes:
        while parent.setdefault(record, record) != record:
            parent[record] = parent[parent[record]]
            record = parent[record]
        return record

    for one, other in pairs:
        first, second = sorted((root(one), root(other)))
        parent[second] = first
    groups: dict[bytes, set[bytes]] = {}
    for record in list(parent):
        groups.setdefault(root(record), set()).add(record)
    several = (frozenset(each) for each in groups.values() if len(each) > 1)
    return tuple(sorted(several, key=min))
