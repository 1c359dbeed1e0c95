"""Tap to saved: a durable registration, beside a bare SQLCipher insert."""

from __future__ import annotations

from pathlib import Path

from app import commands
from app.care.terms import AgeBand, Sex, Triage
from app.commands import Registration
from app.store.desk import Desk
from app.store.file import CareFile
from app.store.queries.casualty import Filter, casualties, counts
from sync.clock import SystemClock
from sync.database import open_database, rows
from sync.ids import ActorId
from tests.bench.table import Figures, add_spread, timed_ms
from tests.support.post import actor, open_post

FILL_AT_ONCE = 500
SIZES = (0, 10_000, 100_000)
TIMES = 200
COMPLAINTS = (
    "hoofdwond na val",
    "benauwd",
    "pijn op de borst",
    "gebroken pols",
    "brandwond arm",
    "duizelig en misselijk",
    "enkel verzwikt",
    "onderkoeld",
    "snijwond hand",
    "koorts",
)
NAMES = ("Jansen", "de Vries", "El Amrani", "Yılmaz", "Kowalska", "Öztürk", "Bakker")
CATEGORIES = (Triage.T3, Triage.T3, Triage.T2, Triage.T3, Triage.T1)


def measure(figures: Figures, folder: Path, sizes: tuple[int, ...] = SIZES) -> None:
    """Measure registration, list and search at each number of casualties."""
    _bare_insert(figures, folder)
    file = open_post(folder / "post.db", clock=SystemClock())
    by = actor(file)
    held = 0
    try:
        for size in sizes:
            fill(file, by, held, size)
            held = size
            _registration(figures, file, by, size)
            held += TIMES
            _reading(figures, file, size)
    finally:
        file.close()


def _registration(figures: Figures, file: CareFile, by: ActorId, size: int) -> None:
    taken = timed_ms(
        lambda: file.write_now(lambda desk: _register(desk, by, size + 1)), TIMES
    )
    add_spread(figures, f"register at {size:,}", taken)


def _reading(figures: Figures, file: CareFile, size: int) -> None:
    now_ms = file.clock.now_ms()

    def page() -> object:
        return file.read_now(lambda db: casualties(db, Filter(), None, 50))

    add_spread(figures, f"list page at {size:,}", timed_ms(page, 50))
    chips = timed_ms(lambda: file.read_now(lambda db: counts(db, now_ms)), 20)
    add_spread(figures, f"counts at {size:,}", chips)
    for words in ("k", "koo", "vries", "A042"):
        wanted = Filter(search=words)
        taken = timed_ms(
            lambda wanted=wanted: file.read_now(
                lambda db: casualties(db, wanted, None, 50)
            ),
            20,
        )
        add_spread(figures, f"search '{words}' at {size:,}", taken)
    raw = timed_ms(
        lambda: file.read_now(
            lambda db: rows(db, "SELECT stream, number FROM casualty LIMIT 50")
        ),
        50,
    )
    add_spread(figures, f"raw 50 rows at {size:,}", raw)


def _bare_insert(figures: Figures, folder: Path) -> None:
    """The limit: one row of the same size, the same cipher, the same durability."""
    database = open_database(
        folder / "bare.db", b"k" * 32, ("CREATE TABLE bare (n INTEGER, body BLOB)",)
    )
    body = b"x" * 600

    def insert() -> None:
        with database.atomic():
            database.conn.execute("INSERT INTO bare VALUES (1, ?)", (body,))

    add_spread(figures, "bare SQLCipher insert", timed_ms(insert, TIMES))
    database.close()


def fill(file: CareFile, by: ActorId, held: int, size: int) -> None:
    """Register casualties up to `size`, many in one transaction."""
    for first in range(held, size, FILL_AT_ONCE):
        last = min(first + FILL_AT_ONCE, size)
        file.write_now(
            lambda desk, first=first, last=last: [
                _register(desk, by, n) for n in range(first, last)
            ]
        )


def _register(desk: Desk, by: ActorId, n: int) -> None:
    commands.register_casualty(
        desk,
        by,
        Registration(
            observed_ms=SystemClock().now_ms(),
            category=CATEGORIES[n % len(CATEGORIES)],
            age_band=AgeBand.ADULT,
            sex=Sex.FEMALE if n % 2 else Sex.MALE,
            complaint=COMPLAINTS[n % len(COMPLAINTS)],
            name=f"{NAMES[n % len(NAMES)]} {n}" if n % 3 else None,
        ),
    )
