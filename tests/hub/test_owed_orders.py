"""What an inbox could not take while there was no room is laid ready later, once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.commands.message import Wording
from app.hub.telling import Telling
from app.store.queries.message import messages
from sync.errors import FileError
from sync.ids import ActorId
from tests.support.disk import written_by_nobody
from tests.support.region import Region, opened, region, until

if TYPE_CHECKING:
    from app.post import PostProgram
    from sync.hub.inbox import Inbox


def inbox(here: Region) -> Inbox:
    assert here.hub._locked is not None
    return here.hub._locked.inbox


async def order(here: Region, words: str) -> None:
    voice, who = here.hub.voice(), here.hub.operator()
    assert voice is not None
    assert who is not None
    posts = [each.post_id for each in await here.hub.posts()]
    await voice.send(ActorId(who.actor), Wording(words, is_order=True), posts)


async def came(post: PostProgram, words: list[str]) -> None:
    def has_come() -> bool:
        return sorted(row.text for row in opened(post).read_now(messages)) == words

    await until(has_come)


def test_an_order_is_told_once_where_the_inbox_has_no_room(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            with written_by_nobody(inbox(here).file._database):
                await order(here, "een")
            await order(here, "twee")

            await came(post, ["een", "twee"])
            assert len(opened(here.hub).read_now(messages)) == 2

    asyncio.run(story())


def test_what_an_older_inbox_lacks_is_laid_by_the_next_who_asks(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            await post.end()
            await order(here, "een")
            with inbox(here).file.change() as run:  # as a copy made before the order
                run("DELETE FROM down")
            file, hub = opened(here.hub), here.hub._hub
            assert hub is not None
            here.hub._voice = again = Telling(hub, file)

            with written_by_nobody(file._database), pytest.raises(FileError):
                await again.take_up()
            await again.lay_owed()

            (said,) = await again.sent()
            assert said.laid_ms is not None

    asyncio.run(story())
