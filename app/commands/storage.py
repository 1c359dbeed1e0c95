"""Where stock is kept, and how cold it is there."""

from __future__ import annotations

from app.care.post import Post, post_stream
from app.care.refusal import Refusal
from app.care.stock import HoldReason, LotKey
from app.care.storage import (
    ColdRead,
    Storage,
    StorageClosed,
    StorageNamed,
    cold_stream,
)
from app.commands.lot import Doubt, hold_lot
from app.commands.power import own_post, recorded
from app.store.desk import Desk, event_id
from app.store.queries.stock import lots_at
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId

_NAME_BYTES = 8


def name_storage(desk: Desk, by: ActorId, fact: StorageNamed) -> Event:
    """Make a place for stock, or name one anew; '' makes a new one. Raises Refusal."""
    if not fact.name.strip():
        raise Refusal("place_unnamed")
    if fact.low_c > fact.high_c:
        raise Refusal("cold_range")
    place = fact.place or desk.ids.random(_NAME_BYTES).hex()
    named = StorageNamed(place, fact.name, fact.kind, fact.low_c, fact.high_c)
    return recorded(desk, by, post_stream(own_post(desk)), named)


def close_storage(desk: Desk, by: ActorId, place: str) -> Event:
    """Take a place for stock out of use, once nothing lies there. Raises Refusal."""
    storage_named(desk, place)
    if lots_at(desk.database, own_post(desk), place):
        raise Refusal("storage_not_empty")
    return recorded(desk, by, post_stream(own_post(desk)), StorageClosed(place))


def storage_named(desk: Desk, place: str) -> Storage:
    """Return a place for stock of this post; raises Refusal."""
    post: Post | None = state_of(desk.database, "post", post_stream(own_post(desk)))
    for each in () if post is None else post.storages:
        if each.place == place:
            return each
    raise Refusal("no_such_place")


def read_cold(desk: Desk, by: ActorId, fact: ColdRead) -> list[Event]:
    """Record a thermometer. Outside its range all that lies there goes in quarantine.

    Until a named person releases it. Raises Refusal.
    """
    post = own_post(desk)
    storage = storage_named(desk, fact.place)
    first = recorded(desk, by, cold_stream(post, fact.place), fact)
    events = [first]
    if storage.is_excursion(fact):
        doubt = Doubt(HoldReason.COLD_CHAIN, place=fact.place)
        for lot in lots_at(desk.database, post, fact.place):
            if not lot.is_held(fact.place):
                key = LotKey(lot.item, lot.lot, lot.expiry)
                events.append(hold_lot(desk, by, key, doubt, event_id(first)))
    return events
