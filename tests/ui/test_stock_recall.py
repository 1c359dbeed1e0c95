"""Terugroep at a post: found by its place, answered with a number, 0 too."""

from __future__ import annotations

from app.care.stock import LotKey
from app.care.terms import Role
from app.commands import Called, Coming, recall_here, receive_stock
from app.store.queries.recall import RecallRow, recalls
from app.ui.screens.overview import OverviewRoom
from app.ui.screens.stock import StockRoom
from tests.support.post import actor
from tests.support.screen import Screen
from tests.support.window import Post

LOT = LotKey("VB001", "A1", "2028-01-31")


def recalled(role: Role = Role.NURSE) -> tuple[Post, RecallRow]:
    post = Post(role=role)
    lead = actor(post.file, Role.POST_LEAD)
    post.file.write_now(lambda d: receive_stock(d, lead, LOT, 4, Coming(place="bus")))
    post.file.write_now(lambda d: recall_here(d, lead, Called("VB001", "scheur", "A1")))
    return post, row_of(post)


def row_of(post: Post) -> RecallRow:
    (row,) = post.file.read_now(recalls)
    return row


async def faced(screen: Screen) -> None:
    await screen.until(lambda: "stock-face-recalls" in screen)
    await screen.click("stock-face-recalls")


def test_a_recall_says_what_lies_where_and_is_answered_with_nothing_found() -> None:
    post, row = recalled()
    key = row.stream.hex()

    async def tell(screen: Screen) -> None:
        await faced(screen)
        await screen.until(lambda: f"found-{key}" in screen)
        assert any(each.startswith("4 · ") and "bus" in each for each in screen.words())
        assert "nog zoeken en tellen" in screen
        assert f"end-{key}" not in screen
        await screen.click(f"answer-{key}")
        await screen.until(lambda: "niets gevonden is 0" in screen)
        assert row_of(post).found is None
        await screen.type(f"found-{key}", "0")
        await screen.click(f"answer-{key}")
        await screen.until(lambda: "gevonden: 0" in screen)
        assert row_of(post).found == 0

    post.tell(StockRoom, tell)


def test_a_lead_orders_one_for_this_post_and_ends_it() -> None:
    post = Post(role=Role.POST_LEAD)

    async def tell(screen: Screen) -> None:
        await faced(screen)
        await screen.until(lambda: "recall-here" in screen)
        await screen.click("recall-here")
        await screen.type("receive-find", "tourniq")
        await screen.until(lambda: "pick-VB001" in screen)
        await screen.click("pick-VB001")
        await screen.until(lambda: "recall-lot" in screen)
        await screen.type("recall-lot", "a1")
        await screen.click("recall-save")
        await screen.until(lambda: "waarom dit wordt terug" in screen["refusal"].value)
        await screen.type("recall-reason", "scheur in de band")
        await screen.click("recall-save")
        await screen.until(lambda: "scheur in de band" in screen)
        row = row_of(post)
        assert (row.lot, row.is_open, row.by_hub) == ("A1", True, False)

        await screen.type(f"why-{row.stream.hex()}", "toch goed")
        await screen.click(f"end-{row.stream.hex()}")
        await screen.until(lambda: "beëindigd" in screen)
        assert not row_of(post).is_open

    post.tell(StockRoom, tell)


def test_a_lot_that_is_recalled_says_so_with_a_word() -> None:
    post, _ = recalled()
    post.session.item = "VB001"

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "lot-A1" in screen)
        assert "teruggeroepen" in screen
        assert "op: niets mag worden gebruikt" in screen
        assert "alles verlopen" not in screen
        await screen.click("stock-expired")
        await screen.until(lambda: "Niets verlopen" in screen)

    post.tell(StockRoom, tell)


def test_an_unanswered_recall_stands_on_the_overview_and_opens_it() -> None:
    post, _ = recalled()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "recall-look" in screen)
        assert any("Teruggeroepen: Tourniquet" in each for each in screen.words())
        await screen.click("recall-look")
        assert (post.session.room, post.session.face) == ("stock", "recalls")

    post.tell(OverviewRoom, tell)
