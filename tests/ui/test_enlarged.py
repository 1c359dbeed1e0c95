"""Everything larger: asked for once, kept, and drawn in a frame of our own."""

from __future__ import annotations

import asyncio

import flet as ft
import httpx

from app.paths import ASSETS
from app.settings import SIZES, Settings
from app.ui.serve import LOOPBACK, serve
from app.ui.shell import Shell, prepare, screens
from sync.ids import Mode
from tests.support.program import MemoryProgram, session_of
from tests.support.screen import shown

_KEY = "een-geheim"


def test_a_size_is_kept_and_the_page_is_loaded_in_it() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)

    def main(page: ft.Page) -> None:
        prepare(page, session)
        session.go("settings")
        page.render(Shell, session, program)

    async def story() -> None:
        async with shown(main) as screen:
            await screen.click("size-150")
            (asked,) = screen.called("launch_url")

            assert asked["url"] == "/?size=150"
            assert asked["web_only_window_name"] == "_top"

    asyncio.run(story())
    program.end()

    assert program.settings().size_percent == 150


def test_a_window_that_opens_is_as_large_as_this_device_was_set_to() -> None:
    program = MemoryProgram(Mode.REAL, settings=Settings(size_percent=200))

    async def story() -> None:
        async with shown(screens(program)) as screen:
            await screen.until(lambda: screen.called("launch_url"))

            assert screen.called("launch_url")[0]["url"] == "/?size=200"

    asyncio.run(story())
    program.end()


def test_a_window_of_the_right_size_is_left_as_it_is() -> None:
    program = MemoryProgram(Mode.REAL)

    async def story() -> None:
        async with shown(screens(program)) as screen:
            await screen.settle()

            assert screen.called("launch_url") == []

    asyncio.run(story())
    program.end()


def test_the_frame_holds_the_page_and_no_other_site_may_hold_it() -> None:
    async def story() -> None:
        running = await serve(lambda page: None, 0, _KEY, ASSETS)
        async with httpx.AsyncClient(base_url=f"http://{LOOPBACK}:{running.port}") as c:
            stranger = await c.get("/?size=200")
            await c.get(f"/?key={_KEY}")
            frames = [await c.get(f"/?size={size}") for size in SIZES[1:]]
            inside = await c.get("/?drawn=200")
            plain = [await c.get(asked) for asked in ("/", "/?size=100", "/?size=9")]
        await running.stop()

        assert stranger.status_code == 403
        for size, frame in zip(SIZES[1:], frames, strict=True):
            assert f'frame.src = "/?drawn={size}"' in frame.text
            assert frame.headers["x-frame-options"] == "SAMEORIGIN"
        assert "devicePixelRatio" in inside.text
        assert "flutter_bootstrap.js" in inside.text
        assert all("flutter_bootstrap.js" in each.text for each in plain)
        assert not any("devicePixelRatio" in each.text for each in plain)

    asyncio.run(story())
