"""Recalls: a lot that may not be used any more, and what each post found of it.

A hub orders a recall in each post's own log; a post's lead may order one for the post
alone. Whose log it was stands beside the order, and the queries judge it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Number, Ref, Text, When
from app.care.stock import MOST
from app.care.terms import FactId

STREAM_START: Final = b"recall:"


@dataclass(frozen=True, slots=True)
class RecallOrdered:
    """A lot of an item may not be used; `lot` empty is every lot of it."""

    item: Annotated[str, Text(40)]
    reason: Annotated[str, Text(500, long=True)]
    to_post: Annotated[bytes, Ref()]
    from_name: Annotated[str, Text(80)]
    lot: Annotated[str, Text(20)] = ""


@dataclass(frozen=True, slots=True)
class RecallAnswered:
    """A post looked, and found so many pieces of what is recalled."""

    post: Annotated[bytes, Ref()]
    found: Annotated[int, Number(0, MOST)]
    observed_ms: Annotated[int, When()]
    remark: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class RecallEnded:
    """A recall no longer holds for a post."""

    to_post: Annotated[bytes, Ref()]
    reason: Annotated[str, Text(200)]


@dataclass(frozen=True, slots=True)
class Order:
    """A recall as it was ordered for one post, and by which log it was ended."""

    id: FactId
    item: str
    lot: str
    reason: str
    to_post: bytes
    from_name: str
    at_ms: int
    ended_by: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a post found."""

    id: FactId
    post: bytes
    found: int
    at_ms: int
    remark: str
    actor: bytes


@dataclass(frozen=True, slots=True)
class Recall:
    """A recall: for which posts, and what they found."""

    orders: tuple[Order, ...] = ()
    answers: tuple[Answer, ...] = ()

    def answer_of(self, post: bytes) -> Answer | None:
        """Return what a post found when it last looked."""
        own = [each for each in self.answers if each.post == post]
        return max(own, key=lambda each: each.at_ms, default=None)


@dataclass(frozen=True, slots=True)
class RecallLine:
    """What lists sort and search by."""

    item: str
    lot: str
    ordered_ms: int


def _ordered(recall: Recall, fact: RecallOrdered, stamp: Stamp) -> Recall:
    new = Order(
        stamp.id,
        fact.item,
        fact.lot,
        fact.reason,
        fact.to_post,
        fact.from_name,
        stamp.recorded_ms,
    )
    return replace(recall, orders=(*recall.orders, new))


def _answered(recall: Recall, fact: RecallAnswered, stamp: Stamp) -> Recall:
    new = Answer(
        stamp.id, fact.post, fact.found, fact.observed_ms, fact.remark, stamp.actor
    )
    return replace(recall, answers=(*recall.answers, new))


def _ended(recall: Recall, fact: RecallEnded, stamp: Stamp) -> Recall:
    kept = (
        replace(each, ended_by=(*each.ended_by, stamp.log))
        if each.to_post == fact.to_post
        else each
        for each in recall.orders
    )
    return replace(recall, orders=tuple(kept))


FOLD: Final[dict[type, Fold]] = {
    RecallOrdered: _ordered,
    RecallAnswered: _answered,
    RecallEnded: _ended,
}


def line(recall: Recall) -> RecallLine:
    """Return the scalars that lists need; what was never ordered names no item."""
    first = recall.orders[0] if recall.orders else None
    return RecallLine(
        item="" if first is None else first.item,
        lot="" if first is None else first.lot,
        ordered_ms=0 if first is None else first.at_ms,
    )


def recall_stream(name: bytes) -> bytes:
    """Return the stream of a recall, by 16 random bytes."""
    return STREAM_START + name
