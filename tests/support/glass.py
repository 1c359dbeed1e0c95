"""One page in a real Chromium, worked by the names of what is on screen."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from tests.support.browser import KEYBOARD_MS, PATIENCE_MS

FEW_TIMES: Final = 4
_LOOKS: Final = 10
_LOOK_MS: Final = 200
OFFER_MS: Final = 15_000
"""How long what is looked for may take to be offered before it is typed again."""


class Glass:
    """A page, and what a person does there and sees."""

    def __init__(self, page: Any) -> None:
        self.page = page

    async def open(self, url: str) -> None:
        """Show the screens of a program."""
        await self.page.goto(url)
        await listen(self.page)

    async def tap(self, *names: str) -> None:
        """Tap buttons whose names begin with these words."""
        for name in names:
            found = self.page.get_by_role("button", name=beginning(name))
            await found.first.click(timeout=PATIENCE_MS)

    async def answer(self, *names: str) -> None:
        """Tap buttons with just these names."""
        for name in names:
            found = self.page.get_by_role("button", name=name, exact=True)
            await found.first.click(timeout=PATIENCE_MS)

    async def sees(self, words: str) -> None:
        """Wait until these words are on screen."""
        said = re.compile(words)
        found = self.page.get_by_text(said).or_(self.page.get_by_label(said))
        await found.first.wait_for(state="attached", timeout=PATIENCE_MS)

    async def write(self, label: str, words: str) -> None:
        """Type into the field with this label; again where the letters did not land."""
        for attempt in range(FEW_TIMES):
            field = await self._at(label)
            if attempt:
                await self.page.keyboard.press("Control+A")
            await self.page.keyboard.insert_text(words)
            if await _holds(field, words):
                break

    async def put(self, label: str, words: str) -> None:
        """Type into the field with this label, in the place of what stands there."""
        await self._at(label)
        await self.page.keyboard.press("Control+A")
        await self.page.keyboard.insert_text(words)

    async def _at(self, label: str) -> Any:
        """Return the field with this label, tapped, with the keyboard there."""
        named = re.compile(rf"^{re.escape(label)}(\n|$)")
        field = self.page.get_by_label(named).first
        await field.click(timeout=PATIENCE_MS)
        await self.page.wait_for_timeout(KEYBOARD_MS)
        return field

    async def find(self, label: str, words: str, name: str) -> None:
        """Type what is looked for until it is offered, and tap it.

        A screen that lags may take letters back; who sees that types them again.
        """
        from playwright.async_api import TimeoutError as TookTooLong

        found = self.page.get_by_role("button", name=beginning(name))
        for _ in range(FEW_TIMES):
            await self.put(label, words)
            with suppress(TookTooLong):
                await found.first.click(timeout=OFFER_MS)
                return
        raise AssertionError(f"{name} is not offered for {words}")

    async def puts_right(
        self, label: str, words: str, name: str, true: Callable[[], object]
    ) -> None:
        """Type something else and tap a button, until that has done what it should.

        A screen that lags may take letters back; who sees that types them again.
        """
        for _ in range(FEW_TIMES):
            await self.put(label, words)
            await self.answer(name)
            with suppress(TimeoutError):
                await self.until(true, OFFER_MS / 1000)
                return
        raise AssertionError(f"{label} was not taken")

    async def save(self) -> None:
        """Do what the screen is for, with the key for it."""
        await self.page.keyboard.press("F8")

    async def choose(self, name: str, file: Path) -> None:
        """Tap a button and give the file the browser asks for."""
        async with self.page.expect_file_chooser(timeout=PATIENCE_MS) as asked:
            await self.tap(name)
        await (await asked.value).set_files(file)

    async def until(
        self, true: Callable[[], object], patience_s: float = PATIENCE_MS / 1000
    ) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(patience_s):
            while not true():
                await asyncio.sleep(0.05)


async def _holds(field: Any, words: str) -> bool:
    """Tell whether a field holds words soon: a layout that moves takes a tap away."""
    from playwright.async_api import Error

    for _ in range(_LOOKS):
        with suppress(Error):
            if words in await field.input_value(timeout=_LOOK_MS):
                return True
        await asyncio.sleep(_LOOK_MS / 1000)
    return False


def beginning(words: str) -> re.Pattern[str]:
    """Return what fits a name that begins with these words.

    Playwright writes a pattern between slashes, so one inside it is escaped too.
    """
    return re.compile("^" + re.escape(words).replace("/", r"\/"))


async def listen(page: Any) -> None:
    """Turn the accessibility tree of a page on."""
    dot = page.locator("flt-semantics-placeholder")
    await dot.wait_for(state="attached", timeout=PATIENCE_MS)
    await dot.dispatch_event("click")
