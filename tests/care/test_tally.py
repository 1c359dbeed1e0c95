"""A stocktake: what stands, what contradicts, and what the books had before it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care import lot
from app.care.claim import Stamp
from app.care.item import Controlled, Item
from app.care.lot import Lot
from app.care.stock import StockCounted, StockIssued, StockReceived
from app.care.tally import (
    FOLD,
    Stocktake,
    TallyBegun,
    TallyEnded,
    TallyLine,
    TallyScope,
    at_moment,
    booked,
    fits,
    is_conflict,
    line,
)

POST = b"post_1_8"
TABLET, LAPTOP = b"TTTTTTTT", b"LLLLLLLL"
Placed = tuple[bytes, int, Any]

BEGUN = TallyBegun(POST, TallyScope.ALL, 5, "november")


def found(pieces: int, at_ms: int, *sees: tuple[bytes, int]) -> TallyLine:
    return TallyLine(POST, "VB001", pieces, at_ms, "A1", "2027-01-01", "schap", sees)


def folded(*facts: Placed) -> Stocktake:
    held = Stocktake()
    for log, seq, fact in facts:
        held = FOLD[type(fact)](held, fact, Stamp((log, seq), b"person_1", seq, log))
    return held


def ledger(*facts: Placed) -> Lot:
    held = Lot()
    for log, seq, fact in facts:
        fold = lot.FOLD[type(fact)]
        held = fold(held, fact, Stamp((log, seq), b"person_1", seq, log))
    return held


def moved(pieces: int, at_ms: int) -> StockReceived | StockIssued:
    if pieces > 0:
        return StockReceived(
            "VB001", pieces, POST, at_ms, "A1", "2027-01-01", place="schap"
        )
    return StockIssued("VB001", -pieces, POST, at_ms, "A1", "2027-01-01", place="schap")


def counted(pieces: int, at_ms: int, *seen: tuple[bytes, int]) -> StockCounted:
    return StockCounted(
        "VB001", pieces, POST, at_ms, "A1", "2027-01-01", seen, place="schap"
    )


def test_a_count_that_saw_the_other_replaces_it() -> None:
    held = folded(
        (TABLET, 1, BEGUN),
        (TABLET, 2, found(7, 6)),
        (LAPTOP, 1, found(9, 7, (TABLET, 2))),
    )

    ((standing,),) = held.standing().values()
    assert (standing.pieces, line(held).conflicts, line(held).counted) == (9, 0, 1)


def test_two_that_did_not_know_each_other_both_stand_and_are_not_added() -> None:
    held = folded(
        (TABLET, 1, BEGUN), (TABLET, 2, found(7, 6)), (LAPTOP, 1, found(9, 7))
    )
    same = folded(
        (TABLET, 1, BEGUN), (TABLET, 2, found(7, 6)), (LAPTOP, 1, found(7, 7))
    )

    (both,) = held.standing().values()
    assert ([each.pieces for each in both], is_conflict(both)) == ([7, 9], True)
    assert (line(held).counted, line(held).conflicts) == (1, 1)
    assert (line(same).counted, line(same).conflicts) == (1, 0)


@given(st.data())
def test_a_stocktake_does_not_care_in_what_order_it_hears(
    data: st.DataObject,
) -> None:
    ids = st.tuples(st.sampled_from([TABLET, LAPTOP]), st.integers(1, 8))
    lines = st.builds(
        lambda pieces, at, sees: found(pieces, at, *sees),
        st.integers(0, 3),
        st.integers(6, 9),
        st.lists(ids, max_size=2),
    )
    ends = st.builds(lambda at: TallyEnded(POST, at), st.integers(6, 9))
    facts = data.draw(st.lists(st.one_of(lines, ends), min_size=1, max_size=7))
    numbered: list[Placed] = [(TABLET, 1, BEGUN)]
    numbered += [
        ((TABLET, LAPTOP)[place % 2], place + 2, fact)
        for place, fact in enumerate(facts)
    ]

    shuffled = folded(*data.draw(st.permutations(numbered)))

    assert shuffled == folded(*numbered)
    assert line(shuffled) == line(folded(*numbered))


def test_the_books_before_a_count_leave_the_stocktake_itself_out() -> None:
    held = folded(
        (TABLET, 1, BEGUN),
        (TABLET, 3, found(7, 10)),
        (TABLET, 5, found(8, 12, (TABLET, 3))),
    )
    shelf = ledger(
        (TABLET, 2, moved(10, 1)),
        (TABLET, 4, counted(7, 10, (TABLET, 2))),
        (TABLET, 6, counted(8, 12, (TABLET, 4))),
    )

    assert [booked(shelf, each, held.lines) for each in held.lines] == [10, 10]


def test_what_was_taken_before_and_is_heard_of_later_was_expected_too() -> None:
    held = folded((TABLET, 1, BEGUN), (TABLET, 3, found(8, 10)))
    count = (TABLET, 4, counted(8, 10, (TABLET, 2)))
    before = ledger((TABLET, 2, moved(10, 1)), count)
    after = ledger(
        (TABLET, 2, moved(10, 1)),
        count,
        (LAPTOP, 1, moved(-2, 9)),
        (LAPTOP, 2, moved(-1, 11)),
    )

    assert booked(before, held.lines[0], held.lines) == 10
    assert booked(after, held.lines[0], held.lines) == 8
    assert at_moment(after, 10) == {"schap": 8}
    assert after.on_hand == 7


def test_an_earlier_count_is_what_the_books_go_by() -> None:
    held = folded((TABLET, 4, BEGUN), (TABLET, 5, found(4, 10)))
    shelf = ledger(
        (TABLET, 1, moved(10, 1)),
        (TABLET, 2, counted(6, 2, (TABLET, 1))),
        (TABLET, 3, moved(-1, 3)),
        (TABLET, 6, counted(4, 10, (TABLET, 3))),
    )

    assert booked(shelf, held.lines[0], held.lines) == 5


def test_a_lot_that_the_books_do_not_know_had_nothing_expected() -> None:
    held = folded((TABLET, 1, BEGUN), (TABLET, 2, found(3, 10)))
    only = ledger((TABLET, 3, counted(3, 10)))
    elsewhere = ledger(
        (TABLET, 3, counted(3, 10)),
        (LAPTOP, 1, StockReceived("VB001", 5, POST, 1, "A1", "2027-01-01")),
    )

    assert booked(only, held.lines[0], held.lines) is None
    assert booked(elsewhere, held.lines[0], held.lines) == 0
    assert booked(Lot(), held.lines[0], held.lines) is None


@pytest.mark.parametrize(
    ("scope", "wanted"),
    [
        (TallyScope.ALL, {"plain", "vital", "opiate", "cold", "pill", None}),
        (TallyScope.PLACE, {"plain", "vital", "opiate", "cold", "pill", None}),
        (TallyScope.CRITICAL, {"vital"}),
        (TallyScope.CONTROLLED, {"opiate"}),
        (TallyScope.COLD, {"cold"}),
        (TallyScope.MEDICINES, {"pill"}),
    ],
)
def test_a_scope_names_the_items_it_counts(
    scope: TallyScope, wanted: set[str | None]
) -> None:
    items: dict[str | None, Item | None] = {
        "plain": Item("plain", "x", "x"),
        "vital": Item("vital", "x", "x", critical=True),
        "opiate": Item("opiate", "x", "x", controlled=Controlled.LIST_1),
        "cold": Item("cold", "x", "x", cold_chain=True),
        "pill": Item("pill", "x", "x", atc="N02BE01"),
        None: None,
    }

    assert {code for code, item in items.items() if fits(scope, item)} == wanted
