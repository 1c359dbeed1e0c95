"""A hub that lost something, wholly or in part, gets it again from its posts."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app import paths
from app.care.post import PostNamed
from app.commands import attach_photo
from app.demo.outcome import carried_events, own_events, pictures_equal
from app.front import bind, listen
from app.hub import HubProgram
from app.hub.founding import Ground, make_further_hub
from app.post import PostProgram
from app.store.desk import Desk
from app.store.queries.casualty import casualty
from app.ui.hub_state import HubSetup
from sync.clock import SystemClock
from sync.database import rows
from sync.event import Event
from sync.ids import NOBODY, Mode, SystemIds
from sync.trust.keys import Keyring, SealingKey, SigningKey
from tests.support.region import (
    CHEAP,
    PASSPHRASE,
    Region,
    arrive,
    leader,
    opened,
    region,
    until,
)

PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


async def away(here: Region) -> paths.Home:
    """Take every post off the line and stop the hub: its files can be put back."""
    for weather in here.weathers.values():
        weather.up = False
    await until(lambda: not any(post.sending(Mode.REAL).online for post in here.posts))
    await here.hub.end()
    return paths.hub_home(here.folder / "hub", here.mode)


async def back(here: Region) -> None:
    """Start the hub on the files that lie there now."""
    await here.hub.begin()
    await here.hub.unlock(PASSPHRASE)
    for weather in here.weathers.values():
        weather.up = True


def put_back(home: paths.Home, kept: Path, names: tuple[str, ...]) -> None:
    """Put files of a hub back as they were; what lies beside them goes."""
    for name in names:
        for beside in home.folder.glob(f"{name}-*"):
            beside.unlink()
        shutil.copy2(kept / name, home.folder / name)


async def whole_again(here: Region, post: PostProgram) -> None:
    """Wait until the hub has all of a post again."""

    def is_whole() -> bool:
        post.nudge(Mode.REAL)
        return carried_events(opened(here.hub)) == own_events(opened(post))

    await until(is_whole)
    await here.received(post)


@pytest.mark.parametrize(
    "names",
    [
        ("inbox.sqlite", "hub.db"),
        ("hub.db",),
        ("inbox.sqlite",),
    ],
    ids=["whole", "file", "inbox"],
)
def test_a_hub_put_back_from_a_backup_gets_what_it_lost(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await arrive(post)
            await here.received(post)
            home = await away(here)
            kept = tmp_path / "kept"
            shutil.copytree(home.folder, kept)
            await back(here)
            for number in range(3):
                await arrive(post, complaint=f"later {number}")
                await here.received(post)

            home = await away(here)
            put_back(home, kept, names)
            await back(here)
            await whole_again(here, post)

            assert pictures_equal([opened(post)], opened(here.hub))

    asyncio.run(story())


def test_a_hub_put_back_gives_no_second_fact_the_name_of_one_it_forgot(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            home = await away(here)
            kept = tmp_path / "kept"
            shutil.copytree(home.folder, kept)
            await back(here)
            said = await opened(here.hub).write(_named("eerst"))

            home = await away(here)
            put_back(home, kept, ("inbox.sqlite", "hub.db"))
            await back(here)
            anew = await opened(here.hub).write(_named("daarna"))

            assert (said.log, said.seq) != (anew.log, anew.seq)

    asyncio.run(story())


def _named(name: str) -> Callable[[Desk], Event]:
    """Return what records a fact of the hub itself."""
    return lambda desk: desk.record(b"post:" + bytes(8), PostNamed(name, "HUB"), NOBODY)


class Settable(SystemClock):
    """A clock that a person sets."""

    def __init__(self) -> None:
        self.off_ms = 0

    def now_ms(self) -> int:
        return super().now_ms() + self.off_ms


@pytest.mark.parametrize("days", [-1, 40])
def test_a_clock_that_was_set_hides_nothing_of_what_a_hub_lost(
    tmp_path: Path, days: int
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            home = await away(here)
            kept = tmp_path / "kept"
            shutil.copytree(home.folder, kept)
            await back(here)
            await arrive(post)
            await here.received(post)
            await post.end()

            clock = Settable()
            clock.off_ms = days * 24 * 3_600_000
            await here.hub.end()
            put_back(home, kept, ("inbox.sqlite", "hub.db"))
            await back(here)
            again = await here.again("zuid", clock)

            await whole_again(here, again)

    asyncio.run(story())


def test_a_hub_put_back_from_a_backup_gets_the_photos_it_lost(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            stream = await arrive(post)
            await here.received(post)
            home = await away(here)
            kept = tmp_path / "kept"
            shutil.copytree(home.folder, kept)
            await back(here)
            by = leader(opened(post))
            await opened(post).write(
                lambda desk: attach_photo(desk, by, stream, PHOTO, "wond")
            )
            await until(lambda: _photos(here.hub) == 1)
            await here.received(post)
            await until(lambda: post.sending(Mode.REAL).unsent_photos == 0)

            home = await away(here)
            put_back(home, kept, ("inbox.sqlite", "hub.db"))
            await back(here)

            await until(lambda: _photos(here.hub) == 1)
            await until(lambda: post.sending(Mode.REAL).unsent_photos == 0)

    asyncio.run(story())


def _photos(hub: HubProgram) -> int:
    found = opened(hub).read_now(lambda db: rows(db, "SELECT text FROM piece"))
    return len(found)


def test_a_post_says_that_the_hub_lost_something(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            home = await away(here)
            kept = tmp_path / "kept"
            shutil.copytree(home.folder, kept)
            await back(here)
            await arrive(post)
            await here.received(post)
            before = post.sending(Mode.REAL).resent_events

            home = await away(here)
            put_back(home, kept, ("inbox.sqlite", "hub.db"))
            await back(here)
            await whole_again(here, post)

            sending = post.sending(Mode.REAL)
            assert before == 0
            assert sending.resent_events > 0
            assert sending.resent_ms is not None

    asyncio.run(story())


def test_another_hub_of_the_region_gets_everything_anew(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here, _further_hub(here) as second:
            post = await here.post("zuid")
            stream = await arrive(post)
            await here.received(post)

            invitation = await second.invite("zuid")
            await post.enrol(Mode.REAL, invitation.text)
            await until(lambda: _has_all(second, post))
            await here.received(post)

            assert await second.set_aside() == ()
            assert opened(second).read_now(lambda db: casualty(db, stream)) is not None
            assert pictures_equal([opened(post)], opened(second))

    asyncio.run(story())


def _has_all(hub: HubProgram, post: PostProgram) -> bool:
    post.nudge(Mode.REAL)
    return carried_events(opened(hub)) == own_events(opened(post))


@asynccontextmanager
async def _further_hub(here: Region) -> AsyncIterator[HubProgram]:
    """Run a second hub of the same region, made with the region's own keys."""
    home = paths.hub_home(here.folder / "hub", here.mode)
    ca = SigningKey.from_bytes(Keyring.read(home.region_ca).open(PASSPHRASE))
    escrow = SealingKey.from_bytes(Keyring.read(home.escrow).open(PASSPHRASE))
    folder, clock, ids = here.folder / "second", SystemClock(), SystemIds()
    setup = HubSetup("Oefenregio", "Kees Mulder", here.mode, PASSPHRASE)
    make_further_hub(Ground(folder, clock, ids, CHEAP), setup, ca, escrow.public)
    bound = bind("127.0.0.1", 0)
    url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    hub = HubProgram(folder, here.mode, url, clock, ids, cost=CHEAP)
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
