"""A relay in the simulation: the real shelf, its door, and the errands it runs."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import httpx

from sync.courier.errand import Errands, Manner, Place
from sync.hub.quota import Allowance
from sync.relay.routes import relay_app
from sync.relay.shelf import Shelf
from tests.sim.disk import Disk
from tests.sim.loop import VirtualLoop
from tests.sim.machine import Failed, Machine
from tests.sim.wire import Answer, Wire, served

URL: Final = "http://127.0.0.1:8472"
ASK_S: Final = 300.0
"""How often it asks its hub; the shipped 30 s only makes seeds slower."""
FILE: Final = "relay.sqlite"
_GENEROUS: Final = Allowance(burst=1e9, per_s=1e9)


class Relay(Machine):
    """A machine that takes sealed post along for others."""

    def __init__(self, disk: Disk, loop: VirtualLoop, seed: int) -> None:
        super().__init__(disk, loop, seed)
        self.wire: Wire | None = None
        self._app: object = None

    @property
    def home(self) -> Path:
        return self.disk.folder

    async def start(self, hub_url: str) -> Failed | None:
        """Take up what was on the shelf, let others in, and lead to a hub."""
        ids = self.new_life()

        async def begin() -> None:
            shelf = Shelf.open(self.home / FILE, ids)
            place, manner = Place(hub_url), Manner(self.wire, ask_s=ASK_S)
            errands = Errands(shelf, place, self.clock, ids, manner)
            self._app = relay_app(
                shelf, self.clock, lambda: errands.ran.ok_ms, errands.nudge, _GENEROUS
            )
            self._running = asyncio.create_task(errands.run())

        return await self.run(begin())

    async def serve(self, request: httpx.Request) -> Answer | None:
        """Answer a request from a wire."""
        return await served(self, self._app, request)

    def lose_shelf(self) -> None:
        """Start with nothing; its power went before."""
        for tail in ("", "-wal", "-shm"):
            (self.home / (FILE + tail)).unlink(missing_ok=True)
