"""How much a hub carries: in files, and in a database by one and by two processes.

Devices send at once what they recorded while their line was down, in bundles, to
whichever process answers; it ends when each holds a receipt that all was read. Then a
process that begins with nothing follows the whole journal.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.retold import ReplayClock, made_up, retell
from tests.bench.table import Figures
from tests.support.postgres import Server, new_folder, removed
from tests.support.workers import Workers, workers

_EVERY_S: Final = 60.0
"""How often a post that works cuts a batch."""


@dataclass(frozen=True, slots=True)
class Load:
    """How many devices bring how many batches of how many events."""

    devices: int
    batches: int
    events: int

    @property
    def all_events(self) -> int:
        """How many events there are in all."""
        return self.devices * self.batches * self.events

    @property
    def envelopes(self) -> int:
        """How many envelopes there are in all: the batches, and a key epoch each."""
        return self.devices * (self.batches + 1)


FULL: Final = Load(devices=8, batches=20, events=100)
QUICK: Final = Load(devices=4, batches=6, events=50)


def measure(figures: Figures, folder: Path, load: Load = FULL) -> None:
    """Measure a hub on SQLite, and on PostgreSQL with one and with two processes."""
    server = Server(new_folder())
    try:
        server.make()
        server.start()
        for name, database, count in (
            ("SQLite, one process", None, 1),
            ("PostgreSQL, one process", server.new_database(), 1),
            ("PostgreSQL, two processes", server.new_database(), 2),
        ):
            place = folder / name.replace(" ", "-")
            asyncio.run(_carried(figures, name, place, database, count, load))
    finally:
        removed([server])


async def _carried(
    figures: Figures,
    name: str,
    folder: Path,
    database: str | None,
    count: int,
    load: Load,
) -> None:
    async with workers(folder, database, count) as region:
        await region.enrolled(load.devices)
        for n, device in enumerate(region.devices):
            made = made_up(load.batches * load.events, seed=n + 1)
            clock = ReplayClock(made)
            for first in range(0, len(made), load.events):
                few = made[first : first + load.events]
                with device.journal.database.atomic():
                    retell(device.journal, clock, few)
                device.cut()
        begun = time.perf_counter()
        async with region.sending():
            await region.until_read(load.envelopes, 900)
            taken = time.perf_counter() - begun
        figures.add(f"{name}: events read", load.all_events / taken, "events/s")
        each = load.envelopes / taken
        figures.add(f"{name}: envelopes read", each, "envelopes/s")
        figures.add(f"{name}: posts that send every minute", each * _EVERY_S, "posts")
        if database is not None:
            await _follow(figures, name, region, load)


async def _follow(figures: Figures, name: str, region: Workers, load: Load) -> None:
    begun = time.perf_counter()
    await region.held()
    taken = time.perf_counter() - begun
    figures.add(f"{name}: a new process is up", taken, "s")
    figures.add(f"{name}: it follows", load.all_events / taken, "events/s")
