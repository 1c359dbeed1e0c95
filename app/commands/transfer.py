"""Pieces from one post to another: what leaves and what arrives name one transfer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.care.controlled import Passage
from app.care.form import tidy
from app.care.refusal import Refusal
from app.care.stock import LotKey, StockArrived, StockSent, lot_stream
from app.care.transfer import (
    MOST_LINES,
    End,
    TransferLine,
    TransferTold,
    transfer_stream,
)
from app.commands.controlled import Passed, enter
from app.commands.power import acting, own_post, recorded
from app.commands.sheet import Numbered, next_sheet
from app.commands.stock import Taken, at_hand, tidy_key
from app.store.desk import Desk, event_id
from sync.event import Event
from sync.ids import ActorId, EventId

TRANSFER_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Announced:
    """What a packing slip says of a transfer, and who sent it."""

    transfer: bytes
    from_post: str
    lines: tuple[TransferLine, ...]


def send_items(
    desk: Desk, by: ActorId, wanted: Sequence[tuple[str, int]], to_post: str
) -> list[Event]:
    """Send so many pieces of items, of each the first to expire. Raises Refusal."""
    pieces: dict[str, int] = {}
    for code, count in wanted:
        item = tidy(code)
        pieces[item] = pieces.get(item, 0) + count
    taken: list[Taken] = []
    for item, count in pieces.items():
        found = at_hand(desk, item, count)
        there = sum(each.pieces for each in found)
        if there < count:
            raise Refusal("not_enough_of", item=item, usable=there)
        taken += found
    return send_stock(desk, by, taken, to_post)


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


def take_announced(
    desk: Desk, by: ActorId, slip: Announced, lines: Sequence[tuple[LotKey, int]]
) -> list[Event]:
    """Record what arrived of a transfer, and what its packing slip said.

    Raises Refusal.
    """
    events = take_in(desk, by, slip.transfer, lines, slip.from_post)
    fact = TransferTold(
        slip.transfer, End.SENT, slip.from_post, desk.now_ms(), slip.lines
    )
    stream, cause = transfer_stream(slip.transfer), event_id(events[0])
    return [*events, recorded(desk, by, stream, fact, cause)]


def take_unannounced(
    desk: Desk, by: ActorId, lines: Sequence[tuple[LotKey, int]], from_post: str
) -> list[Event]:
    """Record what came from another post without a packing slip. Raises Refusal."""
    if not from_post.strip():
        raise Refusal("from_post_missing")
    return take_in(desk, by, desk.ids.random(TRANSFER_BYTES), lines, from_post)


def number_slip(desk: Desk, by: ActorId) -> Numbered:
    """Give a packing slip its number. Raises Refusal."""
    who = acting(desk, by, "stock.sent")
    return Numbered(next_sheet(desk), who.name, desk.now_ms())


def _refuse_lines(count: int) -> None:
    if not 1 <= count <= MOST_LINES:
        raise Refusal("transfer_lines", most=MOST_LINES)
