"""A made-up post at work: plausible events, the same ones for one seed.

They are what the commands of `app` would record: an assignment names the claims it
replaces, a registration is the cause of the first triage, a count says what it saw.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from app.care.access import AccessOpened, access_stream
from app.care.casualty import (
    Departed,
    Described,
    Identified,
    NoteRecorded,
    Registered,
    Triaged,
    VitalsRecorded,
)
from app.care.claim import Retracted
from app.care.identity import casualty_number
from app.care.member import RoleChanged, StaffAdded, StaffEnded, staff_stream
from app.care.post import PostNamed, post_stream
from app.care.stock import (
    LotKey,
    ParSet,
    StockCounted,
    StockIssued,
    StockReceived,
    lot_stream,
    par_stream,
)
from app.care.terms import (
    AgeBand,
    Consciousness,
    Disposition,
    FactId,
    Group,
    Role,
    Sex,
    Triage,
)
from app.catalogue import encode
from sync.database import MEMORY, open_database
from sync.event import Draft
from sync.ids import ActorId, EventId, Mode, StreamId
from sync.journal import MIGRATIONS, Journal, Link
from tests.bench.words import MEASURED, Words
from tests.support.fakes import FakeClock, SeededIds

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_FULL = 40
"""Casualties at the post from which on each one that comes means one that leaves."""


class Fact(NamedTuple):
    """What is recorded next: in which stream, which form, and what led to it."""

    stream: bytes
    body: Any
    cause: EventId | None = None


class Post:
    """A post whose people register casualties and move stock."""

    def __init__(
        self, seed: int, words: Words = MEASURED, start_ms: int | None = None
    ) -> None:
        self._dice = random.Random(seed)
        self._ids = SeededIds(seed)
        self._words = words
        first_ms = 1_795_000_000_000 + seed * 86_400_000
        self.clock = FakeClock(first_ms if start_ms is None else start_ms)
        database = open_database(MEMORY, None, MIGRATIONS)
        self.journal = Journal(database, self.clock, self._ids, Mode.REAL)
        self.log = self.journal.start_log()
        self._post = self._ids.random(8)
        self._people = [ActorId(self._ids.random(8)) for _ in range(8)]
        self._code = f"{_LETTERS[seed % 23]}{seed % 100:03d}"
        self._counter = 0
        self._last = 0
        self._present: list[bytes] = []
        self._claims: dict[tuple[bytes, str], FactId] = {}
        self._moved: dict[bytes, int] = {}

    def work(self, events: int) -> list[Link]:
        """Record this many events, and return all of them as they travel."""
        made = self._facts()
        while self._last < events:
            self.clock.advance(self._dice.randrange(500, 40_000))
            fact = next(made)
            kind, v, raw = encode(fact.body)
            actor = self._dice.choice(self._people[:3])
            stream = StreamId(fact.stream)
            with self.journal.database.atomic():
                self.journal.record([Draft(stream, kind, v, raw, actor, fact.cause)])
            self._last += 1
        return self.journal.links(self.log, 1, self._last)

    def _facts(self) -> Iterator[Fact]:
        yield from self._start()
        while True:
            makers = (
                *(self._registered, self._observed, self._observed, self._treated),
                *(self._opened, self._opened, self._stock, self._stock, self._left),
                *(self._identified, self._described, self._rare),
            )
            maker = self._dice.choice(makers)
            yield from maker() if self._present else self._registered()

    def _start(self) -> Iterator[Fact]:
        named = PostNamed(self._words.post, self._code)
        yield Fact(post_stream(self._post), named)
        for person, role in zip(self._people, Role, strict=False):
            name = self._dice.choice(self._words.names)
            yield Fact(staff_stream(person), StaffAdded(name, role))
        for item in range(1, 41):
            code = f"VB{item:03d}"
            par = ParSet(code, 5 * self._dice.randrange(1, 9), self._post)
            yield Fact(par_stream(self._post, code), par)

    def _now(self) -> int:
        return self.clock.now_ms() - self._dice.choice((0, 0, 0, 60_000, 300_000))

    def _someone(self) -> bytes:
        return self._dice.choice(self._present)

    def _sees(self, stream: bytes, claim: str) -> tuple[FactId, ...]:
        """Return what a new claim replaces, and remember that it stands now."""
        held = self._claims.get((stream, claim))
        self._claims[stream, claim] = (self.log, self._last + 1)
        return () if held is None else (held,)

    def _registered(self) -> Iterator[Fact]:
        dice, words = self._dice, self._words
        self._counter += 1
        stream = self._ids.random(16)
        self._present.append(stream)
        came = Registered(
            number=casualty_number(self._code, "A", self._counter, exercise=False),
            post=self._post,
            observed_ms=self._now(),
            age_band=dice.choice(list(AgeBand)),
            sex=dice.choice(list(Sex)),
            complaint=dice.choice(words.complaints),
            place=dice.choice(("", *words.places)),
        )
        self._sees(stream, "description")
        yield Fact(stream, came)
        category = dice.choice((Triage.T1, Triage.T2, Triage.T3, Triage.T3))
        cause = EventId(self.log, self._last)
        self._sees(stream, "triage")
        yield Fact(stream, Triaged(category, came.observed_ms), cause)

    def _observed(self) -> Iterator[Fact]:
        dice = self._dice
        vitals = VitalsRecorded(
            observed_ms=self._now(),
            breaths_per_min=dice.randrange(10, 34),
            spo2_percent=dice.randrange(86, 100),
            pulse_per_min=dice.randrange(54, 140),
            systolic_mmhg=dice.choice((None, dice.randrange(80, 170))),
            temperature_c=dice.choice((None, dice.randrange(350, 395))),
            consciousness=dice.choice(list(Consciousness)),
            pain=dice.choice((None, dice.randrange(11))),
        )
        yield Fact(self._someone(), vitals)

    def _treated(self) -> Iterator[Fact]:
        text = self._dice.choice(self._words.notes)
        yield Fact(self._someone(), NoteRecorded(text, self._now()))

    def _opened(self) -> Iterator[Fact]:
        stream = access_stream(self.log, "2026-11-22")
        role = self._dice.choice(list(Role))
        opened = AccessOpened(self._someone(), self.clock.now_ms(), role=role)
        yield Fact(stream, opened)

    def _stock(self) -> Iterator[Fact]:
        dice = self._dice
        place = dice.randrange(1, 41)
        expiry = f"202{7 + place % 2}-{1 + place % 12:02d}-30"
        key = LotKey(f"VB{place:03d}", f"{place}{dice.choice('AB')}", expiry)
        stream, quantity = lot_stream(self._post, key), dice.randrange(1, 25)
        known = (key.item, quantity, self._post, self._now(), key.lot, key.expiry)
        form = dice.choice((StockIssued, StockIssued, StockReceived, StockCounted))
        body = form(*known)
        if form is StockCounted and stream in self._moved:
            body = StockCounted(*known, seen=((self.log, self._moved[stream]),))
        self._moved[stream] = self._last + 1
        yield Fact(stream, body)

    def _left(self) -> Iterator[Fact]:
        dice = self._dice
        if len(self._present) < _FULL:
            return
        stream = self._someone()
        self._present.remove(stream)
        departed = Departed(
            dice.choice(list(Disposition)),
            self._now(),
            dice.choice(self._words.destinations),
            dice.choice(self._words.receivers),
        )
        yield Fact(stream, departed)

    def _identified(self) -> Iterator[Fact]:
        dice, stream = self._dice, self._someone()
        told = Identified(
            observed_ms=self._now(),
            name=dice.choice(self._words.names),
            birth_date=f"19{dice.randrange(40, 99)}-0{dice.randrange(1, 9)}-1"
            f"{dice.randrange(9)}",
            language=dice.choice((None, *self._words.languages)),
            nationality=dice.choice((None, "Nederlandse")),
            group=dice.choice(list(Group)),
            sees=self._sees(stream, "identity"),
        )
        yield Fact(stream, told)

    def _described(self) -> Iterator[Fact]:
        dice, stream = self._dice, self._someone()
        if dice.random() < 0.5:
            place, sees = (
                dice.choice(self._words.places),
                self._sees(stream, "description"),
            )
            yield Fact(stream, Described(self._now(), place=place, sees=sees))
        else:
            category = dice.choice((Triage.T1, Triage.T2, Triage.T3))
            reason = dice.choice(self._words.reasons)
            sees = self._sees(stream, "triage")
            yield Fact(stream, Triaged(category, self._now(), reason, sees=sees))

    def _rare(self) -> Iterator[Fact]:
        dice = self._dice
        if dice.random() < 0.7:
            stream = self._someone()
            target = self._claims[stream, "description"]
            reason = dice.choice(self._words.reasons)
            yield Fact(stream, Retracted(target, reason))
        elif dice.random() < 0.7:
            stream = staff_stream(dice.choice(self._people))
            yield Fact(stream, RoleChanged(dice.choice(list(Role))))
        else:
            yield Fact(staff_stream(dice.choice(self._people)), StaffEnded("klaar"))
