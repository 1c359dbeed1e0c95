"""A small region on this machine: a hub and its posts, over real HTTP, in one loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from httpx import AsyncBaseTransport

from app.care.terms import Role, Triage
from app.commands import Registration, first_person, register_casualty
from app.front import bind, listen
from app.hub import HubProgram
from app.post import PostProgram, Road
from app.post.neighbours import Door
from app.store.file import CareFile
from app.store.queries.staff import people
from app.ui.hub_state import HubSetup
from app.ui.state import Setup
from sync.clock import Clock, SystemClock
from sync.courier.http import network
from sync.courier.loop import Pace
from sync.courier.weather import BadWeather, Odds
from sync.ids import ActorId, Mode, SystemIds
from sync.trust.keys import Cost

T = TypeVar("T")

PASSPHRASE: Final = "een lange wachtzin"
PIN: Final = "246810"
CHEAP: Final = Cost(memory_kib=64, passes=1)
"""Tests open many files; how dear a guess is, is tested elsewhere."""

QUICK: Final = Pace(first_s=0.01, most_s=0.05, unread_s=0.05, idle_s=0.2)
CALM: Final = Odds(lose_request=0, lose_answer=0, repeat=0, delay=0)
HERE: Final = Door(
    "127.0.0.1", 0, lambda: ("127.0.0.1",), patience_s=0.0, ask_s=0.05, search_s=1.0
)
"""Neighbours of a test are on this machine, and are asked at once."""
PATIENCE_S: Final = 60.0


@dataclass(slots=True)
class Region:
    """A hub, and whatever posts a test opens."""

    folder: Path
    mode: Mode
    odds: Odds
    hub: HubProgram
    url: str
    clock: Clock
    weathers: dict[str, BadWeather] = field(default_factory=dict)
    posts: list[PostProgram] = field(default_factory=list)
    lines: list[BadWeather] = field(default_factory=list)
    tap: Callable[[AsyncBaseTransport], AsyncBaseTransport] = lambda line: line
    """Who listens in on the lines of the posts that are made from here on."""

    def program(
        self, name: str, clock: Clock | None = None, door: Door = HERE
    ) -> PostProgram:
        """Return a post's program, not begun: new, or as it was left."""
        weather = BadWeather(network(), len(self.weathers) + 1, self.odds)
        self.weathers[name] = weather
        self.lines.append(weather)
        post = PostProgram(
            self.folder / name,
            clock or self.clock,
            SystemIds(),
            road=Road(self.tap(weather), QUICK, door),
            cost=CHEAP,
        )
        self.posts.append(post)
        return post

    async def answer(self, scope: Any, receive: Any, send: Any) -> None:
        """Let whichever hub there is now answer."""
        await self.hub(scope, receive, send)

    async def post(
        self, name: str, *, enrolled: bool = True, door: Door = HERE
    ) -> PostProgram:
        """Make and open a post with one person who leads it."""
        post = self.program(name, door=door)
        await post.begin()
        code = name.upper()[:8]
        await post.create(
            Setup("nl", f"Post {name.title()}", code, self.mode, PASSPHRASE)
        )
        await opened(post, self.mode).write(
            lambda desk: first_person(desk, "Noor Bakker", Role.POST_LEAD, PIN)
        )
        if enrolled:
            await self.enrol(post, name)
        return post

    async def sister(
        self, first: PostProgram, name: str, *, door: Door = HERE
    ) -> PostProgram:
        """Make another device of a post that the hub knows, and let it join."""
        post = await self.post(name, enrolled=False, door=door)
        post_id = await opened(first, self.mode).write(lambda d: d.setting("post_id"))
        invitation = await self.hub.invite(name, bytes(post_id))
        await post.enrol(self.mode, invitation.text)
        return post

    async def enrol(self, post: PostProgram, name: str) -> tuple[str, ...]:
        """Let the hub's operator invite a post, and the post accept."""
        invitation = await self.hub.invite(name)
        return await post.enrol(self.mode, invitation.text)

    async def again(self, name: str, clock: Clock | None = None) -> PostProgram:
        """Start a post's program anew on its folder, and unlock it."""
        post = self.program(name, clock)
        await post.begin()
        await post.unlock(self.mode, PASSPHRASE)
        return post

    async def received(self, post: PostProgram) -> None:
        """Wait until the hub has read everything a post recorded."""
        await until(lambda: _sent(post, self.mode))


_DATABASES: list[Callable[[], str | None]] = [lambda: None]


@contextmanager
def databases_from(made: Callable[[], str]) -> Iterator[None]:
    """Let every hub of a region lie in a database that is made like this."""
    _DATABASES.append(made)
    try:
        yield
    finally:
        _DATABASES.pop()


@asynccontextmanager
async def region(
    folder: Path,
    mode: Mode = Mode.REAL,
    odds: Odds = CALM,
    clock: Clock | None = None,
    database: str | None = None,
) -> AsyncIterator[Region]:
    """Run a hub on loopback, founded and unlocked, for the length of a test.

    Its posts go by the same `clock`; None is this machine's.
    """
    clock = clock or SystemClock()
    bound = bind("127.0.0.1", 0)
    url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    database = database or _DATABASES[-1]()
    hub = HubProgram(
        folder / "hub", mode, url, clock, SystemIds(), cost=CHEAP, database=database
    )
    await hub.begin()
    here = Region(folder, mode, odds, hub, url, clock)
    door = await listen(here.answer, bound)
    try:
        await hub.create(HubSetup("Oefenregio", "Kees Mulder", mode, PASSPHRASE))
        yield here
    finally:
        for post in here.posts:
            await post.end()
        for weather in here.lines:
            await weather.aclose()
        await door.stop()
        await here.hub.end()


async def until(
    is_so: Callable[[], bool | Awaitable[bool]], patience_s: float = PATIENCE_S
) -> None:
    """Wait until something is so; the test fails when it takes too long."""
    async with asyncio.timeout(patience_s):
        while True:
            answer = is_so()
            if await answer if isinstance(answer, Awaitable) else answer:
                return
            await asyncio.sleep(0.01)


def opened(program: PostProgram | HubProgram, mode: Mode = Mode.REAL) -> CareFile:
    """Return the open file of a program."""
    file = program.file(mode) if isinstance(program, PostProgram) else program.file()
    assert file is not None
    return file


def leader(file: CareFile) -> ActorId:
    """Return who leads a post."""
    return file.read_now(people)[0].actor


async def arrive(
    post: PostProgram,
    category: Triage = Triage.T2,
    *,
    mode: Mode = Mode.REAL,
    **said: object,
) -> bytes:
    """Register one casualty at a post; return its stream."""
    file = opened(post, mode)
    by = leader(file)
    wanted = Registration(
        observed_ms=file.clock.now_ms(),
        category=category,
        **said,  # type: ignore[arg-type]
    )
    event = await file.write(lambda desk: register_casualty(desk, by, wanted))
    return event.stream


def _sent(post: PostProgram, mode: Mode) -> bool:
    post.nudge(mode)
    return post.sending(mode).unsent_events == 0
