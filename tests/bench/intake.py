"""How fast a hub takes events in, beside what its disk and its folds allow.

The hub runs in a process of its own; one device brings one envelope at a time, as every
courier does. Beside it, for the very same rows: the bound (insert, chain and fold,
without network, cryptography or decoding) and a bare `executemany`, all three with the
same cipher, the same durability and a transaction for each batch.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.store.desk import Desk
from app.store.file import CareFile
from app.store.local import FILE_MIGRATIONS
from app.store.projector import Projector
from sync.clock import SystemClock
from sync.courier import http
from sync.cursors import Sealed, waiting
from sync.database import Database, open_database, rows
from sync.event import Event, chain_next, read_event
from sync.ids import SystemIds
from sync.journal import Link
from sync.limits import MAX_BATCH_EVENTS
from tests.bench.stage import MODE, Stage, asked, opened, performed
from tests.bench.table import Figures, add_median

RUNS: Final = 3
_KEY: Final = bytes(32)
_INSERT: Final = (
    "INSERT INTO event (log, seq, hlc, stream, kind, suspect, canon, chain) "
    "VALUES (?, ?, ?, ?, ?, 0, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The events of a post, as a hub would be given them by a perfect line."""

    links: tuple[Link, ...]
    events: tuple[Event, ...]

    def batches(self) -> list[tuple[Sequence[Link], Sequence[Event]]]:
        step = MAX_BATCH_EVENTS
        starts = range(0, len(self.events), step)
        return [
            (self.links[at : at + step], self.events[at : at + step]) for at in starts
        ]


async def measure(figures: Figures, stage: Stage, runs: int = RUNS) -> None:
    """Measure intake, bound and bare insert in turn, some times over."""
    found = _Rows(stage.links, tuple(read_event(each.canon) for each in stage.links))
    intake, bound, bare = [], [], []
    for _ in range(runs):
        intake.append(await _intake(stage))
        bound.append(_bound(stage.folder.parent / "bound", found))
        bare.append(_bare(stage.folder.parent / "bare", found))
    unit = "events/s"
    whole = add_median(figures, "ingest_events_per_s", "hub ingest", intake, unit)
    most = add_median(
        figures, "ingest_bound_per_s", "bound: insert, chain, fold", bound, unit
    )
    add_median(figures, "bare_insert_per_s", "bare executemany", bare, unit)
    figures.add("hub ingest, part of the bound", 100 * whole / most, "%")


async def _intake(stage: Stage) -> float:
    async with performed(stage, "intake", None) as (post, _, pipe):
        sealed = opened(post).read_now(waiting)
        before = int(await asked(pipe, "events"))
        line = http.open_line(f"http://127.0.0.1:{stage.hub_port}")
        begun = time.perf_counter()
        for one in sealed:
            await _delivered(line, one)
        taken = time.perf_counter() - begun
        await line.aclose()
        return (int(await asked(pipe, "events")) - before) / taken


async def _delivered(line: http.Line, one: Sealed) -> None:
    answer = await http.deliver(line, one.envelope, one.sealed)
    if len(answer.receipts) != 2:
        raise RuntimeError(f"the hub has not read it: {answer.outcome}")


def _bound(path: Path, found: _Rows) -> float:
    file = CareFile.open(
        path, _KEY, mode=MODE, clock=SystemClock(), ids=SystemIds(), readers=0
    )
    chain = bytes(len(found.links[0].chain))
    begun = time.perf_counter()
    for links, events in found.batches():
        chain = file.write_now(
            lambda desk, links=links, events=events, chain=chain: _taken_in(
                desk, links, events, chain
            )
        )
    taken = time.perf_counter() - begun
    file.close()
    _remove(path)
    return len(found.events) / taken


def _taken_in(
    desk: Desk, links: Sequence[Link], events: Sequence[Event], chain: bytes
) -> bytes:
    for link in links:
        chain = chain_next(chain, link.canon)
    desk.database.conn.executemany(_INSERT, _parameters(links, events))
    Projector().fold(desk.database, events)
    return chain


def _bare(path: Path, found: _Rows) -> float:
    database: Database = open_database(path, _KEY, FILE_MIGRATIONS)
    begun = time.perf_counter()
    for links, events in found.batches():
        with database.atomic():
            database.conn.executemany(_INSERT, _parameters(links, events))
    taken = time.perf_counter() - begun
    held = rows(database, "SELECT COUNT(*) FROM event")[0][0]
    database.close()
    _remove(path)
    return int(held) / taken


def _parameters(
    links: Sequence[Link], events: Sequence[Event]
) -> list[tuple[object, ...]]:
    return [
        (each.log, each.seq, each.hlc, each.stream, each.kind, link.canon, link.chain)
        for link, each in zip(links, events, strict=True)
    ]


def _remove(path: Path) -> None:
    for tail in ("", "-wal", "-shm"):
        path.with_name(path.name + tail).unlink(missing_ok=True)
