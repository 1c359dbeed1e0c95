"""Requests as the hub sees them: what each post has left, and who could help it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.solve import Move, Stand, Target, redistribute
from app.store.queries.forecast import every_stand
from app.store.queries.request import RANK, RequestRow, requests
from sync.database import Database, rows

KEEPS: Final = Target(7, 7)
"""A neighbour that helps keeps a week for itself."""

_NEVER: Final = Fraction(1 << 40)


@dataclass(frozen=True, slots=True)
class RegionRequest:
    """A request, and how its post stands; `stand` None: it never had any."""

    row: RequestRow
    stand: Stand | None

    @property
    def days(self) -> Fraction | None:
        """How many days the post has; None where no use is known."""
        if self.stand is None:
            return Fraction(0)
        return Fraction(0) if self.stand.usable <= 0 else self.stand.days


@dataclass(frozen=True, slots=True)
class Underway:
    """Pieces a neighbour sent under a transfer that belongs to no request yet."""

    transfer: bytes
    giver: bytes
    pieces: int
    to_name: str
    at_ms: int


def region_requests(db: Database, now_ms: int) -> tuple[RegionRequest, ...]:
    """Return all requests: open ones first, most urgent and fewest days on top."""
    asked = requests(db, now_ms)
    stands: dict[tuple[bytes, str], Stand] = {}
    for post, item in {(row.post, row.item) for row in asked}:
        stands |= every_stand(db, now_ms, post, item)
    found = [RegionRequest(row, stands.get((row.post, row.item))) for row in asked]
    return tuple(sorted(found, key=_neediest))


def _neediest(one: RegionRequest) -> tuple[bool, int, Fraction, int]:
    row, days = one.row, one.days
    if not row.is_open:
        return (True, 0, Fraction(0), -row.asked_ms)
    left = _NEVER if days is None else days
    return (False, RANK[row.urgency], left, row.asked_ms)


def offers(db: Database, row: RequestRow, now_ms: int) -> tuple[Move, ...]:
    """Return which posts could give what a request asks, and how many pieces.

    The post that asks counts as lacking just that: what it has is its own affair.
    """
    others = _others(db, row, now_ms)
    asks = Stand(row.post, 0, Fraction(row.pieces, KEEPS.days))
    return redistribute([asks, *others], KEEPS)


def _others(db: Database, row: RequestRow, now_ms: int) -> list[Stand]:
    """Return the other posts with more than they keep: they only give."""
    found = rows(db, "SELECT DISTINCT post FROM lot WHERE item = ?", (row.item,))
    return [
        each
        for post in sorted(bytes(post) for (post,) in found)
        for each in every_stand(db, now_ms, post, row.item).values()
        if each.post != row.post and each.days is not None and each.days > KEEPS.keeps
    ]


def underway(db: Database, row: RequestRow, now_ms: int) -> tuple[Underway, ...]:
    """Return what other posts sent of an item that may be meant for a request.

    Newest first; not what arrived elsewhere, nor what another request waits for.
    """
    named = {sent.transfer for each in requests(db, now_ms) for sent in each.shipments}
    arrived = rows(
        db,
        "SELECT DISTINCT transfer FROM movement JOIN lot USING (stream) "
        "WHERE transfer != x'' AND way = 'arrived' AND lot.post != ?",
        (row.post,),
    )
    named |= {bytes(transfer) for (transfer,) in arrived}
    found = rows(
        db,
        "SELECT transfer, lot.post, -SUM(quantity), MAX(words), MIN(at_ms) "
        "FROM movement JOIN lot USING (stream) "
        "WHERE transfer != x'' AND way = 'sent' AND lot.item = ? AND lot.post != ? "
        "AND at_ms >= ? GROUP BY transfer, lot.post ORDER BY MIN(at_ms) DESC, transfer",
        (row.item, row.post, row.asked_ms),
    )
    return tuple(
        Underway(bytes(transfer), bytes(post), pieces, words, at_ms)
        for transfer, post, pieces, words, at_ms in found
        if bytes(transfer) not in named
    )
