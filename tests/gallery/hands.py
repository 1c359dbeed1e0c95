"""What a scene may ask to be touched before its picture is taken."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageChops
from playwright.async_api import FilePayload, Locator, Page
from playwright.async_api import TimeoutError as BrowserTimeout

from app.i18n import has_text, text

_HELD_MS = 1500
_KEYBOARD_MS = 150
_OPENING_MS = 700
_BETWEEN_MS = 350
_TAP_MS = 30_000
_COMES_MS = 8_000
_LOOKS = 20
_CURSOR = 8
"""Pixels: how wide a blinking cursor is at most."""


@dataclass(frozen=True, slots=True)
class Tap:
    """Press a button, by the key of its words; other words are taken as they are.

    What is not on screen is looked for behind another button; `if_there` leaves it. A
    `whole` name is one that others may begin with.
    """

    name: str
    held: bool = False
    last: bool = False
    behind: str = ""
    whole: bool = False
    if_there: bool = False


@dataclass(frozen=True, slots=True)
class Write:
    """Type into the field with this label, by the key of its words."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Choose:
    """Press a button that asks for a file, and choose this one."""

    button: str
    file_name: str
    content: bytes
    last: bool = False


Touch = Tap | Write | Choose


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture to take: how to come there, and what to touch first."""

    name: str
    arrange: Callable[[Any], Awaitable[None] | None]
    touch: tuple[Touch, ...] = ()
    tall: bool = False


async def still(page: Page) -> bytes:
    """Return what the window shows once it looks the same twice.

    A cursor that blinks is no change.
    """
    before = await page.screenshot()
    for _ in range(_LOOKS):
        await page.wait_for_timeout(_BETWEEN_MS)
        now = await page.screenshot()
        if _is_same(before, now):
            return now
        before = now
    return before


def _is_same(before: bytes, now: bytes) -> bool:
    """Tell whether two pictures differ in no more than a cursor."""
    one, other = (Image.open(BytesIO(each)).convert("RGB") for each in (before, now))
    box = ImageChops.difference(one, other).getbbox()
    return box is None or box[2] - box[0] <= _CURSOR


async def touch(page: Page, what: Touch, language: str) -> None:
    """Do one touch, as a mouse and a keyboard would."""
    if isinstance(what, Choose):
        async with page.expect_file_chooser(timeout=_TAP_MS) as asked:
            await touch(page, Tap(what.button, last=what.last), language)
        file = FilePayload(
            name=what.file_name, mimeType="text/csv", buffer=what.content
        )
        await (await asked.value).set_files(file)
        await page.wait_for_timeout(_OPENING_MS)
        return
    if isinstance(what, Tap):
        name = _named(what.name, language, whole=what.whole)
        found = page.get_by_role("button", name=name)
        if what.behind and not await found.count():
            await touch(page, Tap(what.behind), language)
            await page.wait_for_timeout(_OPENING_MS)
        if what.if_there and not await _comes(found):
            return
        one = found.last if what.last else found.first
        await one.click(delay=_HELD_MS if what.held else 0, timeout=_TAP_MS)
        return
    label = re.compile(rf"^{re.escape(_said(what.label, language))}(\n|$)")
    await page.get_by_label(label).first.click(timeout=_TAP_MS)
    await page.wait_for_timeout(_KEYBOARD_MS)
    await page.keyboard.type(what.words, delay=8)


async def _comes(found: Locator) -> bool:
    """Tell whether something appears in a moment."""
    try:
        await found.first.wait_for(timeout=_COMES_MS)
    except BrowserTimeout:
        return False
    return True


def _named(words: str, language: str, *, whole: bool) -> str | re.Pattern[str]:
    """Ours stand at the start of a name; what a person typed may be anywhere."""
    if not has_text(words):
        return words
    end = "$" if whole else ""
    return re.compile(rf"^{re.escape(text(words, language))}{end}")


def _said(words: str, language: str) -> str:
    return text(words, language) if has_text(words) else words
