"""What counts nowhere is said: at the post, and at the hub with whose it is."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app.care.member import StaffAdded
from app.care.stock import LotKey, StockIssued, lot_stream
from app.care.terms import Role
from app.commands import receive_stock
from app.store.queries.overview import Uncounted, uncounted
from app.ui.console import screens
from app.ui.screens.sending import SendingRoom
from tests.support.post import actor
from tests.support.region import PASSPHRASE, arrive, leader, opened, region, until
from tests.support.screen import Screen, shown
from tests.support.window import Post

LOT = LotKey("VB001", "A", "2031-01-31")
ELSEWHERE = b"another1"


def test_a_post_says_what_does_not_count_and_why_and_nothing_while_all_does() -> None:
    post = Post()
    by = actor(post.file)
    post.file.write_now(lambda d: receive_stock(d, by, LOT, 6))

    async def tell(screen: Screen) -> None:
        assert not any("niet mee" in words for words in screen.words())
        wrong = StaffAdded("Ans", Role.NURSE)
        for _ in range(2):
            post.file.write_now(
                lambda d: d.record(lot_stream(ELSEWHERE, LOT), wrong, by)
            )
        absurd = StockIssued("VB001", 0, ELSEWHERE, 1)
        post.file.write_now(lambda d: d.record(lot_stream(ELSEWHERE, LOT), absurd, by))
        await screen.until(lambda: "3 regels tellen niet mee" in screen)

        assert "uncounted-staff.added-wrong_stream" in screen
        assert "Medewerker toegevoegd · 2 keer" in screen
        assert any("onmogelijk getal" in words for words in screen.words())

    post.tell(SendingRoom, tell)


def test_a_hub_says_which_post_wrote_in_the_name_of_another(tmp_path: Path) -> None:
    async def run() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await arrive(post)
            by = leader(opened(post))
            wrong = StockIssued("VB001", 2, ELSEWHERE, 1, "A", "2031-01-31")
            stream = lot_stream(ELSEWHERE, LOT)
            await opened(post).write(lambda desk: desk.record(stream, wrong, by))
            await here.received(post)

            async def is_told() -> bool:
                return bool(await opened(here.hub).read(uncounted))

            await until(is_told)
            (one,) = await opened(here.hub).read(uncounted)
            assert one == Uncounted(one.post, "stock.issued", "other_post", 1)
            async with shown(screens(here.hub), 1280) as screen:
                await screen.until(lambda: "hub-unlock" in screen)
                await screen.type("hub-secret", PASSPHRASE)
                await screen.click("hub-unlock")
                await screen.until(lambda: "go-aside" in screen)
                await screen.click("go-aside")
                await screen.until(lambda: "1 regel telt niet mee" in screen)
                assert "Uitgegeven · Post Zuid · 1 keer" in screen
                assert any("op naam van een andere" in each for each in screen.words())

    asyncio.run(run())
