"""Windows on a region in a real Chromium: its hub's console, tablets of its posts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.paths import ASSETS
from app.ui import console, shell
from app.ui.serve import Running, serve
from tests.support.browser import ARGUMENTS, chromium, window
from tests.support.glass import Glass
from tests.support.region import PASSPHRASE, PIN, Region, region

if TYPE_CHECKING:
    import flet as ft

    from app.post import PostProgram
    from sync.clock import Clock

SIZE: Final = (1280, 1700)
"""So tall that nothing has to be scrolled to while it is tapped."""


class Windows:
    """A region, and the windows that a story opens on it."""

    def __init__(self, here: Region, browser: Any) -> None:
        self.here = here
        self.served: list[Running] = []
        self.outside: list[str] = []
        self._browser = browser
        self._urls: dict[int, str] = {}

    async def console(self) -> Glass:
        """Open the console of the hub, as its operator does."""
        glass = await self._shown(self.here.hub, console.screens(self.here.hub))
        await glass.write("Wachtzin van de beheerder", PASSPHRASE)
        await glass.answer("Openen")
        return glass

    async def tablet(
        self, post: PostProgram, name: str = "Noor Bakker", pin: str = PIN
    ) -> Glass:
        """Open a tablet of a post, and let somebody sign on there."""
        glass = await self._shown(post, shell.screens(post))
        await glass.tap(name)
        await glass.answer(*pin)
        return glass

    async def _shown(self, program: object, main: Callable[[ft.Page], Any]) -> Glass:
        url = self._urls.get(id(program))
        if url is None:
            running = await serve(main, 0, "key", ASSETS)
            self.served.append(running)
            url = self._urls[id(program)] = running.url
        page = await self._browser.new_page(**window(SIZE))
        page.on("requestfinished", self._note)
        glass = Glass(page)
        await glass.open(url)
        return glass

    def _note(self, request: Any) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "blob:", "data:")):
            self.outside.append(request.url)


@asynccontextmanager
async def _windows(here: Region, more: Sequence[str]) -> AsyncIterator[Windows]:
    executable = chromium()
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=executable, args=[*ARGUMENTS, *more]
        )
        windows = Windows(here, browser)
        try:
            yield windows
        finally:
            await browser.close()
            for each in windows.served:
                await each.stop()


def told_of(
    folder: Path,
    story: Callable[[Windows], Awaitable[None]],
    clock: Clock | None = None,
    more: Sequence[str] = (),
) -> None:
    """Tell a story of a region and the windows on it; none asks anything outside.

    `more` are arguments of the browser's own.
    """

    async def whole() -> None:
        async with region(folder, clock=clock) as here, _windows(here, more) as windows:
            await story(windows)
            assert windows.outside == []

    asyncio.run(whole())
