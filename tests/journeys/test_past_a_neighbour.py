"""A post whose line is cut sends past a neighbour that has one; screens say so."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app.demo.outcome import carried_events, own_events
from app.post import PostProgram
from sync.ids import Mode
from tests.journeys.test_by_hand import at_post, cut_off
from tests.journeys.test_orders import came, order
from tests.support.region import Region, arrive, opened, region, until


async def neighbour_of(here: Region, name: str = "noord") -> tuple[PostProgram, str]:
    """Return a post with a line that takes post along, and where it is found."""
    post = await here.post(name)
    await here.received(post)
    await post.neighbours(Mode.REAL).carry(carries=True)
    carrying = post.neighbours(Mode.REAL).circle.carrying
    assert carrying is not None
    return post, carrying.addresses[0]


def test_facts_and_orders_go_past_a_neighbour_from_screen_to_screen(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            near, address = await neighbour_of(here)
            await cut_off(here, post)
            await arrive(post)
            await arrive(post)
            await order(here)

            async with at_post(post) as screen:
                await screen.until(lambda: "neighbour-address" in screen)
                await screen.type("neighbour-address", address)
                await screen.click("neighbour-add")
                await until(lambda: post.neighbours(Mode.REAL).answer)
                await screen.click("try-now")
                await until(lambda: not post.sending(Mode.REAL).unsent_events)
                await screen.until(lambda: "Heeft niets van ons" in screen)
                await screen.until(lambda: "bij een hub" in screen)
            await came(post)

            file = here.hub.file()
            assert file is not None
            assert not post.neighbours(Mode.REAL).circle.neighbours[0].is_base
            of_both = own_events(opened(post)) + own_events(opened(near))
            assert carried_events(file) == of_both
            assert not post.sending(Mode.REAL).online

    asyncio.run(story())


def test_a_post_that_was_closed_and_started_again_still_carries(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            near, _ = await neighbour_of(here)
            await near.end()
            here.posts.remove(near)

            again = here.program("noord")
            await again.begin()
            about = again.neighbours(Mode.REAL)
            await until(lambda: about.circle.carrying is not None)

            assert about.circle.carrying is not None

    asyncio.run(story())
