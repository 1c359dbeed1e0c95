"""Stories of a hub whose own disk, or its database's, runs full for real."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psycopg
import pytest

from app.care.terms import Triage
from app.demo.outcome import carried_events, own_events, pictures_equal
from app.post import PostProgram
from sync.ids import Mode
from tests.support.disk import no_small_disks, small_disk, stuffed
from tests.support.postgres import Server, new_folder, removed
from tests.support.region import Region, arrive, opened, region, until

pytestmark = pytest.mark.skipif(bool(no_small_disks()), reason=no_small_disks())

HUB_MB = 24
DATABASE_MB = 160
MANY = 400


async def work_until_full(post: PostProgram) -> int:
    """Register until the hub has no room any more; return what was not received."""
    for _ in range(MANY):
        await arrive(post, Triage.T1, complaint="x" * 200)
        post.nudge(Mode.REAL)
        await until(
            lambda: (
                not post.sending(Mode.REAL).unsent_events
                or post.sending(Mode.REAL).reason == "full"
            )
        )
        if post.sending(Mode.REAL).reason == "full":
            return post.sending(Mode.REAL).unsent_events
    raise AssertionError("there was room for all of it")


async def all_there(here: Region, post: PostProgram) -> None:
    await here.received(post)
    assert carried_events(opened(here.hub)) == own_events(opened(post))
    assert pictures_equal([opened(post)], opened(here.hub))
    assert await here.hub.set_aside() == ()


def test_a_hub_whose_disk_runs_full_says_so_and_takes_all_when_there_is_room(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "hub"
    folder.mkdir()

    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)

            with stuffed(folder):
                unsent = await work_until_full(post)
            await all_there(here, post)

            assert unsent > 0

    with small_disk(folder, HUB_MB):
        asyncio.run(story())


def test_a_database_whose_disk_runs_full_loses_nothing_and_goes_on(
    tmp_path: Path,
) -> None:
    server = Server(new_folder())

    async def story() -> None:
        async with region(tmp_path, database=server.new_database()) as here:
            post = await here.post("zuid")
            await here.received(post)

            with stuffed(server.folder):
                unsent = await work_until_full(post)
            again(server)
            await all_there(here, post)

            assert unsent > 0

    with small_disk(server.folder, DATABASE_MB):
        server.folder.chmod(0o777)
        try:
            server.make()
            server.start("-c", "max_wal_size=32MB", "-c", "min_wal_size=32MB")
            asyncio.run(story())
        finally:
            server.stop()
    removed([server])


def again(server: Server) -> None:
    """Start a server that gave up when it had no room for its own log."""
    try:
        server.ask("SELECT 1")
    except psycopg.OperationalError:
        server.start()
