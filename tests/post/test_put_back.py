"""A file put back from a backup gets again what the hub had told the newer one."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from app import paths
from app.commands.message import Wording
from app.post import PostProgram
from app.post.open_post import _continue
from app.post.trusting import post_keys
from app.store.file import CareFile
from sync.clock import SystemClock
from sync.database import rows
from sync.errors import FileError
from sync.hub.enrolment import Enrolment
from sync.ids import Mode, SystemIds
from sync.marker import Marker, mark
from sync.trust.keys import Keyring
from tests.journeys.test_keys import new_key
from tests.journeys.test_lost_hub import back as hub_back
from tests.journeys.test_lost_hub import put_back as put_hub_back
from tests.journeys.test_lost_hub import whole_again
from tests.journeys.test_orders import came, order
from tests.support.fakes import LateClock
from tests.support.region import PASSPHRASE, Region, arrive, opened, region

YEAR_MS = 366 * 24 * 3_600_000
_BOTH = ("hub.db", "inbox.sqlite")


def put_back(home: paths.Home, copy: Path) -> None:
    shutil.copy2(copy, home.post_file)
    for tail in ("-wal", "-shm"):
        home.post_file.with_name(home.post_file.name + tail).unlink(missing_ok=True)


def begun_and_cut_off(home: paths.Home) -> None:
    """Leave a file as a power cut does, right after it began its new log."""
    keyring = Keyring.read(home.keyring)
    assert keyring is not None
    file = CareFile.open(
        home.post_file,
        keyring.open(PASSPHRASE),
        mode=Mode.REAL,
        clock=SystemClock(),
        ids=SystemIds(),
    )
    marker = Marker(home.marker)
    file.write_now(partial(_continue, marker))
    file.write_now(lambda desk: mark(desk.journal, marker))
    file.close()


@pytest.mark.parametrize("is_cut_off", [False, True])
def test_an_order_that_went_with_the_newer_file_comes_again(
    tmp_path: Path, is_cut_off: bool
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            await post.end()
            home = paths.post_home(tmp_path / "zuid", Mode.REAL)
            copy = shutil.copy2(home.post_file, tmp_path / "copy")
            post = await here.again("zuid")
            await order(here)
            (row,) = await came(post)
            await post.end()

            put_back(home, copy)
            if is_cut_off:
                begun_and_cut_off(home)
            restored = await here.again("zuid")

            (again,) = await came(restored)
            assert again.text == row.text

    asyncio.run(story())


async def all_stopped(here: Region, post: PostProgram) -> paths.Home:
    """Stop a post and its hub; no question is held any more."""
    await post.end()
    await here.hub.end()
    return paths.hub_home(here.folder / "hub", Mode.REAL)


@pytest.mark.parametrize("files", [("hub.db",), ("hub.db", "inbox.sqlite")])
@pytest.mark.parametrize("asks_first", [False, True])
def test_an_order_of_a_hub_that_was_put_back_reaches_its_post(
    tmp_path: Path, files: tuple[str, ...], asks_first: bool
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            await order(here)
            await came(post)
            home, kept = await all_stopped(here, post), tmp_path / "kept"
            shutil.copytree(home.folder, kept)
            await hub_back(here)
            post = await here.again("zuid")
            await order(here)
            await came(post, 2)

            put_hub_back(await all_stopped(here, post), kept, files)
            await hub_back(here)
            if asks_first:
                post = await here.again("zuid")
            await order(here, Wording("Sluit de poort"))
            post = post if asks_first else await here.again("zuid")
            await came(post, 3)

            forks = opened(post).read_now(lambda db: rows(db, "SELECT seq FROM fork"))
            assert forks == []

    asyncio.run(story())


def test_an_order_to_a_post_that_an_older_inbox_forgot_comes_once_it_joins_again(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            other, kept = await here.post("noord"), tmp_path / "kept"
            shutil.copytree((await all_stopped(here, other)).folder, kept)
            await hub_back(here)
            post = await here.post("zuid")
            await here.received(post)
            home = await all_stopped(here, post)
            await hub_back(here)
            await order(here)

            await here.hub.end()
            put_hub_back(home, kept, ("inbox.sqlite",))
            await hub_back(here)
            post = await here.again("zuid")
            await here.enrol(post, "zuid")

            (row,) = await came(post)
            assert row.is_order

    asyncio.run(story())


@pytest.mark.parametrize("is_cut_off", [False, True])
def test_a_hub_put_back_to_before_its_new_key_gives_its_posts_another(
    tmp_path: Path, is_cut_off: bool
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            home, kept = await all_stopped(here, post), tmp_path / "kept"
            shutil.copytree(home.folder, kept)
            await hub_back(here)
            post = await here.again("zuid")
            await new_key(here)
            await here.received(post)
            known = len(opened(post).write_now(post_keys))

            put_hub_back(await all_stopped(here, post), kept, ("hub.db",))
            if is_cut_off:
                with keys_not_kept(), pytest.raises(FileError):
                    await hub_back(here)
            await hub_back(here)
            post = await here.again("zuid")
            await order(here, Wording("Sluit de poort"))
            await came(post)
            await arrive(post)
            await here.received(post)

            told = len(opened(post).write_now(post_keys)) - known
            assert told == (2 if is_cut_off else 1)

    asyncio.run(story())


def test_a_hub_put_back_with_its_clock_set_back_is_reminded_of_what_it_said(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        clock = LateClock()
        async with region(tmp_path, clock=clock) as here:
            post = await here.post("zuid")
            await here.received(post)
            home, kept = await all_stopped(here, post), tmp_path / "kept"
            shutil.copytree(home.folder, kept)
            await hub_back(here)
            post = await here.again("zuid")
            await new_key(here)
            await arrive(post)
            await here.received(post)

            put_hub_back(await all_stopped(here, post), kept, _BOTH)
            clock.advance(-YEAR_MS)
            await hub_back(here)
            post = await here.again("zuid")
            await arrive(post)
            await whole_again(here, post)

    asyncio.run(story())


@contextmanager
def keys_not_kept() -> Iterator[None]:
    """Let the power go between what is told of a post's key and what is kept of it."""

    def cut(*_: object) -> None:
        raise FileError("cut off")

    real = Enrolment.replace_key
    setattr(Enrolment, "replace_key", cut)  # noqa: B010 - there is no other way in
    try:
        yield
    finally:
        setattr(Enrolment, "replace_key", real)  # noqa: B010
