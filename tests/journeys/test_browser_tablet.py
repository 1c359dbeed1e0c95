"""Tablets without the program, in a real Chromium: with our root, and without it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from app.care.terms import Role
from app.commands import add_person, first_person
from app.post import PostProgram, Road, show
from app.store.file import CareFile
from app.store.queries.casualty import Filter, casualties, casualty
from app.store.queries.staff import people
from app.ui.state import Setup
from app.ui.tablets import TabletDoorway
from sync.clock import SystemClock
from sync.ids import Mode, SystemIds
from tests.support.browser import ARGUMENTS, PATIENCE_MS, chromium, window
from tests.support.glass import Glass
from tests.support.region import CHEAP, HERE, PASSPHRASE, PIN, opened
from tests.support.tablet_door import PLACE, trusted_by

SIZE: Final = (800, 1280)
LEAD, NURSE = "Noor Bakker", "Bo de Vries"
THROUGH: Final = "thisisunsafe"
"""What Chromium takes, typed at its warning, for *go on all the same*."""


class Base:
    """A post whose door for tablets stands open."""

    def __init__(self, post: PostProgram) -> None:
        self.post = post
        self.door = post.tablets(Mode.REAL)

    @property
    def file(self) -> CareFile:
        return opened(self.post, Mode.REAL)

    @property
    def doorway(self) -> TabletDoorway:
        found = self.door.doorway
        assert found is not None
        return found


@asynccontextmanager
async def a_base(folder: Path) -> AsyncIterator[Base]:
    post = PostProgram(
        folder,
        SystemClock(),
        SystemIds(),
        road=Road(door=HERE, tablets=PLACE),
        cost=CHEAP,
    )
    await post.begin()
    await post.create(Setup("nl", "Post Zuid", "ZUID", Mode.REAL, PASSPHRASE))
    base = Base(post)
    lead = await base.file.write(
        lambda desk: first_person(desk, LEAD, Role.POST_LEAD, PIN)
    )
    await base.file.write(lambda desk: add_person(desk, lead, NURSE, Role.NURSE, PIN))
    await base.door.open()
    try:
        yield base
    finally:
        await post.end()


def told(
    folder: Path,
    story: Callable[[Base, Any], Awaitable[None]],
    *,
    trusts: bool,
) -> None:
    """Tell a story of a base and a browser that trusts its root, or does not."""

    async def whole() -> None:
        from playwright.async_api import async_playwright

        async with a_base(folder) as base, async_playwright() as playwright:
            root = base.door._there().root
            more = [trusted_by(root)] if trusts else []
            browser = await playwright.chromium.launch(
                executable_path=executable, args=[*ARGUMENTS, *more]
            )
            try:
                await story(base, browser)
            finally:
                await browser.close()

    executable = chromium()
    asyncio.run(whole())


async def a_tablet(browser: Any) -> Any:
    context = await browser.new_context(**window(SIZE))
    return await context.new_page()


async def through_the_warning(page: Any, url: str) -> None:
    """Go to an address, click the warning away as people do, and be answered."""
    from playwright.async_api import Error

    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        await page.goto(url)
    await page.locator("#details-button").wait_for(state="attached")
    async with page.expect_response(url.partition("#")[0], timeout=PATIENCE_MS):
        await page.keyboard.type(THROUGH)


@pytest.mark.browser
def test_a_nurse_at_a_tablet_registers_and_the_base_has_it_in_her_name(
    tmp_path: Path,
) -> None:
    async def story(base: Base, browser: Any) -> None:
        code = base.door.new_code()
        page = await a_tablet(browser)
        tablet = Glass(page)
        await tablet.open(code.url)
        assert code.code.replace("-", "") not in page.url
        await tablet.tap(NURSE)
        await tablet.answer(*PIN)
        await tablet.tap("Registreren", "T3", "Opslaan")
        await tablet.sees("ZUID-A001-W")
        registered = await base.file.read(_who_registered)
        nurse = await base.file.read(_actor_of_the_nurse)
        assert registered == [nurse]
        (row,) = base.doorway.tablets
        assert row.person == NURSE

        await _seen_at_the_base(base, browser)
        await _no_second_tablet(browser, code.url)
        await _ended(base, page)

    told(tmp_path, story, trusts=True)


async def _seen_at_the_base(base: Base, browser: Any) -> None:
    running = await show(base.post)
    glass = Glass(await a_tablet(browser))
    await glass.open(running.url)
    await glass.tap(LEAD)
    await glass.answer(*PIN)
    await glass.tap("Slachtoffers")
    await glass.sees("ZUID-A001-W")
    await glass.page.close()
    await running.stop()


async def _no_second_tablet(browser: Any, url: str) -> None:
    other = await a_tablet(browser)
    await other.goto(url)
    await other.locator("#refused").wait_for(timeout=PATIENCE_MS)
    assert "al gebruikt" in await other.locator("#refused").inner_text()
    asked = "fetch('/main.dart.js').then((answer) => answer.status)"
    assert await other.evaluate(asked) == 403
    await other.close()


async def _ended(base: Base, page: Any) -> None:
    base.door.end_tablet(1)
    await page.locator("#code").wait_for(timeout=PATIENCE_MS)
    assert "ZUID" not in await page.content()
    assert base.doorway.tablets == ()


def _who_registered(db: Any) -> list[bytes]:
    found = (casualty(db, each.stream) for each in casualties(db, Filter()).rows)
    return [each.timeline[-1].actor for each in found if each is not None]


def _actor_of_the_nurse(db: Any) -> bytes:
    return next(bytes(each.actor) for each in people(db) if each.name == NURSE)


@pytest.mark.browser
def test_who_clicks_the_warning_away_sees_no_names_and_is_asked_no_code(
    tmp_path: Path,
) -> None:
    async def story(base: Base, browser: Any) -> None:
        code = base.door.new_code()
        page = await a_tablet(browser)
        await through_the_warning(page, code.url)
        await page.locator("#root").wait_for(timeout=PATIENCE_MS)
        words = await page.locator("body").inner_text()
        assert base.doorway.fingerprint in words
        assert not await page.locator("#code").is_visible()
        assert all(name not in words for name in (LEAD, NURSE, "Zuid"))

        # Not even a warning clicked away at the very door that proves opens it.
        proving = f"https://127.0.0.1:{base.door._there().proving_port}/proof"
        other = await page.context.new_page()
        await through_the_warning(other, proving)
        await page.locator("#again").click()
        await page.locator("#checking").wait_for(state="hidden")
        await page.locator("#root").wait_for(timeout=PATIENCE_MS)
        assert not await page.locator("#code").is_visible()
        assert base.doorway.tablets == ()

    told(tmp_path, story, trusts=False)
