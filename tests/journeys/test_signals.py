"""Signals in the field: two tablets count with the line down, a case is called in."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app.care.signal import Reached, cases
from app.care.syndrome import Alarm, Band, CountedSex, Syndrome
from app.commands import call_ggd, count_case, report_day
from app.commands.signal import Group, Spoken
from app.post import PostProgram
from app.store.queries.signal import RegionDay, SignalView, region_day, signals
from tests.support.region import Region, leader, opened, region, until

BOY, WOMAN = (
    Group(Band.UNDER_5, CountedSex.MALE),
    Group(Band.FROM_5, CountedSex.FEMALE),
)


def day_of(post: PostProgram) -> str:
    return opened(post).write_now(lambda desk: desk.today())


def seen(post: PostProgram) -> SignalView:
    day = day_of(post)
    return opened(post).read_now(lambda db: signals(db, day))


def at_hub(here: Region, day: str) -> RegionDay:
    return opened(here.hub).read_now(lambda db: region_day(db, day))


async def count(post: PostProgram, syndrome: Syndrome, of: Group, number: int) -> None:
    file, day = opened(post), day_of(post)
    by = leader(file)
    await file.write(lambda desk: count_case(desk, by, day, syndrome, of, number))


def test_two_tablets_that_count_with_the_line_down_add_up_everywhere(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            one = await here.post("zuid")
            await here.received(one)
            two = await here.sister(one, "zuidtwee")
            await here.received(two)
            for name in ("zuid", "zuidtwee"):
                here.weathers[name].up = False

            await count(one, Syndrome.AWD, BOY, 2)
            await count(two, Syndrome.AWD, BOY, 3)
            await count(two, Syndrome.AWD, WOMAN, 1)
            await count(one, Syndrome.AWD, BOY, -1)
            assert (cases(seen(one).day, Syndrome.AWD)) == 1

            for name in ("zuid", "zuidtwee"):
                here.weathers[name].up = True
            await here.received(one)
            await here.received(two)
            for post in (one, two):
                await until(lambda p=post: cases(seen(p).day, Syndrome.AWD) == 5)
            (day,) = at_hub(here, day_of(one)).posts.values()
            assert cases(day, Syndrome.AWD) == 5
            assert seen(one).day.cells == seen(two).day.cells == day.cells

    asyncio.run(story())


def test_a_case_of_measles_rings_here_and_at_the_hub_until_the_call(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            day = day_of(post)
            await count(post, Syndrome.MEAS, BOY, 1)
            await here.received(post)
            assert [each.ringing.alarm for each in at_hub(here, day).waiting] == [
                Alarm.MEAS
            ]
            assert at_hub(here, day).reported == frozenset()

            by, file = leader(opened(post)), opened(post)
            said = Spoken(Reached.SPOKEN, "arts van de GGD")
            await file.write(lambda d: call_ggd(d, by, day, Alarm.MEAS, said))
            await file.write(lambda d: report_day(d, by, day))
            await here.received(post)

            assert seen(post).waiting == ()
            assert at_hub(here, day).waiting == ()
            assert len(at_hub(here, day).reported) == 1

    asyncio.run(story())
