"""A made-up post at work: plausible events, the same ones for one seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from app.care.access import AccessOpened
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
from app.care.post import PostNamed
from app.care.staff import RoleChanged, StaffAdded, StaffEnded
from app.care.stock import ParSet, StockCounted, StockIssued, StockReceived
from app.care.terms import (
    AgeBand,
    Consciousness,
    Disposition,
    Group,
    Role,
    Sex,
    Triage,
)
from app.catalogue import encode
from sync.database import MEMORY, open_database
from sync.event import Draft
from sync.ids import ActorId, Mode, StreamId
from sync.journal import MIGRATIONS, Journal, Link
from tests.support.fakes import FakeClock, SeededIds

COMPLAINTS = (
    "open breuk onderbeen links",
    "snijwond hand",
    "brandwond arm en borst",
    "pijn op de borst",
    "benauwd na rook",
    "hoofdwond, even buiten bewustzijn",
    "buikpijn na klap van stuur",
    "enkel verzwikt",
    "granaatscherf bovenbeen",
    "rugpijn na val van trap",
    "onderkoeld",
    "schotwond schouder",
    "paniek, hyperventilatie",
)
PLACES = ("tent 1", "tent 2", "wachtruimte", "gang", "behandelplek 3", "buiten")
NOTES = (
    "Wond gespoeld en verbonden.",
    "Tourniquet aangelegd om 14:05, blijft zitten.",
    "Infuus links, 500 ml ringerlactaat.",
    "Wil naar huis, partner onderweg.",
    "Pijn neemt toe, opnieuw beoordelen.",
    "Spreekt geen Nederlands, dochter vertaalt.",
    "Zuurstof 10 liter via masker.",
)
NAMES = (
    "Jansen, Piet",
    "de Vries, Anna",
    "Bakker, Mehmet",
    "van den Berg, Saskia",
    "Yılmaz, Emre",
    "Kowalska, Maria",
    "el Amrani, Youssef",
)
DESTINATIONS = ("ziekenhuis", "huisarts", "opvanglocatie", "eigen woning")
RECEIVERS = ("ambulance 12-134", "verpleegkundige SEH", "")


class Post:
    """A post whose people register casualties and move stock."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._ids = SeededIds(seed)
        self.clock = FakeClock(1_795_000_000_000 + seed * 86_400_000)
        database = open_database(MEMORY, None, MIGRATIONS)
        self.journal = Journal(database, self.clock, self._ids, Mode.REAL)
        self.log = self.journal.start_log()
        self._post = self._ids.random(8)
        self._people = [ActorId(self._ids.random(8)) for _ in range(8)]
        self._code = f"{'ABCDEFGHJKLMNPRSTUVWXYZ'[seed % 23]}{seed % 100:03d}"
        self._counter = 0
        self._casualties: list[StreamId] = []

    def work(self, events: int) -> list[Link]:
        """Record this many events, and return all of them as they travel."""
        made = self._events()
        while (last := self.journal.last_seq(self.log)) < events:
            self.clock.advance(self._dice.randrange(500, 40_000))
            stream, body = next(made)
            kind, v, raw = encode(body)
            actor = self._dice.choice(self._people[:3])
            with self.journal.database.atomic():
                self.journal.record([Draft(stream, kind, v, raw, actor)])
        return self.journal.links(self.log, 1, last)

    def _events(self) -> Iterator[tuple[StreamId, Any]]:
        yield from self._start()
        while True:
            makers = (
                *(self._registered, self._observed, self._observed, self._treated),
                *(self._opened, self._opened, self._stock, self._stock, self._left),
                *(self._identified, self._described, self._rare),
            )
            yield from self._dice.choice(makers)()

    def _start(self) -> Iterator[tuple[StreamId, Any]]:
        yield StreamId(b"post:" + self._post), PostNamed("EHBO-post Markt", self._code)
        for person, role in zip(self._people, Role, strict=False):
            name = self._dice.choice(NAMES)
            yield StreamId(b"staff:" + person), StaffAdded(name, role)
        for item in range(1, 41):
            stream = b"par:" + self._post + f":VB{item:03d}".encode()
            yield StreamId(stream), ParSet(f"VB{item:03d}", 20, self._post)

    def _now(self) -> int:
        return self.clock.now_ms() - self._dice.choice((0, 0, 0, 60_000, 300_000))

    def _someone(self) -> StreamId:
        return self._dice.choice(self._casualties or [StreamId(self._ids.random(16))])

    def _registered(self) -> Iterator[tuple[StreamId, Any]]:
        dice = self._dice
        self._counter += 1
        stream = StreamId(self._ids.random(16))
        self._casualties.append(stream)
        number = f"ZUID-{self._code}-A{self._counter:03d}-{dice.choice('ABCDEFGHK')}"
        yield (
            stream,
            Registered(
                number=number,
                post=self._post,
                observed_ms=self._now(),
                age_band=dice.choice(list(AgeBand)),
                sex=dice.choice(list(Sex)),
                complaint=dice.choice(COMPLAINTS),
                place=dice.choice(("", *PLACES)),
            ),
        )
        category = dice.choice((Triage.T1, Triage.T2, Triage.T3, Triage.T3))
        yield stream, Triaged(category, self._now())

    def _observed(self) -> Iterator[tuple[StreamId, Any]]:
        dice = self._dice
        yield (
            self._someone(),
            VitalsRecorded(
                observed_ms=self._now(),
                breaths_per_min=dice.randrange(10, 34),
                spo2_percent=dice.randrange(86, 100),
                pulse_per_min=dice.randrange(54, 140),
                systolic_mmhg=dice.choice((None, dice.randrange(80, 170))),
                temperature_c=dice.choice((None, dice.randrange(350, 395))),
                consciousness=dice.choice(list(Consciousness)),
                pain=dice.choice((None, dice.randrange(11))),
            ),
        )

    def _treated(self) -> Iterator[tuple[StreamId, Any]]:
        yield self._someone(), NoteRecorded(self._dice.choice(NOTES), self._now())

    def _opened(self) -> Iterator[tuple[StreamId, Any]]:
        stream = StreamId(b"access:" + self.log.hex().encode() + b":2026-11-22")
        role = self._dice.choice(list(Role))
        yield stream, AccessOpened(self._someone(), self._now(), role=role)

    def _stock(self) -> Iterator[tuple[StreamId, Any]]:
        dice = self._dice
        item = f"VB{dice.randrange(1, 41):03d}"
        lot = f"{item}{dice.choice('AB')}"
        stream = StreamId(random.Random(lot).randbytes(16))
        expiry = f"202{dice.randrange(7, 9)}-{dice.randrange(1, 13):02d}-30"
        form = dice.choice((StockIssued, StockIssued, StockReceived, StockCounted))
        quantity = dice.randrange(1, 25)
        yield stream, form(item, quantity, self._post, self._now(), lot, expiry)

    def _left(self) -> Iterator[tuple[StreamId, Any]]:
        dice = self._dice
        yield (
            self._someone(),
            Departed(
                dice.choice(list(Disposition)),
                self._now(),
                dice.choice(DESTINATIONS),
                dice.choice(RECEIVERS),
            ),
        )

    def _identified(self) -> Iterator[tuple[StreamId, Any]]:
        dice = self._dice
        yield (
            self._someone(),
            Identified(
                observed_ms=self._now(),
                name=dice.choice(NAMES),
                birth_date=f"19{dice.randrange(40, 99)}-0{dice.randrange(1, 9)}-1"
                f"{dice.randrange(9)}",
                language=dice.choice((None, "Nederlands", "Arabisch", "Pools")),
                nationality=dice.choice((None, "Nederlandse")),
                group=dice.choice(list(Group)),
            ),
        )

    def _described(self) -> Iterator[tuple[StreamId, Any]]:
        dice = self._dice
        sees = ((self.log, dice.randrange(1, 60)),)
        if dice.random() < 0.5:
            place = dice.choice(PLACES)
            yield self._someone(), Described(self._now(), place=place, sees=sees)
        else:
            category = dice.choice((Triage.T1, Triage.T2, Triage.T3))
            reason = dice.choice(("verslechterd", "verbeterd", "herbeoordeling"))
            yield self._someone(), Triaged(category, self._now(), reason, sees=sees)

    def _rare(self) -> Iterator[tuple[StreamId, Any]]:
        dice = self._dice
        if dice.random() < 0.7:
            target = (self.log, dice.randrange(1, 60))
            yield self._someone(), Retracted(target, "verkeerde persoon")
        elif dice.random() < 0.7:
            stream = StreamId(b"staff:" + dice.choice(self._people))
            yield stream, RoleChanged(dice.choice(list(Role)))
        else:
            yield StreamId(b"staff:" + dice.choice(self._people)), StaffEnded("klaar")
