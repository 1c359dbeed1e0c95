"""Stories of pulled plugs: real processes, killed at any moment of the way to the hub.

What a post said is saved is there once, at the post and at the hub; nothing else is.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app import paths
from app.demo.outcome import carried_events, own_events, pictures_equal
from app.store.file import CareFile
from sync.clock import SystemClock
from sync.database import Database, rows
from sync.event import chain_next, chain_start
from sync.ids import Mode, SystemIds
from sync.trust.keys import Keyring
from tests.support.post_program import JOINING, MAKING, WORKING
from tests.support.region import PASSPHRASE

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60
KILLED = -signal.SIGKILL


@dataclass(slots=True)
class Plug:
    """A region of processes on one machine, whose plugs are pulled."""

    folder: Path
    port: int = field(default_factory=lambda: _free_port())
    saved: list[str] = field(default_factory=list)
    is_done: bool = False
    hub: Process | None = None

    async def start_hub(self) -> None:
        """Start the hub, unlocked; the first time it founds itself."""
        place = (str(self.folder / "hub"), str(self.port))
        self.hub = await _started("tests.support.region_hub", *place)
        assert await _line(self.hub) == str(self.port)

    async def kill_hub(self) -> None:
        """Kill the hub, as `kill -9` does."""
        assert self.hub is not None
        self.hub.kill()
        await self.hub.wait()

    async def invitation(self) -> str:
        """Let the hub's operator invite the post."""
        assert self.hub is not None
        assert self.hub.stdin is not None
        self.hub.stdin.write(b"\n")
        return await _line(self.hub)

    async def post(self, moment: str, invitation: str = "") -> Process:
        """Start the post, which dies by itself at `moment`."""
        place = (str(self.folder / "zuid"), moment, invitation)
        return await _started("tests.support.post_program", *place)

    async def hear(self, post: Process, kill_after_s: float | None = None) -> int:
        """Note what a post says is saved until it ends; return how it ended."""
        async with asyncio.timeout(PATIENCE_S):
            while line := await _line(post):
                if line == "joined" and kill_after_s is not None:
                    asyncio.get_running_loop().call_later(kill_after_s, post.kill)
                elif line == "done":
                    self.is_done = True
                elif line not in ("joined", "alone"):
                    self.saved.append(line)
            return await post.wait()

    async def end(self, moment: str = "never", invitation: str = "") -> int:
        """Let the post run until `moment`; return how it ended."""
        return await self.hear(await self.post(moment, invitation))


@contextlib.asynccontextmanager
async def plugged(folder: Path) -> AsyncIterator[Plug]:
    """Run a hub for the length of a story."""
    plug = Plug(folder)
    await plug.start_hub()
    try:
        yield plug
    finally:
        await plug.kill_hub()


def test_a_post_killed_at_random_moments_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    moments = random.Random("any moment")

    async def story() -> None:
        async with plugged(tmp_path) as plug:
            await plug.end("never", await plug.invitation())
            for _ in range(8):
                post = await plug.post("for-ever")
                ended = await plug.hear(post, moments.uniform(0.0, 0.5))
                assert ended == KILLED

            await plug.end()

        _check_all(plug)

    asyncio.run(story())


@pytest.mark.parametrize("half", [0, 1])
def test_a_post_killed_around_each_thing_that_lasts_loses_and_doubles_nothing(
    tmp_path: Path, half: int
) -> None:
    async def story() -> None:
        async with plugged(tmp_path) as plug:
            await plug.end("never", await plug.invitation())
            for moment in WORKING[half::2]:
                assert await plug.end(moment) == KILLED, moment

            await plug.end()

        _check_all(plug)

    asyncio.run(story())


def test_a_post_killed_while_it_is_made_or_joins_is_made_and_joins_after_all(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with plugged(tmp_path) as plug:
            for moment in (*MAKING, *JOINING):
                ended = await plug.end(moment, await plug.invitation())
                assert ended in (KILLED, 0), moment

            await plug.end("never", await plug.invitation())

        _check_all(plug)

    asyncio.run(story())


@pytest.mark.parametrize("moment", JOINING)
def test_a_post_killed_while_it_joins_comes_in_whole_or_not_at_all(
    tmp_path: Path, moment: str
) -> None:
    async def story() -> None:
        async with plugged(tmp_path) as plug:
            assert await plug.end(moment, await plug.invitation()) == KILLED

            await plug.end("never", await plug.invitation())

        _check_all(plug)

    asyncio.run(story())


def test_a_hub_killed_again_and_again_while_a_post_sends_loses_nothing(
    tmp_path: Path,
) -> None:
    moments = random.Random("the hub's moments")

    async def story() -> None:
        async with plugged(tmp_path) as plug:
            await plug.end("never", await plug.invitation())
            post = await plug.post("for-ever")
            hearing = asyncio.create_task(plug.hear(post))
            for _ in range(4):
                await asyncio.sleep(moments.uniform(0.1, 0.6))
                await plug.kill_hub()
                await plug.start_hub()
            post.kill()
            await hearing

            await plug.end()

        _check_all(plug)

    asyncio.run(story())


def _check_all(plug: Plug) -> None:
    """Compare what was said to be saved with what is at the post and at the hub."""
    zuid = paths.post_home(plug.folder / "zuid", Mode.REAL)
    region = paths.hub_home(plug.folder / "hub", Mode.REAL)
    assert plug.is_done
    with _opened(zuid, zuid.post_file) as post, _opened(region, region.hub_file) as hub:
        here, there = (Counter(file.read_now(_numbers)) for file in (post, hub))
        assert set(here.values()) == {1}
        assert here == there
        assert set(plug.saved) <= set(here)
        assert len(plug.saved) == len(set(plug.saved))
        assert carried_events(hub) == own_events(post)
        assert pictures_equal([post], hub)
        assert hub.read_now(_troubles) == []
        chains = post.read_now(_own_chains)
        assert all(_is_whole(*chain) for chain in chains)
        assert hub.read_now(_carried) == {log: links for log, _, links in chains}


Links = list[tuple[int, bytes, bytes]]
Chain = tuple[bytes, bytes, Links]


def _own_chains(db: Database) -> list[Chain]:
    logs = rows(db, "SELECT log, genesis FROM log WHERE own")
    return [
        (log, genesis, links) for log, genesis in logs if (links := _links(db, log))
    ]


def _carried(db: Database) -> dict[bytes, Links]:
    logs = rows(db, "SELECT log FROM log WHERE NOT own")
    return {log: _links(db, log) for (log,) in logs}


def _links(db: Database, log: bytes) -> Links:
    return rows(
        db, "SELECT seq, canon, chain FROM event WHERE log = ? ORDER BY seq", (log,)
    )


def _is_whole(log: bytes, genesis: bytes, links: Links) -> bool:
    chain = chain_start(log, genesis)
    for place, (seq, canon, stored) in enumerate(links, 1):
        chain = chain_next(chain, canon)
        if (seq, stored) != (place, chain):
            return False
    return True


def _numbers(db: Database) -> list[str]:
    return [number for (number,) in rows(db, "SELECT number FROM casualty")]


def _troubles(db: Database) -> list[tuple[object, ...]]:
    return [
        *rows(db, "SELECT log, seq FROM fork"),
        *rows(db, "SELECT batch_no, trouble FROM batch WHERE trouble IS NOT NULL"),
        *rows(db, "SELECT kind, why FROM attention"),
    ]


@contextlib.contextmanager
def _opened(home: paths.Home, path: Path) -> Iterator[CareFile]:
    """Open the file of a program that no longer runs."""
    keyring = Keyring.read(home.keyring)
    assert keyring is not None
    file = CareFile.open(
        path,
        keyring.open(PASSPHRASE),
        mode=Mode.REAL,
        clock=SystemClock(),
        ids=SystemIds(),
    )
    try:
        yield file
    finally:
        file.close()


async def _started(module: str, *words: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *words, cwd=ROOT, stdin=PIPE, stdout=PIPE
    )


async def _line(of: Process) -> str:
    """Return a whole line; what was cut off by a kill was not said."""
    assert of.stdout is not None
    async with asyncio.timeout(PATIENCE_S):
        line = await of.stdout.readline()
    return line.decode().strip() if line.endswith(b"\n") else ""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
