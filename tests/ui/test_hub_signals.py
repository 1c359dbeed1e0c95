"""Signalen at the hub: how many posts reported stands beside every count."""

from __future__ import annotations

from pathlib import Path

from app.care.syndrome import Band, CountedSex, Syndrome
from app.commands import count_case, report_day
from app.commands.signal import Group
from tests.support.region import Region, leader, opened
from tests.support.screen import Screen
from tests.ui.test_hub_console import with_posts

BOY = Group(Band.UNDER_5, CountedSex.MALE)


def test_completeness_stands_beside_what_was_counted(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        first, second = here.posts
        await screen.until(lambda: "to-signals" in screen)
        await screen.click("to-signals")
        await screen.until(lambda: "complete" in screen)
        assert screen["complete"].value == "0 van 2 posten meldden deze dag"
        assert screen["region-AWD"].value == "–"

        for post, syndrome in ((first, Syndrome.AWD), (second, Syndrome.MEAS)):
            by = leader(opened(post))
            await opened(post).write(
                lambda d, b=by, s=syndrome: count_case(d, b, d.today(), s, BOY)
            )
        by = leader(opened(first))
        await opened(first).write(lambda d: report_day(d, by, d.today()))
        for post in here.posts:
            await here.received(post)

        await screen.until(lambda: screen["complete"].value.startswith("1 van 2"))
        await screen.until(lambda: screen["region-AWD"].value == "1")
        assert "dag niet gemeld: 1" in screen["incomplete"].value
        assert screen["region-BD"].value == "0"
        words = " ".join(screen.words())
        assert "Post Noord moet de GGD nog bellen: Vermoeden van mazelen" in words
        assert "van 1 van 2 posten" in words

    with_posts(tmp_path, tell, "zuid", "noord")
