"""Pieces from one post to another: what leaves and what arrives name one transfer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.care.controlled import Passage
from app.care.refusal import Refusal
from app.care.stock import LotKey, StockArrived, StockSent, lot_stream
from app.commands.controlled import Passed, enter
from app.commands.power import own_post, recorded
from app.commands.stock import Taken, tidy_key
from app.store.desk import Desk, event_id
from sync.event import Event
from sync.ids import ActorId, EventId

TRANSFER_BYTES: Final = 16

MOST_LINES: Final = 200
"""More lines than a person loads at once."""


def send_stock(
    desk: Desk, by: ActorId, taken: Sequence[Taken], to_post: str
) -> list[Event]:
    """Record that pieces left for another post, all under one new transfer.

    The first event is the cause of the others. Raises Refusal.
    """
    post, transfer = own_post(desk), desk.ids.random(TRANSFER_BYTES)
    _refuse_lines(len(taken))
    if not to_post.strip():
        raise Refusal("to_post_missing")
    events: list[Event] = []
    cause: EventId | None = None
    for lot, place, pieces in taken:
        key = tidy_key(lot)
        fact = StockSent(
            key.item,
            pieces,
            post,
            desk.now_ms(),
            transfer,
            to_post,
            key.lot,
            key.expiry,
            place,
        )
        events.append(recorded(desk, by, lot_stream(post, key), fact, cause))
        cause = event_id(events[0])
        passed = Passed(key.item, -pieces, Passage.SENT, key.lot, remark=to_post)
        enter(desk, by, passed, events[-1])
    return events


def take_in(
    desk: Desk,
    by: ActorId,
    transfer: bytes,
    lines: Sequence[tuple[LotKey, int]],
    from_post: str = "",
    place: str = "",
) -> list[Event]:
    """Record what arrived of a transfer; another time may bring the rest.

    Raises Refusal.
    """
    post = own_post(desk)
    _refuse_lines(len(lines))
    if len(transfer) != TRANSFER_BYTES:
        raise Refusal("no_transfer")
    events: list[Event] = []
    cause: EventId | None = None
    for lot, pieces in lines:
        key = tidy_key(lot)
        fact = StockArrived(
            key.item,
            pieces,
            post,
            desk.now_ms(),
            transfer,
            from_post,
            key.lot,
            key.expiry,
            place,
        )
        events.append(recorded(desk, by, lot_stream(post, key), fact, cause))
        cause = event_id(events[0])
        passed = Passed(key.item, pieces, Passage.ARRIVED, key.lot, remark=from_post)
        enter(desk, by, passed, events[-1])
    return events


def _refuse_lines(count: int) -> None:
    if not 1 <= count <= MOST_LINES:
        raise Refusal("transfer_lines", most=MOST_LINES)
