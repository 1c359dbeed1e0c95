"""Requests: a post asks and withdraws; a hub decides and ships, in that post's log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.care.form import tidy
from app.care.refusal import Refusal
from app.care.request import (
    Decision,
    RequestClosed,
    RequestDecided,
    RequestMade,
    RequestShipped,
    RequestState,
    RequestWithdrawn,
    Urgency,
    request_stream,
)
from app.commands.power import acting, own_post, recorded, tidied
from app.commands.transfer import TRANSFER_BYTES
from app.store.desk import Desk
from app.store.queries.request import RequestRow, request
from sync.event import Event
from sync.ids import ActorId, LogId

_NAME_BYTES: Final = 16
_MOST_ASKED: Final = 500
"""More items than a post asks at once."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a post asks of one item."""

    item: str
    pieces: int
    urgency: Urgency = Urgency.NORMAL
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an operator decides: pieces, 0 is none; `later` keeps it open."""

    pieces: int
    words: str = ""
    later: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """What an operator has sent to a post, and from where.

    `transfer` is one a neighbour sent already; empty makes a new one. `item` is a
    substitute that goes instead of what was asked.
    """

    pieces: int
    words: str = ""
    transfer: bytes = b""
    item: str = ""


def make_requests(desk: Desk, by: ActorId, needs: Sequence[Need]) -> list[Event]:
    """Ask the hub for items, each as a request of its own. Raises Refusal."""
    post = own_post(desk)
    if not 1 <= len(needs) <= _MOST_ASKED:
        raise Refusal("nothing_asked")
    events: list[Event] = []
    for each in needs:
        item = tidy(each.item)
        if not item:
            raise Refusal("item_missing")
        fact = RequestMade(item, each.pieces, post, each.urgency, each.remark)
        stream = request_stream(desk.ids.random(_NAME_BYTES))
        events.append(recorded(desk, by, stream, fact))
    return events


def withdraw_request(desk: Desk, by: ActorId, stream: bytes, reason: str = "") -> Event:
    """Take a request back while nothing was sent. Raises Refusal."""
    row = _known(desk, stream)
    if row.post != own_post(desk):
        raise Refusal("no_such_fact")
    if row.shipments:
        raise Refusal("request_shipped")
    if row.withdrawn_ms is not None:
        raise Refusal("already_taken_back")
    return recorded(desk, by, stream, RequestWithdrawn(reason))


def close_request(desk: Desk, by: ActorId, stream: bytes, reason: str) -> Event:
    """Say that the rest of what was sent will not come. Raises Refusal."""
    row = _known(desk, stream)
    if row.post != own_post(desk) or not row.is_open:
        raise Refusal("no_such_fact")
    if not row.shipments:
        raise Refusal("request_not_shipped")
    if not reason.strip():
        raise Refusal("closing_reason_missing")
    return recorded(desk, by, stream, RequestClosed(reason))


def decide_request(
    desk: Desk, by: ActorId, stream: bytes, ruling: Ruling, log: LogId
) -> Event:
    """Decide on a request, in the log of its post. Raises Refusal."""
    who = acting(desk, by, "request.decided")
    row = _known(desk, stream)
    if row.state is RequestState.WITHDRAWN or row.closed_ms is not None:
        raise Refusal("request_withdrawn")
    if ruling.later:
        decision, pieces = Decision.LATER, 0
    elif ruling.pieces <= 0:
        decision, pieces = Decision.REFUSED, 0
    else:
        is_all = ruling.pieces >= row.pieces
        decision = Decision.GRANTED if is_all else Decision.PARTLY
        pieces = ruling.pieces
    if decision is Decision.REFUSED and not ruling.words.strip():
        raise Refusal("refusal_words_missing")
    fact = RequestDecided(decision, pieces, who.name, ruling.words)
    return desk.record(stream, tidied(fact), by, log=log)


def ship_request(
    desk: Desk, by: ActorId, stream: bytes, load: Load, log: LogId
) -> Event:
    """Say that pieces are on their way, under a transfer. Raises Refusal."""
    acting(desk, by, "request.shipped")
    row = _known(desk, stream)
    if row.withdrawn_ms is not None or row.closed_ms is not None:
        raise Refusal("request_withdrawn")
    if row.decision is None or not row.decision.grants:
        raise Refusal("request_not_granted")
    if load.pieces > row.to_ship:
        raise Refusal("more_than_granted", most=row.to_ship)
    transfer = load.transfer or desk.ids.random(TRANSFER_BYTES)
    if len(transfer) != TRANSFER_BYTES:
        raise Refusal("no_transfer")
    item = "" if load.item == row.item else load.item
    fact = RequestShipped(load.pieces, transfer, load.words, item)
    return desk.record(stream, tidied(fact), by, log=log)


def _known(desk: Desk, stream: bytes) -> RequestRow:
    found = request(desk.database, stream)
    if found is None:
        raise Refusal("no_such_fact")
    return found
