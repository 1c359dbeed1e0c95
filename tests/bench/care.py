"""The rooms of care at their fullest: the board, one long record, list and search.

Beside each stands the plainest SQL that could answer: what is left is ours to explain.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.care.casualty import NoteRecorded
from app.care.post import EXAMPLES, placing
from app.care.terms import Triage
from app.commands import Several, place_all, record_note, register_several
from app.store.file import CareFile
from app.store.queries.board import by_flow, by_place
from app.store.queries.casualty import (
    Filter,
    casualties,
    casualty,
    counts,
    moved,
    overdue,
)
from app.ui.screens.casualties import CasualtiesRoom
from app.ui.widgets.board_column import FEW
from sync.clock import SystemClock
from sync.database import rows
from sync.ids import ActorId, Mode
from tests.bench.register import fill
from tests.bench.table import Figures, add_spread, timed_ms
from tests.support.post import actor, open_post, registered
from tests.support.program import MemoryProgram, session_of
from tests.support.screen import shown

TIMES = 40
_PAGE = 50
_IN_BULK = 50
_MOVED, _AT_ONCE = 1_000, 250
_LATE_MS = 20 * 60_000
"""By then whoever is T1 is to be triaged again."""
_SHARE = 5
"""One of this many is left without a place."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many are on the board, happened to one casualty, and are in the file."""

    board: int = 500
    events: int = 500
    many: int = 100_000


FULL, QUICK = Size(), Size(many=10_000)


def measure(figures: Figures, folder: Path, size: Size = FULL) -> None:
    """Measure the board, a long record, and list and search among many."""
    _board(figures, folder / "board.db", size.board)
    _record(figures, folder / "record.db", size.events)
    _many(figures, folder / "many.db", size.many)


def _timed(
    figures: Figures, name: str, file: CareFile, ask: Callable[..., Any]
) -> None:
    add_spread(figures, name, timed_ms(lambda: file.read_now(ask), TIMES))


def crowd(file: CareFile, count: int) -> None:
    """Register many in bulk, and bring most of them to the places of the post."""
    by, categories = actor(file), (Triage.T3, Triage.T3, Triage.T2, Triage.T1)
    streams: list[bytes] = []
    for place in range(0, count, _IN_BULK):
        wanted = Several(
            min(_IN_BULK, count - place),
            file.clock.now_ms(),
            categories[place // _IN_BULK % len(categories)],
            "Rook ingeademd",
        )
        made = file.write_now(lambda desk, w=wanted: register_several(desk, by, w))
        streams += [event.stream for event in made]
    for turn, place in enumerate(EXAMPLES):
        there = [s for n, s in enumerate(streams) if n % (_SHARE + 1) == turn]
        fact = placing(place, file.clock.now_ms())
        file.write_now(lambda desk, t=there, f=fact: place_all(desk, by, t, f))


def _board(figures: Figures, path: Path, count: int) -> None:
    file = open_post(path, clock=SystemClock())
    by = actor(file)
    took = timed_ms(
        lambda: file.write_now(
            lambda desk: register_several(desk, by, Several(_IN_BULK, desk.now_ms()))
        ),
        5,
    )
    add_spread(figures, f"bulk of {_IN_BULK}", took)
    crowd(file, count - 5 * _IN_BULK)
    _timed(figures, f"board of {count}", file, lambda db: by_place(db, {}, FEW))
    _timed(
        figures, f"board of {count} by status", file, lambda db: by_flow(db, {}, FEW)
    )
    _timed(
        figures,
        f"raw counts by place of {count}",
        file,
        lambda db: rows(db, "SELECT spot, COUNT(*) FROM casualty GROUP BY spot"),
    )
    file.close()
    taken = [asyncio.run(_drawn(count)) for _ in range(3)]
    add_spread(figures, f"board of {count} drawn, processor time", taken)


async def _drawn(count: int) -> float:
    """Return what it takes of the processor until every column is on screen."""
    program = MemoryProgram(Mode.REAL)
    file = program.file(Mode.REAL)
    if file is None:
        raise RuntimeError("the post should be open")
    crowd(file, count)
    session = session_of(program)
    session.board = True
    begun = time.process_time()
    async with shown(
        lambda page: page.render(CasualtiesRoom, session, program)
    ) as screen:
        await screen.until(lambda: "count-transport" in screen)
        taken = (time.process_time() - begun) * 1000
    program.end()
    return taken


def _record(figures: Figures, path: Path, events: int) -> None:
    file = open_post(path, clock=SystemClock())
    by, stream = actor(file), registered(file)
    file.write_now(
        lambda desk: [
            record_note(desk, by, stream, NoteRecorded(f"Note {n}", desk.now_ms()))
            for n in range(events - 2)
        ]
    )
    name = f"detail with {events} events"
    _timed(figures, name, file, lambda db: casualty(db, stream))
    _timed(
        figures,
        f"raw {events} events",
        file,
        lambda db: rows(db, "SELECT canon FROM event WHERE stream = ?", (stream,)),
    )
    file.close()


def _move(file: CareFile, by: ActorId) -> None:
    """Bring some of them to one place of the post, and a moment later to another."""
    page = file.read_now(lambda db: casualties(db, Filter(), None, _MOVED))
    there = [row.stream for row in page.rows]
    for place in EXAMPLES[:2]:
        for first in range(0, len(there), _AT_ONCE):
            some = there[first : first + _AT_ONCE]
            fact = placing(place, file.clock.now_ms() + 1)
            file.write_now(lambda desk, s=some, f=fact: place_all(desk, by, s, f))


def _many(figures: Figures, path: Path, size: int) -> None:
    file = open_post(path, clock=SystemClock())
    by = ActorId(actor(file))
    fill(file, by, 0, size)
    _move(file, by)
    now = file.clock.now_ms() + _LATE_MS
    asked = {
        "list": lambda db: casualties(db, Filter(), None, _PAGE),
        "counts": lambda db: counts(db, now),
        "overdue": lambda db: overdue(db, now, _PAGE),
        "list of overdue": lambda db: casualties(
            db, Filter(overdue=True, now_ms=now), None, _PAGE
        ),
        "moved, by place": lambda db: moved(db, now - _LATE_MS),
        "moved to a place": lambda db: casualties(
            db, Filter(moved_to="walking", now_ms=now - _LATE_MS), None, _PAGE
        ),
        "search by name": lambda db: casualties(db, Filter(search="yil"), None, _PAGE),
        "search by number": lambda db: casualties(
            db, Filter(search="ZUID-A042"), None, _PAGE
        ),
        "board": lambda db: by_place(db, {}, FEW),
        "raw list": lambda db: rows(
            db,
            "SELECT stream, number FROM casualty WHERE gone = 0 "
            "ORDER BY rank, registered_ms, stream LIMIT 50",
        ),
        "raw search": lambda db: rows(
            db,
            "SELECT rowid FROM casualty_words WHERE casualty_words MATCH 'yil*' "
            "LIMIT 50",
        ),
        "raw overdue": lambda db: rows(
            db,
            "SELECT stream, number FROM casualty WHERE n IN (SELECT n FROM casualty "
            "WHERE gone = 0 AND due_ms <= ? ORDER BY rank, due_ms LIMIT 50)",
            (now,),
        ),
        "raw counts": lambda db: rows(
            db, "SELECT gone, rank, COUNT(*) FROM casualty GROUP BY gone, rank"
        ),
    }
    for name, ask in asked.items():
        _timed(figures, f"{name} at {size:,}", file, ask)
    file.close()
