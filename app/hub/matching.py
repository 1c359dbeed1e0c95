"""What each end of a transfer between posts has still to hear of the other, by a hub.

A post sees only its own stock. Once both ends are here, the sender is told what arrived
and the receiver what left, and again when that changes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from app.care.transfer import End, Transfer, TransferLine, TransferTold, transfer_stream
from app.store.queries.overview import post_names
from app.store.tables import state_of
from sync.database import rows
from sync.hub.telling import told_to
from sync.ids import ActorId

if TYPE_CHECKING:
    from app.store.desk import Desk
    from sync.database import Database
    from sync.event import Event
    from sync.ids import LogId

MOST_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Owed:
    """What one post has to hear, and who recorded it at the other."""

    post: bytes
    by: ActorId
    fact: TransferTold

    def tell(self, desk: Desk, logs: Mapping[bytes, LogId]) -> Event:
        """Record it in the log of the post that has to hear it."""
        stream = transfer_stream(self.fact.transfer)
        return desk.record(stream, self.fact, self.by, log=logs[self.post])


@dataclass(slots=True)
class _Side:
    post: bytes
    at_ms: int
    by: ActorId
    lines: tuple[TransferLine, ...] = ()


def owed(db: Database, reachable: Collection[bytes]) -> list[Owed]:
    """Return what posts that can be told anything have still to hear."""
    names, found = post_names(db), list[Owed]()
    for transfer, sides in _both_ends(db).items():
        held = state_of(db, "transfer", transfer_stream(transfer))
        for end, other in ((End.SENT, End.ARRIVED), (End.ARRIVED, End.SENT)):
            side, to = sides[end], sides[other].post
            fact = TransferTold(
                transfer, end, names.get(side.post, ""), side.at_ms, side.lines
            )
            if to in reachable and not _knows(db, held, to, fact):
                found.append(Owed(to, side.by, fact))
    return found[:MOST_AT_ONCE]


def _both_ends(db: Database) -> dict[bytes, dict[End, _Side]]:
    """Return the transfers of which two posts recorded an end each."""
    found = rows(
        db,
        "SELECT transfer, way, lot.post, lot.item, lot, lot.expiry, "
        "SUM(ABS(quantity)), "
        "MAX(at_ms), MAX(actor) FROM movement JOIN lot USING (stream) "
        "WHERE transfer != x'' AND way IN ('sent', 'arrived') "
        "GROUP BY transfer, way, lot.post, lot.item, lot, lot.expiry "
        "ORDER BY transfer, way, lot.post, lot.item, lot, lot.expiry",
    )
    known: dict[bytes, dict[End, _Side]] = {}
    for transfer, way, *line in found:
        _add(known.setdefault(bytes(transfer), {}), End(way), line)
    return {
        transfer: sides
        for transfer, sides in known.items()
        if len(sides) == len(End) and sides[End.SENT].post != sides[End.ARRIVED].post
    }


def _add(sides: dict[End, _Side], end: End, line: list[Any]) -> None:
    post, item, lot, expiry, pieces, at_ms, actor = line
    side = sides.setdefault(end, _Side(bytes(post), at_ms, ActorId(bytes(actor))))
    if side.post == bytes(post):
        side.at_ms = max(side.at_ms, at_ms)
        side.lines = (*side.lines, TransferLine(item, pieces, lot, expiry))


def _knows(
    db: Database, held: Transfer | None, post: bytes, fact: TransferTold
) -> bool:
    """Tell whether the last thing this hub told the post is this."""
    told = [] if held is None else list(held.told)
    own = [
        each
        for each in told
        if each.end is fact.end and told_to(db, bytes(each.id[0])) == post
    ]
    return bool(own) and own[-1].lines == fact.lines
