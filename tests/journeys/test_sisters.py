"""Two devices of one post see what the other recorded, past whatever hub there is."""

from __future__ import annotations

import asyncio
import shutil
from functools import partial
from pathlib import Path

import pytest

from app.post import PostProgram
from app.store.desk import Desk
from app.store.queries.casualty import casualty
from sync.ids import Mode
from sync.trust.keys import SigningKey
from tests.journeys.test_by_hand import cut_off
from tests.journeys.test_photos import JPEG, photo_at, take_photo
from tests.support.region import Region, arrive, opened, region, until


async def two_of(here: Region) -> tuple[PostProgram, PostProgram]:
    first = await here.post("zuid")
    await here.received(first)
    return first, await here.sister(first, "zuidtwee")


async def ended(here: Region, post: PostProgram) -> None:
    await post.end()
    here.posts.remove(post)


def key_of(desk: Desk) -> bytes:
    return bytes(SigningKey.from_bytes(desk.setting("device_signing")).id)


async def knows(post: PostProgram, stream: bytes) -> bool:
    return await opened(post).read(lambda db: casualty(db, stream)) is not None


def test_what_one_device_records_the_other_shows_and_the_reverse(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            one, two = await two_of(here)

            at_one, at_two = await arrive(one), await arrive(two)
            await here.received(one)
            await here.received(two)
            await until(lambda: knows(two, at_one))
            await until(lambda: knows(one, at_two))

    asyncio.run(story())


def test_a_tablet_that_joins_late_knows_all_and_one_put_back_asks_again(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            one = await here.post("zuid")
            before = await arrive(one)
            await here.received(one)
            two = await here.sister(one, "zuidtwee")
            await until(lambda: knows(two, before))
            await ended(here, two)
            shutil.copytree(tmp_path / "zuidtwee", tmp_path / "kept")

            two = await here.again("zuidtwee")
            after = await arrive(one)
            await here.received(one)
            await until(lambda: knows(two, after))
            await ended(here, two)
            shutil.rmtree(tmp_path / "zuidtwee")
            shutil.copytree(tmp_path / "kept", tmp_path / "zuidtwee")
            two = await here.again("zuidtwee")

            await until(lambda: knows(two, after))
            assert await knows(two, before)

    asyncio.run(story())


def test_a_lost_tablet_is_withdrawn_and_the_others_go_on_together(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            one, two = await two_of(here)
            lost = await here.sister(one, "zuiddrie")
            await arrive(lost)
            await here.received(lost)
            await here.hub.revoke(await opened(lost).write(key_of))
            await ended(here, lost)

            later = await arrive(one)
            await here.received(one)
            await until(lambda: knows(two, later))
            back = await arrive(two)
            await here.received(two)
            await until(lambda: knows(one, back))

    asyncio.run(story())


def test_a_photo_of_one_is_seen_on_the_other(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            one, two = await two_of(here)
            stream = await arrive(one)
            await take_photo(one, stream)
            await here.received(one)

            await until(lambda: photo_at(opened(two), stream) == JPEG)

    asyncio.run(story())


def test_without_any_hub_the_base_is_where_they_meet(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            one, two = await two_of(here)
            three = await here.sister(one, "zuiddrie")
            for post in (one, two, three):
                await here.received(post)
            for post in (one, two, three):
                await cut_off(here, post)
            early = await arrive(one)
            address = await carries_at(one)
            for post in (two, three):
                await post.neighbours(Mode.REAL).add(address)

            made = [early, *[await arrive(post) for post in (one, two, three)]]
            for post in (one, two, three):
                for stream in made:
                    await until(partial(knows, post, stream))

            assert two.neighbours(Mode.REAL).circle.neighbours[0].is_base
            assert not one.sending(Mode.REAL).online

    asyncio.run(story())


def test_who_stops_being_the_base_first_shows_what_it_began_to_show(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            one = await here.post("zuid")
            await here.received(one)
            await cut_off(here, one)
            for _ in range(12):
                await arrive(one)
                await one.give(Mode.REAL, "Ilse")
            about = one.neighbours(Mode.REAL)

            await about.carry(carries=True)
            await about.carry(carries=False)

            assert about.circle.carrying is None

    asyncio.run(story())

    assert [each.getMessage() for each in caplog.records] == []


async def carries_at(post: PostProgram) -> str:
    about = post.neighbours(Mode.REAL)
    await about.carry(carries=True)
    carrying = about.circle.carrying
    assert carrying is not None
    return carrying.addresses[0]
