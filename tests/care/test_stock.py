"""Lots: what is on hand, what may be used, what goes first."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.claim import Stamp
from app.care.form import check
from app.care.lot import FOLD, Lot, fefo, line, taken_from
from app.care.refusal import Refusal
from app.care.stock import (
    HoldReason,
    LotHeld,
    LotKey,
    LotReleased,
    StockCounted,
    StockIssued,
    StockMoved,
    StockReceived,
    lot_stream,
    par_stream,
    tidy_expiry,
    usable,
)

POST = b"post_1_8"
TABLET, LAPTOP = b"TTTTTTTT", b"LLLLLLLL"
TODAY = "2026-11-22"

Placed = tuple[bytes, int, Any]


def received(quantity: int) -> StockReceived:
    return StockReceived("VB001", quantity, POST, 1, "L1", "2027-01-01")


def issued(quantity: int, at_ms: int = 2) -> StockIssued:
    return StockIssued("VB001", quantity, POST, at_ms, "L1", "2027-01-01")


def counted(quantity: int, *seen: tuple[bytes, int]) -> StockCounted:
    return StockCounted("VB001", quantity, POST, 3, "L1", "2027-01-01", seen)


def folded(*facts: Placed) -> Lot:
    lot = Lot()
    for log, seq, fact in facts:
        lot = FOLD[type(fact)](lot, fact, Stamp((log, seq), b"", seq, log))
    return lot


def lot(name: str, expiry: str, pieces: int, received_ms: int = 0) -> Lot:
    fact = StockReceived("VB001", pieces, POST, received_ms, name, expiry)
    return folded((TABLET, 1, fact))


def test_on_hand_is_the_sum_of_movements() -> None:
    assert folded((TABLET, 1, received(10)), (TABLET, 2, issued(3))).on_hand == 7


def test_a_negative_sum_is_shown_and_not_usable() -> None:
    short = folded((TABLET, 1, issued(3)))

    assert short.on_hand == -3
    assert usable(short.on_hand, short.expiry, TODAY) == 0


def test_a_count_replaces_what_it_had_seen_and_keeps_what_it_had_not() -> None:
    held = folded(
        (TABLET, 1, received(10)),
        (LAPTOP, 1, issued(2, at_ms=4)),
        (TABLET, 2, counted(9, (TABLET, 1))),
        (TABLET, 3, issued(1)),
    )

    assert held.on_hand == 9 - 2 - 1
    assert held.correction == -1


def test_what_was_taken_before_a_count_was_in_it_though_heard_of_later() -> None:
    held = folded(
        (TABLET, 1, received(10)),
        (TABLET, 2, counted(8, (TABLET, 1))),
        (LAPTOP, 1, issued(2)),
    )

    assert (held.on_hand, held.correction) == (8, 0)


def test_a_clock_that_was_set_back_hides_no_issue_after_a_count() -> None:
    held = folded(
        (TABLET, 1, received(10)),
        (TABLET, 2, counted(8, (TABLET, 1))),
        (TABLET, 3, issued(2, at_ms=1)),
    )

    assert held.on_hand == 6


def test_a_count_of_an_earlier_moment_that_comes_later_is_history() -> None:
    late = StockCounted("VB001", 2, POST, 2, "L1", "2027-01-01", ((TABLET, 1),))

    held = folded(
        (TABLET, 1, received(10)),
        (TABLET, 2, counted(8, (TABLET, 1))),
        (LAPTOP, 1, late),
    )

    assert held.on_hand == 8


def test_an_earlier_count_is_superseded() -> None:
    held = folded(
        (TABLET, 1, received(10)),
        (TABLET, 2, counted(8, (TABLET, 1))),
        (TABLET, 3, counted(6, (TABLET, 2))),
    )

    assert held.on_hand == 6


@given(st.permutations([(TABLET, 1, 10), (LAPTOP, 1, -2), (TABLET, 5, -1)]))
def test_movements_add_up_in_any_order(moves: list[tuple[bytes, int, int]]) -> None:
    facts = [(log, seq, received(n) if n > 0 else issued(-n)) for log, seq, n in moves]

    held = folded(*facts, (TABLET, 4, counted(5, (TABLET, 1), (LAPTOP, 1))))

    assert held.on_hand == 4


def test_the_first_to_expire_goes_first_then_the_first_received() -> None:
    lots = [
        lot("never", "", 1),
        lot("late", "2028-01-01", 1),
        lot("second", "2027-01-01", 1, received_ms=9),
        lot("first", "2027-01-01", 1, received_ms=1),
        lot("expired", "2026-11-21", 1),
        lot("today", "2026-11-22", 1),
    ]

    names = {tuple(each.lot for each in fefo(order, TODAY)) for order in _orders(lots)}

    assert names == {("today", "first", "second", "late", "never")}


def _orders(lots: list[Lot]) -> list[list[Lot]]:
    return [lots, lots[::-1], lots[3:] + lots[:3]]


def moved(quantity: int, place: str, to_place: str) -> StockMoved:
    return StockMoved("VB001", quantity, POST, 2, "L1", "2027-01-01", place, to_place)


def held(place: str | None = None) -> LotHeld:
    return LotHeld("VB001", POST, 4, HoldReason.DOUBT, "L1", "2027-01-01", place=place)


def released(*sees: tuple[bytes, int]) -> LotReleased:
    return LotReleased("VB001", POST, 5, "gekeurd", "L1", "2027-01-01", sees)


def test_moving_pieces_changes_where_they_are_and_not_how_many() -> None:
    there = folded((TABLET, 1, received(10)), (TABLET, 2, moved(4, "", "bus")))

    assert (there.on_hand, there.by_place) == (10, {"": 6, "bus": 4})


def test_a_count_of_one_place_leaves_the_others_as_they_are() -> None:
    counting = StockCounted(
        "VB001", 3, POST, 3, "L1", "2027-01-01", ((TABLET, 2),), "bus"
    )

    there = folded(
        (TABLET, 1, received(10)),
        (TABLET, 2, moved(4, "", "bus")),
        (TABLET, 3, counting),
    )

    assert there.by_place == {"": 6, "bus": 3}
    assert (there.on_hand, there.correction) == (9, -1)


def test_what_is_in_quarantine_is_there_and_may_not_be_used() -> None:
    there = folded((TABLET, 1, received(10)), (TABLET, 2, held()))

    assert (there.on_hand, there.free) == (10, 0)
    assert fefo([there], TODAY) == []
    assert line(there).holds == 1


def test_a_quarantine_of_one_place_leaves_the_rest_of_the_lot_free() -> None:
    there = folded(
        (TABLET, 1, received(10)),
        (TABLET, 2, moved(4, "", "koelkast")),
        (TABLET, 3, held("koelkast")),
    )

    assert there.free == 6
    assert taken_from(there, 10) == [("", 6)]


def test_a_release_ends_only_the_quarantines_it_saw() -> None:
    there = folded(
        (TABLET, 1, received(10)),
        (TABLET, 2, held()),
        (LAPTOP, 1, held()),
        (TABLET, 3, released((TABLET, 2))),
    )

    assert [each.id for each in there.holds] == [(LAPTOP, 1)]
    assert there.free == 0


def test_pieces_are_taken_from_the_fullest_place_first() -> None:
    there = folded(
        (TABLET, 1, received(10)),
        (TABLET, 2, moved(3, "", "bus")),
        (TABLET, 3, moved(6, "", "tas")),
    )

    assert taken_from(there, 8) == [("tas", 6), ("bus", 2)]
    assert taken_from(there, 99) == [("tas", 6), ("bus", 3), ("", 1)]


@pytest.mark.parametrize("quantity", [0, -1, 100_001, 10**12])
def test_an_absurd_quantity_is_refused(quantity: int) -> None:
    for fact in (received(quantity), issued(quantity)):
        with pytest.raises(Refusal, match="number_out_of_range"):
            check(fact)


def test_a_lot_has_one_stream_wherever_it_is_typed() -> None:
    key = LotKey("VB001", "L1", "2027-01-01")

    assert lot_stream(POST, key) == lot_stream(POST, key)
    assert len(lot_stream(POST, key)) == 16
    assert lot_stream(b"post_2_8", key) != lot_stream(POST, key)
    assert par_stream(POST, "VB001") == b"par:post_1_8:VB001"


@pytest.mark.parametrize(
    ("typed", "expiry"),
    [
        ("", ""),
        ("2027-01-31", "2027-01-31"),
        ("31-1-2027", "2027-01-31"),
        ("02-2028", "2028-02-29"),
        ("2027-12", "2027-12-31"),
        ("12/2027", "2027-12-31"),
    ],
)
def test_an_expiry_date_is_taken_as_it_is_printed(typed: str, expiry: str) -> None:
    assert tidy_expiry(typed) == expiry


@pytest.mark.parametrize("typed", ["morgen", "31-02-2027", "13-2027", "2027"])
def test_another_expiry_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="not_a_date"):
        tidy_expiry(typed)


def test_the_line_of_a_lot_shows_what_is_there() -> None:
    shown = line(folded((TABLET, 1, received(4))))

    assert (shown.item, shown.lot, shown.expiry) == ("VB001", "L1", "2027-01-01")
    assert (shown.on_hand, shown.received_ms, shown.correction) == (4, 1, 0)
