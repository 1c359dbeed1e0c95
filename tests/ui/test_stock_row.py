"""A row of stock: how an item stands, and numbers as a person types and reads them."""

from __future__ import annotations

import pytest

from app.commands import set_par
from app.store.queries.stock import ItemRow, LotRow, item
from app.ui.widgets.quantity import pieces_of, signed
from app.ui.widgets.stock_row import (
    StockState,
    expiry_words,
    is_short,
    lot_words,
    state_of,
)
from tests.support.post import actor
from tests.support.window import Post

TODAY = "2026-11-22"
TOURNIQUET = "VB001"


def row_of(post: Post) -> ItemRow:
    found = post.file.read_now(lambda db: item(db, TOURNIQUET, TODAY))
    assert found is not None
    return found


def test_what_was_never_entered_is_unknown_and_not_short() -> None:
    post = Post()

    row = row_of(post)

    assert state_of(row) is StockState.NEVER
    assert not is_short(row)
    post.program.end()


def test_a_par_of_the_post_itself_makes_an_item_short_without_a_lot() -> None:
    post = Post()
    by = actor(post.file)
    post.file.write_now(lambda desk: set_par(desk, by, TOURNIQUET, 4))

    assert is_short(row_of(post))
    post.program.end()


@pytest.mark.parametrize(
    ("typed", "pieces"),
    [("", None), ("12", 12), (" 7 ", 7), ("-1", None), ("1e9", None), ("9" * 9, None)],
)
def test_only_a_whole_number_of_pieces_is_read(typed: str, pieces: int | None) -> None:
    assert pieces_of(typed) == pieces


def test_numbers_and_lots_in_words() -> None:
    lot = LotRow(b"", TOURNIQUET, "", "", 0, 0, 0, False, 0, False, None, 0, 0)

    assert (signed(2), signed(-2), signed(0)) == ("+2", "−2", "0")
    assert lot_words(lot, "en") == "without lot number"
    assert expiry_words("", "en") == "no expiry date"
