"""A hub in a process of its own and a post that has worked: built once, then copied.

The post recorded its events while its line was down, so all of them are cut and sealed
and lie on its road. Every measurement begins from a copy of the two folders.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import shutil
import socket
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import httpx

import app.hub as hub_program
from app.demo.outcome import carried_events, json_lines
from app.hub import HubProgram
from app.post import PostProgram, Road
from app.store.desk import Desk
from app.store.file import CareFile
from app.ui.hub_state import HubSetup
from app.ui.state import Setup
from sync.clock import SystemClock
from sync.courier.http import network
from sync.courier.loop import Pace
from sync.event import Event
from sync.ids import Mode, SystemIds
from sync.journal import Link
from sync.trust.keys import Cost
from tests.bench.line import Rate, ThinLine, thin_line
from tests.bench.retold import ReplayClock, draft_of, made_up, retell

MODE: Final = Mode.REAL
PASSPHRASE: Final = "meten is weten"
CHEAP: Final = Cost(memory_kib=8 * 1024, passes=1)
EAGER: Final = Pace(first_s=0.05, most_s=0.2, unread_s=0.05)
_AT_ONCE: Final = 500
_PATIENCE_S: Final = 900.0


class Counted(httpx.AsyncBaseTransport):
    """The network, with a count of the requests that went over it."""

    def __init__(self) -> None:
        self.requests = 0
        self._inner = network()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


@dataclass(frozen=True, slots=True)
class Stage:
    """Two folders to begin from, and the two ports that everything is known by."""

    folder: Path
    line_port: int
    hub_port: int
    links: tuple[Link, ...]
    json: bytes

    @property
    def events(self) -> int:
        """How many events the post recorded in all."""
        return len(self.links)

    def copied(self, name: str) -> Path:
        """Return a fresh copy of both folders."""
        target = self.folder.parent / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.folder, target)
        return target

    def post(self, folder: Path, line: Counted, pace: Pace | None) -> PostProgram:
        """Return the program of the post in a copy."""
        road = Road(line, pace)
        return PostProgram(
            folder / "post", SystemClock(), SystemIds(), road=road, cost=CHEAP
        )


@contextlib.asynccontextmanager
async def hub_process(
    folder: Path, port: int, line_port: int
) -> AsyncIterator[Connection]:
    """Run a hub in a process of its own, unlocked; yields the pipe to it."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    hub = spawn.Process(target=be_hub, args=(theirs, folder, port, line_port))
    hub.start()
    theirs.close()  # else a hub that dies is waited for without end
    try:
        await asyncio.to_thread(ours.recv)
        yield ours
    finally:
        ours.send(None)
        await asyncio.to_thread(hub.join)
        ours.close()


def be_hub(pipe: Connection, folder: Path, port: int, line_port: int) -> None:
    """Be a hub until the pipe says so; its address is that of the line before it."""
    asyncio.run(_live(pipe, folder, port, line_port))


async def _live(pipe: Connection, folder: Path, port: int, line_port: int) -> None:
    bound = hub_program.bind("127.0.0.1", port)
    url = f"http://127.0.0.1:{line_port}"
    hub = HubProgram(folder, MODE, url, SystemClock(), SystemIds(), cost=CHEAP)
    await hub.begin()
    door = await hub_program.listen(hub, bound)
    if hub.is_new():
        await hub.create(HubSetup("Regio", "Operator", MODE, PASSPHRASE))
    else:
        await hub.unlock(PASSPHRASE)
    pipe.send("open")
    while asked := await asyncio.to_thread(pipe.recv):
        file = hub.file()
        if asked == "invite":
            pipe.send((await hub.invite("Post")).text)
        elif file is not None:
            pipe.send(carried_events(file))
    await door.stop()
    await hub.end()


async def asked(pipe: Connection, what: str) -> str | int:
    """Ask the hub's process something: `invite`, or `events`."""
    await asyncio.to_thread(pipe.send, what)
    answer: str | int = await asyncio.to_thread(pipe.recv)
    return answer


async def built(folder: Path, events: int) -> Stage:
    """Make a hub, and a post that recorded so many events and sent none."""
    line_port, hub_port = _free_ports()
    stage = folder / "stage"
    made = made_up(events)
    clock, line = ReplayClock(made), Counted()
    road = Road(line, EAGER)
    post = PostProgram(stage / "post", clock, SystemIds(), road=road, cost=CHEAP)
    async with hub_process(stage / "hub", hub_port, line_port) as pipe:
        await post.create(Setup("nl", "Post", "POST", MODE, PASSPHRASE))
        async with thin_line(hub_port, at=line_port):
            await post.enrol(MODE, str(await asked(pipe, "invite")))
            await until_sent(post)
        await _until_offline(post)
        file = opened(post)
        for first in range(0, len(made), _AT_ONCE):
            few = made[first : first + _AT_ONCE]
            await file.write(lambda desk, few=few: retell(desk.journal, clock, few))
        links, plain = file.write_now(_own_links), json_lines(file)
        await post.end()
        await line.aclose()
    return Stage(stage, line_port, hub_port, links, plain)


def record_more(desk: Desk, made: Sequence[Event]) -> None:
    """Record events as facts of this post, now."""
    desk.journal.record([draft_of(each, desk.journal.log) for each in made])


def opened(post: PostProgram) -> CareFile:
    """Return the open file of a post."""
    file = post.file(MODE)
    if file is None:
        raise RuntimeError("the post should be open")
    return file


async def until_sent(post: PostProgram) -> None:
    """Wait until the post's own screen says that the hub has received everything."""
    async with asyncio.timeout(_PATIENCE_S):
        while post.sending(MODE).unsent_events:
            await asyncio.sleep(0.01)


def _own_links(desk: Desk) -> tuple[Link, ...]:
    log = desk.journal.log
    return tuple(desk.journal.links(log, 1, desk.journal.last_seq(log)))


async def _until_offline(post: PostProgram) -> None:
    """Wait until the post knows that its line is down: it cuts full batches then."""
    async with asyncio.timeout(_PATIENCE_S):
        while post.sending(MODE).online:
            post.nudge(MODE)
            await asyncio.sleep(0.05)


@dataclass(frozen=True, slots=True)
class Run:
    """What one delivery took."""

    seconds: float
    bytes_up: int
    bytes_down: int
    requests: int
    resets: int


@contextlib.asynccontextmanager
async def performed(
    stage: Stage, name: str, pace: Pace | None
) -> AsyncIterator[tuple[PostProgram, Counted, Connection]]:
    """Open a copy of the stage: a hub that listens, a post whose line is still down."""
    folder = stage.copied(name)
    counted = Counted()
    async with hub_process(folder / "hub", stage.hub_port, stage.line_port) as pipe:
        post = stage.post(folder, counted, pace)
        await post.begin()
        await post.unlock(MODE, PASSPHRASE)
        try:
            yield post, counted, pipe
        finally:
            await post.end()
            await counted.aclose()
    shutil.rmtree(folder)


async def sent_over(
    stage: Stage, post: PostProgram, counted: Counted, rate: Rate
) -> Run:
    """Open the line, and send everything that is unsent over it."""
    loop = asyncio.get_running_loop()
    async with thin_line(stage.hub_port, rate, at=stage.line_port) as (line, _):
        before, begun = counted.requests, loop.time()
        post.nudge(MODE)
        await until_sent(post)
        return _ran(line, loop.time() - begun, counted.requests - before)


def _ran(line: ThinLine, seconds: float, requests: int) -> Run:
    return Run(seconds, line.up.carried, line.down.carried, requests, line.resets)


def _free_ports() -> tuple[int, int]:
    one, other = (socket.create_server(("127.0.0.1", 0)) for _ in range(2))
    with one, other:
        return one.getsockname()[1], other.getsockname()[1]
