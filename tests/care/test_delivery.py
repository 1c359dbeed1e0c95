"""A delivery: one line for a lot, and a line that is unsure is not ready."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.delivery import (
    MOST_LINES,
    Lack,
    Line,
    changed,
    of_item,
    ready,
    scanned_again,
)
from app.care.refusal import Refusal
from app.care.stock import MOST

LINE = Line(gtin="09528800000019", item="VB001", lot="A", expiry="2028-01-31")

scans = st.lists(
    st.builds(
        Line,
        item=st.sampled_from(["VB001", "VB002"]),
        lot=st.sampled_from(["A", "B"]),
        expiry=st.sampled_from(["", "2028-01-31"]),
        quantity=st.integers(1, 50),
    ),
    max_size=40,
)


@given(scans)
def test_no_piece_is_lost_or_made_whatever_the_order(lines: list[Line]) -> None:
    kept: tuple[Line, ...] = ()
    for line in lines:
        kept = scanned_again(kept, line)

    def sums(of: list[Line] | tuple[Line, ...]) -> dict[tuple[str, str, str], int]:
        found: dict[tuple[str, str, str], int] = {}
        for each in of:
            key = (each.item, each.lot, each.expiry)
            found[key] = found.get(key, 0) + each.quantity
        return found

    assert sums(kept) == sums(lines)
    assert len(kept) == len(sums(lines))


def test_a_serial_number_counts_once() -> None:
    one = replace(LINE, serials=("S1",))

    kept = scanned_again((one,), replace(LINE, serials=("S2",)))
    assert (kept[0].quantity, kept[0].serials) == (2, ("S1", "S2"))
    with pytest.raises(Refusal, match="scanned_before"):
        scanned_again(kept, one)


@pytest.mark.parametrize(
    ("line", "lack"),
    [
        (LINE, None),
        (replace(LINE, item=""), Lack.ITEM),
        (replace(LINE, doubt="10"), Lack.DOUBT),
        (replace(LINE, bare=True), Lack.BARE),
        (replace(LINE, quantity=0), Lack.QUANTITY),
        (replace(LINE, quantity=MOST + 1), Lack.QUANTITY),
    ],
)
def test_a_line_says_what_it_lacks(line: Line, lack: Lack | None) -> None:
    assert line.lacks is lack
    assert ready([line]) == ((line,) if lack is None else ())


def test_a_bar_code_that_gets_its_item_counts_in_its_pieces() -> None:
    unknown = replace(LINE, item="", quantity=2)

    (line, other) = of_item((unknown, LINE), LINE.gtin, "VB004", 5)

    assert (line.item, line.quantity, line.pieces) == ("VB004", 10, 5)
    assert other == LINE


def test_what_a_code_counted_is_pieces_already() -> None:
    told = replace(LINE, item="", quantity=10, counted=10, serials=())
    packed = replace(LINE, item="", quantity=1, serials=())

    (line,) = of_item(scanned_again((told,), packed), LINE.gtin, "VB004", 5)

    assert line.quantity == 10 + 5


def test_a_line_is_changed_or_taken_out_where_it_stands() -> None:
    lines = (LINE, replace(LINE, lot="B"))

    assert changed(lines, 1, None) == (LINE,)
    assert changed(lines, 0, replace(LINE, lot="C"))[0].lot == "C"


def test_a_delivery_has_an_end() -> None:
    full = tuple(replace(LINE, lot=str(each)) for each in range(MOST_LINES))

    with pytest.raises(Refusal, match="delivery_full"):
        scanned_again(full, LINE)
