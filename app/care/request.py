"""Requests: what a post asks the region for, and what the hub decides and ships.

What arrived of it is no fact here: the ledger knows, under the id of the transfer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Final, Protocol, TypeVar

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Number, Ref, Text
from app.care.stock import MOST
from app.care.terms import FactId

STREAM_START: Final = b"request:"

SOON_DAYS: Final = 3
"""Who has less than this is helped before others."""


class Urgency(StrEnum):
    """How soon a post needs what it asks."""

    NORMAL = "normal"
    SOON = "soon"
    URGENT = "urgent"


class Decision(StrEnum):
    """What a hub says to a request."""

    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"
    LATER = "later"


class RequestState(StrEnum):
    """How far a request has come."""

    ASKED = "asked"
    DECIDED = "decided"
    UNDERWAY = "underway"
    PARTLY = "partly"
    RECEIVED = "received"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class RequestMade:
    """A post asks for pieces of an item."""

    item: Annotated[str, Text(40)]
    pieces: Annotated[int, Number(1, MOST)]
    post: Annotated[bytes, Ref()]
    urgency: Annotated[Urgency, Choice()] = Urgency.NORMAL
    remark: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class RequestDecided:
    """A hub decided how many pieces a post gets; a newer decision replaces it."""

    decision: Annotated[Decision, Choice()]
    pieces: Annotated[int, Number(0, MOST)]
    from_name: Annotated[str, Text(80)]
    words: Annotated[str, Text(500, long=True)] = ""


@dataclass(frozen=True, slots=True)
class RequestShipped:
    """A hub had pieces sent; `words` say from where. More may follow.

    `item` is a substitute that goes instead of what was asked; '' is that itself.
    """

    pieces: Annotated[int, Number(1, MOST)]
    transfer: Annotated[bytes, Ref()]
    words: Annotated[str, Text(200)] = ""
    item: Annotated[str, Text(40)] = ""


@dataclass(frozen=True, slots=True)
class RequestWithdrawn:
    """A post needs what it asked no more."""

    reason: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class RequestClosed:
    """A post waits for the rest no longer: it is lost, broken or not needed."""

    reason: Annotated[str, Text(200)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, and when."""

    id: FactId
    at_ms: int
    actor: bytes
    item: str
    pieces: int
    post: bytes
    urgency: Urgency
    remark: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision; the log of its id tells whose it was."""

    id: FactId
    at_ms: int
    decision: Decision
    pieces: int
    from_name: str
    words: str

    @property
    def grants(self) -> bool:
        """Whether it promises any pieces."""
        return self.decision in (Decision.GRANTED, Decision.PARTLY)


@dataclass(frozen=True, slots=True)
class Shipped:
    """Pieces that were sent; the log of its id tells by whom."""

    id: FactId
    at_ms: int
    pieces: int
    transfer: bytes
    words: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """That a post took its request back, or waits for the rest no longer."""

    id: FactId
    at_ms: int
    reason: str


@dataclass(frozen=True, slots=True)
class Request:
    """A request: each tuple in the order of its facts. The first asking counts."""

    asked: tuple[Asked, ...] = ()
    decided: tuple[Decided, ...] = ()
    shipped: tuple[Shipped, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()
    closed: tuple[Withdrawn, ...] = ()


@dataclass(frozen=True, slots=True)
class RequestLine:
    """What lists sort and search by."""

    post: bytes
    item: str
    asked_ms: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a request stands: how many pieces are to come in all, and how many still."""

    state: RequestState
    expected: int
    to_come: int


def standing(
    asked: int,
    decision: Decided | None,
    shipped: int,
    arrived: int,
    *,
    is_withdrawn: bool,
    is_closed: bool = False,
) -> Standing:
    """Return how a request stands.

    What was shipped comes, whatever was said since, until the post says it will not.
    """
    if is_closed:
        state = RequestState.RECEIVED if arrived else RequestState.WITHDRAWN
        return Standing(state, arrived, 0)
    is_refused = decision is not None and decision.decision is Decision.REFUSED
    if is_withdrawn or is_refused:
        wanted = 0
    elif decision is not None and decision.grants:
        wanted = decision.pieces
    else:
        wanted = asked
    expected = max(wanted, shipped)
    if shipped or arrived:
        state = _under_way(expected, arrived)
    elif is_withdrawn:
        state = RequestState.WITHDRAWN
    elif is_refused:
        state = RequestState.REFUSED
    else:
        state = RequestState.ASKED if decision is None else RequestState.DECIDED
    return Standing(state, expected, max(expected - arrived, 0))


def _under_way(expected: int, arrived: int) -> RequestState:
    if arrived >= expected:
        return RequestState.RECEIVED
    return RequestState.PARTLY if arrived else RequestState.UNDERWAY


def proposed_urgency(
    usable: int, days: Fraction | None, *, is_critical: bool
) -> Urgency:
    """Return how urgent an order is until a person says otherwise."""
    is_soon = usable <= 0 or (days is not None and days < SOON_DAYS)
    if not is_soon:
        return Urgency.NORMAL
    is_out = usable <= 0 or (days is not None and days < 1)
    return Urgency.URGENT if is_critical and is_out else Urgency.SOON


class _Said(Protocol):
    @property
    def id(self) -> FactId: ...

    @property
    def at_ms(self) -> int: ...


F = TypeVar("F", bound=_Said)


def _among(facts: tuple[F, ...], new: F) -> tuple[F, ...]:
    """Return facts with one more, each once, in the same order on every device."""
    if any(each.id == new.id for each in facts):
        return facts
    return tuple(sorted((*facts, new), key=lambda each: (each.at_ms, each.id)))


def _made(request: Request, fact: RequestMade, stamp: Stamp) -> Request:
    new = Asked(
        stamp.id,
        stamp.recorded_ms,
        stamp.actor,
        fact.item,
        fact.pieces,
        fact.post,
        fact.urgency,
        fact.remark,
    )
    return replace(request, asked=_among(request.asked, new))


def _decided(request: Request, fact: RequestDecided, stamp: Stamp) -> Request:
    new = Decided(
        stamp.id,
        stamp.recorded_ms,
        fact.decision,
        fact.pieces,
        fact.from_name,
        fact.words,
    )
    return replace(request, decided=_among(request.decided, new))


def _shipped(request: Request, fact: RequestShipped, stamp: Stamp) -> Request:
    new = Shipped(
        stamp.id,
        stamp.recorded_ms,
        fact.pieces,
        fact.transfer,
        fact.words,
        fact.item,
    )
    return replace(request, shipped=_among(request.shipped, new))


def _withdrawn(request: Request, fact: RequestWithdrawn, stamp: Stamp) -> Request:
    new = Withdrawn(stamp.id, stamp.recorded_ms, fact.reason)
    return replace(request, withdrawn=_among(request.withdrawn, new))


def _closed(request: Request, fact: RequestClosed, stamp: Stamp) -> Request:
    new = Withdrawn(stamp.id, stamp.recorded_ms, fact.reason)
    return replace(request, closed=_among(request.closed, new))


FOLD: Final[dict[type, Fold]] = {
    RequestMade: _made,
    RequestDecided: _decided,
    RequestShipped: _shipped,
    RequestWithdrawn: _withdrawn,
    RequestClosed: _closed,
}


def line(request: Request) -> RequestLine:
    """Return the scalars that lists need; what nobody asked yet names no item."""
    if not request.asked:
        return RequestLine(b"", "", 0)
    first = request.asked[0]
    return RequestLine(first.post, first.item, first.at_ms)


def request_stream(name: bytes) -> bytes:
    """Return the stream of a request, by 16 random bytes."""
    return STREAM_START + name
