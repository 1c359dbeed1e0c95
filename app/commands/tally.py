"""A stocktake: begin, count lot by lot, choose between two counts, end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.care.refusal import Refusal
from app.care.stock import LotKey, lot_stream
from app.care.tally import (
    Line,
    Spot,
    Stocktake,
    Tallied,
    TallyBegun,
    TallyEnded,
    TallyLine,
    TallyScope,
    spot_stream,
    tally_stream,
)
from app.care.terms import FactId
from app.commands.controlled import count_register
from app.commands.correction import retract
from app.commands.power import own_post, recorded
from app.commands.stock import counted_here, lot_of, tidy_key
from app.commands.storage import storage_named
from app.store.desk import Desk, event_id
from app.store.queries.item import is_controlled
from app.store.queries.staff import person
from app.store.queries.stock import lot_states
from app.store.queries.tally import conflicts
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId

_NAME_BYTES = 16


@dataclass(frozen=True, slots=True)
class Begin:
    """What is going to be counted; `place` where it is one place."""

    scope: TallyScope
    name: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Pieces of a lot that somebody found at a place."""

    lot: LotKey
    place: str
    pieces: int


def begin_tally(desk: Desk, by: ActorId, begin: Begin) -> Event:
    """Begin a stocktake. Raises Refusal."""
    place = begin.place if begin.scope is TallyScope.PLACE else ""
    if begin.scope is TallyScope.PLACE:
        storage_named(desk, place)
    fact = TallyBegun(own_post(desk), begin.scope, desk.now_ms(), begin.name, place)
    return recorded(desk, by, tally_stream(desk.ids.random(_NAME_BYTES)), fact)


def count_line(
    desk: Desk,
    by: ActorId,
    stream: bytes,
    found: Found,
    again: Sequence[FactId] = (),
) -> list[Event]:
    """Record what was found of a lot at a place, in the stocktake and in the ledger.

    What somebody counted already is counted anew only where `again` names the lines
    that this one replaces. A controlled drug is counted whole. Raises Refusal.
    """
    if is_controlled(desk.database, found.lot.item):
        raise Refusal("counts_in_register")
    _open(desk, stream)
    return _counted(desk, by, stream, found, again)


def count_all(
    desk: Desk,
    by: ActorId,
    stream: bytes,
    founds: Sequence[Found],
    again: Sequence[FactId] = (),
) -> list[Event]:
    """Record every lot of one controlled drug, and their sum in its register.

    Somebody watches. Raises Refusal.
    """
    items = {each.lot.item for each in founds}
    there = {(each.lot, each.place) for each in founds}
    if len(items) != 1 or len(there) != len(founds):
        raise Refusal("count_all_lots")
    (item,) = items
    for lot in lot_states(desk.database, own_post(desk), item):
        key = LotKey(lot.item, lot.lot, lot.expiry)
        if any(n and (key, at) not in there for at, n in lot.by_place.items()):
            raise Refusal("count_all_lots")
    _open(desk, stream)
    events: list[Event] = []
    for found in founds:
        events += _counted(desk, by, stream, found, again)
    counts = [each for each in events if each.kind == "stock.counted"]
    total = sum(each.pieces for each in founds)
    return [*events, count_register(desk, by, item, total, counts)]


def choose_count(desk: Desk, by: ActorId, stream: bytes, chosen: FactId) -> list[Event]:
    """Let one of two counts stand: the others are taken back. Raises Refusal."""
    _held(desk, stream)
    lines = next(
        (
            each
            for each in conflicts(desk.database, stream)
            if any(one.id == chosen for one in each)
        ),
        (),
    )
    if not lines:
        raise Refusal("nothing_to_choose")
    pieces = next(each.pieces for each in lines if each.id == chosen)
    events: list[Event] = []
    for each in lines:
        if each.pieces != pieces:
            events += retract(desk, by, each.id)
    return events


def end_tally(desk: Desk, by: ActorId, stream: bytes) -> Event:
    """Say that a stocktake is done. Raises Refusal."""
    _open(desk, stream)
    return recorded(desk, by, stream, TallyEnded(own_post(desk), desk.now_ms()))


def _counted(
    desk: Desk,
    by: ActorId,
    stream: bytes,
    found: Found,
    again: Sequence[FactId],
) -> list[Event]:
    now, key = desk.now_ms(), tidy_key(found.lot)
    if found.place:
        storage_named(desk, found.place)
    spot = Spot(key.item, key.lot, key.expiry, found.place)
    counted: Tallied | None = state_of(
        desk.database, "tallied", spot_stream(stream, spot)
    )
    before = () if counted is None else counted.standing
    _refuse_twice(desk, before, again)
    fact = counted_here(desk, key, found.pieces, now, found.place)
    line = TallyLine(
        fact.post,
        stream,
        key.item,
        found.pieces,
        now,
        key.lot,
        key.expiry,
        found.place,
        tuple(each.id for each in before),
    )
    first = recorded(desk, by, spot_stream(stream, spot), line)
    ledger = lot_stream(fact.post, lot_of(fact))
    return [first, recorded(desk, by, ledger, fact, event_id(first))]


def _refuse_twice(desk: Desk, before: Sequence[Line], again: Sequence[FactId]) -> None:
    for each in before:
        if each.id not in again:
            who = person(desk.database, ActorId(each.actor))
            name = "" if who is None else who.name
            raise Refusal("already_counted", name=name, pieces=each.pieces)


def _held(desk: Desk, stream: bytes) -> Stocktake:
    held: Stocktake | None = state_of(desk.database, "tally", stream)
    if held is None:
        raise Refusal("no_such_tally")
    return held


def _open(desk: Desk, stream: bytes) -> None:
    if _held(desk, stream).ended:
        raise Refusal("tally_ended")
