"""The neighbours of a post: errands to them without a hub in reach, and theirs here."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from app import paths
from app.care.refusal import Refusal
from app.relay import EVERYWHERE, PORT
from app.relay.carrying import Carrying, Stock
from app.relay.finding import FINDING_FAILED, find, own_addresses
from app.ui.neighbours import CarryingRow, Circle, NeighbourRow
from sync.courier.entrusted import Giver
from sync.courier.errand import Errands, Manner, Place
from sync.courier.http import whole_address
from sync.courier.neighbours import OwnErrands
from sync.errors import FileError, RoadError
from sync.ids import Mode
from sync.relay.sisters import Asked

if TYPE_CHECKING:
    from pathlib import Path

    from sync.clock import Clock
    from sync.courier.handing import Neighbour
    from sync.courier.http import Transport
    from sync.courier.loop import Reach
    from sync.courier.road import Road
    from sync.ids import Ids, LogId
    from sync.reply import ForDevice

PATIENCE_S: Final = 15.0
"""How long no hub is reached before a neighbour is asked: most weather passes."""
ASK_S: Final = 15.0
HUB_PORT: Final = 443
"""Where a hub listens whose address names no port."""
_HERE: Final = b"here"
"""The place of this device's own shelf, among those it hears from."""
_FEW: Final = 64
"""Envelopes put on one's own shelf at a time."""
SEARCH_S: Final = 3.0
"""How long neighbours are searched for; they answer within a second."""

_log = logging.getLogger("noodpost.post")


@dataclass(frozen=True, slots=True)
class Door:
    """Where neighbours come in, at which addresses, and how often we ask them."""

    host: str = EVERYWHERE
    port: int = PORT
    addresses: Callable[[], tuple[str, ...]] = own_addresses
    transport: Transport | None = None
    patience_s: float = PATIENCE_S
    ask_s: float = ASK_S
    search_s: float = SEARCH_S


class Neighbours:
    """Everything a post does with its neighbours, with its file open or not."""

    def __init__(
        self,
        road: Road,
        stock: Stock,
        clock: Clock,
        ids: Ids,
        reach: Callable[[], Reach],
        door: Door | None = None,
    ) -> None:
        self._road = road
        self._stock = stock
        self._clock = clock
        self._ids = ids
        self._reach = reach
        self._door = door or Door()
        self._news: Callable[[], None] = lambda: None
        self._listeners: list[Callable[[], None]] = []
        self._errands: dict[str, tuple[Errands, asyncio.Task[None]]] = {}
        self._carrying: Carrying | None = None
        self._addresses: tuple[str, ...] = ()
        self._online_s = clock.monotonic_s()
        self._turn = asyncio.Lock()
        self._sharing, self._gathering = asyncio.Lock(), asyncio.Lock()
        self.circle = Circle()

    def listen(self, news: Callable[[], None]) -> None:
        """Say who is told when a neighbour answers, or brought something back."""
        self._news = news

    async def begin(self) -> None:
        """Take up what was known: neighbours, and whether we carry for others."""
        try:
            async with self._turn:
                for one in await asyncio.to_thread(self._road.handing.neighbours):
                    self._run(one)
                if await asyncio.to_thread(self._road.handing.carries):
                    await self._carry()
            await self.look()
        except (Refusal, FileError) as why:
            # A person turns it on again; what waits lies on the road all the same.
            _log.warning("neighbours are left out: %s", type(why).__name__)

    async def name(self, stands_in: Sequence[tuple[str, str]]) -> None:
        """Know which hubs of other regions ours says to bring post to, by name.

        They are asked only while our own does not answer.
        """
        named = []
        for region, address in stands_in:
            with contextlib.suppress(RoadError):
                named.append((region, whole_address(address, HUB_PORT)))
        async with self._turn:
            now_ms = self._clock.now_ms()
            handing = self._road.handing
            if not await asyncio.to_thread(handing.set_named, named, now_ms):
                return
            known = await asyncio.to_thread(handing.neighbours)
            for url in set(self._errands) - {each.url for each in known}:
                await self._stop(url)
            for one in known:
                if one.url not in self._errands:
                    self._run(one)
        await self.look()

    async def end(self) -> None:
        """Stop all errands, and let in nobody more."""
        async with self._turn:
            for url in tuple(self._errands):
                await self._stop(url)
            await self._put_down()

    @property
    def answer(self) -> bool:
        """Whether a neighbour that we ask answers, and takes our post along."""
        return any(
            errands.ran.ok_ms is not None and errands.ran.reason is None
            for errands, _ in self._errands.values()
        )

    @property
    def has_shelf(self) -> bool:
        """Whether others find something on this device."""
        return self._carrying is not None

    def nudge(self) -> None:
        """There is something to bring: to whom we bring now, bring it now."""
        for errands, _ in self._errands.values():
            errands.nudge()
        if self._carrying is not None:
            sharing = asyncio.create_task(self._share())
            sharing.add_done_callback(_noted)

    async def _share(self) -> None:
        """Put what this device and its sisters sealed on its own shelf, if it has one.

        Sisters who have no line of their own find it there.
        """
        async with self._sharing:
            while (carrying := self._carrying) is not None:
                few = await asyncio.to_thread(self._road.homely.waiting, _FEW, 1 << 22)
                if not few:
                    break
                kept = await carrying.show([sealed for _, sealed in few])
                digests = [hashlib.sha256(sealed).digest() for sealed in kept]
                await asyncio.to_thread(self._road.homely.got, digests)
                if len(kept) < len(few):
                    break  # the shelf is full: they have what the hub gives them

    async def _gather(self) -> None:
        """Take what sisters left on the shelf of this very device."""
        async with self._gathering:
            road = self._road
            logs = tuple(log for log, _ in await asyncio.to_thread(road.logs))
            asked = Asked(await asyncio.to_thread(road.homely.post_keys), logs)
            while (carrying := self._carrying) and logs and asked.post_keys:
                log = logs[0]
                reached = await asyncio.to_thread(road.handing.way_back, _HERE, log)
                back = await carrying.found(log, reached or b"", asked)
                has_room = await asyncio.to_thread(road.has_room_down)
                if not back.envelopes or not has_room:
                    break
                await asyncio.to_thread(self._collected, back, log)
                self._news()

    def _collected(self, back: ForDevice, log: LogId) -> None:
        road, now_ms = self._road, self._clock.now_ms()
        cursor = road.cursor()
        road.collect(back.envelopes, cursor, now_ms, cursor, giver=Giver.NEIGHBOUR)
        road.handing.set_ways_back(_HERE, [(log, back.cursor or b"")])

    def _on_brought(self) -> None:
        gathering = asyncio.create_task(self._gather())
        gathering.add_done_callback(_noted)

    async def add(self, address: str) -> None:
        """Let a neighbour take our post along. Raises Refusal for no address."""
        try:
            url = whole_address(address, PORT)
        except RoadError as why:
            raise Refusal("neighbour_address") from why
        async with self._turn:
            now_ms = self._clock.now_ms()
            await self._stop(url)
            await asyncio.to_thread(self._road.handing.add, url, now_ms)
            known = await asyncio.to_thread(self._road.handing.neighbours)
            self._run(next(each for each in known if each.url == url))
        await self.look()

    async def remove(self, url: str) -> None:
        """Ask a neighbour no more; what it has may arrive all the same."""
        async with self._turn:
            await self._stop(url)
            await asyncio.to_thread(self._road.handing.remove, url)
        await self.look()

    async def search(self) -> tuple[str, ...]:
        """Return the addresses of neighbours that can be found on this network."""
        ours = await asyncio.to_thread(self._door.addresses)
        try:
            found = await find(self._door.search_s, list(ours)) if ours else ()
        except FINDING_FAILED:
            found = ()  # no network is up
        return tuple(each for each in found if each not in self._addresses)

    async def carry(self, *, carries: bool) -> None:
        """Begin or stop to take post along for others. Raises Refusal."""
        async with self._turn:
            if not carries:
                await self._put_down()
            elif self._carrying is None:
                await self._carry()
            set_carries = partial(self._road.handing.set_carries, carries=carries)
            await asyncio.to_thread(set_carries)
        await self.look()

    async def led_elsewhere(self) -> None:
        """Bring what others gave to the hub this post has now."""
        async with self._turn:
            if self._carrying is not None:
                await self._put_down()
                with contextlib.suppress(Refusal, FileError):
                    await self._carry()

    async def look(self) -> None:
        """Look again what lies where."""
        known = await asyncio.to_thread(self._road.handing.neighbours)
        carrying = None
        if self._carrying is not None:
            held = await self._carrying.count()
            carrying = CarryingRow(self._addresses, held.waiting, held.senders)
        count = self._road.entrusted.count
        for_sisters = await asyncio.to_thread(count, self._clock.now_ms())
        rows = tuple(self._row(each) for each in known)
        circle = Circle(rows, carrying, for_sisters)
        if circle != self.circle:
            self.circle = circle
            for each in tuple(self._listeners):
                each()

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after something changed; returns the stop."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def _run(self, one: Neighbour) -> None:
        door = self._door
        place = Place(one.url, one.tls_root, is_pinned=True)
        is_base = partial(self._road.homely.is_base, place.key)
        manner = Manner(
            door.transport,
            lambda: self._is_needed(one) or is_base(),
            self._told,
            door.ask_s,
            is_base,
        )
        own = OwnErrands(self._road)
        errands = Errands(own, place, self._clock, self._ids, manner)
        self._errands[one.url] = (errands, asyncio.create_task(errands.run()))

    async def _stop(self, url: str) -> None:
        known = self._errands.pop(url, None)
        if known is not None:
            known[1].cancel()
            await asyncio.gather(known[1], return_exceptions=True)

    def _is_needed(self, one: Neighbour) -> bool:
        """Tell whether to ask a neighbour: without a hub, and once to see who it is.

        The hub of another region is left in peace until it is needed.
        """
        errands, _ = self._errands.get(one.url, (None, None))
        if errands is not None and errands.ran.ok_ms is None and not one.named:
            return True
        now_s = self._clock.monotonic_s()
        if self._reach().online:
            self._online_s = now_s
        return now_s - self._online_s >= self._door.patience_s

    def _told(self) -> None:
        self._news()
        looking = asyncio.create_task(self.look())
        looking.add_done_callback(_noted)

    async def _carry(self) -> None:
        hub = await asyncio.to_thread(self._road.hub)
        onward = [] if hub is None else [Place(hub.url, hub.tls_root)]
        await asyncio.to_thread(self._stock.folder.mkdir, exist_ok=True)
        carrying = Carrying(
            self._stock,
            onward,
            self._clock,
            self._ids,
            self._door.transport,
            brought=self._on_brought,
        )
        ours = await asyncio.to_thread(self._door.addresses)
        try:
            port = await carrying.begin(self._door.host, self._door.port, ours)
        except OSError as why:
            await carrying.end()
            raise Refusal("neighbour_port", port=self._door.port) from why
        except BaseException:
            await carrying.end()
            raise
        await asyncio.to_thread(self._road.homely.copy_all)
        self._carrying = carrying
        self.nudge()
        self._on_brought()
        self._addresses = tuple(f"{each}:{port}" for each in ours)

    async def _put_down(self) -> None:
        if self._carrying is not None:
            carrying, self._carrying = self._carrying, None
            self._addresses = ()
            async with self._sharing, self._gathering:
                pass  # whoever is at the shelf now is done first
            await carrying.end()

    def _row(self, one: Neighbour) -> NeighbourRow:
        errands, _ = self._errands.get(one.url, (None, None))
        if errands is None:
            return NeighbourRow(one.url, one.kept, named=one.named)
        ran = errands.ran
        hub_ms = (ran.about.hub_ms or None) if ran.about else None
        return NeighbourRow(
            one.url,
            one.kept,
            ran.ok_ms,
            hub_ms,
            ran.reason,
            one.refused,
            is_base=one.is_base,
            named=one.named,
        )


def _noted(looking: asyncio.Task[None]) -> None:
    """Say what went wrong with a look that nobody waits for."""
    if not looking.cancelled() and looking.exception() is not None:
        _log.warning("neighbours not seen: %s", type(looking.exception()).__name__)


def doorstep(home: Path, mode: Mode, door: Door) -> tuple[Stock, Door]:
    """Return where a post keeps what it takes along, and where neighbours come in.

    Real and exercise do not meet: each has a shelf and a port of its own.
    """
    is_real = mode is Mode.REAL or not door.port
    stock = Stock(paths.Home(home).relay, mode=mode)
    return stock, door if is_real else replace(door, port=door.port + 1)
