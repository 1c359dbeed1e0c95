"""What a hub lost is shown as not received from the moment the file knows it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

from app.post import PostProgram
from sync.errors import FileError
from sync.ids import LogId, Mode
from sync.protocol import State
from tests.support.disk import written_by_nobody
from tests.support.region import Region, arrive, opened, region, until


async def told_of_loss(here: Region, post: PostProgram) -> None:
    """Let a post that is off the line know that its hub holds nothing any more."""
    await arrive(post)
    await here.received(post)
    here.weathers["zuid"].up = False
    await until(lambda: not post.sending(Mode.REAL).online)
    road = post._ways[Mode.REAL].road
    for log in opened(post).write_now(lambda desk: desk.journal.own_logs()):
        road.set_held(nothing_held(log), [], 1)


def nothing_held(log: LogId) -> State:
    return State(
        log=log,
        held=[],
        read=[],
        set_aside=[],
        receipts=[],
        upto=0,
        more=False,
        revocation=0,
        now_ms=1,
        extensions={},
    )


def test_what_is_lost_is_shown_before_it_is_sealed_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await told_of_loss(here, post)

            await post._open[Mode.REAL].post._mending._notice_loss()

            assert post.sending(Mode.REAL).unsent_events > 0

    asyncio.run(story())


def test_what_is_lost_is_shown_also_where_nothing_can_be_laid(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await told_of_loss(here, post)
            shown: list[int] = []
            post.on_sending(
                Mode.REAL, lambda: shown.append(post.sending(Mode.REAL).unsent_events)
            )

            road = post._ways[Mode.REAL].road._file._database
            with written_by_nobody(road), suppress(FileError):
                await post._open[Mode.REAL].post.apply()

            assert shown[-1] > 0

    asyncio.run(story())
