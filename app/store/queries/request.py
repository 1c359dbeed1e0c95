"""Requests: what posts asked, what the hub said and sent, and what arrived of it.

Only a hub's own log decides or ships. What arrived is read from the ledger of the post
that asked, under the transfer the shipment names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from app.care.forecast import to_order
from app.care.request import (
    Asked,
    Decided,
    Request,
    RequestState,
    Standing,
    Urgency,
    Withdrawn,
    proposed_urgency,
    standing,
)
from app.care.terms import FactId
from app.store.queries.forecast import lasting
from app.store.queries.message import hubs_word
from app.store.queries.stock import ItemRow, items, own_or
from app.store.tables import read_state
from app.store.whose import posts_of
from sync.database import Database, rows

LOOKED_BACK_MS: Final = 90 * 86_400_000
"""A request this old counts no more: nobody waits for it, it would hide a need."""

_Arrived = Mapping[tuple[bytes, bytes, str], int]
RANK: Final = {Urgency.URGENT: 0, Urgency.SOON: 1, Urgency.NORMAL: 2}


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """Pieces a hub had sent, and how many of them arrived at the post.

    `item` is what was sent: what was asked, or a substitute for it.
    """

    id: FactId
    transfer: bytes
    pieces: int
    words: str
    at_ms: int
    arrived: int
    item: str

    @property
    def to_come(self) -> int:
        """How many pieces are still on their way."""
        return max(self.pieces - self.arrived, 0)


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as it stands; `decision` is the hub's last word, None without one.

    `is_twin`: the post asked the same item twice, and nothing was sent on either.
    """

    stream: bytes
    post: bytes
    item: str
    pieces: int
    urgency: Urgency
    remark: str
    asked_ms: int
    actor: bytes
    decision: Decided | None
    shipments: tuple[ShipmentRow, ...]
    withdrawn_ms: int | None
    withdrawn_why: str
    closed_ms: int | None
    closed_why: str
    stands: Standing
    is_twin: bool = False

    @property
    def state(self) -> RequestState:
        """How far it has come."""
        return self.stands.state

    @property
    def is_open(self) -> bool:
        """Whether pieces are still to come."""
        return self.stands.to_come > 0

    @property
    def arrived(self) -> int:
        """How many pieces arrived."""
        return sum(each.arrived for each in self.shipments)

    @property
    def to_ship(self) -> int:
        """How many pieces were granted and not yet sent."""
        if self.closed_ms is not None:
            return 0
        if self.decision is None or not self.decision.grants:
            return 0
        sent = sum(each.pieces for each in self.shipments)
        return max(self.decision.pieces - sent, 0)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An item to order: up to its maximum, less what is there and what is coming."""

    row: ItemRow
    days: Fraction | None
    coming: int
    pieces: int

    @property
    def is_short(self) -> bool:
        """Whether it is below par, with what is coming counted as there."""
        par = self.row.par
        return par is not None and self.row.usable + self.coming < par

    @property
    def urgency(self) -> Urgency:
        """How urgent it is until a person says otherwise."""
        row = self.row
        return proposed_urgency(row.usable, self.days, is_critical=row.critical)


def requests(
    db: Database, now_ms: int, post_id: bytes | None = None
) -> tuple[RequestRow, ...]:
    """Return the requests of a post, or of all; open ones first, most urgent on top."""
    found = rows(
        db,
        "SELECT stream, state FROM request "
        "WHERE asked_ms >= ? AND (? IS NULL OR post = ?)",
        (now_ms - LOOKED_BACK_MS, post_id, post_id),
    )
    arrived, is_hubs = _arrived(db), hubs_word(db)
    listed = (
        _row(bytes(stream), _own_words(db, _read(state)), arrived, is_hubs)
        for stream, state in found
    )
    known = _with_twins([each for each in listed if each is not None])
    return tuple(sorted(known, key=_first))


def _with_twins(known: list[RequestRow]) -> list[RequestRow]:
    """Return requests, and which of them two tablets made without knowing so."""
    waiting = Counter(
        (row.post, row.item) for row in known if row.is_open and not row.shipments
    )
    return [
        replace(row, is_twin=True)
        if row.is_open and not row.shipments and waiting[row.post, row.item] > 1
        else row
        for row in known
    ]


def request(db: Database, stream: bytes) -> RequestRow | None:
    """Return one request as it stands, or None where nobody asked it."""
    found = rows(db, "SELECT state FROM request WHERE stream = ?", (stream,))
    if not found:
        return None
    held = _own_words(db, _read(found[0][0]))
    return _row(stream, held, _arrived(db), hubs_word(db))


def asked_transfers(db: Database) -> frozenset[bytes]:
    """Return the transfers a hub tied to a request: the request follows them."""
    return frozenset(sent.transfer for row in requests(db, 0) for sent in row.shipments)


def shipments_coming(db: Database, now_ms: int) -> int:
    """Return how many shipments of the region are on their way to this post."""
    return sum(
        sent.to_come > 0
        for each in requests(db, now_ms, own_or(db, None))
        if each.is_open
        for sent in each.shipments
    )


def on_order(db: Database, now_ms: int, post_id: bytes | None = None) -> dict[str, int]:
    """Return how many pieces of each item are still to come to a post."""
    coming: dict[str, int] = {}
    for each in requests(db, now_ms, own_or(db, post_id)):
        if each.is_open:
            coming[each.item] = coming.get(each.item, 0) + each.stands.to_come
    return coming


def proposals(db: Database, now_ms: int, today: str) -> tuple[Proposal, ...]:
    """Return what this post should order, soonest out on top.

    What nobody ever entered here and nobody set a level for is unknown, not short.
    """
    coming = on_order(db, now_ms)
    lasts = {each.code: each.supply.days for each in lasting(db, now_ms).forecasts}
    found = (
        Proposal(
            row,
            lasts.get(row.code),
            coming.get(row.code, 0),
            to_order(max(row.usable, 0), fills_to(row), coming.get(row.code, 0)),
        )
        for row in items(db, today)
        if row.lots or not row.par_is_example
    )
    return tuple(sorted((each for each in found if each.pieces), key=_soonest))


def fills_to(row: ItemRow) -> int | None:
    """Return the maximum; a par the post set higher, or alone, goes before it."""
    levels = [each for each in (row.maximum, row.par) if each is not None]
    return max(levels, default=None)


def _soonest(one: Proposal) -> tuple[bool, bool, Fraction, str]:
    days = one.days
    return (days is None, not one.row.critical, days or Fraction(0), one.row.code)


def _first(row: RequestRow) -> tuple[bool, int, int, bytes]:
    if row.is_open:
        return (False, RANK[row.urgency], row.asked_ms, row.stream)
    return (True, 0, -row.asked_ms, row.stream)


def _read(state: bytes) -> Request:
    found = read_state("request", state)
    return found if isinstance(found, Request) else Request()


def _own_words(db: Database, held: Request) -> Request:
    """Return a request that only who asked it took back or closed."""
    said = (*held.withdrawn, *held.closed)
    if not said or not held.asked:
        return held
    posts, post = posts_of(db, (bytes(each.id[0]) for each in said)), held.asked[0].post

    def own(every: tuple[Withdrawn, ...]) -> tuple[Withdrawn, ...]:
        return tuple(each for each in every if posts.get(each.id[0], post) == post)

    return replace(held, withdrawn=own(held.withdrawn), closed=own(held.closed))


def _arrived(db: Database) -> _Arrived:
    """Return the pieces that arrived, by transfer, post and item."""
    found = rows(
        db,
        "SELECT transfer, lot.post, lot.item, SUM(quantity) "
        "FROM movement JOIN lot USING (stream) "
        "WHERE transfer != x'' AND way = 'arrived' "
        "GROUP BY transfer, lot.post, lot.item",
    )
    return {
        (bytes(transfer), bytes(post), item): pieces
        for transfer, post, item, pieces in found
    }


def _row(
    stream: bytes,
    state: Request,
    arrived: _Arrived,
    is_hubs: Callable[[bytes], bool],
) -> RequestRow | None:
    if not state.asked:
        return None
    asked = state.asked[0]
    decided = [each for each in state.decided if is_hubs(bytes(each.id[0]))]
    sent = tuple(_shipments(state, asked, arrived, is_hubs))
    decision = decided[-1] if decided else None
    withdrawn = state.withdrawn[0] if state.withdrawn else None
    closed = state.closed[0] if state.closed else None
    return RequestRow(
        stream=stream,
        post=bytes(asked.post),
        item=asked.item,
        pieces=asked.pieces,
        urgency=asked.urgency,
        remark=asked.remark,
        asked_ms=asked.at_ms,
        actor=bytes(asked.actor),
        decision=decision,
        shipments=sent,
        withdrawn_ms=None if withdrawn is None else withdrawn.at_ms,
        withdrawn_why="" if withdrawn is None else withdrawn.reason,
        closed_ms=None if closed is None else closed.at_ms,
        closed_why="" if closed is None else closed.reason,
        stands=standing(
            asked.pieces,
            decision,
            sum(each.pieces for each in sent),
            sum(each.arrived for each in sent),
            is_withdrawn=withdrawn is not None,
            is_closed=closed is not None,
        ),
    )


def _shipments(
    state: Request,
    asked: Asked,
    arrived: _Arrived,
    is_hubs: Callable[[bytes], bool],
) -> Iterable[ShipmentRow]:
    for each in state.shipped:
        if is_hubs(bytes(each.id[0])):
            transfer, item = bytes(each.transfer), each.item or asked.item
            yield ShipmentRow(
                (bytes(each.id[0]), each.id[1]),
                transfer,
                each.pieces,
                each.words,
                each.at_ms,
                arrived.get((transfer, bytes(asked.post), item), 0),
                item,
            )
