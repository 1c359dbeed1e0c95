"""Recalls: ordered by a hub for its posts or by a lead for the post, then answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.care.form import tidy
from app.care.recall import (
    Recall,
    RecallAnswered,
    RecallEnded,
    RecallOrdered,
    recall_stream,
)
from app.care.refusal import Refusal
from app.commands.power import acting, own_post, recorded, tidied
from app.store.desk import Desk
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId, LogId

_NAME_BYTES = 16


@dataclass(frozen=True, slots=True)
class Called:
    """What is recalled and why; an empty lot is every lot of the item."""

    item: str
    reason: str
    lot: str = ""


def order_recall(
    desk: Desk, by: ActorId, what: Called, to: Mapping[bytes, LogId]
) -> list[Event]:
    """Recall a lot at posts, in each one's own log. Raises Refusal."""
    who = acting(desk, by, "recall.ordered")
    _refuse_empty(what)
    if not to:
        raise Refusal("message_to_nobody")
    stream = recall_stream(desk.ids.random(_NAME_BYTES))
    return [
        desk.record(stream, _order(what, post, who.name), by, log=log)
        for post, log in to.items()
    ]


def recall_here(desk: Desk, by: ActorId, what: Called) -> Event:
    """Recall a lot at this post alone. Raises Refusal."""
    who = acting(desk, by, "recall.ordered")
    _refuse_empty(what)
    stream = recall_stream(desk.ids.random(_NAME_BYTES))
    return recorded(desk, by, stream, _order(what, own_post(desk), who.name))


def end_recall(
    desk: Desk,
    by: ActorId,
    stream: bytes,
    reason: str,
    to: Mapping[bytes, LogId] | None = None,
) -> list[Event]:
    """Say that a recall no longer holds, and why. Raises Refusal."""
    acting(desk, by, "recall.ended")
    orders = _known(desk, stream).orders
    if not reason.strip():
        raise Refusal("release_reason_missing")
    if to is None:
        ended = RecallEnded(own_post(desk), reason)
        return [recorded(desk, by, stream, ended)]
    return [
        desk.record(stream, tidied(RecallEnded(each.to_post, reason)), by, log=log)
        for each in orders
        if (log := to.get(each.to_post)) is not None
    ]


def answer_recall(
    desk: Desk, by: ActorId, stream: bytes, found: int, remark: str = ""
) -> Event:
    """Say how many pieces of what is recalled were found here. Raises Refusal."""
    _known(desk, stream)
    fact = RecallAnswered(own_post(desk), found, desk.now_ms(), remark)
    return recorded(desk, by, stream, fact)


def _order(what: Called, post: bytes, name: str) -> RecallOrdered:
    lot = tidy(what.lot).upper()
    return tidied(RecallOrdered(tidy(what.item), what.reason, post, name, lot))


def _refuse_empty(what: Called) -> None:
    if not tidy(what.item):
        raise Refusal("item_missing")
    if not what.reason.strip():
        raise Refusal("recall_reason_missing")


def _known(desk: Desk, stream: bytes) -> Recall:
    found = state_of(desk.database, "recall", stream)
    if not isinstance(found, Recall):
        raise Refusal("no_such_fact")
    return found
