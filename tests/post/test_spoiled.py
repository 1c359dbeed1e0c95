"""What was spoiled on the road or at the hub is put right, and a liar costs little."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from app.post import PostProgram
from sync.bundle import Unpacking
from sync.clock import SystemClock
from sync.courier.http import network
from sync.database import rows
from sync.event import pack
from sync.hub.inbox import Inbox
from sync.ids import Mode
from sync.limits import RESEALED_AGAIN_MS
from sync.protocol import (
    BUNDLE_PATH,
    CONTENT_TYPE,
    Bundled,
    Delivered,
    Reason,
    Result,
)
from tests.journeys.test_photos import JPEG, photo_at, take_photo
from tests.post.test_plain_files import road_of
from tests.post.test_sealing_again import inbox_of
from tests.support.region import PASSPHRASE, Region, arrive, opened, region, until

_SPOIL = (
    "UPDATE envelope SET sealed = CAST(SUBSTR(sealed, 1, LENGTH(sealed) - 400) "
    "|| ZEROBLOB(400) AS BLOB) WHERE batch_no {} AND NOT is_epoch"
)
PIECES, BATCHES = _SPOIL.format("= 0"), _SPOIL.format("> 0")
_WHICH = "WHERE fate = 'stored' AND batch_no {} AND n NOT IN (SELECT n FROM epoch)"
_STORED = "SELECT COUNT(*) FROM envelope " + _WHICH
_SPOIL_STORED = (
    "UPDATE envelope SET raw = CAST(SUBSTR(raw, 1, LENGTH(raw) - 400) "
    "|| ZEROBLOB(400) AS BLOB) " + _WHICH
)


def spoil(folder: Path, sql: str) -> int:
    """Write over what lies on a road; return how many envelopes that were."""
    road = road_of(folder)
    with road._file.change() as run:
        done = run(sql)
    road.close()
    return done


async def photographed(here: Region, post: PostProgram) -> bytes:
    """Let a photo lie on the road, for the line is down."""
    await here.received(post)
    here.weathers["zuid"].up = False
    stream = await arrive(post)
    await take_photo(post, stream)
    await post._open[Mode.REAL].post.cut(everything=True)
    return stream


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_photo_that_was_spoiled_on_the_road_comes_whole(
    tmp_path: Path, is_closed: bool
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            stream = await photographed(here, post)
            if is_closed:
                await post.end()
            done = spoil(tmp_path, PIECES)
            if is_closed:
                post = await here.again("zuid")
            here.weathers["zuid"].up = True

            await until(lambda: photo_at(opened(here.hub), stream) == JPEG)
            await until(lambda: post.sending(Mode.REAL).unsent_photos == 0)

            assert done == 2
            assert await here.hub.set_aside() == ()
            assert rows_of(post, "SELECT SUM(sealings) FROM piece") == [4]

    asyncio.run(story())


def test_facts_that_were_spoiled_on_the_road_are_laid_there_again(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await photographed(here, post)
            done = spoil(tmp_path, BATCHES)
            here.weathers["zuid"].up = True

            await here.received(post)

            assert done > 0
            assert await here.hub.set_aside() == ()

    asyncio.run(story())


@pytest.mark.parametrize(("kind", "count"), [("= 0", 2), ("> 0", 1)])
def test_what_a_hub_spoiled_is_sealed_anew_once_and_then_shown(
    tmp_path: Path, kind: str, count: int
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            stream = await photographed(here, post)
            for _ in range(2):
                await here.hub.lock()
                here.weathers["zuid"].up = True
                await until(lambda: _is_stored(here, post, kind, count))
                here.weathers["zuid"].up = False
                spoil_stored(inbox_of(here), _SPOIL_STORED.format(kind))
                await here.hub.unlock(PASSPHRASE)
            here.weathers["zuid"].up = True
            await until(lambda: _is_shown(post))

            before = sealings(post)
            post.nudge(Mode.REAL)
            await asyncio.sleep(1)

            assert sealings(post) == before
            assert photo_at(opened(here.hub), stream) is None

    asyncio.run(story())


def spoil_stored(inbox: Inbox, sql: str) -> None:
    with inbox.file.change() as run:
        assert run(sql) > 0


def _is_stored(here: Region, post: PostProgram, kind: str, count: int) -> bool:
    post.nudge(Mode.REAL)
    found = inbox_of(here).file.ask(_STORED.format(kind))
    return int(found[0][0]) == count


def _is_shown(post: PostProgram) -> bool:
    post.nudge(Mode.REAL)
    return post.sending(Mode.REAL).set_aside > 0


def sealings(post: PostProgram) -> list[int]:
    return rows_of(
        post, "SELECT COUNT(*) FROM batch UNION ALL SELECT SUM(sealings) FROM piece"
    )


def rows_of(post: PostProgram, sql: str) -> list[int]:
    found = opened(post).read_now(lambda db: rows(db, sql))
    return [value for (value,) in found]


class Liar(httpx.AsyncBaseTransport):
    """A hub that says of every envelope that it has no key for it."""

    def __init__(self) -> None:
        self._inner = network()
        self.lies = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if not self.lies or request.method == "GET":
            return await self._inner.handle_async_request(request)
        if path != BUNDLE_PATH:
            return _said(410, Delivered([], Reason.KEY_GONE, {}))
        many = list(Unpacking().feed(await request.aread()))
        gone = Result(410, [], Reason.KEY_GONE)
        return _said(200, Bundled([gone for _ in many], {}))

    async def aclose(self) -> None:
        await self._inner.aclose()


def _said(status: int, body: object) -> httpx.Response:
    kind = {"Content-Type": CONTENT_TYPE}
    stream = httpx.ByteStream(pack(body))
    return httpx.Response(status, headers=kind, stream=stream)


class Jumping(SystemClock):
    """A clock that can be moved on."""

    def __init__(self) -> None:
        self.ahead_ms = 0

    def now_ms(self) -> int:
        return super().now_ms() + self.ahead_ms


def test_a_hub_that_has_no_key_for_anything_costs_two_sealings_and_no_fact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        liar, clock = Liar(), Jumping()
        monkeypatch.setattr("tests.support.region.network", lambda: liar)
        async with region(tmp_path) as here:
            await (await here.post("zuid")).end()
            post = await here.again("zuid", clock)
            stream = await photographed(here, post)
            before = sealings(post)
            here.weathers["zuid"].up = liar.lies = True
            await until(lambda: _is_shown(post))
            await until(lambda: sealings(post)[1] >= 4)

            for _ in range(100):
                post.nudge(Mode.REAL)
                await asyncio.sleep(0.02)
            after = sealings(post)
            liar.lies, clock.ahead_ms = False, RESEALED_AGAIN_MS

            await here.received(post)
            await until(lambda: photo_at(opened(here.hub), stream) == JPEG)
            assert [new - old for new, old in zip(after, before, strict=True)] == [1, 2]

    asyncio.run(story())
