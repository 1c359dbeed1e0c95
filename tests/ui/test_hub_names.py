"""Names in the lists of a hub: hidden where a post hides them, or everywhere."""

from __future__ import annotations

from pathlib import Path

from app.care.terms import Triage
from app.commands import set_masking
from app.store.queries.post import hiding_posts
from tests.support.region import Region, arrive, leader, opened
from tests.support.screen import Screen
from tests.ui.test_hub_console import with_posts


def names(screen: Screen) -> list[str]:
    said = ("Jan van zuid", "Jan van noord", "naam verborgen")
    return sorted(each for each in screen.words() if each in said)


def test_a_hub_hides_the_names_a_post_hides_and_every_name_when_told_to(
    tmp_path: Path,
) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        for post, name in zip(here.posts, ("zuid", "noord"), strict=True):
            await arrive(post, Triage.T2, name=f"Jan van {name}")
        south = here.posts[0]
        by = leader(opened(south))
        await opened(south).write(lambda desk: set_masking(desk, by, hides_names=True))
        for post in here.posts:
            await here.received(post)
        await screen.until(lambda: "go-casualties" in screen)
        await screen.click("go-casualties")
        await screen.until(lambda: names(screen) == ["Jan van noord", "naam verborgen"])

        await screen.click("hide-names")
        await screen.until(lambda: names(screen) == ["naam verborgen"] * 2)
        assert len(await opened(here.hub).read(hiding_posts)) == 2

        await screen.click("hide-names")
        await screen.until(lambda: names(screen) == ["Jan van noord", "naam verborgen"])

    with_posts(tmp_path, tell, "zuid", "noord")
