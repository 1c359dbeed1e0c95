"""What comes out of a kit, and what the lots of that are called."""

from __future__ import annotations

import pytest

from app.care.item import Item, Part
from app.care.kit import contents, lot_out_of
from app.care.refusal import Refusal
from app.care.stock import LotKey

X1 = Item("X1", "Gaas", "Gauze")
POUCH = Item("POUCH", "Zakje", "Pouch", kit=(Part("X1", 5),))
BAG = Item("BAG", "Tas", "Bag", kit=(Part("X1", 3), Part("POUCH", 2), Part("X1", 1)))
ITEMS = {each.code: each for each in (X1, POUCH, BAG)}


def test_a_kit_falls_apart_into_its_list_and_a_kit_inside_stays_closed() -> None:
    assert contents(ITEMS, "BAG", 3) == {"X1": 12, "POUCH": 6}
    assert contents(ITEMS, "POUCH") == {"X1": 5}


@pytest.mark.parametrize("code", ["X1", "UNKNOWN"])
def test_what_is_no_kit_is_not_opened(code: str) -> None:
    with pytest.raises(Refusal) as refused:
        contents(ITEMS, code)

    assert refused.value.key == "not_a_kit"


def test_a_kit_that_would_come_out_of_itself_stays_closed() -> None:
    ring = Item("RING", "Ring", "Ring", kit=(Part("CHAIN", 1), Part("X1", 1)))
    chain = Item("CHAIN", "Ketting", "Chain", kit=(Part("RING", 1),))
    items = {"RING": ring, "CHAIN": chain, **ITEMS}

    for code in ("RING", "CHAIN"):
        with pytest.raises(Refusal) as refused:
            contents(items, code)
        assert refused.value.key == "kit_in_itself"


@pytest.mark.parametrize(
    ("lot", "name"),
    [
        ("", "KIT"),
        ("A1", "KIT-A1"),
        ("LOT-2026-00417-XL-99", "KIT-2026-00417-XL-99"),
    ],
)
def test_what_came_out_says_from_which_lot_and_keeps_the_date(
    lot: str, name: str
) -> None:
    key = lot_out_of(LotKey("BAG", lot, "2027-05-31"), "X1")

    assert key == LotKey("X1", name, "2027-05-31")
    assert len(key.lot) <= 20
