"""The way out of a post: its road and the courier on it, with the file open or not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.paths import Home
from app.post.neighbours import Door, Neighbours
from app.relay.carrying import Stock
from sync.courier.loop import Courier, Ears, Pace
from sync.courier.road import Road
from sync.errors import DamagedFile, NotOurFile
from sync.files import os_errors

if TYPE_CHECKING:
    from pathlib import Path

    from sync.clock import Clock
    from sync.courier.http import Transport
    from sync.courier.loop import Reach
    from sync.ids import Ids

Told = Callable[[], None]

_log = logging.getLogger("noodpost.post")


class Way:
    """Carries what lies on a road for as long as the program runs."""

    def __init__(
        self,
        path: Path,
        clock: Clock,
        ids: Ids,
        *,
        transport: Transport | None = None,
        pace: Pace | None = None,
        neighbours: tuple[Stock, Door] | None = None,
    ) -> None:
        self.road = _road(path)
        self._reach_changed: Told = _nothing
        self._news: Told = _nothing
        ears = Ears(on_reach=self._on_reach, on_news=lambda: self._news())
        self.courier = Courier(self.road, transport, clock, ids, ears, pace=pace)
        stock, door = neighbours or (Stock(Home(path.parent).relay), Door())
        self.neighbours = Neighbours(
            self.road, stock, clock, ids, lambda: self.courier.reach, door
        )
        self.neighbours.listen(lambda: self._heard())
        self._stop = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._beginning: asyncio.Task[None] | None = None

    def listen(self, *, reach: Told | None = None, news: Told | None = None) -> None:
        """Say who is told of a changed reach, and of receipts to apply.

        Nobody, when nothing is given: a post that was closed is not held on to.
        """
        self._reach_changed = reach or _nothing
        self._news = news or _nothing

    @property
    def reach(self) -> Reach:
        """Whether the hub can be reached, and why not."""
        return self.courier.reach

    @property
    def leads_on(self) -> bool:
        """Whether what is sealed now goes on: to the hub, or along with a neighbour."""
        return self.reach.online or self.neighbours.answer

    @property
    def is_met(self) -> bool:
        """Whether sisters find here, on this device, what is sealed now."""
        return self.neighbours.has_shelf

    def start(self) -> None:
        """Let the courier go, and errands to neighbours; they run until `stop`."""
        loop = asyncio.get_running_loop()
        self._running = loop.create_task(self.courier.run(self._stop))
        self._beginning = loop.create_task(self.neighbours.begin())

    def nudge(self) -> None:
        """Carry what is there now. From any thread."""
        self.courier.nudge()
        if self._running is not None:
            loop = self._running.get_loop()
            if not loop.is_closed():
                loop.call_soon_threadsafe(self.neighbours.nudge)

    async def stop(self) -> None:
        """Let the courier finish what it holds, and close the road."""
        self._stop.set()
        try:
            if self._beginning is not None:
                await asyncio.gather(self._beginning, return_exceptions=True)
            await self.neighbours.end()
        finally:
            try:
                if self._running is not None:
                    await self._running
            finally:
                self.road.close()

    def _heard(self) -> None:
        self._reach_changed()
        self._news()

    def _on_reach(self, _reach: Reach) -> None:
        self._reach_changed()


def _road(path: Path) -> Road:
    """Open a road. One that cannot be read is put aside and begun again.

    All that lay on it is in the encrypted file too, or comes again from the hub; a
    spoiled copy must not keep a post from opening. Raises FileError.
    """
    try:
        return Road.open(path)
    except (NotOurFile, DamagedFile) as why:
        _log.warning("road put aside: %s", type(why).__name__)
    with os_errors(path.name):
        path.replace(path.with_name(path.name + ".damaged"))
        for tail in ("-wal", "-shm"):
            path.with_name(path.name + tail).unlink(missing_ok=True)
    return Road.open(path)


def _nothing() -> None:
    """Tell nobody."""
