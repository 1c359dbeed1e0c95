"""A device of one region that records, cuts and waits for receipts."""

from __future__ import annotations

from sync.cursors import uncut
from sync.cut import Cut, Sender, cut, due, reseal
from sync.database import MEMORY, open_database
from sync.event import Draft
from sync.ids import ActorId, Mode, StreamId, SystemIds
from sync.journal import MIGRATIONS, Journal
from sync.trust.keys import SealingKey, SigningKey
from tests.support.fakes import FakeClock, SeededIds
from tests.support.sealed import region

PLACE = region()
_IDS = SeededIds("batch")
SIGNING, SEALING = SigningKey.generate(_IDS), SealingKey.generate(_IDS)
POST = SealingKey.generate(_IDS)
SENDER = Sender.to_hub(SIGNING, PLACE.descriptor, POST.public)


class Device:
    """A journal that cuts batches."""

    def __init__(self, seed: str = "device") -> None:
        self.clock = FakeClock()
        database = open_database(MEMORY, None, MIGRATIONS)
        self.journal = Journal(database, self.clock, SeededIds(seed), Mode.REAL)
        self.journal.start_log()
        self.begun: dict[bytes, bytes] = {}

    def record(self, events: int, body: bytes = b"\x80") -> Device:
        draft = Draft(StreamId(b"here"), "note.recorded", 1, body, ActorId(b"person-1"))
        with self.journal.database.atomic():
            self.journal.record([draft] * events)
        return self

    def cut(
        self, told: tuple[int, int] | None = None, sender: Sender = SENDER
    ) -> list[Cut]:
        with self.journal.database.atomic():
            now_ms = self.clock.now_ms()
            made = cut(self.journal, sender, SystemIds(), now_ms, told)
        for one in made:
            self._note(one)
        return made

    def reseal(self, envelope: bytes, sender: Sender = SENDER) -> Cut | None:
        with self.journal.database.atomic():
            now_ms = self.clock.now_ms()
            made = reseal(self.journal, sender, SystemIds(), now_ms, envelope)
        if made is not None:
            self._note(made)
        return made

    def _note(self, made: Cut) -> None:
        if made.begun is not None:
            self.begun[made.begun.envelope] = made.begun.sealed

    def due(self, *, online: bool = True, urgent: bool = False) -> bool:
        found = uncut(self.journal)
        return due(found, self.clock.now_ms(), online=online, urgent=urgent)
