"""The courier: when to try, in what order, and what counts as an answer.

One upload in flight, in order. An answer counts when the hub's receipt key signed it.
Being offline is weather: it changes what `reach` says, and nothing else.
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
from sync.courier.road import HubAddress, Returned, Road, Waiting
from sync.errors import FileError, RoadError, SyncError
from sync.ids import EnvelopeId, Ids, LogId
from sync.limits import RETRY_FIRST_S, RETRY_MOST_S
from sync.protocol import Reason, Span, State
from sync.receipt import Receipt, read_receipt

NOT_ENROLLED: Final = "not_enrolled"
"""No hub is known yet: on this device only."""
DISK: Final = "disk"
"""This device has no room, or its road file cannot be used; nothing was lost."""

_TRIES_THAT_GROW: Final = 16


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
    patience: http.Patience = field(default_factory=http.Patience)
    """How long one request may take."""

    def pause_s(self, failures: int, chance: float) -> float:
        """Return how long to wait after so many failures; `chance` is in [0, 1)."""
        ceiling = self.first_s * 2.0 ** min(failures, _TRIES_THAT_GROW)
        return self.first_s + chance * (min(ceiling, self.most_s) - self.first_s)


@dataclass(frozen=True, slots=True)
class Ears:
    """Who wants to know: of a changed reach, and of news to apply on the road.

    News is a receipt or a trouble: what `road.returned()` and `road.troubles()` give.
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
        self._failures = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._line: tuple[HubAddress, http.Line] | None = None
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
        stopping = asyncio.create_task(stop.wait())
        turn: asyncio.Task[None] | None = None
        try:
            while not stop.is_set():
                turn = asyncio.create_task(self._turn_and_rest())
                await asyncio.wait(
                    {turn, stopping}, return_when=asyncio.FIRST_COMPLETED
                )
                await _ended(turn)
        finally:
            await _ended(stopping)
            if turn is not None:
                await _ended(turn)
            await self._hang_up()

    async def _turn_and_rest(self) -> None:
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
            await self._hear(line, hub, greet=not is_greeted)
        except RoadError as why:
            return await self._failed(why)
        except FileError:
            return await self._failed(RoadError(DISK))
        return await self._rested()

    async def _bring(self, line: http.Line, hub: HubAddress) -> bool:
        is_greeted = False
        while (waiting := await asyncio.to_thread(self._road.next)) is not None:
            delivery = await http.deliver(line, waiting.envelope, waiting.sealed)
            await asyncio.to_thread(self._settle, hub, waiting, delivery)
            self._met()
            self._ears.on_news()
            is_greeted = True
        return is_greeted

    def _settle(self, hub: HubAddress, sent: Waiting, delivery: http.Delivery) -> None:
        counted = 0
        for raw in delivery.receipts:
            receipt = _checked(hub, raw)
            if receipt.envelope != sent.envelope or receipt.digest != sent.digest:
                raise RoadError(http.GARBAGE)
            self._road.keep(_returned(receipt, raw))
            counted += 1
        if delivery.outcome is not http.Outcome.STORED:
            self._road.trouble(sent.envelope, _named(delivery))
        elif not counted:
            raise RoadError(http.GARBAGE)
        self._road.contact(self._clock.now_ms())

    async def _hear(self, line: http.Line, hub: HubAddress, *, greet: bool) -> None:
        outstanding = await asyncio.to_thread(self._road.outstanding)
        wanted = {one.log for one in outstanding}
        logs = await asyncio.to_thread(self._road.logs)
        if greet and not wanted:
            wanted.update(log for log, _since in logs[:1])
        for log, since in logs:
            if log in wanted:
                await self._hear_log(line, hub, log, since)
        if greet and not wanted:
            await http.descriptor(line)
        await asyncio.to_thread(self._road.contact, self._clock.now_ms())
        self._met()

    async def _hear_log(
        self, line: http.Line, hub: HubAddress, log: LogId, since: int
    ) -> None:
        while True:
            state = await http.state(line, hub.token, log, since)
            if state.log != log or (state.more and state.upto <= since):
                raise RoadError(http.GARBAGE)
            if await asyncio.to_thread(self._learn, hub, log, state):
                self._ears.on_news()
            if not state.more:
                return
            since = state.upto

    def _learn(self, hub: HubAddress, log: LogId, state: State) -> bool:
        news = False
        for raw in state.receipts:
            receipt = _checked(hub, raw)
            if self._road.digest(receipt.envelope) == receipt.digest:
                news |= self._road.keep(_returned(receipt, raw))
        for one in state.set_aside:
            news |= self._road.trouble(one.envelope, _plain(one.reason))
        self._road.seen_upto(log, state.upto)
        if not state.more:
            self._catch_up(log, state)
        return news

    def _catch_up(self, log: LogId, state: State) -> None:
        """Act on what a hub should have said before: one that was restored lags behind.

        What it stored once and does not hold is brought again; the receipt of what it
        has read and we never saw is asked for from the start.
        """
        for one in self._road.outstanding():
            if one.log != log or not one.level:
                continue
            if _is_in(state.read, one.batch_no):
                self._road.ask_from_start(log)
            elif not one.trouble and not _is_in(state.held, one.batch_no):
                self._road.send_again(one.envelope)

    async def _rested(self) -> tuple[float, bool]:
        self._failures = 0
        outstanding = await asyncio.to_thread(self._road.outstanding)
        is_unread = any(one.trouble is None for one in outstanding)
        return (self._pace.unread_s if is_unread else self._pace.idle_s), False

    async def _failed(self, why: RoadError) -> tuple[float, bool]:
        self._failures += 1
        chance = int.from_bytes(self._ids.random(6), "big") / (1 << 48)
        pause_s = self._pace.pause_s(self._failures, chance)
        is_firm = why.retry_after_s is not None
        if why.retry_after_s is not None:
            pause_s = max(why.retry_after_s, self._pace.first_s)
        next_try_ms = self._clock.now_ms() + int(pause_s * 1000)
        last_ok_ms = self.reach.last_ok_ms
        self._say(Reach(False, last_ok_ms, why.reason, next_try_ms))
        return pause_s, is_firm

    def _met(self) -> None:
        self._say(Reach(True, self._clock.now_ms(), None, None))

    def _say(self, reach: Reach) -> None:
        self.reach = reach
        self._ears.on_reach(reach)

    async def _line_to(self, hub: HubAddress) -> http.Line:
        if self._line is None or self._line[0] != hub:
            await self._hang_up()
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
        if self._line is not None and self._transport is None:
            await self._line[1].aclose()
        self._line = None


async def _ended(task: asyncio.Task[Any]) -> None:
    """End a task: pass on what it raised, unless it was only cut short."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def _is_in(spans: list[Span], number: int) -> bool:
    return any(first <= number <= last for first, last in spans)


def _checked(hub: HubAddress, raw: bytes) -> Receipt:
    """Return a receipt the hub's own key signed; any other is noise."""
    try:
        return read_receipt(raw, hub.receipt_public)
    except SyncError as why:
        raise RoadError(http.GARBAGE) from why


def _returned(receipt: Receipt, raw: bytes) -> Returned:
    envelope = EnvelopeId(receipt.envelope)
    return Returned(receipt.number, envelope, receipt.level, raw)


def _named(delivery: http.Delivery) -> str:
    return _plain(delivery.reason, otherwise=delivery.outcome.value)


def _plain(reason: str, otherwise: str = http.Outcome.SET_ASIDE.value) -> str:
    """Return a reason we have a word for; a hub's own text is never shown."""
    return reason if reason in {one.value for one in Reason} else otherwise
