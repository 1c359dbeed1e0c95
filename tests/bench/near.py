"""How soon one device of a post shows what another recorded: past a hub, and a base.

Programs, files and HTTP are real, on this machine; how often they ask is as shipped.
What there is to wait for is that: a batch waits two seconds for more, and a base is
asked every two seconds.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from app.post import PostProgram
from app.post.neighbours import Door
from app.store.queries.casualty import casualty
from sync.ids import Mode
from tests.bench.table import Figures, add_spread
from tests.journeys.test_by_hand import cut_off
from tests.support.region import Region, arrive, opened, region, until

TIMES, QUICK = 20, 5
_SHIPPED = Door("127.0.0.1", 0, lambda: ("127.0.0.1",))


def measure(figures: Figures, folder: Path, times: int) -> None:
    """Add the delay from saved on one device to there on another, in ms."""
    asyncio.run(_measure(figures, folder, times))


async def _measure(figures: Figures, folder: Path, times: int) -> None:
    async with region(folder) as here:
        one = await here.post("een", door=_SHIPPED)
        await here.received(one)
        others = [await here.sister(one, name, door=_SHIPPED) for name in ("b", "c")]
        for post in (one, *others):
            await _settled(here, post)
        add_spread(figures, "near.hub_ms", await _delays(others, times))
        await one.neighbours(Mode.REAL).carry(carries=True)
        carrying = one.neighbours(Mode.REAL).circle.carrying
        assert carrying is not None
        for post in (one, *others):
            await cut_off(here, post)
        for post in others:
            await post.neighbours(Mode.REAL).add(carrying.addresses[0])
        await _delays(others, 1)  # the first meeting
        add_spread(figures, "near.base_ms", await _delays(others, times))


async def _settled(here: Region, post: PostProgram) -> None:
    await arrive(post)
    await here.received(post)


async def _delays(posts: list[PostProgram], times: int) -> list[float]:
    return [
        await _delay_ms(source, target)
        for _ in range(times)
        for source, target in (posts, posts[::-1])
    ]


async def _delay_ms(source: PostProgram, target: PostProgram) -> float:
    stream = await arrive(source)
    began = time.perf_counter()
    file = opened(target)
    await until(lambda: file.read(lambda db: casualty(db, stream) is not None))
    return (time.perf_counter() - began) * 1000
