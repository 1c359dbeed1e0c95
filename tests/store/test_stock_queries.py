"""What screens ask about stock."""

from __future__ import annotations

from app.care.stock import LotKey
from app.care.terms import Role
from app.commands import issue_stock, receive_stock, set_par
from app.store.file import CareFile
from app.store.queries.stock import ItemRow, item, items, lots, stock_by_post
from app.store.starter import starter_items
from app.ui.screens.hub_stock import stock_table
from tests.support.post import actor, memory_post

TODAY = "2026-11-22"


def receive(post: CareFile, key: LotKey, quantity: int) -> None:
    by = actor(post, Role.STOCK_KEEPER)
    post.write_now(lambda desk: receive_stock(desk, by, key, quantity))


def found(post: CareFile, code: str) -> ItemRow:
    row = post.read_now(lambda db: item(db, code, TODAY))
    assert row is not None
    return row


def test_a_new_post_has_the_example_list_and_nothing_on_the_shelf() -> None:
    post = memory_post()

    rows = post.read_now(lambda db: items(db, TODAY))

    assert len(rows) == len(starter_items()) == 99
    assert all(row.stock_out and row.par_is_example and row.below_par for row in rows)
    post.close()


def test_only_expired_stock_is_a_stock_out() -> None:
    post = memory_post()
    receive(post, LotKey("VB001", "OLD", "2026-11-21"), 50)

    row = found(post, "VB001")

    assert (row.on_hand, row.usable, row.stock_out) == (50, 0, True)
    assert (row.next_expiry, row.lots) == ("", 1)
    post.close()


def test_a_lot_is_good_on_its_last_day() -> None:
    post = memory_post()
    receive(post, LotKey("VB001", "L", TODAY), 50)

    assert found(post, "VB001").usable == 50
    post.close()


def test_what_is_short_comes_first_and_a_par_of_ones_own_counts() -> None:
    post = memory_post()
    by = actor(post, Role.NURSE)
    receive(post, LotKey("VB001", "L", "2027-01-01"), 100)
    receive(post, LotKey("VB002", "L", "2027-01-01"), 10)
    post.write_now(lambda desk: set_par(desk, by, "VB001", 200))

    rows = post.read_now(lambda db: items(db, TODAY))
    below = post.read_now(lambda db: items(db, TODAY, only_below=True))

    assert [row.code for row in rows[-2:]] == ["VB002", "VB001"]
    assert (rows[-1].par, rows[-1].par_is_example) == (200, False)
    assert rows[-1] in below
    post.close()


def test_search_looks_at_code_and_both_names() -> None:
    post = memory_post()

    def codes(typed: str) -> list[str]:
        return [row.code for row in post.read_now(lambda db: items(db, TODAY, typed))]

    assert codes("halskraag") == codes("cervical COLLAR") == codes("vb090") == ["VB090"]
    assert codes("creme") == ["VB077"]
    assert codes("zzz") == []
    post.close()


def test_an_item_that_is_not_on_the_list_is_shown_by_its_code() -> None:
    post = memory_post()
    receive(post, LotKey("Eigen zalf"), 3)

    row = found(post, "Eigen zalf")

    assert (row.name_nl, row.on_list, row.par, row.below_par) == (
        "Eigen zalf",
        False,
        None,
        False,
    )
    assert post.read_now(lambda db: item(db, "nergens", TODAY)) is None
    post.close()


def test_lots_are_in_the_order_they_go_out_and_expired_ones_last() -> None:
    post = memory_post()
    for key in (
        LotKey("VB001", "C", ""),
        LotKey("VB001", "X", "2026-01-01"),
        LotKey("VB001", "B", "2028-01-01"),
        LotKey("VB001", "A", "2027-01-01"),
    ):
        receive(post, key, 5)

    rows = post.read_now(lambda db: lots(db, "VB001", TODAY))

    assert [row.lot for row in rows] == ["A", "B", "C", "X"]
    assert [row.expired for row in rows] == [False, False, False, True]
    post.close()


def test_a_negative_lot_is_shown_and_takes_nothing_from_the_others() -> None:
    post = memory_post()
    by = actor(post, Role.NURSE)
    receive(post, LotKey("VB001", "A", "2027-01-01"), 5)
    gone = LotKey("VB001", "Z", "2026-12-01")
    post.write_now(lambda desk: issue_stock(desk, by, "VB001", 2, gone, "in de hand"))

    row = found(post, "VB001")

    assert (row.on_hand, row.usable) == (3, 5)
    post.close()


def test_stock_is_added_up_per_post() -> None:
    post = memory_post()
    receive(post, LotKey("VB001", "A", "2027-01-01"), 5)
    receive(post, LotKey("VB001", "B", "2026-01-01"), 7)

    rows = post.read_now(lambda db: stock_by_post(db, TODAY))

    assert [(row.item, row.on_hand, row.usable, row.lots) for row in rows] == [
        ("VB001", 12, 5, 2)
    ]
    post.close()


def test_a_hub_reads_only_the_items_on_screen_and_one_more() -> None:
    post = memory_post()
    by = actor(post)
    for code in ("VB001", "VB002", "VB003"):
        lot = LotKey(code, "A1", "2099-01-01")
        post.write_now(lambda d, lot=lot: receive_stock(d, by, lot, 4))

    _, two, held, asking = post.read_now(lambda db: stock_table(db, 0, TODAY, "", 1))
    _, found, _, _ = post.read_now(lambda db: stock_table(db, 0, TODAY, "vb003", 9))
    _, none, _, _ = post.read_now(lambda db: stock_table(db, 0, TODAY, "vb009", 9))

    assert len(two) == 2
    assert {code for _, code in held} == {row.code for row in two}
    assert {each.usable for each in held.values()} == {4}
    assert [row.code for row in found] == ["VB003"]
    assert (none, asking) == ([], 0)
    post.close()
