"""Dagen en herverdelen at the hub: who has least, who can help, and its order."""

from __future__ import annotations

from pathlib import Path

from app.care.stock import LotKey
from app.commands import issue_stock, receive_stock
from app.store.queries.message import messages
from tests.support.region import Region, leader, opened, until
from tests.support.screen import Screen
from tests.ui.test_hub_console import keys, with_posts

BANDAGE = LotKey("VB002", "B1", "2031-01-31")


async def stocked(here: Region) -> None:
    """Let the first post run out and the second have plenty of one item."""
    poor, rich = here.posts
    for post, pieces, used in ((poor, 6, 5), (rich, 200, 2)):
        by = leader(opened(post))
        await opened(post).write(
            lambda desk, by=by, n=pieces: receive_stock(desk, by, BANDAGE, n)
        )
        await opened(post).write(
            lambda desk, by=by, n=used: issue_stock(desk, by, "VB002", n)
        )
        await here.received(post)


def test_a_proposal_says_why_and_becomes_an_order_for_both_posts(
    tmp_path: Path,
) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        await stocked(here)
        await screen.until(lambda: "go-stock" in screen)
        await screen.click("go-stock")
        await screen.until(lambda: "to-days" in screen)
        await screen.click("to-days")
        await screen.until(lambda: bool(keys(screen, "order-move-VB002")))
        words = " ".join(screen.words())
        (order,) = keys(screen, "order-move-VB002")
        amount = order.removeprefix("order-")

        assert "kan 14 geven aan" in words
        assert "van minder dan een dag naar 3 dagen" in words

        await screen.type(f"pieces-{amount}", "12")
        await screen.click(order)
        for post, said in zip(here.posts, ("stuurt u 12 ×", "Stuur 12 ×"), strict=True):
            await until(
                lambda post=post, said=said: any(
                    said in row.text for row in opened(post).read_now(messages)
                )
            )

    with_posts(tmp_path, tell, "zuid", "noord")
