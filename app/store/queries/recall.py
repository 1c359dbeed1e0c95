"""Recalls: what may not be used at a post, and what each post found of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from app.care.item import Item
from app.care.kit import lot_out_of
from app.care.recall import Order, Recall
from app.care.stock import LotKey
from app.care.terms import FactId
from app.store.queries.item import catalogue
from app.store.queries.message import hubs_word
from app.store.tables import read_state
from sync.database import Database, rows
from sync.journal import setting

_Judge = Callable[[bytes, bytes], bool]
Recalled = frozenset[tuple[str, str]]
"""Item and lot of what may not be used; an empty lot is every lot of the item."""


@dataclass(frozen=True, slots=True)
class RecallRow:
    """A recall at one post. `found` None: nobody there has looked yet."""

    stream: bytes
    order: FactId
    item: str
    lot: str
    reason: str
    from_name: str
    post: bytes
    ordered_ms: int
    is_open: bool
    found: int | None
    answered_ms: int | None
    remark: str
    by_hub: bool = False
    """Whether a hub ordered it; a post ends only what it ordered itself."""

    @property
    def asks(self) -> bool:
        """Whether somebody at the post still has to look."""
        return self.is_open and self.found is None


def recalls(db: Database, post_id: bytes | None = None) -> tuple[RecallRow, ...]:
    """Return the recalls for a post, or for all; open ones first, newest on top."""
    is_word, is_hubs = _judge(db), hubs_word(db)
    listed = [
        replace(
            _row(stream, recall, order, is_word), by_hub=is_hubs(bytes(order.id[0]))
        )
        for stream, recall in _all(db)
        for order in recall.orders
        if is_word(bytes(order.id[0]), order.to_post)
        and post_id in (None, order.to_post)
    ]
    return tuple(
        sorted(listed, key=lambda row: (not row.is_open, -row.ordered_ms, row.post))
    )


def asking(db: Database) -> tuple[RecallRow, ...]:
    """Return the recalls that nobody at this post has answered yet."""
    own = setting(db, "post_id")
    return tuple(row for row in recalls(db, own) if own is not None and row.asks)


def recalled(db: Database, post_id: bytes) -> Recalled:
    """Return what may not be used at a post."""
    return recalled_everywhere(db).get(post_id, frozenset())


def recalled_everywhere(db: Database) -> Mapping[bytes, Recalled]:
    """Return what may not be used, by post; what came out of a recalled kit neither."""
    called: dict[bytes, set[tuple[str, str]]] = {}
    for row in recalls(db):
        if row.is_open:
            called.setdefault(row.post, set()).add((row.item, row.lot))
    items = catalogue(db) if called else {}
    return {
        post: frozenset(every).union(
            *(unpacked_from(db, items, post, each) for each in every)
        )
        for post, every in called.items()
    }


def unpacked_from(
    db: Database, items: Mapping[str, Item], post: bytes, kit: tuple[str, str]
) -> Recalled:
    """Return the lots at a post that came out of a lot of kits, or out of those.

    `kit` is an item and a lot, or an empty lot for every lot of it at that post.
    """
    found: set[tuple[str, str]] = set()
    waiting = [kit]
    while waiting:
        code, lot = waiting.pop()
        item = items.get(code)
        if item is None or not item.kit:
            continue
        kits = [lot] if lot else _lots_of(db, post, code)
        for part in item.kit:
            there = _lots_of(db, post, part.code)
            for name in kits:
                key = (part.code, lot_out_of(LotKey(code, name), part.code).lot)
                if key not in found and key[1] in there:
                    found.add(key)
                    waiting.append(key)
    return frozenset(found)


def _lots_of(db: Database, post: bytes, item: str) -> list[str]:
    found = rows(
        db, "SELECT DISTINCT lot FROM lot WHERE post = ? AND item = ?", (post, item)
    )
    return [lot for (lot,) in found]


def is_recalled(called: Recalled, item: str, lot: str) -> bool:
    """Tell whether a lot is among what may not be used."""
    return (item, lot) in called or (item, "") in called


def _all(db: Database) -> list[tuple[bytes, Recall]]:
    found = rows(db, "SELECT stream, state FROM recall ORDER BY stream")
    return [(bytes(stream), read_state("recall", state)) for stream, state in found]


def _judge(db: Database) -> _Judge:
    """Return what tells whose log may order a recall for a post.

    A hub may for every post; a post may for itself: there a log that its hub did not
    hand down is one of its own devices.
    """
    is_hubs, own = hubs_word(db), setting(db, "post_id")
    at_hub = setting(db, "hub_signing") is not None

    def is_word(log: bytes, post: bytes) -> bool:
        return is_hubs(log) or at_hub or post == own

    return is_word


def _row(stream: bytes, recall: Recall, order: Order, is_word: _Judge) -> RecallRow:
    answer = recall.answer_of(order.to_post)
    return RecallRow(
        stream=stream,
        order=(bytes(order.id[0]), order.id[1]),
        item=order.item,
        lot=order.lot,
        reason=order.reason,
        from_name=order.from_name,
        post=bytes(order.to_post),
        ordered_ms=order.at_ms,
        is_open=not any(is_word(bytes(log), order.to_post) for log in order.ended_by),
        found=None if answer is None else answer.found,
        answered_ms=None if answer is None else answer.at_ms,
        remark="" if answer is None else answer.remark,
    )
