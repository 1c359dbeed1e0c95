"""A post whose clock lies: measured against the hub's, recorded, shown, corrected."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.care.terms import Role
from app.commands import first_person
from app.demo.outcome import pictures_equal
from app.post import PostProgram, Road
from app.store.queries.casualty import casualty
from app.ui.state import Setup
from sync.clock import SystemClock
from sync.courier.http import network
from sync.courier.weather import BadWeather
from sync.ids import Mode, SystemIds
from tests.support.region import (
    CHEAP,
    PASSPHRASE,
    PIN,
    QUICK,
    Region,
    arrive,
    opened,
    region,
    until,
)

DAY_MS = 86_400_000


class Lying(SystemClock):
    """A clock that is off by as much as it is told."""

    def __init__(self, off_ms: int) -> None:
        self.off_ms = off_ms

    def now_ms(self) -> int:
        return max(0, super().now_ms() + self.off_ms)


async def lying_post(here: Region, off_ms: int) -> PostProgram:
    """Make a post whose clock is off, and let it join."""
    weather = BadWeather(network(), 7, here.odds)
    here.lines.append(weather)
    road = Road(weather, QUICK)
    clock = Lying(off_ms)
    post = PostProgram(
        here.folder / "scheef", clock, SystemIds(), road=road, cost=CHEAP
    )
    here.posts.append(post)
    await post.begin()
    await post.create(Setup("nl", "Post Scheef", "SCHEEF", here.mode, PASSPHRASE))
    await opened(post).write(
        lambda desk: first_person(desk, "Noor Bakker", Role.POST_LEAD, PIN)
    )
    await here.enrol(post, "scheef")
    return post


@pytest.mark.parametrize("off_ms", [2 * DAY_MS, -2 * DAY_MS])
def test_a_clock_two_days_off_is_shown_at_the_post_and_at_the_hub(
    tmp_path: Path, off_ms: int
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await lying_post(here, off_ms)
            stream = await arrive(post)
            await until(lambda: post.sending(Mode.REAL).clock_offset_ms is not None)
            await here.received(post)

            hub = opened(here.hub)
            (row,) = await here.hub.posts()
            detail = hub.read_now(lambda db: casualty(db, stream))
            found = post.sending(Mode.REAL).clock_offset_ms
            assert detail is not None
            assert found is not None
            assert abs(found + off_ms) < 60_000
            assert row.clock_offset_ms == found
            entry = detail.timeline[0]
            assert entry.is_corrected
            assert abs(entry.at_ms - SystemClock().now_ms()) < 120_000
            assert pictures_equal([opened(post)], hub)

    asyncio.run(story())


def test_a_dead_battery_in_1970_loses_nothing_and_is_corrected(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await lying_post(here, -SystemClock().now_ms())
            stream = await arrive(post)
            await until(lambda: post.sending(Mode.REAL).clock_offset_ms is not None)
            await here.received(post)

            detail = opened(here.hub).read_now(lambda db: casualty(db, stream))
            assert detail is not None
            assert abs(detail.timeline[0].at_ms - SystemClock().now_ms()) < 120_000

    asyncio.run(story())


def test_a_post_that_was_offline_for_days_is_not_taken_for_a_slow_clock(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)

            (row,) = await here.hub.posts()
            assert post.sending(Mode.REAL).clock_offset_ms is None
            assert row.clock_offset_ms is None

    asyncio.run(story())
