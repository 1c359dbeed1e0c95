"""What one more event costs when there are many already: it must not matter how many.

One file stands for a post and for a hub: it records in a log of its own, and lands the
batches of a device elsewhere. It is grown by rows put in at once.
"""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.store.desk import Desk
from app.store.file import CareFile
from sync.batch import decode
from sync.clock import SystemClock
from sync.cut import Cut, Sender, cut
from sync.database import MEMORY, open_database
from sync.envelope import open_epoch, open_with_epoch, read_head
from sync.event import Event
from sync.hub.landing import Opened, land
from sync.ids import EnvelopeId, KeyId, LogId, Mode, SystemIds
from sync.journal import MIGRATIONS, Journal
from sync.trust.pairs import SealingKey, SigningKey
from tests.bench.grown import again, grow
from tests.bench.retold import ReplayClock, draft_of, made_up, retell
from tests.bench.table import Figures, add_spread
from tests.support.sealed import region

SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)
BATCH: Final = 1_000
_RECORDED: Final = 100
_TIMES: Final = 5
_KEY: Final = bytes(32)
_APART: Final = 1 << 24
"""What arrives is about other casualties than what is recorded here."""


def measure(
    figures: Figures, folder: Path, sizes: Sequence[int] = SIZES, batch: int = BATCH
) -> None:
    """Measure record, cut, and open and land, at each number of events."""
    held = _Held(folder / "growth.db", batch)
    found: dict[str, dict[str, float]] = {"record_ms": {}, "cut_ms": {}, "land_ms": {}}
    try:
        for size in sizes:
            held.grow(size)
            for what, taken in _measured(figures, held, size):
                found[what][str(size)] = round(taken, 3)
    finally:
        held.file.close()
    figures.say("growth", found)


def _measured(figures: Figures, held: _Held, size: int) -> list[tuple[str, float]]:
    """Measure once at this size; returns the medians."""
    one = [_timed_ms(held.record_one) for _ in range(_RECORDED)]
    cuts, lands = [], []
    for _ in range(_TIMES):
        held.record_many()
        cuts.append(_timed_ms(held.cut_all))
        arrived = held.arriving()
        lands.append(_timed_ms(lambda arrived=arrived: held.take_in(arrived)))
    last = held.arriving()
    named = (
        ("record_ms", f"record one at {size:,}", one, held.record_one),
        ("cut_ms", f"cut {held.batch:,} at {size:,}", cuts, held.cut_all),
        (
            "land_ms",
            f"open and land {held.batch:,} at {size:,}",
            lands,
            lambda: held.take_in(last),
        ),
    )
    held.record_many()
    medians = []
    for what, name, taken, once_more in named:
        add_spread(figures, name, taken)
        figures.add(f"{name}, memory", _peak_kb(once_more), "kB")
        medians.append((what, sorted(taken)[len(taken) // 2]))
    return medians


def _timed_ms(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1000


def _peak_kb(action: Callable[[], object]) -> float:
    """Return the most that Python held at once; SQLite's cache has its own bound."""
    gc.collect()
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1] / 1024
    finally:
        tracemalloc.stop()


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """A device whose batches arrive here, sealed in one key epoch."""

    journal: Journal
    clock: ReplayClock
    sender: Sender

    def cut(self, made: Sequence[Event]) -> Cut:
        with self.journal.database.atomic():
            retell(self.journal, self.clock, made)
            (one,) = cut(self.journal, self.sender, SystemIds(), self.clock.now_ms())
        return one


class _Held:
    """A file with as many events as wanted, and what is done with it."""

    def __init__(self, path: Path, batch: int) -> None:
        self.batch = batch
        self._made = made_up(10 * batch)
        self._at = self._ones = 0
        self._hub = SealingKey.generate(SystemIds())
        self._away = _elsewhere(self._hub.public, self._made)
        self._secret = b""
        self.file = CareFile.open(
            path,
            _KEY,
            mode=Mode.REAL,
            clock=SystemClock(),
            ids=SystemIds(),
            readers=0,
        )
        self.file.write_now(lambda desk: desk.journal.start_log())
        self.record_many()

    def grow(self, size: int) -> None:
        self.file.write_now(lambda desk: grow(desk, size))

    def record_one(self) -> None:
        self._ones += 1
        lap, place = divmod(self._ones, len(self._made))
        event = again(self._made[place], lap)
        self.file.write_now(
            lambda desk: desk.journal.record([draft_of(event, desk.journal.log)])
        )

    def record_many(self) -> None:
        self.file.write_now(
            lambda desk: desk.journal.record(
                [draft_of(event, desk.journal.log) for event in self._some()]
            )
        )

    def cut_all(self) -> None:
        self.file.write_now(self._cut_all)

    def _cut_all(self, desk: Desk) -> None:
        now_ms = desk.now_ms()
        while cut(desk.journal, self._away.sender, desk.ids, now_ms):
            pass

    def arriving(self) -> Cut:
        """Return a batch that another device sealed; learn its epoch, once a day."""
        arrived = self._away.cut(self._some(_APART))
        if arrived.begun is not None:
            self._secret = open_epoch(read_head(arrived.begun.sealed), self._hub)
        return arrived

    def take_in(self, arrived: Cut) -> None:
        """Open a batch, check it and land it, as a hub does."""
        head = read_head(arrived.sealed)
        batch = decode(open_with_epoch(head, self._secret))
        landing = Opened(
            envelope=EnvelopeId(head.core.envelope),
            log=LogId(head.core.log),
            batch_no=head.core.batch_no,
            first=batch.manifest.first,
            before=batch.manifest.before,
            links=batch.links,
            events=batch.events,
            device=KeyId(head.core.sender),
            suspect=False,
        )
        self.file.write_now(lambda desk: land(desk.journal, landing, desk.clock))

    def _some(self, apart: int = 0) -> Sequence[Event]:
        """Return the next events to record, each lap about other casualties."""
        lap, first = divmod(self._at, len(self._made))
        self._at += self.batch
        some = self._made[first : first + self.batch]
        return [again(each, lap + apart) for each in some]


def _elsewhere(hub: bytes, made: Sequence[Event]) -> _Elsewhere:
    clock, ids, place = ReplayClock(made), SystemIds(), region()
    database = open_database(MEMORY, None, MIGRATIONS)
    journal = Journal(database, clock, ids, Mode.REAL)
    journal.start_log()
    destination = KeyId(place.descriptor.destination)
    sender = Sender(SigningKey.generate(ids), place.realm, destination, (hub,))
    return _Elsewhere(journal, clock, sender)
