"""A real program in a real Chromium: what a person at the post does, and sees."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LAPTOP: Final = (1280, 800)
PATIENCE_MS: Final = 60_000
"""A machine that has too much to do may take so long; one at ease takes no more."""

KEYBOARD_MS: Final = 150
"""A drawn field takes a frame or two before it listens."""


def chromium() -> str:
    """Return where Chromium is, or skip the test and say what to install."""
    pytest.importorskip("playwright.sync_api", reason="pip install -e '.[dev]'")
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not found:
        pytest.skip("no Chromium here: apt-get install chromium")
    return found


def window(size: tuple[int, int], sharp: float = 0.5) -> dict[str, Any]:
    """Return what a page is opened with: nobody watches, so little is drawn.

    `sharp` is how many pixels are drawn for one of the window's `size`.
    """
    return {
        "locale": "nl-NL",
        "viewport": {"width": size[0], "height": size[1]},
        "device_scale_factor": sharp,
        "reduced_motion": "reduce",
    }


@contextmanager
def program(data: Path, *words: str) -> Iterator[str]:
    """Run a program as its user starts it; yields the address of its screen."""
    asked = [*(words or ("post",)), "--data", str(data), "--no-window"]
    running = subprocess.Popen(
        [sys.executable, "-m", "app", *asked, "--language", "nl"],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield _address(running)
    finally:
        running.terminate()
        running.wait(20)
        if running.stderr is not None:
            running.stderr.close()


class Screen:
    """One page, driven by the names a screen reader would say."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.outside: list[str] = []
        page.on("requestfinished", self._note)

    def open(self, url: str) -> Screen:
        """Open the screens and turn their accessibility tree on."""
        self.page.goto(url)
        dot = self.page.locator("flt-semantics-placeholder")
        dot.wait_for(state="attached", timeout=60_000)
        dot.dispatch_event("click")
        return self

    def another(self) -> Screen:
        """Return a page of its own in the same browser, as on another machine."""
        size = self.page.viewport_size
        asked = window((size["width"], size["height"]))
        return Screen(self.page.context.browser.new_page(**asked))

    def choose(self, name: str, file: Path) -> Screen:
        """Tap the button with this name and give the file the browser asks for."""
        with self.page.expect_file_chooser(timeout=PATIENCE_MS) as asked:
            self.tap(name)
        asked.value.set_files(file)
        return self

    def tap(self, name: str, *, exact: bool = True) -> Screen:
        """Tap the button with this name."""
        found = self.page.get_by_role("button", name=name, exact=exact)
        found.first.click(timeout=PATIENCE_MS)
        return self

    def write(self, label: str, words: str) -> Screen:
        """Write into the field with this label, all at once."""
        # A field's name is its label and, while it is empty, its example.
        named = re.compile(rf"^{re.escape(label)}(\n|$)")
        field = self.page.get_by_label(named).first
        field.click(timeout=PATIENCE_MS)
        self.page.wait_for_timeout(KEYBOARD_MS)
        self.page.keyboard.insert_text(words)
        return self

    def pin(self, digits: str) -> Screen:
        """Tap a PIN on the pad."""
        for digit in digits:
            self.tap(digit)
        return self

    def sees(self, words: str) -> Screen:
        """Wait until these words are on screen, or the name of something there."""
        found = self.page.get_by_text(words).or_(self.page.get_by_label(words))
        found.first.wait_for(timeout=PATIENCE_MS)
        return self

    def does_not_see(self, words: str) -> Screen:
        """Wait until these words are nowhere on screen."""
        self.page.get_by_text(words).first.wait_for(
            state="detached", timeout=PATIENCE_MS
        )
        return self

    def _note(self, request: Any) -> None:
        inside = ("http://127.0.0.1:", "blob:", "data:")
        if not request.url.startswith(inside):
            self.outside.append(request.url)


@contextmanager
def browser(size: tuple[int, int] = LAPTOP, *more: str) -> Iterator[Screen]:
    """Open a headless Chromium with one page; `more` are arguments of its own."""
    executable = chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=executable, args=[*ARGUMENTS, *more]
        )
        try:
            yield Screen(running.new_page(**window(size)))
        finally:
            running.close()


def _address(running: subprocess.Popen[str]) -> str:
    for line in running.stderr or ():
        found = re.search(r"http://127\.0\.0\.1:\d+/\?key=\S+", line)
        if found:
            return found.group(0)
    raise AssertionError("the program ended before it showed its address")
