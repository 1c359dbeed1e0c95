"""A laptop is gone: another takes its place at the same post."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app.demo.outcome import carried_events, own_events
from app.post import PostProgram
from app.store.queries.casualties import Filter, casualties
from app.ui.hub_hooks import posts_of_region
from sync.ids import Mode
from sync.journal import setting
from tests.journeys.test_orders import came, order
from tests.support.region import Region, arrive, opened, region, until


def place(post: PostProgram) -> tuple[bytes, str, str, str]:
    """Return which post a device is of, and its letter."""
    names = ("post_id", "post_name", "post_code", "device_letter")

    def ask(db):  # type: ignore[no-untyped-def]
        return tuple(setting(db, name) for name in names)

    found: tuple[bytes, str, str, str] = opened(post).read_now(ask)
    return found


def numbers(here: Region) -> list[str]:
    page = opened(here.hub).read_now(lambda db: casualties(db, Filter()))
    return sorted(row.number for row in page.rows)


async def joins(here: Region, post: PostProgram, known: bytes) -> None:
    """Let a device join a post the hub knows."""
    invitation = await here.hub.invite("Post Zuid", known)
    await post.enrol(Mode.REAL, invitation.text)


def test_a_replacement_is_of_the_same_post_with_a_letter_of_its_own(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            first = await here.post("zuid")
            await arrive(first)
            await here.received(first)
            (stolen,) = await here.hub.enrolled()
            known = place(first)[0]
            await first.end()

            await here.hub.revoke(stolen.device)
            second = await here.post("ander", enrolled=False)
            await joins(here, second, known)
            await arrive(second)
            await here.received(second)
            await order(here)
            await came(second)

            posts = opened(here.hub).read_now(lambda db: posts_of_region(db, 0))
            assert place(second)[1:] == ("Post Zuid", "ZUID", "B")
            assert [row.name for row in posts] == ["Post Zuid"]
            assert [row.devices for row in await here.hub.posts()] == [2]
            assert [number[:9] for number in numbers(here)] == [
                "ZUID-A001",
                "ZUID-B001",
            ]

    asyncio.run(story())


def test_a_device_that_recorded_something_stays_a_post_of_its_own(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            first = await here.post("zuid")
            await here.received(first)
            second = await here.post("ander", enrolled=False)
            await arrive(second)
            before = place(second)

            await joins(here, second, place(first)[0])
            await here.received(second)

            assert place(second) == before
            assert len(await here.hub.posts()) == 2
            assert carried_events(opened(here.hub)) == sum(
                own_events(opened(post)) for post in (first, second)
            )

    asyncio.run(story())


def test_a_device_that_joins_again_keeps_its_letter(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            first = await here.post("zuid")
            second = await here.post("ander", enrolled=False)
            post = place(first)[0]
            await joins(here, second, post)
            before = place(second)

            await joins(here, second, post)

            assert before[3] == "B"
            assert place(second) == before
            await until(lambda: second.sending(Mode.REAL).enrolled)

    asyncio.run(story())
