"""A hub that publishes a list to one post, with no line between them."""

from __future__ import annotations

from collections.abc import Iterable

from app.care.item import Item
from app.care.item_pack import items_document
from app.care.pack import ITEMS
from app.care.terms import Role
from app.commands.pack import publish_pack
from app.store.queries.pack import PackHeld, pack_held
from tests.support.orders import Orders
from tests.support.post import actor


def publish(hub: Orders, items: Iterable[Item], remark: str = "") -> int:
    """Publish a list at the hub, and carry nothing; return its version."""
    by, log = actor(hub.hub, Role.OPERATOR), hub.log
    document = items_document(items)
    events = hub.hub.write_now(
        lambda desk: publish_pack(desk, by, ITEMS, document, [log], remark)
    )
    assert events
    newest = held(hub).newest
    assert newest is not None
    return newest.edition.version


def held(hub: Orders) -> PackHeld:
    """Return what the hub holds of the list."""
    return hub.hub.read_now(lambda db: pack_held(db, ITEMS))
