"""At the hub: rides of all posts, homes that empty, who is where; and nobody's name."""

from __future__ import annotations

from pathlib import Path

from tests.support.moving import somebody_waits
from tests.support.region import Region, leader, opened
from tests.support.screen import Screen
from tests.ui.test_hub_console import with_posts


def test_the_hub_sees_how_many_and_where_and_nobody_by_name(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        [post] = here.posts
        by = leader(opened(post))
        await screen.until(lambda: "to-moving" in screen)
        await screen.click("to-moving")
        await screen.until(
            lambda: any("Niemand is onderweg" in each for each in screen.words())
        )
        await opened(post).write(lambda desk: somebody_waits(desk, by))
        await here.received(post)
        await screen.until(lambda: "guests" in screen)

        said = " ".join(screen.words())
        for words in (
            "1 rit is te laat",
            "5 zittend",
            "bus 1",
            "De Linde",
            "1 vermist",
            "Oekraïne · kerk",
            "40 (1 bekend)",
            "1 kind is alleen",
        ):
            assert words in said
        for name in ("Jansen", "Ans", "Іван", "Henk"):
            assert name not in said

    with_posts(tmp_path, tell, "zuid")
