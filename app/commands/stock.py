"""What a person may ask about stock."""

from __future__ import annotations

from dataclasses import replace

from app.care.form import tidy
from app.care.refusal import Refusal
from app.care.stock import (
    Lot,
    LotKey,
    ParSet,
    StockCounted,
    StockIssued,
    StockReceived,
    fefo,
    is_expired,
    lot_stream,
    par_stream,
    tidy_expiry,
)
from app.commands.power import own_post, recorded, tidied
from app.store.desk import Desk, event_id
from app.store.queries.stock import lot_states
from sync.event import Event
from sync.ids import ActorId, EventId


def receive_stock(
    desk: Desk,
    by: ActorId,
    lot: LotKey,
    quantity: int,
    source: str = "",
    observed_ms: int | None = None,
) -> Event:
    """Record that pieces of a lot came in. Raises Refusal."""
    post, key = own_post(desk), _tidy_key(lot)
    fact = StockReceived(
        item=key.item,
        quantity=quantity,
        post=post,
        observed_ms=desk.now_ms() if observed_ms is None else observed_ms,
        lot=key.lot,
        expiry=key.expiry,
        source=source,
    )
    return recorded(desk, by, lot_stream(post, key), fact)


def issue_stock(
    desk: Desk,
    by: ActorId,
    item: str,
    quantity: int,
    lot: LotKey | None = None,
    reason: str = "",
) -> list[Event]:
    """Record that pieces were given out: earliest expiry first, unless `lot` is named.

    Passing over a lot, or taking from an expired one, needs a reason. Without `lot`
    the pieces may come from several lots; the first event is the cause of the others.
    Raises Refusal.
    """
    post, today = own_post(desk), desk.today()
    asked = tidied(StockIssued(item, quantity, post, desk.now_ms(), reason=reason))
    good = fefo(lot_states(desk.database, post, asked.item), today)
    if lot is None:
        taken = _first_out(good, quantity)
    else:
        key = _tidy_key(lot)
        _refuse_skipping(good, key, asked.reason, today)
        taken = [(key, quantity)]
    events: list[Event] = []
    cause: EventId | None = None
    for key, pieces in taken:
        fact = replace(asked, quantity=pieces, lot=key.lot, expiry=key.expiry)
        events.append(recorded(desk, by, lot_stream(post, key), fact, cause))
        cause = event_id(events[0])
    return events


def at_hand(desk: Desk, item: str, pieces: int) -> list[tuple[LotKey, int]]:
    """Return from which lots pieces can be used, first out first; may be too few."""
    lots = lot_states(desk.database, own_post(desk), tidy(item))
    return _taken(fefo(lots, desk.today()), pieces)


def use_up(
    desk: Desk,
    by: ActorId,
    taken: list[tuple[LotKey, int]],
    cause: EventId,
    reason: str,
) -> None:
    """Record that pieces were used for what `cause` says. Raises Refusal."""
    post, now = own_post(desk), desk.now_ms()
    for key, pieces in taken:
        fact = StockIssued(key.item, pieces, post, now, key.lot, key.expiry, reason)
        recorded(desk, by, lot_stream(post, key), fact, cause)


def count_stock(
    desk: Desk,
    by: ActorId,
    lot: LotKey,
    quantity: int,
    observed_ms: int | None = None,
) -> Event:
    """Record how many pieces of a lot were found. Raises Refusal."""
    post, key = own_post(desk), _tidy_key(lot)
    stream = lot_stream(post, key)
    seen: dict[bytes, int] = {}
    for event in desk.journal.stream(stream):
        seen[event.log] = max(event.seq, seen.get(event.log, 0))
    fact = StockCounted(
        item=key.item,
        quantity=quantity,
        post=post,
        observed_ms=desk.now_ms() if observed_ms is None else observed_ms,
        lot=key.lot,
        expiry=key.expiry,
        seen=tuple(sorted(seen.items())),
    )
    return recorded(desk, by, stream, fact)


def set_par(desk: Desk, by: ActorId, item: str, par: int) -> Event:
    """Record how many pieces of an item this post wants to have. Raises Refusal."""
    post, code = own_post(desk), tidy(item)
    return recorded(desk, by, par_stream(post, code), ParSet(code, par, post))


def _tidy_key(key: LotKey) -> LotKey:
    item, lot = tidy(key.item), tidy(key.lot)
    if not item:
        raise Refusal("item_missing")
    return LotKey(item, lot.upper(), tidy_expiry(key.expiry))


def _first_out(good: list[Lot], quantity: int) -> list[tuple[LotKey, int]]:
    there = sum(lot.on_hand for lot in good)
    if quantity > there:
        raise Refusal("not_enough", usable=there)
    return _taken(good, quantity)


def _taken(good: list[Lot], quantity: int) -> list[tuple[LotKey, int]]:
    taken: list[tuple[LotKey, int]] = []
    left = quantity
    for lot in good:
        pieces = min(left, lot.on_hand)
        if pieces:
            taken.append((LotKey(lot.item, lot.lot, lot.expiry), pieces))
        left -= pieces
    return taken


def _refuse_skipping(good: list[Lot], key: LotKey, reason: str, today: str) -> None:
    if reason:
        return
    if is_expired(key.expiry, today):
        raise Refusal("expired_needs_reason", lot=key.lot)
    first = good[0] if good else None
    if first is not None and (first.lot, first.expiry) != (key.lot, key.expiry):
        raise Refusal("skipping_needs_reason", lot=first.lot, expiry=first.expiry)
