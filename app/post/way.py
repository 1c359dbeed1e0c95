"""The way out of a post: its road and the courier on it, with the file open or not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from sync.courier.loop import Courier, Ears, Pace
from sync.courier.road import Road

if TYPE_CHECKING:
    from pathlib import Path

    from sync.clock import Clock
    from sync.courier.http import Transport
    from sync.courier.loop import Reach
    from sync.ids import Ids

Told = Callable[[], None]


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
    ) -> None:
        self.road = Road.open(path)
        self._reach_changed: Told = _nothing
        self._news: Told = _nothing
        ears = Ears(on_reach=self._on_reach, on_news=lambda: self._news())
        self.courier = Courier(self.road, transport, clock, ids, ears, pace=pace)
        self._stop = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

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

    def start(self) -> None:
        """Let the courier go; it runs until `stop`."""
        self._running = asyncio.get_running_loop().create_task(
            self.courier.run(self._stop)
        )

    async def stop(self) -> None:
        """Let the courier finish what it holds, and close the road."""
        self._stop.set()
        if self._running is not None:
            await self._running
        self.road.close()

    def _on_reach(self, _reach: Reach) -> None:
        self._reach_changed()


def _nothing() -> None:
    """Tell nobody."""
