"""The courier measured whole: bytes, hub, lines good and bad, and growth; one run.

Everything is as in the programs: a hub in its own process behind real HTTP, both files
encrypted and durable, a post that cuts, sends and applies receipts, at its own pace.
Medians are of repeated runs; what else this machine does is in the spread.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sync.courier.loop import Pace
from sync.cursors import waiting
from tests.bench import growth, intake, stage, weight
from tests.bench.line import Rate
from tests.bench.retold import made_up
from tests.bench.stage import EAGER, Run, Stage, opened, performed, sent_over
from tests.bench.table import Figures

SLOW: Final = Rate(bits_per_s=256_000, round_trip_s=0.3)
SLOWER: Final = Rate(bits_per_s=256_000, round_trip_s=0.6)
WORST: Final = Rate(bits_per_s=9_600, round_trip_s=0.3, reset_every_s=20.0)
_MORE: Final = 10


@dataclass(frozen=True, slots=True)
class Size:
    """How much to measure."""

    events: int = 10_000
    grown: Sequence[int] = growth.SIZES
    batch: int = growth.BATCH
    runs: int = intake.RUNS
    worst: Rate = WORST
    pace: Pace | None = None
    """How often the courier tries on a thin line; None as a post does."""


QUICK: Final = Size(grown=growth.SIZES[:2], runs=1)


def measure(figures: Figures, folder: Path, size: Size | None = None) -> None:
    """Measure everything that issue and design promise of the courier."""
    size = size or Size()
    asyncio.run(_measure(figures, folder, size))
    growth.measure(figures, folder, size.grown, size.batch)
    figures.add("load of this machine at the end", os.getloadavg()[0], "processes")


async def _measure(figures: Figures, folder: Path, size: Size) -> None:
    figures.add("load of this machine at the start", os.getloadavg()[0], "processes")
    built = await stage.built(folder, size.events)
    weight.weigh(figures, made_up(size.events), built.json, built.events)
    await intake.measure(figures, built, size.runs)
    await _good_line(figures, built)
    for key, rate in (
        ("line_256k_300ms", SLOW),
        ("line_256k_600ms", SLOWER),
        ("line_9k6_reset", size.worst),
    ):
        await _thin_line(figures, built, key, rate, size.pace)


async def _good_line(figures: Figures, built: Stage) -> None:
    """Measure the first sync on this machine's own line, and ten events more."""
    async with performed(built, "good", EAGER) as (post, counted, _):
        first = await sent_over(built, post, counted, Rate())
        _say(figures, "first_sync", "first full sync, no limit to the line", first)
        await opened(post).write(lambda desk: stage.record_more(desk, made_up(_MORE)))
        more = await sent_over(built, post, counted, Rate())
        _say(figures, "ten_more", f"+{_MORE} events, no limit to the line", more)


async def _thin_line(
    figures: Figures, built: Stage, key: str, rate: Rate, pace: Pace | None
) -> None:
    async with performed(built, key, pace) as (post, counted, _):
        sealed = sum(len(one.sealed) for one in opened(post).read_now(waiting))
        run = await sent_over(built, post, counted, rate)
    bound = sealed * 8 / (rate.bits_per_s or float("inf"))
    figures.add(f"{_named(rate)}: sealed bytes", sealed, "bytes")
    _say(figures, key, _named(rate), run)
    bound_key = f"{key.removesuffix('_reset')}_bound_s"
    figures.add_keyed(
        bound_key, f"{_named(rate)}: its bound, sealed bytes at line rate", bound, "s"
    )
    figures.add(f"{_named(rate)}: times its bound", run.seconds / bound, "x")


def _say(figures: Figures, key: str, name: str, run: Run) -> None:
    figures.add_keyed(f"{key}_s", name, run.seconds, "s")
    figures.add(f"{name}: up", run.bytes_up, "bytes")
    figures.add(f"{name}: down", run.bytes_down, "bytes")
    figures.add(f"{name}: requests", run.requests, "requests")
    if run.resets:
        figures.add(f"{name}: resets", run.resets, "resets")


def _named(rate: Rate) -> str:
    kbit, late_ms = (rate.bits_per_s or 0) / 1000, rate.round_trip_s * 1000
    broken = f", reset every {rate.reset_every_s:g} s" if rate.reset_every_s else ""
    return f"{kbit:g} kbit/s, {late_ms:g} ms round trip{broken}"
