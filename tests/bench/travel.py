"""From post to hub over real HTTP: events a second and bytes an event.

Beside them, for the very same events: JSON, that JSON gzipped, and `xz -9e` of it.
"""

from __future__ import annotations

import asyncio
import gzip
import lzma
import time
from pathlib import Path
from typing import Final

from app.demo.drill import furnish, team
from app.demo.outcome import carried_events, json_lines, own_events
from app.front import bind, listen
from app.hub import HubProgram
from app.post import PostProgram, Road
from app.ui.hub_state import HubSetup
from app.ui.state import Setup
from sync.clock import SystemClock
from sync.courier.http import network
from sync.courier.loop import Pace
from sync.courier.weather import BadWeather, Odds
from sync.ids import Mode, SystemIds
from sync.trust.keys import Cost
from tests.bench.register import fill
from tests.bench.table import Figures

MODE: Final = Mode.EXERCISE
CASUALTIES: Final = 3_000
PASSPHRASE: Final = "meten is weten"
CHEAP: Final = Cost(memory_kib=8 * 1024, passes=1)
GOOD: Final = Odds(lose_request=0, lose_answer=0, repeat=0, delay=0)


def measure(figures: Figures, folder: Path, casualties: int = CASUALTIES) -> None:
    """Measure one post that has much to send, and one good line."""
    asyncio.run(_measure(figures, folder, casualties))


async def _measure(figures: Figures, folder: Path, casualties: int) -> None:
    clock, ids = SystemClock(), SystemIds()
    line = BadWeather(network(), 1, GOOD)
    bound = bind("127.0.0.1", 0)
    url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    hub = HubProgram(folder / "hub", MODE, url, clock, ids, cost=CHEAP)
    road = Road(line, Pace(first_s=0.05, most_s=0.2, unread_s=0.05, idle_s=1.0))
    post = PostProgram(folder / "post", clock, ids, road=road, cost=CHEAP)
    door = await listen(hub, bound)
    try:
        await hub.create(HubSetup("Regio", "Operator", MODE, PASSPHRASE))
        await post.create(Setup("nl", "Post", "POST", MODE, PASSPHRASE))
        await post.enrol(MODE, (await hub.invite("Post")).text)
        await _record(post, line, casualties)
        await _send(figures, post, hub, line)
    finally:
        await post.end()
        await line.aclose()
        await door.stop()
        await hub.end()


async def _record(post: PostProgram, line: BadWeather, casualties: int) -> None:
    file = post.file(MODE)
    if file is None:
        raise RuntimeError("the post should be open")
    await file.write(furnish)
    line.up = False
    await asyncio.to_thread(fill, file, team(file).nurse, 0, casualties)


async def _send(
    figures: Figures, post: PostProgram, hub: HubProgram, line: BadWeather
) -> None:
    file, hub_file = post.file(MODE), hub.file()
    if file is None or hub_file is None:
        raise RuntimeError("post and hub should be open")
    before_bytes, before_requests = line.bytes_up, line.requests
    line.up = True
    begun = time.perf_counter()
    while post.sending(MODE).unsent_events:
        post.nudge(MODE)
        await asyncio.sleep(0.02)
    taken = time.perf_counter() - begun
    events = own_events(file)
    if carried_events(hub_file) != events:
        raise RuntimeError("the hub does not hold what the post sent")
    figures.add("events sent", events, "events")
    figures.add("post to hub, read and receipted", events / taken, "events/s")
    figures.add("requests", line.requests - before_requests, "requests")
    figures.add("on the line", (line.bytes_up - before_bytes) / events, "bytes/event")
    _beside(figures, json_lines(file), events)


def _beside(figures: Figures, plain: bytes, events: int) -> None:
    for name, size in (
        ("JSON", len(plain)),
        ("JSON, gzip -9", len(gzip.compress(plain, 9))),
        ("JSON, xz -9e", len(lzma.compress(plain, preset=9 | lzma.PRESET_EXTREME))),
    ):
        figures.add(f"beside: {name}", size / events, "bytes/event")
