"""The courier: when to try, in what order, and what counts as an answer.

One upload in flight, in order; beside it, one question for what comes down. An answer
counts when the hub's receipt key signed it. Being offline is weather: it changes what
`reach` says, and nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from sync.clock import Clock
from sync.courier import http
from sync.courier.answers import Epochs
from sync.courier.collecting import Collecting
from sync.courier.for_sisters import ForSisters
from sync.courier.freight import HubAddress
from sync.courier.hearing import Hearing
from sync.courier.road import Road
from sync.courier.uploading import Uploading
from sync.errors import FileError, RoadError
from sync.ids import Ids
from sync.limits import RETRY_FIRST_S, RETRY_MOST_S

NOT_ENROLLED: Final = "not_enrolled"
"""No hub is known yet: on this device only."""
DISK: Final = "disk"
"""This device has no room, or its road file cannot be used; nothing was lost."""

_TRIES_THAT_GROW: Final = 16
_HELD_S: Final = 1.0
"""A hub that answers sooner, with nothing, did not hold the question."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether the hub can be reached, why not, and when it is tried again."""

    online: bool
    last_ok_ms: int | None
    reason: str | None
    next_try_ms: int | None


@dataclass(frozen=True, slots=True)
class Pace:
    """How often the courier tries; full jitter between `first_s` and `most_s`."""

    first_s: float = RETRY_FIRST_S
    most_s: float = RETRY_MOST_S
    unread_s: float = 20.0
    """How soon to ask again for what the hub stored and has not read."""
    idle_s: float = 120.0
    """How often to greet the hub when there is nothing to bring."""
    hold_s: float = 50.0
    """How long the hub may hold a question for news; below what silent roads allow."""
    patience: http.Patience = field(default_factory=http.Patience)
    """How long one request may take."""

    def pause_s(self, failures: int, chance: float) -> float:
        """Return how long to wait after so many failures; `chance` is in [0, 1)."""
        ceiling = self.first_s * 2.0 ** min(failures, _TRIES_THAT_GROW)
        return self.first_s + chance * (min(ceiling, self.most_s) - self.first_s)


@dataclass(frozen=True, slots=True)
class Ears:
    """Who wants to know: of a changed reach, and of news to apply on the road.

    News is a receipt, a trouble, a descriptor or what came down: what the road gives as
    `returned()`, `troubles()`, `descriptor()` and `collected()`.
    Both are called in the loop's thread and must not block.
    """

    on_reach: Callable[[Reach], None] = lambda _reach: None
    on_news: Callable[[], None] = lambda: None


class Courier:
    """Carries what waits on one road to its hub, for as long as `run` runs."""

    def __init__(
        self,
        road: Road,
        transport: httpx.AsyncBaseTransport | None,
        clock: Clock,
        ids: Ids,
        ears: Ears | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._road = road
        self._transport = transport
        self._clock = clock
        self._ids = ids
        self._ears = ears or Ears()
        self._pace = pace or Pace()
        self._wake = asyncio.Event()
        self._online = asyncio.Event()
        self._stirred = asyncio.Event()
        self._failures = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._line: tuple[HubAddress, http.Line] | None = None
        epochs = Epochs(road)
        self._uploading = Uploading(road, clock, epochs, self._met)
        self._for_sisters = ForSisters(road, clock, self._uploading)
        self._hearing = Hearing(road, clock, epochs, self._ears.on_news)
        self._collecting = Collecting(road, clock)
        self.reach = Reach(online=False, last_ok_ms=None, reason=None, next_try_ms=None)

    def nudge(self) -> None:
        """Try now: there is something to bring, or a person asked. From any thread.

        Where the hub itself asked us to wait, we wait.
        """
        if self._loop is None:
            self._wake.set()
        elif not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    async def run(self, stop: asyncio.Event) -> None:
        """Carry until `stop` is set; weather never ends it."""
        self._loop = asyncio.get_running_loop()
        tasks: list[asyncio.Task[Any]] = [
            asyncio.create_task(stop.wait()),
            asyncio.create_task(self._keep_bringing()),
            asyncio.create_task(self._keep_collecting()),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            try:
                await _ended(*tasks)
            finally:
                await self._hang_up()

    async def _keep_bringing(self) -> None:
        while True:
            self._wake.clear()
            pause_s, is_firm = await self.turn()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause_s):
                    if is_firm:
                        await asyncio.Event().wait()
                    await self._wake.wait()

    async def turn(self) -> tuple[float, bool]:
        """Bring what waits and hear what came of it, once.

        Returns how long to rest, and whether the hub itself asked for that.
        """
        try:
            hub = await asyncio.to_thread(self._road.hub)
            if hub is None:
                self._say(Reach(False, None, NOT_ENROLLED, None))
                return self._pace.idle_s, False
            line = await self._line_to(hub)
            is_greeted = await self._bring(line, hub)
            await self._hearing.hear(line, hub, greet=not is_greeted)
            await self._for_sisters.bring(line, hub)
            await asyncio.to_thread(self._road.contact, self._clock.now_ms())
            self._met()
            return await self._rested()
        except RoadError as why:
            return self._failed(why)
        except FileError:
            return self._failed(RoadError(DISK))

    async def _bring(self, line: http.Line, hub: HubAddress) -> bool:
        is_greeted = False
        if self._uploading.is_in_doubt:
            await self._hearing.hear(line, hub, greet=False)
            self._uploading.is_in_doubt = False
        while await self._uploading.bring(line, hub):
            self._ears.on_news()
            self._stirred.set()
            is_greeted = True
        return is_greeted

    async def collect(self) -> int:
        """Collect what the hub has for us now, without waiting; return how many new.

        `run` does so by itself, and waits for news. Weather makes it nothing.
        """
        try:
            return await self._collect(0.0)
        except (RoadError, FileError):
            return 0

    async def _collect(self, hold_s: float) -> int:
        hub = await asyncio.to_thread(self._road.hub)
        if hub is None:
            return 0
        new = await self._collecting.collect(await self._line_to(hub), hub, hold_s)
        if new:
            self._ears.on_news()
        return new

    async def _keep_collecting(self) -> None:
        """Ask for news while there is a line; whether there is one, bringing tells."""
        futile = 0
        while True:
            await self._online.wait()
            self._stirred.clear()
            begun_s, firm_s, came = self._clock.monotonic_s(), None, 0
            try:
                came = await self._collect(self._pace.hold_s)
            except RoadError as why:
                firm_s = why.retry_after_s
            except FileError:
                firm_s = self._pace.first_s
            took_s = self._clock.monotonic_s() - begun_s
            was_held = took_s >= max(self._pace.hold_s / 2, _HELD_S)
            futile = 0 if came or (was_held and firm_s is None) else futile + 1
            if futile:
                await self._rest(self._backed_off(futile), firm_s)

    async def _rest(self, pause_s: float, firm_s: float | None) -> None:
        """Wait before news is asked for again; sooner when something was brought."""
        if firm_s is not None:
            await asyncio.sleep(max(firm_s, self._pace.first_s))
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause_s):
                await self._stirred.wait()

    async def _rested(self) -> tuple[float, bool]:
        self._failures = 0
        if await asyncio.to_thread(self._road.next) is not None:
            return self._pace.first_s, False
        outstanding = await asyncio.to_thread(self._road.outstanding)
        is_unread = any(one.trouble is None for one in outstanding)
        return (self._pace.unread_s if is_unread else self._pace.idle_s), False

    def _failed(self, why: RoadError) -> tuple[float, bool]:
        self._failures += 1
        pause_s = self._backed_off(self._failures)
        is_firm = why.retry_after_s is not None
        if why.retry_after_s is not None:
            pause_s = max(why.retry_after_s, self._pace.first_s)
        next_try_ms = self._clock.now_ms() + int(pause_s * 1000)
        last_ok_ms = self.reach.last_ok_ms
        self._online.clear()
        self._say(Reach(False, last_ok_ms, why.reason, next_try_ms))
        return pause_s, is_firm

    def _backed_off(self, failures: int) -> float:
        chance = int.from_bytes(self._ids.random(6), "big") / (1 << 48)
        return self._pace.pause_s(failures, chance)

    def _met(self) -> None:
        self._online.set()
        self._say(Reach(True, self._clock.now_ms(), None, None))

    def _say(self, reach: Reach) -> None:
        self.reach = reach
        self._ears.on_reach(reach)

    async def _line_to(self, hub: HubAddress) -> http.Line:
        if self._line is None or self._line[0] != hub:
            await self._hang_up()
            self._uploading.begin()
            self._line = (
                hub,
                http.open_line(
                    hub.url,
                    transport=self._transport,
                    tls_root=hub.tls_root,
                    patience=self._pace.patience,
                ),
            )
        return self._line[1]

    async def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None and self._transport is None:
            await line[1].aclose()


async def _ended(*tasks: asyncio.Task[Any]) -> None:
    """End tasks: pass on what one raised, unless it was only cut short."""
    for task in tasks:
        task.cancel()
    for said in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(said, Exception):
            raise said
