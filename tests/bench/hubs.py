"""How much a hub carries: in files, and in a database by one and by two processes.

Devices send at once what they recorded while their line was down, in bundles, to
whichever process answers; it ends when each holds a receipt that all was read. Then
batches come one by one, at half of that pace, each timed until it was read; and more
posts join, for what they take of memory. In a database a process that begins with
nothing follows the whole journal; beside it stands what the database itself takes in.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sync.courier import http
from sync.cut import Cut
from sync.hub.postgres import Postgres
from tests.bench.retold import ReplayClock, made_up, retell
from tests.bench.table import Figures
from tests.support.postgres import Server, new_folder, removed
from tests.support.region import until
from tests.support.workers import Workers, workers

_EVERY_S: Final = 60.0
"""How often a post that works cuts a batch."""
_PATIENCE_S: Final = 7200.0
_MB: Final = 1e6


@dataclass(frozen=True, slots=True)
class Load:
    """How many devices bring how many batches of how many events.

    Then so many batches come one by one, and so many more posts join.
    """

    devices: int
    batches: int
    events: int
    one_by_one: int = 60
    more: int = 50

    @property
    def all_events(self) -> int:
        """How many events there are in all."""
        return self.devices * self.batches * self.events

    @property
    def envelopes(self) -> int:
        """How many envelopes there are in all: the batches, and a key epoch each."""
        return self.devices * (self.batches + 1)


FULL: Final = Load(devices=8, batches=20, events=100)
QUICK: Final = Load(devices=4, batches=6, events=50, one_by_one=20, more=5)


def measure(figures: Figures, folder: Path, load: Load = FULL) -> None:
    """Measure a hub on SQLite, and on PostgreSQL with one and with two processes."""
    server = Server(new_folder())
    try:
        server.make()
        server.start()
        _bare(figures, server.new_database(), load)
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
        await worked(region, load)
        each = await caught_up(figures, name, region, load)
        await _one_by_one(figures, name, region, load, each / 2)
        if count == 1:
            await _memory(figures, name, region, load)
        if database is not None:
            await follow(figures, name, region, load)


async def worked(region: Workers, load: Load) -> None:
    """Let every device record and cut what it has to bring; each has other facts."""
    for n, device in enumerate(region.devices):
        made = made_up(load.batches * load.events, seed=n + 1)
        clock = ReplayClock(made)
        for first in range(0, len(made), load.events):
            few = made[first : first + load.events]
            with device.journal.database.atomic():
                retell(device.journal, clock, few)
            device.cut()


async def caught_up(figures: Figures, name: str, region: Workers, load: Load) -> float:
    """Measure until all is read that waited; return the envelopes of a second."""
    begun = time.perf_counter()
    async with region.sending():
        await region.until_read(load.envelopes, _PATIENCE_S)
        taken = time.perf_counter() - begun
    each = load.envelopes / taken
    figures.add(f"{name}: events read", load.all_events / taken, "events/s")
    figures.add(f"{name}: envelopes read", each, "envelopes/s")
    figures.add(f"{name}: posts that send every minute", each * _EVERY_S, "posts")
    return each


async def _one_by_one(
    figures: Figures, name: str, region: Workers, load: Load, per_s: float
) -> None:
    """Measure how long a batch takes until it is read, when others come too."""
    line = http.open_line("http://127.0.0.1", transport=region.road())
    cuts = [
        region.devices[n % load.devices].recorded_and_cut(load.events)
        for n in range(load.one_by_one)
    ]
    begun_s = time.perf_counter()
    taken_ms = await asyncio.gather(
        *(_timed(line, cut, begun_s + n / per_s) for n, cut in enumerate(cuts))
    )
    await line.aclose()
    ordered, posts = sorted(taken_ms), round(per_s * _EVERY_S)
    what = f"{name}: receipt of a batch, {posts} posts every minute"
    figures.add(f"{what}, p50", statistics.median(ordered), "ms")
    figures.add(f"{what}, p99", ordered[int(len(ordered) * 0.99)], "ms")


async def _timed(line: http.Line, cut: Cut, at_s: float) -> float:
    """Bring a batch at its moment; return how long after that its receipt came."""
    await asyncio.sleep(max(0.0, at_s - time.perf_counter()))
    answer = await http.deliver(line, cut.envelope, cut.sealed)
    if len(answer.receipts) != 2:
        raise RuntimeError(f"the hub has not read it: {answer.outcome}")
    return (time.perf_counter() - at_s) * 1000


async def _memory(figures: Figures, name: str, region: Workers, load: Load) -> None:
    """Measure what posts that join, and wait for news, take of a hub's memory."""
    (running,) = region.running.values()
    before = memory_bytes(running.pid)
    if before is None:
        return
    await region.enrolled(load.more)
    async with region.sending():
        await until(
            lambda: all(each.reach.online for each in region.couriers), _PATIENCE_S
        )
        grown = (memory_bytes(running.pid) or 0) - before
    figures.add(f"{name}: memory at first", before / _MB, "MB")
    figures.add(
        f"{name}: memory for 1,000 posts, from {load.more}",
        grown / load.more * 1000 / _MB,
        "MB",
    )


def memory_bytes(pid: int) -> int | None:
    """Return how much memory a process holds; None where the system does not say."""
    about = Path(f"/proc/{pid}/status")
    if not about.exists():
        return None
    lines = (line.split() for line in about.read_text().splitlines())
    return next(int(words[1]) * 1024 for words in lines if words[0] == "VmRSS:")


def _bare(figures: Figures, url: str, load: Load) -> None:
    """Measure what the database takes of the same rows when nobody looks at them."""
    database = Postgres(url)
    made = made_up(load.batches * load.events)
    with database.change() as put:
        put("CREATE TABLE bare (log BYTEA, seq BIGINT, hlc BIGINT, canon BYTEA)")
    begun = time.perf_counter()
    for first in range(0, len(made), load.events):
        with database.change() as put:
            for each in made[first : first + load.events]:
                put(
                    "INSERT INTO bare VALUES (?, ?, ?, ?)",
                    *(each.log, each.seq, each.hlc, each.body),
                )
    taken = time.perf_counter() - begun
    database.close()
    figures.add("PostgreSQL, bare insert", len(made) / taken, "events/s")


async def follow(figures: Figures, name: str, region: Workers, load: Load) -> None:
    """Measure how long a process takes that begins with nothing."""
    begun = time.perf_counter()
    await region.held()
    taken = time.perf_counter() - begun
    figures.add(f"{name}: a new process is up", taken, "s")
    figures.add(f"{name}: it follows", load.all_events / taken, "events/s")
