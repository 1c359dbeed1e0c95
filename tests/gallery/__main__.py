"""`python -m tests.gallery OUT [scene …]`: pictures of every screen, and sheets.

A real Chromium looks at a served post and a served hub: three sizes in Dutch and
light, one each in English, dark and sunlight. The sheets are what is looked at before
a release.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Browser, Page, async_playwright
from playwright.async_api import Error as BrowserError

from tests.gallery.every import AT_HUB, AT_POST
from tests.gallery.hands import Scene, still, touch
from tests.gallery.hub_studio import HubStudio
from tests.gallery.lights import LIGHTS, Light
from tests.gallery.studio import Studio

_SETTLE_S = 0.7
_BEGIN_S = 0.7
_FONT_WAIT_S = 4.0
_TALL = 2000
_PATIENCE_MS = 120_000
"""A machine that does much else is slow, and no picture is lost to that."""

AnyStudio = Studio | HubStudio


class Shoot:
    """One run: where the pictures go, which are wanted, what went wrong."""

    def __init__(self, out: Path, names: Sequence[str], lights: Sequence[str]) -> None:
        self.out = out
        self._names = names
        self._lights = [each for each in LIGHTS if not lights or each.name in lights]
        self.outside: list[str] = []
        self.missed: list[str] = []

    async def take_all(self) -> None:
        """Take every picture, and lay them on sheets."""
        executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
            )
            await self._of(browser, Studio, AT_POST)
            await self._of(browser, HubStudio, AT_HUB)
            await self._sheets(await browser.new_page())
            await browser.close()

    async def _of(
        self, browser: Browser, kind: type[AnyStudio], scenes: Sequence[Scene]
    ) -> None:
        wanted = [
            each for each in scenes if not self._names or each.name in self._names
        ]
        if not wanted:
            return
        studio = kind()
        running = await studio.serve()
        page = await browser.new_page(locale="nl-NL")
        page.set_default_timeout(_PATIENCE_MS)
        page.on("requestfinished", lambda asked: self._note(asked.url))
        await page.goto(running.url)
        reader = page.locator("flt-semantics-placeholder")
        await reader.wait_for(state="attached")
        await reader.dispatch_event("click")
        while studio.session is None:
            await asyncio.sleep(_SETTLE_S)
        await asyncio.sleep(_FONT_WAIT_S)
        for light in self._lights:
            for scene in wanted:
                await self._take(page, studio, scene, light)
        await page.close()
        await running.stop()
        await studio.end()

    async def _take(
        self, page: Page, studio: AnyStudio, scene: Scene, light: Light
    ) -> None:
        height = max(light.height, _TALL) if scene.tall else light.height
        await page.set_viewport_size({"width": light.width, "height": height})
        await studio.begin(light)
        await asyncio.sleep(_BEGIN_S)
        await studio.arrange(scene)
        await asyncio.sleep(_SETTLE_S)
        name = f"{scene.name}.{light.name}"
        try:
            for each in scene.touch:
                await touch(page, each, light.language)
                await asyncio.sleep(_SETTLE_S)
        except BrowserError as why:
            self.missed.append(name)
            sys.stderr.write(f"{name}: {why.message.splitlines()[0]}\n")
        await page.mouse.move(light.width - 1, height // 2)
        (self.out / f"{name}.png").write_bytes(await still(page))
        sys.stderr.write(f"{name}\n")

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        inside = parts.scheme in ("blob", "data", "file")
        if not inside and parts.hostname != "127.0.0.1":
            self.outside.append(url)

    async def _sheets(self, page: Page) -> None:
        """Lay the pictures of each light on one sheet."""
        for light in LIGHTS:
            shots = sorted(self.out.glob(f"*.{light.name}.png"))
            if not shots:
                continue
            figures = "".join(
                f"<figure><img src='{escape(each.name)}'>"
                f"<figcaption>{escape(each.name)}</figcaption></figure>"
                for each in shots
            )
            sheet = self.out / f"sheet.{light.name}.html"
            sheet.write_text(_SHEET.format(width=light.width // 2, figures=figures))
            await page.set_viewport_size({"width": 1960, "height": 1200})
            await page.goto(sheet.as_uri())
            await page.screenshot(
                path=self.out / f"sheet-{light.name}.png", full_page=True
            )


_SHEET = (
    "<!doctype html><meta charset=utf-8><style>body{{display:flex;flex-wrap:wrap;"
    "gap:12px;font:13px sans-serif;background:#999}}figure{{margin:0}}"
    "img{{width:{width}px;display:block}}</style>{figures}"
)


def main() -> int:
    """Take the pictures; 1 when one failed or something outside was asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.gallery")
    parser.add_argument("out", type=Path, help="folder for the pictures")
    parser.add_argument("scenes", nargs="*", help="only these scenes")
    parser.add_argument("--light", action="append", default=[], help="only this")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    shoot = Shoot(given.out, given.scenes, given.light)
    asyncio.run(shoot.take_all())
    for url in shoot.outside:
        sys.stderr.write(f"asked outside: {url}\n")
    for name in shoot.missed:
        sys.stderr.write(f"not as meant: {name}\n")
    return 1 if shoot.outside or shoot.missed else 0


if __name__ == "__main__":
    sys.exit(main())
