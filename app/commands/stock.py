"""What a person may ask about stock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from app.care.controlled import Passage
from app.care.form import tidy
from app.care.lot import Lot, taken_from
from app.care.refusal import Refusal
from app.care.stock import (
    LotKey,
    ParSet,
    StockCounted,
    StockIssued,
    StockReceived,
    is_expired,
    lot_stream,
    par_stream,
    tidy_expiry,
)
from app.commands.controlled import Passed, enter
from app.commands.power import own_post, recorded, seen_of, tidied
from app.store.desk import Desk, event_id
from app.store.queries.item import is_controlled
from app.store.queries.recall import is_recalled, recalled
from app.store.queries.stock import usable_lots
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId, EventId


@dataclass(frozen=True, slots=True)
class Coming:
    """From whom pieces came, when (None: now), and where in the post they went."""

    source: str = ""
    observed_ms: int | None = None
    place: str = ""


class Taken(NamedTuple):
    """Pieces of a lot, and the place they are taken from."""

    lot: LotKey
    place: str
    pieces: int


def receive_stock(
    desk: Desk,
    by: ActorId,
    lot: LotKey,
    quantity: int,
    coming: Coming = Coming(),
) -> Event:
    """Record that pieces of a lot came in. Raises Refusal."""
    post, key = own_post(desk), tidy_key(lot)
    fact = StockReceived(
        item=key.item,
        quantity=quantity,
        post=post,
        observed_ms=desk.now_ms() if coming.observed_ms is None else coming.observed_ms,
        lot=key.lot,
        expiry=key.expiry,
        source=coming.source,
        place=coming.place,
    )
    event = recorded(desk, by, lot_stream(post, key), fact)
    passed = Passed(key.item, quantity, Passage.RECEIVED, key.lot)
    enter(desk, by, passed, event)
    return event


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
    Of what is in quarantine or recalled nothing is given out. Raises Refusal.
    """
    post, today = own_post(desk), desk.today()
    asked = tidied(StockIssued(item, quantity, post, desk.now_ms(), reason=reason))
    good = usable_lots(desk.database, post, asked.item, today)
    if lot is None:
        taken = _first_out(good, quantity)
    else:
        key = tidy_key(lot)
        refuse_barred(desk, key)
        refuse_skipping(good, key, asked.reason, today)
        taken = places_of(desk, key, quantity)
    events: list[Event] = []
    cause: EventId | None = None
    for key, place, pieces in taken:
        fact = replace(
            asked, quantity=pieces, lot=key.lot, expiry=key.expiry, place=place
        )
        events.append(recorded(desk, by, lot_stream(post, key), fact, cause))
        cause = event_id(events[0])
        passed = Passed(key.item, -pieces, Passage.ISSUED, key.lot, remark=asked.reason)
        enter(desk, by, passed, events[-1])
    return events


def at_hand(desk: Desk, item: str, pieces: int) -> list[Taken]:
    """Return from which lots pieces can be used, first out first; may be too few."""
    post = own_post(desk)
    return _taken(usable_lots(desk.database, post, tidy(item), desk.today()), pieces)


def use_up(
    desk: Desk, by: ActorId, taken: list[Taken], cause: EventId, number: str
) -> None:
    """Record that pieces were used on a casualty, for what `cause` says.

    Raises Refusal.
    """
    post, now = own_post(desk), desk.now_ms()
    for key, place, pieces in taken:
        fact = StockIssued(
            key.item, pieces, post, now, key.lot, key.expiry, number, place
        )
        event = recorded(desk, by, lot_stream(post, key), fact, cause)
        passed = Passed(key.item, -pieces, Passage.GIVEN, key.lot, number)
        enter(desk, by, passed, event)


def count_stock(
    desk: Desk,
    by: ActorId,
    lot: LotKey,
    quantity: int,
    observed_ms: int | None = None,
    place: str = "",
) -> Event:
    """Record how many pieces of a lot were found at a place. Raises Refusal.

    A controlled drug is counted in its register, with somebody who watches.
    """
    fact = counted_here(desk, lot, quantity, observed_ms, place)
    return recorded(desk, by, lot_stream(fact.post, lot_of(fact)), fact)


def counted_here(
    desk: Desk, lot: LotKey, quantity: int, observed_ms: int | None, place: str
) -> StockCounted:
    """Return a count of a lot as it is recorded, with all this device has seen of it.

    Raises Refusal.
    """
    post, key = own_post(desk), tidy_key(lot)
    if desk.watch is None and is_controlled(desk.database, key.item):
        raise Refusal("counts_in_register")
    return StockCounted(
        item=key.item,
        quantity=quantity,
        post=post,
        observed_ms=desk.now_ms() if observed_ms is None else observed_ms,
        lot=key.lot,
        expiry=key.expiry,
        seen=seen_of(desk, lot_stream(post, key)),
        place=place,
    )


def lot_of(fact: StockCounted) -> LotKey:
    """Return which lot was counted."""
    return LotKey(fact.item, fact.lot, fact.expiry)


def set_par(
    desk: Desk,
    by: ActorId,
    item: str,
    par: int,
    *,
    minimum: int | None = None,
    maximum: int | None = None,
) -> Event:
    """Record how many pieces of an item this post wants to have. Raises Refusal."""
    post, code = own_post(desk), tidy(item)
    levels = [each for each in (minimum, par, maximum) if each is not None]
    if levels != sorted(levels):
        raise Refusal("levels_out_of_order")
    fact = ParSet(code, par, post, minimum, maximum)
    return recorded(desk, by, par_stream(post, code), fact)


def tidy_key(key: LotKey) -> LotKey:
    """Return which lot is meant, as it is written everywhere; raises Refusal."""
    item, lot = tidy(key.item), tidy(key.lot)
    if not item:
        raise Refusal("item_missing")
    return LotKey(item, lot.upper(), tidy_expiry(key.expiry))


def held_lot(desk: Desk, key: LotKey) -> Lot:
    """Return a lot of this post as it stands; an empty one where nobody knows it."""
    stream = lot_stream(own_post(desk), key)
    found: Lot | None = state_of(desk.database, "lot", stream)
    return found or Lot(key.item, key.lot, key.expiry)


def places_of(desk: Desk, key: LotKey, pieces: int) -> list[Taken]:
    """Return from which places pieces of one lot come.

    More than is known to be there is taken all the same, from nowhere in particular:
    somebody has them in hand.
    """
    there = taken_from(held_lot(desk, key), pieces)
    left = pieces - sum(some for _, some in there)
    taken = dict(there)
    if left:
        last = there[-1][0] if there else ""
        taken[last] = taken.get(last, 0) + left
    return [Taken(key, place, some) for place, some in taken.items()]


def _first_out(good: list[Lot], quantity: int) -> list[Taken]:
    there = sum(lot.free for lot in good)
    if quantity > there:
        raise Refusal("not_enough", usable=there)
    return _taken(good, quantity)


def _taken(good: list[Lot], quantity: int) -> list[Taken]:
    taken: list[Taken] = []
    left = quantity
    for lot in good:
        key = LotKey(lot.item, lot.lot, lot.expiry)
        for place, some in taken_from(lot, left):
            taken.append(Taken(key, place, some))
            left -= some
    return taken


def refuse_barred(desk: Desk, key: LotKey) -> None:
    """Raise Refusal where a lot is recalled, or all of it is in quarantine."""
    post, lot = own_post(desk), held_lot(desk, key)
    if is_recalled(recalled(desk.database, post), key.item, key.lot):
        raise Refusal("lot_recalled", lot=key.lot)
    if lot.holds and lot.free <= 0:
        raise Refusal("lot_held", lot=key.lot)


def refuse_skipping(good: list[Lot], key: LotKey, reason: str, today: str) -> None:
    """Raise Refusal where, without a reason, a lot is expired or passes over one."""
    if reason:
        return
    if is_expired(key.expiry, today):
        raise Refusal("expired_needs_reason", lot=key.lot)
    first = good[0] if good else None
    if first is not None and (first.lot, first.expiry) != (key.lot, key.expiry):
        raise Refusal("skipping_needs_reason", lot=first.lot, expiry=first.expiry)
