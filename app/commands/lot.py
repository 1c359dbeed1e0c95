"""What a person may ask about one lot: move, return, discard, hold and release it."""

from __future__ import annotations

from dataclasses import dataclass

from app.care.controlled import Passage
from app.care.lot import Hold
from app.care.refusal import Refusal
from app.care.stock import (
    DiscardReason,
    HoldReason,
    LotHeld,
    LotKey,
    LotReleased,
    StockDiscarded,
    StockMoved,
    StockReturned,
    lot_stream,
)
from app.commands.controlled import Passed, enter
from app.commands.power import own_post, recorded
from app.commands.stock import Taken, held_lot, tidy_key
from app.store.desk import Desk
from sync.event import Event
from sync.ids import ActorId, EventId


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a lot goes in quarantine; `place` None is the whole lot."""

    why: HoldReason
    reason: str = ""
    place: str | None = None


def move_stock(desk: Desk, by: ActorId, taken: Taken, to_place: str) -> Event:
    """Record that pieces were brought to another place. Raises Refusal."""
    post, key = own_post(desk), tidy_key(taken.lot)
    if taken.place == to_place:
        raise Refusal("same_place")
    fact = StockMoved(
        key.item,
        taken.pieces,
        post,
        desk.now_ms(),
        key.lot,
        key.expiry,
        taken.place,
        to_place,
    )
    return recorded(desk, by, lot_stream(post, key), fact)


def return_stock(desk: Desk, by: ActorId, back: Taken, reason: str = "") -> Event:
    """Record that pieces that were given out came back unused. Raises Refusal."""
    post, key = own_post(desk), tidy_key(back.lot)
    fact = StockReturned(
        key.item,
        back.pieces,
        post,
        desk.now_ms(),
        key.lot,
        key.expiry,
        reason,
        back.place,
    )
    event = recorded(desk, by, lot_stream(post, key), fact)
    passed = Passed(
        key.item, back.pieces, Passage.RETURNED, key.lot, remark=fact.reason
    )
    enter(desk, by, passed, event)
    return event


def discard_stock(
    desk: Desk, by: ActorId, taken: Taken, why: DiscardReason, reason: str = ""
) -> Event:
    """Record that pieces were thrown away or lost; *other* needs words.

    Raises Refusal.
    """
    post, key = own_post(desk), tidy_key(taken.lot)
    if why is DiscardReason.OTHER and not reason.strip():
        raise Refusal("discard_reason_missing")
    fact = StockDiscarded(
        key.item,
        taken.pieces,
        post,
        desk.now_ms(),
        why,
        key.lot,
        key.expiry,
        reason,
        taken.place,
    )
    event = recorded(desk, by, lot_stream(post, key), fact)
    passed = Passed(
        key.item, -taken.pieces, Passage.DISCARDED, key.lot, remark=fact.reason
    )
    enter(desk, by, passed, event)
    return event


def hold_lot(
    desk: Desk, by: ActorId, lot: LotKey, doubt: Doubt, cause: EventId | None = None
) -> Event:
    """Put a lot in quarantine, or what of it is at a place. Raises Refusal."""
    post, key = own_post(desk), tidy_key(lot)
    fact = LotHeld(
        key.item,
        post,
        desk.now_ms(),
        doubt.why,
        key.lot,
        key.expiry,
        doubt.reason,
        doubt.place,
    )
    return recorded(desk, by, lot_stream(post, key), fact, cause)


def release_lot(desk: Desk, by: ActorId, lot: LotKey, reason: str) -> Event:
    """Say in words why a lot may be used again; raises Refusal."""
    post, key = own_post(desk), tidy_key(lot)
    holds: tuple[Hold, ...] = held_lot(desk, key).holds
    if not holds:
        raise Refusal("not_held")
    if not reason.strip():
        raise Refusal("release_reason_missing")
    fact = LotReleased(
        key.item,
        post,
        desk.now_ms(),
        reason,
        key.lot,
        key.expiry,
        tuple(each.id for each in holds),
    )
    return recorded(desk, by, lot_stream(post, key), fact)
