"""A photo follows its facts to the hub: over a bad line, and after the post closed."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

from app.care.photo import PhotoAttached
from app.care.refusal import Refusal
from app.commands import attach_photo
from app.post import PostProgram
from app.store.file import CareFile
from app.store.queries.casualty import casualty
from app.store.queries.photo import photo
from sync.courier.weather import Odds
from sync.ids import Mode
from tests.support.region import Region, arrive, leader, opened, region, until

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 6_000
FOUL = Odds(lose_request=0.2, lose_answer=0.2, repeat=0.2, delay=0.2)


def photo_at(file: CareFile, stream: bytes) -> bytes | None:
    found = file.read_now(lambda db: casualty(db, stream))
    if found is None:
        return None
    facts = [
        each.body for each in found.timeline if isinstance(each.body, PhotoAttached)
    ]
    return file.read_now(lambda db: photo(db, facts[0])) if facts else None


async def take_photo(post: PostProgram, stream: bytes) -> None:
    file = opened(post)
    by = leader(file)
    await file.write(lambda desk: attach_photo(desk, by, stream, JPEG))


def test_a_photo_comes_whole_over_a_bad_line(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path, odds=FOUL) as here:
            post = await here.post("noord", enrolled=False)
            await _enrol_stubbornly(here, post)
            stream = await arrive(post)
            await take_photo(post, stream)

            await here.received(post)
            await until(lambda: photo_at(opened(here.hub), stream) == JPEG)
            await until(lambda: post.sending(Mode.REAL).unsent_photos == 0)

            assert photo_at(opened(post), stream) == JPEG

    asyncio.run(story())


def test_photos_go_on_while_the_post_is_closed(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("noord")
            here.weathers["noord"].up = False
            stream = await arrive(post)
            await take_photo(post, stream)

            await post.close(Mode.REAL)
            here.weathers["noord"].up = True
            post.nudge(Mode.REAL)

            await until(lambda: photo_at(opened(here.hub), stream) == JPEG)

    asyncio.run(story())


def test_a_road_that_was_thrown_away_loses_no_photo(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("noord")
            here.weathers["noord"].up = False
            stream = await arrive(post)
            await take_photo(post, stream)
            await post.close(Mode.REAL)
            await post.end()
            for road in (tmp_path / "noord" / "real").glob("road.sqlite*"):
                road.unlink()

            again = await here.again("noord")

            await until(lambda: photo_at(opened(here.hub), stream) == JPEG)
            await until(lambda: again.sending(Mode.REAL).unsent_photos == 0)

    asyncio.run(story())


async def _enrol_stubbornly(here: Region, post: PostProgram) -> None:
    invitation = await here.hub.invite("noord")
    while post.sending(here.mode).hub_name == "":
        with contextlib.suppress(Refusal):
            await post.enrol(here.mode, invitation.text)
