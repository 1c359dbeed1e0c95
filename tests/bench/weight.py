"""How heavy an event is on the road: whole envelopes, as a post cuts and seals them."""

from __future__ import annotations

import gzip
import lzma
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import zstandard

from sync.cut import Sender, cut
from sync.database import MEMORY, open_database
from sync.event import Event
from sync.ids import Mode, SystemIds
from sync.journal import MIGRATIONS, Journal
from sync.trust.pairs import SealingKey, SigningKey
from tests.bench.retold import ReplayClock, retell
from tests.bench.table import Figures
from tests.support.sealed import region

BATCHES: Final = (1, 10, 100, 1_000)
_MOST_BATCHES: Final = 300
"""Of the small batches so many are cut, after a post has worked for a while."""
_WARM: Final = 1_000


@dataclass(frozen=True, slots=True)
class Weighed:
    """Batches of one size: their envelopes, and what sealing them took."""

    events: int
    batch_bytes: int
    epoch_bytes: int
    cut_ms: tuple[float, ...]


def weigh(figures: Figures, made: Sequence[Event], plain: bytes, held: int) -> None:
    """Measure bytes per event at each size of batch, beside the whole compressed."""
    found: dict[str, float] = {}
    for size in BATCHES:
        if 2 * size > len(made):
            continue
        one = _cut_in(size, made)
        found[str(size)] = round(one.batch_bytes / one.events, 2)
        figures.add(f"envelope, batches of {size:,}", found[str(size)], "bytes/event")
        _sealing(figures, one, size)
    figures.say("bytes_per_event", found)
    figures.add("key epoch's own envelope, one a day", one.epoch_bytes, "bytes")
    _beside(figures, plain, held)


def _sealing(figures: Figures, one: Weighed, size: int) -> None:
    taken = statistics.median(one.cut_ms)
    figures.add(f"cut and seal a batch of {size:,}, median", taken, "ms")


def _cut_in(size: int, made: Sequence[Event]) -> Weighed:
    """Cut in batches of this size; the first batch of all begins the epoch."""
    clock, sender = ReplayClock(made), _sender()
    journal = Journal(
        open_database(MEMORY, None, MIGRATIONS), clock, SystemIds(), Mode.REAL
    )
    journal.start_log()
    warm = 1 if size == BATCHES[-1] else min(_WARM, len(made) // 2)
    before = _cut_after(journal, clock, made[:warm], sender)
    taken = [
        _cut_after(journal, clock, made[first : first + size], sender)
        for first in range(warm, len(made) - size + 1, size)[:_MOST_BATCHES]
    ]
    return Weighed(
        size * len(taken),
        sum(each.batch_bytes for each in taken),
        before.epoch_bytes,
        tuple(each.ms for each in taken),
    )


@dataclass(frozen=True, slots=True)
class _Taken:
    batch_bytes: int
    epoch_bytes: int
    ms: float


def _cut_after(
    journal: Journal, clock: ReplayClock, made: Sequence[Event], sender: Sender
) -> _Taken:
    """Record events, and cut all of them."""
    with journal.database.atomic():
        retell(journal, clock, made)
    begun = time.perf_counter()
    with journal.database.atomic():
        left = (0, clock.now_ms())  # as a real post tells its hub
        cuts = cut(journal, sender, SystemIds(), clock.now_ms(), left)
    ms = (time.perf_counter() - begun) * 1000
    epochs = [each.begun for each in cuts if each.begun is not None]
    return _Taken(
        sum(len(each.sealed) for each in cuts),
        sum(len(each.sealed) for each in epochs),
        ms,
    )


def _sender() -> Sender:
    ids = SystemIds()
    post = SealingKey.generate(ids).public
    return Sender.to_hub(SigningKey.generate(ids), region().descriptor, post)


def _beside(figures: Figures, plain: bytes, events: int) -> None:
    """Say what the same events take as JSON, and that JSON compressed as one whole."""
    whole: Sequence[tuple[str, int]] = (
        ("JSON, whole", len(plain)),
        ("JSON, whole, gzip -9", len(gzip.compress(plain, 9))),
        (
            "JSON, whole, zstd -19",
            len(zstandard.ZstdCompressor(level=19).compress(plain)),
        ),
        (
            "JSON, whole, xz -9e",
            len(lzma.compress(plain, preset=9 | lzma.PRESET_EXTREME)),
        ),
    )
    for name, size in whole:
        figures.add(name, size / events, "bytes/event")
