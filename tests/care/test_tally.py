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
    SPOT_FOLD,
    Stocktake,
    Tallied,
    TallyBegun,
    TallyEnded,
    TallyLine,
    TallyScope,
    at_moment,
    booked,
    fits,
    is_conflict,
    line,
    spot_line,
)

POST = b"post_1_8"
TABLET, LAPTOP = b"TTTTTTTT", b"LLLLLLLL"
Placed = tuple[bytes, int, Any]

BEGUN = TallyBegun(POST, TallyScope.ALL, 5, "november")


STREAM = b"tally:november"


def found(
    pieces: int, at_ms: int, *sees: tuple[bytes, int], place: str = "schap"
) -> TallyLine:
    about = (POST, STREAM, "VB001", pieces, at_ms, "A1", "2027-01-01", place)
    return TallyLine(*about, sees)


def folded(*facts: Placed) -> Stocktake:
    held = Stocktake()
    for log, seq, fact in facts:
        if type(fact) in FOLD:
            stamp = Stamp((log, seq), b"person_1", seq, log)
            held = FOLD[type(fact)](held, fact, stamp)
    return held


def tallied(*facts: Placed, place: str = "schap") -> Tallied:
    held = Tallied()
    for log, seq, fact in facts:
        if isinstance(fact, TallyLine) and fact.place == place:
            stamp = Stamp((log, seq), b"person_1", seq, log)
            held = SPOT_FOLD[TallyLine](held, fact, stamp)
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
    held = tallied((TABLET, 2, found(7, 6)), (LAPTOP, 1, found(9, 7, (TABLET, 2))))

    (standing,) = held.standing
    row = spot_line(held)
    assert (standing.pieces, row.in_conflict, row.is_counted) == (9, False, True)


def test_two_that_did_not_know_each_other_both_stand_and_are_not_added() -> None:
    held = tallied((TABLET, 2, found(7, 6)), (LAPTOP, 1, found(9, 7)))
    same = tallied((TABLET, 2, found(7, 6)), (LAPTOP, 1, found(7, 7)))

    both = held.standing
    assert ([each.pieces for each in both], is_conflict(both)) == ([7, 9], True)
    assert (spot_line(held).is_counted, spot_line(held).in_conflict) == (True, True)
    assert (spot_line(same).is_counted, spot_line(same).in_conflict) == (True, False)


@st.composite
def told(draw: st.DrawFn) -> list[Placed]:
    """Return a stocktake of two shelves by two tablets; a line sees its own shelf."""
    facts: list[Placed] = [(TABLET, 1, BEGUN)]
    shelf: dict[tuple[bytes, int], str] = {}
    for place in range(draw(st.integers(1, 8))):
        where = draw(st.sampled_from(["schap", "bus"]))
        at_ms = draw(st.integers(6, 9))
        here = (draw(st.sampled_from([TABLET, LAPTOP])), place + 2)
        if draw(st.integers(0, 4)) == 0:
            facts.append((*here, TallyEnded(POST, at_ms)))
            continue
        seen = (
            draw(st.lists(st.sampled_from(sorted(shelf)), max_size=2)) if shelf else ()
        )
        sees = [each for each in seen if shelf[each] == where]
        facts.append((*here, found(draw(st.integers(0, 3)), at_ms, *sees, place=where)))
        shelf[here] = where
    return facts


@given(told(), st.randoms(use_true_random=False))
def test_a_stocktake_does_not_care_in_what_order_it_hears(
    facts: list[Placed], dice: Any
) -> None:
    shuffled = list(facts)
    dice.shuffle(shuffled)

    assert folded(*shuffled) == folded(*facts)
    assert line(folded(*shuffled)) == line(folded(*facts))
    for place in ("schap", "bus"):
        assert tallied(*shuffled, place=place) == tallied(*facts, place=place)


@given(told())
def test_told_by_spot_the_same_lines_stand_as_in_one_list(facts: list[Placed]) -> None:
    every = [
        (fact.observed_ms, (log, seq), fact)
        for log, seq, fact in facts
        if isinstance(fact, TallyLine)
    ]
    replaced = {seen for _, _, fact in every for seen in fact.sees}
    standing = {
        place: [
            (id_, fact.pieces)
            for _, id_, fact in sorted(every, key=lambda each: each[:2])
            if fact.place == place and id_ not in replaced
        ]
        for place in ("schap", "bus")
    }

    for place, expected in standing.items():
        held = tallied(*facts, place=place)
        assert [(each.id, each.pieces) for each in held.standing] == expected
        if held.lines:
            row = spot_line(held)
            assert row.is_counted == bool(expected)
            assert row.in_conflict == (len({pieces for _, pieces in expected}) > 1)


def test_the_books_before_a_count_leave_the_stocktake_itself_out() -> None:
    held = tallied((TABLET, 3, found(7, 10)), (TABLET, 5, found(8, 12, (TABLET, 3))))
    shelf = ledger(
        (TABLET, 2, moved(10, 1)),
        (TABLET, 4, counted(7, 10, (TABLET, 2))),
        (TABLET, 6, counted(8, 12, (TABLET, 4))),
    )

    assert [booked(shelf, each, held.lines) for each in held.lines] == [10, 10]


def test_what_was_taken_before_and_is_heard_of_later_was_expected_too() -> None:
    held = tallied((TABLET, 3, found(8, 10)))
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
    held = tallied((TABLET, 5, found(4, 10)))
    shelf = ledger(
        (TABLET, 1, moved(10, 1)),
        (TABLET, 2, counted(6, 2, (TABLET, 1))),
        (TABLET, 3, moved(-1, 3)),
        (TABLET, 6, counted(4, 10, (TABLET, 3))),
    )

    assert booked(shelf, held.lines[0], held.lines) == 5


def test_a_lot_that_the_books_do_not_know_had_nothing_expected() -> None:
    held = tallied((TABLET, 2, found(3, 10)))
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
