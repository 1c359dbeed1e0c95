"""By hand: squares from a screen to a camera, and a bundle to a stick and a hub.

The squares stand as long as the screen shows them, and the camera looks as often as
its page does, at a still of 1280 x 720 that is not quite sharp. Beside a bundle, for
the very same events: plain JSON copied to the same disk, and `xz -9e` of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import lzma
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from PIL import Image, ImageFilter

from app.care.refusal import Refusal
from app.demo.outcome import json_lines, own_events
from app.exports.qr import qr_png
from app.paths import ASSETS
from app.post import PostProgram
from app.scan.frames import seen_in
from app.scan.picture import codes
from app.ui.parcels import Saving
from app.ui.widgets.frame_loop import EACH_S
from app.ui.work import Work
from sync.errors import FormatError
from sync.files import replace
from sync.frames import MAX_DATA_BYTES, MAX_FRAMED_BYTES, Gathering, framed
from sync.ids import Mode
from tests.bench.register import fill
from tests.bench.table import Figures
from tests.journeys.test_by_hand import cut_off
from tests.support.region import Region, arrive, leader, opened, region

T = TypeVar("T")

SIZES: Final = (100, 3_000)
QUICK: Final = (30, 300)
_STILL: Final = (1280, 720)
_SIDE: Final = 620
_STICK_BYTES: Final = 64 * 1024 * 1024


def measure(figures: Figures, folder: Path, sizes: tuple[int, int] = SIZES) -> None:
    """Measure squares for the first number of casualties, a bundle for the second."""
    asyncio.run(_measure(figures, folder, sizes))


async def _measure(figures: Figures, folder: Path, sizes: tuple[int, int]) -> None:
    few, many = sizes
    async with region(folder) as here:
        post = await _filled(here, "zuid", few)
        given = await post.give(Mode.REAL, "", MAX_FRAMED_BYTES)
        figures.add(f"squares: {few} casualties", len(given.raw), "bytes")
        await asyncio.to_thread(_film, figures, framed(given.raw), few)
        urgent = await post.give_urgent(Mode.REAL, "")
        figures.add("urgent code: urgent facts in it", urgent.facts, "facts")
        figures.add("urgent code: urgent facts left", urgent.left, "facts")
        (code,) = framed(urgent.raw, MAX_DATA_BYTES)
        _taken(figures, "urgent code read", "s", lambda: codes(_still(code)))
        await _bundle(figures, here, await _filled(here, "noord", many), folder)


async def _filled(here: Region, name: str, casualties: int) -> PostProgram:
    post = await here.post(name)
    await arrive(post)  # a post that had a line today: the hub has its key epoch
    await here.received(post)
    await cut_off(here, post)
    file = opened(post)
    await asyncio.to_thread(fill, file, leader(file), 0, casualties)
    return post


def _film(figures: Figures, squares: Sequence[str], casualties: int) -> None:
    """Let a camera look at squares that go round until it has all of them."""
    stills, gathering = [_still(each) for each in squares], Gathering()
    wait_s, looks, begun = _between_looks_s(), 0, time.perf_counter()
    while True:
        now_s = time.perf_counter() - begun
        looks += 1
        (code,) = codes(stills[int(now_s / EACH_S) % len(stills)])
        if seen_in(gathering, code).whole is not None:
            break
        time.sleep(wait_s)
    taken_s = time.perf_counter() - begun
    figures.add("squares", len(squares), "squares")
    figures.add("squares: stills read", looks / taken_s, "a second")
    figures.add("squares: new ones read", len(squares) / taken_s, "a second")
    figures.add("squares: until all was there", taken_s, "s")
    figures.add("squares: for 100 casualties", 100 * taken_s / casualties, "s")


def _between_looks_s() -> float:
    """Return how long the page of the camera waits after each look."""
    script = (ASSETS / "lens" / "lens.js").read_text("utf-8")
    found = re.search(r"EVERY_MS = (\d+)", script)
    if found is None:
        raise FormatError("the page of the camera says no more how often it looks")
    return int(found[1]) / 1000


def _still(code: str) -> bytes:
    """Return a square as a camera sees it on a screen."""
    drawn = Image.open(io.BytesIO(qr_png(code))).convert("L").resize((_SIDE, _SIDE))
    table = Image.effect_noise(_STILL, 12)
    table.paste(drawn, ((_STILL[0] - _SIDE) // 2, (_STILL[1] - _SIDE) // 2))
    kept = io.BytesIO()
    table.filter(ImageFilter.GaussianBlur(0.7)).save(kept, "JPEG", quality=85)
    return kept.getvalue()


async def _bundle(
    figures: Figures, here: Region, post: PostProgram, folder: Path
) -> None:
    file = opened(post)
    plain, events = json_lines(file), own_events(file)
    figures.add("bundle: events", events, "events")
    copy = folder / "copy.json"
    _taken(figures, "JSON, copied", "s", lambda: replace(copy, (plain,), durable=True))
    packed = _taken(figures, "JSON, xz -9e", "s", lambda: _xz(plain))
    begun = time.perf_counter()
    with contextlib.suppress(Refusal):  # it seals everything, and nothing fits in this
        await post.give(Mode.REAL, "", 1)
    figures.add("bundle: sealed", time.perf_counter() - begun, "s")
    path = folder / "zending.noodpost"
    begun = time.perf_counter()
    given = await post.give(Mode.REAL, "", _STICK_BYTES, Saving(path, Work()))
    figures.add("bundle: written", time.perf_counter() - begun, "s")
    begun = time.perf_counter()
    arrived = await here.hub.take_in(path.read_bytes(), lambda _count: None)
    figures.add("bundle: read at the hub", time.perf_counter() - begun, "s")
    begun = time.perf_counter()
    await post.take_back(Mode.REAL, arrived.reply)
    figures.add("bundle: reply read", time.perf_counter() - begun, "s")
    for name, size in (
        ("bundle", len(given.raw)),
        ("JSON", len(plain)),
        ("JSON, xz -9e", len(packed)),
    ):
        figures.add(f"{name}: size", size / events, "bytes/event")


def _xz(plain: bytes) -> bytes:
    return lzma.compress(plain, preset=9 | lzma.PRESET_EXTREME)


def _taken(figures: Figures, name: str, unit: str, act: Callable[[], T]) -> T:
    begun = time.perf_counter()
    made = act()
    figures.add(name, time.perf_counter() - begun, unit)
    return made
