"""Hands at the screen of a served post in a real Chromium, with the file in reach."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

from app.store.queries.casualty import CasualtyDetail, Filter, casualties, casualty
from app.ui.state import Session
from tests.gallery.studio import Studio
from tests.support.browser import ARGUMENTS, LAPTOP, PATIENCE_MS, chromium, window
from tests.support.glass import Glass, listen

Story = Callable[["Hands"], Awaitable[None]]


class Hands(Glass):
    """One page and the session behind it, worked by the names of what is on screen."""

    def __init__(self, page: Any, session: Session) -> None:
        super().__init__(page)
        self.session = session

    async def framed(self, where: str) -> Hands:
        """Return hands in the page that this one holds in a frame."""
        held = self.page.frame_locator(where)
        await listen(held)
        return Hands(held, self.session)

    async def look_at(self, number: str) -> None:
        """Open the casualty with this number."""
        row = self.page.get_by_role("button", name=re.compile(re.escape(number)))
        await row.first.click(timeout=PATIENCE_MS)

    def newest(self) -> CasualtyDetail:
        """Return who was registered last."""
        file = self.session.open_file
        everybody = Filter(departed=None)
        rows = file.read_now(lambda db: casualties(db, everybody)).rows
        last = max(rows, key=lambda row: row.number)
        found = file.read_now(lambda db: casualty(db, last.stream))
        assert found is not None
        return found

    def said(self, form: type) -> list[Any]:
        """Return what was recorded of one kind about who was registered last."""
        bodies = [each.body for each in self.newest().timeline]
        return [body for body in bodies if isinstance(body, form)]


def told(story: Story, size: tuple[int, int] = LAPTOP, sharp: float = 0.5) -> None:
    """Tell a story in a browser window of this size on a served post."""

    async def whole() -> None:
        executable = chromium()
        from playwright.async_api import async_playwright

        studio = Studio()
        running = await studio.serve()
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=executable, args=list(ARGUMENTS)
                )
                page = await browser.new_page(**window(size, sharp))
                await page.goto(running.url)
                await story(await _at_the_screen(studio, page))
                await browser.close()
        finally:
            await running.stop()
            await studio.end()

    asyncio.run(whole())


async def _at_the_screen(studio: Studio, page: Any) -> Hands:
    await listen(page)
    await page.get_by_role(
        "button", name=re.compile("^Registreren|^Slachtoffers")
    ).first.wait_for()
    assert studio.session is not None
    return Hands(page, studio.session)
