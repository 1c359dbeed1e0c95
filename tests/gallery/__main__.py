"""`python -m tests.gallery OUT [scene …]`: pictures of every screen, and sheets.

A real Chromium looks at a served post: three sizes in Dutch and light, one each in
English, dark and sunlight. The sheets are what is looked at before a release.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
from collections.abc import Sequence
from contextvars import copy_context
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import flet as ft
from playwright.async_api import Page, async_playwright

from app.paths import ASSETS
from app.settings import ThemeName
from app.ui.serve import serve
from app.ui.shell import Shell, prepare
from app.ui.state import Session
from sync.ids import Mode
from tests.gallery.evening import fill
from tests.gallery.scenes import SCENES, At, Scene
from tests.support.fakes import FakeClock
from tests.support.program import MemoryProgram, session_of

_SETTLE_S = 0.9
_FONT_WAIT_S = 4.0


@dataclass(frozen=True, slots=True)
class Light:
    """One way to look: how large a window, in which language and light."""

    name: str
    width: int
    height: int
    language: str = "nl"
    theme: ThemeName = ThemeName.LIGHT


LIGHTS = (
    Light("1280x800", 1280, 800),
    Light("800x1280", 800, 1280),
    Light("390x844", 390, 844),
    Light("english", 1280, 800, language="en"),
    Light("dark", 1280, 800, theme=ThemeName.DARK),
    Light("sunlight", 390, 844, theme=ThemeName.SUNLIGHT),
)


class Studio:
    """One served post, one browser window on it."""

    def __init__(self) -> None:
        clock = FakeClock()
        self.program = MemoryProgram(Mode.REAL, Mode.EXERCISE, clock=clock)
        file = self.program.file(Mode.REAL)
        drill = self.program.file(Mode.EXERCISE)
        assert file is not None
        assert drill is not None
        self.drill = drill
        self.casualty = fill(file, clock)
        fill(drill, clock)
        self.session: Session | None = None
        self._window = copy_context()
        self.outside: list[str] = []

    def main(self, page: ft.Page) -> None:
        self._window = copy_context()
        self.session = session_of(self.program)
        prepare(page, self.session)
        page.render(Shell, self.session, self.program)

    async def take(self, page: Page, scene: Scene, light: Light, out: Path) -> None:
        session = self.session
        assert session is not None
        await page.set_viewport_size({"width": light.width, "height": light.height})
        self._window.run(self._begin, session, light)
        await asyncio.sleep(0.2)
        at = At(session, self.program, self.casualty)
        self._window.run(scene.arrange, at)
        await asyncio.sleep(_SETTLE_S)
        for each in scene.touch:
            await _touch(page, each)
            await asyncio.sleep(_SETTLE_S)
        await page.mouse.move(light.width - 1, light.height // 2)
        await page.screenshot(path=out / f"{scene.name}.{light.name}.png")

    def _begin(self, session: Session, light: Light) -> None:
        self.program.put(Mode.EXERCISE, self.drill)
        fresh = session_of(self.program)
        session.language, session.theme = light.language, light.theme
        session.mode, session.person = fresh.mode, fresh.person
        session.locked = session.switching = session.closed = False
        session.help = session.casualty = session.item = None
        session.room, session.stage = "overview", fresh.stage
        self.program.set_sending(enrolled=False, unsent_events=0, oldest_unsent_ms=None)


async def _touch(page: Page, what: str | tuple[str, str]) -> None:
    if isinstance(what, str):
        await page.get_by_role("button", name=what).first.click()
        return
    label, words = what
    field = page.get_by_label(label).first
    await field.click()
    await field.press_sequentially(words, delay=8)


async def shoot(out: Path, names: Sequence[str], lights: Sequence[str]) -> list[str]:
    """Take the pictures asked for; return what was asked of the world outside."""
    studio = Studio()
    wanted = [each for each in SCENES if not names or each.name in names]
    running = await serve(studio.main, 0, "gallery", ASSETS)
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        page = await browser.new_page(locale="nl-NL")
        page.on("requestfinished", lambda asked: _note(studio.outside, asked.url))
        await page.goto(running.url)
        reader = page.locator("flt-semantics-placeholder")
        await reader.wait_for(state="attached", timeout=120_000)
        await reader.dispatch_event("click")
        while studio.session is None:
            await asyncio.sleep(_SETTLE_S)
        await asyncio.sleep(_FONT_WAIT_S)
        for light in LIGHTS:
            if lights and light.name not in lights:
                continue
            # What is touched is named in Dutch; other languages skip those scenes.
            spoken = light.language == "nl"
            for scene in (each for each in wanted if spoken or not each.touch):
                await studio.take(page, scene, light, out)
                sys.stderr.write(f"{scene.name} {light.name}\n")
        await _sheets(page, out)
        await browser.close()
    await running.stop()
    studio.program.end()
    return studio.outside


def _note(outside: list[str], url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("blob", "data", "file") and parts.hostname != "127.0.0.1":
        outside.append(url)


async def _sheets(page: Page, out: Path) -> None:
    """Lay the pictures of each light on one sheet."""
    for light in LIGHTS:
        shots = sorted(out.glob(f"*.{light.name}.png"))
        if not shots:
            continue
        figures = "".join(
            f"<figure><img src='{escape(each.name)}'>"
            f"<figcaption>{escape(each.name)}</figcaption></figure>"
            for each in shots
        )
        sheet = out / f"sheet.{light.name}.html"
        sheet.write_text(_SHEET.format(width=light.width // 2, figures=figures))
        await page.set_viewport_size({"width": 1960, "height": 1200})
        await page.goto(sheet.as_uri())
        await page.screenshot(path=out / f"sheet-{light.name}.png", full_page=True)


_SHEET = (
    "<!doctype html><meta charset=utf-8><style>body{{display:flex;flex-wrap:wrap;"
    "gap:12px;font:13px sans-serif;background:#999}}figure{{margin:0}}"
    "img{{width:{width}px;display:block}}</style>{figures}"
)


def main() -> int:
    """Take the pictures; 1 when anything outside this machine was asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.gallery")
    parser.add_argument("out", type=Path, help="folder for the pictures")
    parser.add_argument("scenes", nargs="*", help="only these scenes")
    parser.add_argument("--light", action="append", default=[], help="only this")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    outside = asyncio.run(shoot(given.out, given.scenes, given.light))
    for url in outside:
        sys.stderr.write(f"asked outside: {url}\n")
    return 1 if outside else 0


if __name__ == "__main__":
    sys.exit(main())
