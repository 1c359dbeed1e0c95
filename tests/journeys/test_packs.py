"""Stories of the regional list: every post has it, one that joins later too."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app.care.item import Item
from app.care.item_pack import items_document
from app.care.pack import ITEMS
from app.post import PostProgram
from app.store.queries.item import listing
from sync.ids import ActorId
from tests.support.region import PASSPHRASE, Region, opened, region, until

GAUZE = Item("R1", "Gaas", "Gauze")
TAPE = Item("R2", "Pleister", "Tape")


async def publish(here: Region, *items: Item) -> None:
    voice, who = here.hub.voice(), here.hub.operator()
    assert voice is not None
    assert who is not None
    await voice.publish(ActorId(who.actor), ITEMS, items_document(items), "")


async def came(post: PostProgram, *codes: str) -> None:
    """Wait until a post knows exactly these items."""
    await until(lambda: set(opened(post).read_now(listing).items) == set(codes))


def test_a_list_reaches_the_posts_that_are_there_and_one_that_joins_later(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            first = await here.post("zuid")
            await here.received(first)

            await publish(here, GAUZE)
            await came(first, "R1")
            second = await here.post("noord")
            await here.received(second)

            await came(second, "R1")
            await publish(here, GAUZE, TAPE)
            await came(first, "R1", "R2")
            await came(second, "R1", "R2")

    asyncio.run(story())


def test_opening_a_hub_again_tells_no_post_twice(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            await publish(here, GAUZE)
            await came(post, "R1")

            for _ in range(2):
                await here.hub.lock()
                await here.hub.unlock(PASSPHRASE)
            await here.received(post)

            edition = opened(post).read_now(listing).edition
            at_hub = opened(here.hub).read_now(listing).edition
            assert edition is not None
            assert at_hub is not None
            assert len(edition.pieces[0].facts) == 1
            assert len(at_hub.pieces[0].facts) == 2

    asyncio.run(story())
