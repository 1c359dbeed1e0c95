"""A controlled drug in a stocktake: every lot of it at once, and somebody watches."""

from __future__ import annotations

from app.care.stock import LotKey
from app.commands import receive_stock
from app.store.queries.controlled import registers
from app.ui.screens.stock import StockRoom
from tests.support.post import actor
from tests.support.screen import Screen
from tests.support.watch import alone
from tests.support.window import Post
from tests.ui.test_stock_tally import MORPHINE, begun, counting, entries, number


def test_a_controlled_drug_asks_for_all_its_lots_and_a_second_person() -> None:
    post = Post()
    by = actor(post.file)
    later = LotKey("VB042", "M2", "2099-06-01")
    post.file.write_now(lambda d: receive_stock(alone(d, by), by, MORPHINE, 5))
    post.file.write_now(lambda d: receive_stock(alone(d, by), by, later, 5))
    stream = begun(post)

    async def tell(screen: Screen) -> None:
        await counting(screen, stream)
        await number(screen, "5")
        await screen.until(lambda: "scan-told" in screen)
        assert entries(post)["M1"].lines == ()
        await screen.click("tally-whole")
        await screen.until(lambda: "second-nobody" in screen)
        await screen.type("whole-M1", "5")
        await screen.type("whole-M2", "4")
        await screen.click("second-nobody")
        await screen.click("second-why-Ik ben alleen")
        await screen.click("tally-whole-save")
        await screen.until(lambda: "tally-pieces" in screen)

        row = post.file.read_now(registers)[0]
        assert (row.code, row.balance, row.open_differences) == ("VB042", 9, 1)
        assert entries(post)["M2"].found == 4

    post.tell(StockRoom, tell)


def test_a_lot_of_a_controlled_drug_that_nobody_knew_is_counted_with_the_others() -> (
    None
):
    post = Post()
    by = actor(post.file)
    post.file.write_now(lambda d: receive_stock(alone(d, by), by, MORPHINE, 5))
    stream = begun(post)

    async def tell(screen: Screen) -> None:
        await counting(screen, stream)
        await screen.click("tally-add-lot")
        await screen.type("receive-find", "VB042")
        await screen.until(lambda: "pick-VB042" in screen)
        await screen.click("pick-VB042")
        await screen.until(lambda: "whole-new-number" in screen)
        await screen.type("whole-M1", "5")
        await screen.type("whole-new-number", "m9")
        await screen.type("receive-expiry", "05-2029")
        await screen.type("whole-new-pieces", "3")
        await screen.click("second-nobody")
        await screen.click("second-why-Ik ben alleen")
        await screen.click("tally-whole-save")
        await screen.until(lambda: "tally-pieces" in screen)

        strange = entries(post)["M9"]
        assert (strange.found, strange.spot.expiry) == (3, "2029-05-31")
        row = post.file.read_now(registers)[0]
        assert (row.code, row.balance, row.on_hand) == ("VB042", 8, 8)

    post.tell(StockRoom, tell)
