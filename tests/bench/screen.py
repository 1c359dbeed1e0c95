"""The stopwatch on a real screen: a served post with a full file, in Chromium.

From the key or the finger that goes down until what it asked for is on screen, as the
browser itself saw both; beside it, when the last word of ours for it came in. What is
between those two the browser drew, here without a graphics card. Key derivation is made
cheap: what is left of opening a post is ours. Without Chromium nothing is measured, and
that is said.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

from app.care.terms import Role
from app.commands import first_person
from app.paths import ASSETS
from app.post.program import PostProgram
from app.ui.serve import serve
from app.ui.shell import screens
from app.ui.state import Setup
from sync.clock import SystemClock
from sync.ids import Mode, SystemIds
from tests.bench.register import fill
from tests.bench.table import Figures, add_spread
from tests.support.browser import ARGUMENTS, KEYBOARD_MS, LAPTOP, PATIENCE_MS
from tests.support.region import CHEAP, PASSPHRASE, PIN, leader, opened

MANY: Final = 100_000
TIMES: Final = 10
_WATCH: Final = """
for (const what of ["pointerdown", "keydown"])
  addEventListener(what, () => { window.down = performance.now(); }, true);
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", () => { window.came = performance.now(); });
  }
};
window.shown = (pattern) => {
  const wanted = new RegExp(pattern);
  for (const e of document.querySelectorAll("flt-semantics, flt-semantics input")) {
    const said = e.getAttribute("aria-label") || e.textContent;
    const found = said && said.match(wanted);
    if (found) return found[0];
  }
  return "";
};
window.until = (pattern, before) => new Promise((done) => {
  const look = () => {
    const found = window.shown(pattern);
    if (window.down && found && found !== before)
      done([performance.now() - window.down, window.came - window.down]);
    else requestAnimationFrame(look);
  };
  look();
});
"""
_NUMBER: Final = r"BENCH-A\d+-[A-Z]"
_ROW: Final = r"BENCH-A\d+-[A-Z].*"
_ROOMS: Final = (
    ("Voorraad", "Zoek artikel of partij"),
    ("Slachtoffers", _ROW),
    ("Versturen", "Aansluiten op de hub"),
    ("Overzicht", "Opnieuw beoordelen"),
)
_NONE: Final = "Niemand gevonden"


def measure(figures: Figures, folder: Path, many: int) -> None:
    """Measure what a person waits for, with so many casualties in the file."""
    executable = shutil.which("chromium")
    if executable is None:
        sys.stderr.write("  no Chromium here: nothing measured on a screen\n")
        return
    asyncio.run(_measure(figures, folder, many, executable))


async def _measure(figures: Figures, folder: Path, many: int, executable: str) -> None:
    from playwright.async_api import async_playwright

    program = PostProgram(folder, SystemClock(), SystemIds(), cost=CHEAP)
    await program.begin()
    await program.create(Setup("nl", "Post Bench", "BENCH", Mode.REAL, PASSPHRASE))
    file = opened(program)
    await file.write(
        lambda desk: first_person(desk, "Noor Bakker", Role.POST_LEAD, PIN)
    )
    await asyncio.to_thread(fill, file, leader(file), 0, many)
    await program.close(Mode.REAL)
    running = await serve(screens(program), 0, "bench", ASSETS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=executable, args=list(ARGUMENTS)
        )
        width, height = LAPTOP
        page = await browser.new_page(
            locale="nl-NL", viewport={"width": width, "height": height}
        )
        await page.add_init_script(_WATCH)
        await page.goto(running.url)
        dot = page.locator("flt-semantics-placeholder")
        await dot.wait_for(state="attached", timeout=60_000)
        await dot.dispatch_event("click")
        await _Watch(figures, page, many).all()
        await browser.close()
    await running.stop()
    await program.end()


class Took(NamedTuple):
    """Milliseconds after a finger or key went down."""

    shown_ms: float
    said_ms: float


class _Watch:
    """One person at one screen, and a stopwatch."""

    def __init__(self, figures: Figures, page: Any, many: int) -> None:
        self._figures = figures
        self._page = page
        self._many = many
        self._taps = 0

    async def all(self) -> None:
        """Measure everything, from the closed post on."""
        await self._open()
        await self._rooms()
        await self._search()
        await self._save()
        await self._whole("full registration", self._register)
        await self._whole("guided triage to its result", self._guide)

    async def _open(self) -> None:
        await self._write("Wachtzin", PASSPHRASE)
        took = await self._until("^Noor Bakker", self._press("Enter"))
        self._add("unlock to the names, beyond key derivation", [took])
        await self._tap("Noor Bakker")
        for digit in PIN[:-1]:
            await self._tap(digit)
        took = await self._until("Opnieuw beoordelen", self._tap(PIN[-1]))
        self._add("last digit of a PIN to the overview", [took])

    async def _rooms(self) -> None:
        taken: dict[str, list[Took]] = {name: [] for name, _ in _ROOMS}
        for _ in range(TIMES):
            for name, pattern in _ROOMS:
                taken[name].append(await self._until(pattern, self._tap(name)))
        for name, found in taken.items():
            self._add(f"to the room {name}", found)

    async def _search(self) -> None:
        await self._tap("Slachtoffers")
        await self._write("Zoeken", "")
        taken: list[Took] = []
        for _ in range(TIMES):
            taken.append(await self._until(_NONE, self._press("@")))
            await self._page.wait_for_timeout(KEYBOARD_MS)
            taken.append(await self._until(_ROW, self._press("Backspace")))
            await self._page.wait_for_timeout(KEYBOARD_MS)
        self._add("search keystroke to the list", taken)

    async def _save(self) -> None:
        await self._tap("Registreren")
        taken: list[Took] = []
        for _ in range(TIMES):
            await self._tap("T3")
            taken.append(await self._change(_NUMBER, self._tap("Opslaan")))
        self._add("tap to saved, next number on screen", taken)

    async def _register(self) -> None:
        for name in ("T2", "Volwassen", "Vrouw", "Breuk", "Meer:"):
            await self._tap(name)
        await self._write("Naam", "Olena Shevchenko")
        await self._write("Geboortedatum", "4-3-1951")
        await self._change(_NUMBER, self._tap("Opslaan"))

    async def _guide(self) -> None:
        for name in ("Stap voor stap", "Nee", "Ja"):
            await self._tap(name)
        await self._page.get_by_role("button", name="Overnemen").wait_for()

    async def _whole(self, name: str, deed: Callable[[], Awaitable[None]]) -> None:
        """Note how many taps a deed takes, and how long without a pause to think."""
        self._taps = 0
        begun = time.perf_counter()
        await deed()
        self._figures.add(f"{name}, taps and fields", self._taps, "")
        self._figures.add(f"{name}, hands only", time.perf_counter() - begun, "s")

    def _add(self, name: str, taken: list[Took]) -> None:
        at = f"{name} at {self._many:,}"
        add_spread(self._figures, at, [each.shown_ms for each in taken])
        ours = statistics.median(each.said_ms for each in taken)
        self._figures.add(f"{at}, of it until our last word", ours, "ms")

    async def _until(
        self, pattern: str, deed: Awaitable[None], before: str = ""
    ) -> Took:
        """Return how long after a deed something was on screen."""
        await self._page.evaluate("() => { window.down = 0; }")
        seen = self._page.evaluate("([p, b]) => until(p, b)", [pattern, before])
        waiting = asyncio.ensure_future(seen)
        await deed
        return Took(*await asyncio.wait_for(waiting, PATIENCE_MS / 1000))

    async def _change(self, pattern: str, deed: Awaitable[None]) -> Took:
        """Return how long after a deed something on screen was another."""
        before = await self._page.evaluate("(p) => shown(p)", pattern)
        return await self._until(pattern, deed, before)

    async def _tap(self, name: str) -> None:
        self._taps += 1
        begins = re.compile(rf"^{re.escape(name)}")
        found = self._page.get_by_role("button", name=begins)
        await found.first.click(timeout=PATIENCE_MS)

    async def _press(self, key: str) -> None:
        await self._page.keyboard.press(key)

    async def _write(self, label: str, words: str) -> None:
        self._taps += 1
        named = re.compile(rf"^{re.escape(label)}(\n|$)")
        await self._page.get_by_label(named).first.click(timeout=PATIENCE_MS)
        await self._page.wait_for_timeout(KEYBOARD_MS)
        await self._page.keyboard.type(words)
