"""Three devices move, count and send stock; in any order the levels are the same.

An item is the sum of its lots and of its places, and no piece is made or lost on the
way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.stock import (
    DiscardReason,
    LotKey,
    StockArrived,
    StockCounted,
    StockDiscarded,
    StockIssued,
    StockMoved,
    StockReceived,
    StockReturned,
    StockSent,
    StockUnpacked,
    lot_stream,
)
from app.catalogue import encode
from app.store.queries.stock import items, lots, stock_by_post
from app.store.tables import table_rows
from sync.database import Database, rows
from sync.event import Event
from tests.store.test_projector import appended, fresh

TODAY = "2026-11-22"
DEVICES = {b"\x01" * 8: b"south", b"\x02" * 8: b"south", b"\x03" * 8: b"north"}
LOTS = (
    LotKey("VB001", "L1", "2030-01-01"),
    LotKey("VB001", "L2", "2020-01-01"),
    LotKey("VB002", "L1", ""),
)
COMES = (StockReceived, StockReturned, StockArrived)


@dataclass(frozen=True, slots=True)
class Deed:
    """What one device did with one lot; a count had `seen` so much of each log."""

    log: bytes
    lot: LotKey
    form: type
    pieces: int
    place: str
    at_ms: int
    seen: tuple[int, ...]

    @property
    def post(self) -> bytes:
        return DEVICES[self.log]

    def fact(self) -> Any:
        more: dict[str, Any] = {"place": self.place}
        if self.form in (StockSent, StockArrived):
            more["transfer"] = b"t" * 16
        if self.form is StockMoved:
            more["to_place"] = "bus"
        if self.form is StockDiscarded:
            more["why"] = DiscardReason.DAMAGED
        if self.form is StockCounted:
            more["seen"] = tuple(zip(DEVICES, self.seen, strict=True))
        about = (self.lot.item, self.pieces, self.post, self.at_ms)
        return self.form(*about, lot=self.lot.lot, expiry=self.lot.expiry, **more)


def deeds(*forms: type) -> st.SearchStrategy[list[Deed]]:
    return st.lists(
        st.builds(
            Deed,
            st.sampled_from(sorted(DEVICES)),
            st.sampled_from(LOTS),
            st.sampled_from(forms),
            st.integers(1, 9),
            st.sampled_from(["", "schap"]),
            st.integers(1, 20),
            st.tuples(*[st.integers(0, 4)] * len(DEVICES)),
        ),
        max_size=12,
    )


MOVES = (*COMES, StockIssued, StockUnpacked, StockMoved, StockSent, StockDiscarded)


def events_of(done: Sequence[Deed]) -> list[Event]:
    seqs: Counter[bytes] = Counter()
    made: list[Event] = []
    for hlc, each in enumerate(done, start=1):
        seqs[each.log] += 1
        kind, v, body = encode(each.fact())
        stream = lot_stream(each.post, each.lot)
        place = (each.log, seqs[each.log], hlc, b"person_1", stream)
        made.append(Event(*place, kind, v, None, body, {}))
    return made


def picture(db: Database) -> list[Any]:
    """Return every row there is of stock."""
    places = "SELECT * FROM lot_place WHERE pieces != 0 ORDER BY stream, place"
    moves = "SELECT * FROM movement ORDER BY stream, log, seq, place"
    return [table_rows(db, "lot"), rows(db, places), rows(db, moves)]


@settings(max_examples=60, deadline=None)
@given(deeds(*MOVES, StockCounted), st.randoms(use_true_random=False))
def test_any_interleaving_of_three_devices_gives_the_same_levels(
    done: list[Deed], dice: Any
) -> None:
    events = events_of(done)
    any_order = [event for event in events for _ in range(dice.randint(1, 2))]
    dice.shuffle(any_order)
    half = dice.randint(0, len(any_order))

    straight = appended(fresh(), *([event] for event in events))
    shuffled = appended(fresh(), any_order[:half], any_order[half:])

    assert picture(straight) == picture(shuffled)
    straight.close()
    shuffled.close()


@settings(max_examples=40, deadline=None)
@given(deeds(*MOVES, StockCounted))
def test_an_item_is_the_sum_of_its_lots_and_of_its_places(done: list[Deed]) -> None:
    db = appended(fresh(), events_of(done))

    for post in set(DEVICES.values()):
        whole = {row.code: row for row in items(db, TODAY, post_id=post)}
        for code in {lot.item for lot in LOTS}:
            held = lots(db, code, TODAY, post)
            there = rows(
                db,
                "SELECT COALESCE(SUM(pieces), 0) FROM lot_place "
                "WHERE at_post = ? AND code = ?",
                (post, code),
            )[0][0]
            assert whole[code].on_hand == sum(lot.on_hand for lot in held) == there
            assert whole[code].usable == sum(lot.usable for lot in held)
            assert all(lot.usable == 0 for lot in held if lot.expired)
    for stream, on_hand, correction in rows(
        db, "SELECT stream, on_hand, correction FROM lot"
    ):
        moved = rows(
            db,
            "SELECT COALESCE(SUM(quantity), 0) FROM movement "
            "WHERE stream = ? AND way != 'counted'",
            (stream,),
        )[0][0]
        assert moved + correction == on_hand
    db.close()


@settings(max_examples=40, deadline=None)
@given(deeds(*MOVES), st.randoms(use_true_random=False))
def test_no_piece_is_made_or_lost_by_being_told(done: list[Deed], dice: Any) -> None:
    told = events_of(done) * 2
    dice.shuffle(told)

    db = appended(fresh(), *([event] for event in told))

    expected: Counter[tuple[bytes, str]] = Counter()
    for each in done:
        signed = each.pieces if each.form in COMES else -each.pieces
        expected[each.post, each.lot.item] += 0 if each.form is StockMoved else signed
    found = {
        (each.post_id, each.item): each.on_hand for each in stock_by_post(db, TODAY)
    }
    assert found == dict(expected)
    db.close()
