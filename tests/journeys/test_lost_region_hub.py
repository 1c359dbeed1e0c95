"""A hub is lost for good: another takes its place, and every fact is there, once."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from app import paths
from app.demo.outcome import (
    carried_events,
    own_events,
    photos_equal,
    pictures_equal,
)
from app.front import bind, listen
from app.hub import HubProgram
from app.post import PostProgram
from app.store.queries.fork import forks
from app.store.queries.message import messages
from sync.clock import SystemClock
from sync.hub.backup import back_up
from sync.hub.landing import troubled
from sync.hub.postgres import Postgres
from sync.ids import Mode, SystemIds
from tests.journeys.test_orders import came, order, shown, understand
from tests.journeys.test_photos import JPEG, photo_at, take_photo
from tests.support.postgres import Server
from tests.support.region import (
    CHEAP,
    PASSPHRASE,
    Region,
    arrive,
    opened,
    region,
    until,
)


async def typed(*words: object) -> None:
    """Run `noodpost` as an operator does; each secret it asks is the same one."""
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app", *map(str, words)),
        stdin=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    _, said = await program.communicate(f"{PASSPHRASE}\n".encode() * 4)
    assert program.returncode == 0, said.decode()


def carried_away(here: Region, database: str | None) -> tuple[paths.Home, Path]:
    """Return the stick of the region, and what is left of the lost hub.

    Of a hub in a database that is a backup.
    """
    home = paths.hub_home(here.folder / "hub", here.mode)
    stick = paths.Home(here.folder / "stick")
    stick.folder.mkdir()
    for name in (home.region_ca, home.escrow):
        shutil.move(name, stick.folder / name.name)
    left = here.folder / "left"
    if database is None:
        shutil.copy(home.inbox, left)
    else:
        with closing(Postgres(database)) as lost:
            back_up(lost, left, 0)
    shutil.rmtree(home.folder)
    return stick, left


async def make_another(here: Region, stick: paths.Home) -> Path:
    """Make another hub of the region with the files of the stick."""
    data = here.folder / "second"
    await typed(
        *("region", "new-hub", "--data", data, "--ca", stick.region_ca),
        *("--escrow", stick.escrow, "--name", "Regio", "--operator", "Ans"),
    )
    return data


@asynccontextmanager
async def running(here: Region, data: Path) -> AsyncIterator[HubProgram]:
    """Run the hub of a folder."""
    bound = bind("127.0.0.1", 0)
    url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    hub = HubProgram(data, here.mode, url, SystemClock(), SystemIds(), cost=CHEAP)
    door = await listen(hub, bound)
    try:
        await hub.begin()
        await hub.unlock(PASSPHRASE)
        yield hub
    finally:
        for post in here.posts:
            await post.end()
        await door.stop()
        await hub.end()


async def worked(here: Region) -> tuple[PostProgram, bytes]:
    """Let a post do all there is to do: casualties, a photo, an order understood."""
    post = await here.post("zuid")
    stream = await arrive(post)
    await take_photo(post, stream)
    await order(here)
    (row,) = await came(post)
    await understand(post, row)
    await here.received(post)
    await until(lambda: post.sending(Mode.REAL).unsent_photos == 0)
    return post, stream


def holds_all(hub: HubProgram, post: PostProgram) -> bool:
    post.nudge(Mode.REAL)
    sending = post.sending(Mode.REAL)
    is_sent = sending.unsent_events == sending.unsent_photos == 0
    return is_sent and carried_events(opened(hub)) >= own_events(opened(post))


@pytest.mark.parametrize("what_is_left", ["inbox", "backup", "nothing"])
def test_a_post_joins_the_hub_that_takes_its_place_and_nothing_is_lost_or_doubled(
    tmp_path: Path, server: Server, what_is_left: str
) -> None:
    database = server.new_database() if what_is_left == "backup" else None

    async def story() -> None:
        async with region(tmp_path, database=database) as here:
            post, stream = await worked(here)
            here.weathers["zuid"].up = False
            await arrive(post)
            await post.end()
            await here.hub.end()
            stick, left = carried_away(here, database)
            data = await make_another(here, stick)
            if what_is_left != "nothing":
                escrow = ("--escrow", stick.escrow)
                await typed("hub", "--data", data, "recover", "--inbox", left, *escrow)

            async with running(here, data) as hub:
                post = await here.again("zuid")
                before = carried_events(opened(hub))
                await post.enrol(Mode.REAL, (await hub.invite("zuid")).text)
                await until(lambda: holds_all(hub, post))

                there = opened(hub)
                assert (before > 0) is (what_is_left != "nothing")
                assert carried_events(there) == own_events(opened(post))
                assert photo_at(there, stream) == JPEG
                assert photos_equal([opened(post)], there)
                assert pictures_equal([opened(post)], there)
                assert there.read_now(troubled) == []
                assert there.read_now(forks) == ()
                assert await hub.set_aside() == ()
                assert post.sending(Mode.REAL).set_aside == 0
                await tells_it(hub, post)

    asyncio.run(story())


async def tells_it(hub: HubProgram, post: PostProgram) -> None:
    """Check that the new hub's orders come, beside what the lost one had said."""
    known = len(shown(post))
    speaking: Any = Region(Path(), Mode.REAL, None, hub, "", hub.clock)  # type: ignore[arg-type]
    await order(speaking)
    rows = await came(post, known + 1)
    await understand(post, next(row for row in rows if row.is_open))
    await until(lambda: any(row.understood for row in opened(hub).read_now(messages)))
