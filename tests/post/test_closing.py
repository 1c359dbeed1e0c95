"""A post closes, whatever else is wrong: keys are dropped, sealed sending goes on."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
import weakref
from pathlib import Path

import httpx
import pytest

from app.care.refusal import Refusal
from app.post import PostProgram, Road, cutting
from app.post.open_post import OpenPost
from app.ui.state import Setup
from sync.clock import SystemClock
from sync.courier import road as roads
from sync.ids import Mode, SystemIds
from tests.support.hub import open_hub
from tests.support.region import CHEAP, PASSPHRASE, arrive, opened, region


def inside(post: PostProgram) -> OpenPost:
    return post._open[Mode.REAL].post


def test_a_full_disk_does_not_keep_the_keys(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            here.weathers["zuid"].up = False
            await arrive(post, complaint="past er nog in")
            file, was = opened(post), weakref.ref(inside(post))
            await file.write(_fill_disk)

            await post.close(Mode.REAL)

            gc.collect()
            assert file.is_closed
            assert was() is None
            await post.unlock(Mode.REAL, PASSPHRASE)
            here.weathers["zuid"].up = True
            await here.received(post)

    asyncio.run(story())


def _fill_disk(desk) -> None:  # type: ignore[no-untyped-def]
    conn = desk.database.conn
    (pages,) = conn.execute("PRAGMA page_count").fetchone()
    conn.execute(f"PRAGMA max_page_count = {pages}")


class Silent(httpx.AsyncBaseTransport):
    """A hub that never answers."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    async def handle_async_request(self, _request: httpx.Request) -> httpx.Response:
        self.asked.set()
        await asyncio.Event().wait()
        raise AssertionError


def test_a_silent_hub_does_not_hold_up_closing(tmp_path: Path) -> None:
    async def story() -> None:
        silent = Silent()
        post = PostProgram(
            tmp_path, SystemClock(), SystemIds(), road=Road(silent), cost=CHEAP
        )
        await post.create(Setup("nl", "Zuid", "ZUID", Mode.REAL, PASSPHRASE))
        invitation = (await open_hub()).hub.invite().to_text()
        joining = asyncio.create_task(post.enrol(Mode.REAL, invitation))
        await silent.asked.wait()

        async with asyncio.timeout(5):
            await post.close(Mode.REAL)

        assert post.file(Mode.REAL) is None
        joining.cancel()
        with pytest.raises((asyncio.CancelledError, Refusal)):
            await joining
        await post.end()

    asyncio.run(story())


def test_what_was_cut_while_a_post_closed_lies_on_its_road(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut, has_cut = cutting._cut_due, threading.Event()

    def slowly(*given, **named):  # type: ignore[no-untyped-def]
        made = cut(*given, **named)
        if made:
            has_cut.set()
            time.sleep(0.3)
        return made

    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            here.weathers["zuid"].up = False
            monkeypatch.setattr(cutting, "_cut_due", slowly)
            await arrive(post)
            post.nudge(Mode.REAL)
            await asyncio.to_thread(has_cut.wait)

            await post.close(Mode.REAL)

            road = roads.Road.open(tmp_path / "zuid" / "real" / "road.sqlite")
            assert road.next() is not None
            road.close()

    asyncio.run(story())
