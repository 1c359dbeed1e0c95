"""The keys a post is worked with, pressed in a real Chromium."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.store.queries.casualties import counts
from app.ui.state import Session
from tests.gallery.lights import LIGHTS
from tests.gallery.studio import Studio
from tests.support.browser import ARGUMENTS, LAPTOP, PATIENCE_MS, chromium, window

_PAUSE_S = 0.1
_MOST_TABS = 40
_FOCUSED = """(e => e === document.body ? "" :
    e.getAttribute("aria-label") || e.innerText || "")(document.activeElement)"""
"""What has the focus; nothing has it while it is the page, which holds every word."""


@pytest.mark.browser
def test_a_row_opens_with_tab_and_enter_and_the_function_keys_work() -> None:
    asyncio.run(_with_keys(_story))


async def _story(studio: Studio, page: Any) -> None:
    session = studio.session
    assert session is not None
    await _press(page, "F2", lambda: session.room == "register")
    await _press(page, "Escape", lambda: session.room == "overview")
    await _press(page, "F4", lambda: session.room == "casualties")
    await _tab_to(page, "ZUID-A")
    await _press(page, "Enter", lambda: session.casualty is not None)
    await _press(page, "Escape", lambda: session.casualty is None)
    await _press(page, "F2", lambda: session.primary is not None)
    before = _present(session)
    await page.get_by_role("button", name="T3").first.click()
    await _press(page, "F8", lambda: _present(session) == before + 1)


def _present(session: Session) -> int:
    now = session.clock.now_ms()
    return session.open_file.read_now(lambda db: counts(db, now)).present


async def _press(page: Any, key: str, true: Callable[[], bool]) -> None:
    """Press a key again and again, as a person does, until it did what it should."""
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while True:
            await page.keyboard.press(key)
            for _ in range(20):
                await asyncio.sleep(_PAUSE_S)
                if true():
                    return


async def _tab_to(page: Any, words: str) -> None:
    for _ in range(_MOST_TABS):
        await page.keyboard.press("Tab")
        await asyncio.sleep(_PAUSE_S * 3)
        if words in await page.evaluate(_FOCUSED):
            return
    raise AssertionError(f"no Tab came to {words}")


async def _with_keys(story: Callable[[Studio, Any], Awaitable[None]]) -> None:
    executable = chromium()
    from playwright.async_api import async_playwright

    studio = Studio()
    running = await studio.serve()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=executable, args=list(ARGUMENTS)
        )
        page = await browser.new_page(**window(LAPTOP))
        await page.goto(running.url)
        reader = page.locator("flt-semantics-placeholder")
        await reader.wait_for(state="attached", timeout=60_000)
        await reader.dispatch_event("click")
        await page.get_by_role("button", name="Slachtoffers").first.wait_for()
        await studio.begin(LIGHTS[0])
        await story(studio, page)
        await browser.close()
    await running.stop()
    await studio.end()
