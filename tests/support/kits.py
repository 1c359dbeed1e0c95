"""A post with a kit of its own, and what lies there of its parts."""

from __future__ import annotations

from typing import Any

from app.care.item import Part
from app.care.local_item import ItemAdded, code_of_stream
from app.care.stock import LotKey
from app.commands import Coming, add_item, receive_stock
from app.store.file import CareFile
from app.store.queries.stock import items, lots
from tests.support.post import actor, memory_post
from tests.support.watch import alone

TODAY = "2026-11-22"
MORPHINE = "VB042"
GAUZE, TOURNIQUET = "VB003", "VB001"
LIST = {TOURNIQUET: 2, GAUZE: 3}


def kitted(parts: dict[str, int] = LIST, **said: Any) -> tuple[CareFile, str]:
    """Return a post that knows a kit of its own, and the code of that."""
    post = memory_post()
    by = actor(post)
    kit = tuple(Part(code, pieces) for code, pieces in parts.items())
    fact = ItemAdded("", b"", "Traumaset", kit=kit, **said)
    event = post.write_now(lambda d: add_item(d, by, fact))
    return post, code_of_stream(event.stream)


def lot_of(code: str, lot: str = "K1", expiry: str = "2027-06-30") -> LotKey:
    return LotKey(code, lot, expiry)


def receive(post: CareFile, key: LotKey, pieces: int, place: str = "") -> None:
    by = actor(post)
    post.write_now(
        lambda d: receive_stock(alone(d, by), by, key, pieces, Coming(place=place))
    )


def there(post: CareFile, *codes: str) -> dict[str, int]:
    """Return what of each item is on hand; what its lots are together, too."""
    listed = {each.code: each for each in post.read_now(lambda db: items(db, TODAY))}
    for code in codes:
        held = post.read_now(lambda db, code=code: lots(db, code, TODAY))
        assert listed[code].on_hand == sum(lot.on_hand for lot in held)
    return {code: listed[code].on_hand for code in codes}
