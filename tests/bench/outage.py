"""After three days without a line every post of a region comes back at once.

How long one hub on a database takes to read all of it, and then how long a process
that begins with nothing takes to follow the whole journal. What was measured small is
said for the whole too, by the same pace.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sync.limits import MAX_BATCH_EVENTS
from tests.bench.hubs import Load, caught_up, follow, worked
from tests.bench.table import Figures
from tests.support.postgres import Server, new_folder, removed
from tests.support.workers import workers

_EVENTS: Final = 13
"""Facts of one casualty at a made-up post."""


@dataclass(frozen=True, slots=True)
class Outage:
    """How many posts had how many casualties meanwhile."""

    posts: int
    casualties: int

    @property
    def events(self) -> int:
        """How many facts that is in all."""
        return self.posts * self.casualties * _EVENTS

    @property
    def load(self) -> Load:
        """What the posts bring: batches as full as they are while a line is down."""
        each = self.casualties * _EVENTS
        batches = -(-each // MAX_BATCH_EVENTS)
        return Load(self.posts, batches, -(-each // batches))


FULL: Final = Outage(posts=200, casualties=500)
QUICK: Final = Outage(posts=4, casualties=15)


def measure(figures: Figures, folder: Path, outage: Outage = FULL) -> None:
    """Measure how a region catches up."""
    server = Server(new_folder())
    try:
        server.make()
        server.start()
        asyncio.run(_measured(figures, folder, server.new_database(), outage))
    finally:
        removed([server])


async def _measured(
    figures: Figures, folder: Path, database: str, outage: Outage
) -> None:
    name = f"{outage.posts} posts with {outage.casualties} casualties each"
    load = outage.load
    async with workers(folder, database, 1) as region:
        await region.enrolled(load.devices)
        await worked(region, load)
        begun = time.perf_counter()
        await caught_up(figures, name, region, load)
        taken = time.perf_counter() - begun
        figures.add(f"{name}: caught up", taken, "s")
        part = load.all_events / FULL.events
        if part < 1:
            whole = f"at that pace {FULL.posts} posts with {FULL.casualties}"
            figures.add(f"{whole}: caught up", taken / part / 3600, "h")
        await follow(figures, name, region, load)
