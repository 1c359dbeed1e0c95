"""A whole hub in memory, and devices of posts that send to it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field, replace

import httpx
from fastapi import FastAPI

from sync.across import Crossed, land_across
from sync.carried import Carried, keep_piece
from sync.courier.joining import Applicant, Joined, join
from sync.courier.loop import Courier, Ears, Pace
from sync.courier.road import Road
from sync.cursors import Sealed
from sync.cut import Cut, Sender, cut
from sync.database import MEMORY, Database, open_database, rows
from sync.event import Draft, Event
from sync.hub.hub import Hub
from sync.hub.identity import Founding, found
from sync.hub.inbox import Inbox
from sync.hub.landing import Landed, Opened, land
from sync.hub.quota import Allowance
from sync.hub.routes import hub_app
from sync.ids import NOBODY, EnvelopeId, LogId, Mode, StreamId
from sync.journal import MIGRATIONS, Journal
from sync.trust.pairs import SealingKey, SigningKey
from tests.support.fakes import FakeClock, SeededIds
from tests.support.wire import QUICK, URL, straight

GENEROUS = Allowance(burst=1e9, per_s=1e9)


_IN_MEMORY: list[Callable[[], Inbox]] = [lambda: Inbox.open(MEMORY)]


@contextlib.contextmanager
def inboxes_from(made: Callable[[], Inbox]) -> Iterator[None]:
    """Let every hub in memory have an inbox that is made like this."""
    _IN_MEMORY.append(made)
    try:
        yield
    finally:
        _IN_MEMORY.pop()


class JournalReader:
    """A reader that lands batches in a journal of its own."""

    def __init__(self, journal: Journal, clock: FakeClock) -> None:
        self.journal = journal
        self.clock = clock
        self.failure: Exception | None = None

    async def append(self, batch: Opened) -> Landed:
        if self.failure is not None:
            raise self.failure
        return land(self.journal, batch, self.clock)

    async def keep(self, arrived: Carried) -> None:
        if self.failure is not None:
            raise self.failure
        keep_piece(self.journal, arrived, self.clock)

    async def cross(self, came: Crossed) -> None:
        if self.failure is not None:
            raise self.failure
        land_across(self.journal, came, self.clock, lambda _stream: False)

    def events(self) -> list[bytes]:
        """Return every event of the hub, as it was recorded, in order."""
        found = rows(
            self.journal.database, "SELECT canon FROM event ORDER BY hlc, log, seq"
        )
        return [canon for (canon,) in found]


@dataclass(slots=True)
class TestHub:
    """A hub with everything that belongs to it."""

    __test__ = False

    hub: Hub
    founding: Founding
    receipt_key: SigningKey
    inbox: Inbox
    reader: JournalReader
    app: FastAPI
    clock: FakeClock
    ids: SeededIds

    @property
    def road(self) -> httpx.ASGITransport:
        return straight(self.app)

    async def unlock(self) -> int:
        return await self.hub.unlock(self.founding.keys, self.reader)


def hub_of(
    path: str = MEMORY,
    mode: Mode = Mode.REAL,
    *,
    journal: str = MEMORY,
    seed: str = "hub",
    url: str = URL,
    allowance: Allowance = GENEROUS,
) -> TestHub:
    """Return a hub, still locked, that follows from its seed."""
    clock, ids = FakeClock(), SeededIds(seed)
    founding = found("Hub Zuid", url, mode, clock, ids)
    receipt_key = SigningKey.generate(ids)
    inbox = Inbox.open(path) if path != MEMORY else _IN_MEMORY[-1]()
    hub = Hub(inbox, founding.identity, receipt_key, clock, ids)
    reader = JournalReader(_journal(clock, ids, mode, journal), clock)
    app = hub_app(hub, allowance)
    return TestHub(hub, founding, receipt_key, inbox, reader, app, clock, ids)


async def open_hub(mode: Mode = Mode.REAL, *, seed: str = "hub") -> TestHub:
    """Return a hub that an operator has unlocked."""
    made = hub_of(mode=mode, seed=seed)
    await made.unlock()
    return made


@dataclass(slots=True)
class Device:
    """A device of a post, as far as sending goes: a journal, keys and a road."""

    journal: Journal
    road: Road
    applicant: Applicant
    clock: FakeClock
    ids: SeededIds
    joined: Joined | None = None
    cuts: list[Cut] = field(default_factory=list)
    begun: dict[bytes, Sealed] = field(default_factory=dict)

    @property
    def log(self) -> LogId:
        return self.journal.log

    def record(
        self, count: int = 1, stream: bytes = b"stream-of-16-byt"
    ) -> list[Event]:
        """Record facts nobody here understands."""
        drafts = [
            Draft(StreamId(stream), "thing.noted", 1, b"\x80", NOBODY)
            for _ in range(count)
        ]
        with self.journal.database.atomic():
            return self.journal.record(drafts)

    def cut(self, unsent: tuple[int, int] | None = None) -> Cut:
        """Cut what is recorded and put it on the road."""
        assert self.joined is not None
        sender = Sender.to_hub(
            self.applicant.signing,
            self.joined.enrolled.descriptor,
            self.joined.enrolled.post_key.public,
        )
        with self.journal.database.atomic():
            (made,) = cut(self.journal, sender, self.ids, self.clock.now_ms(), unsent)
        self.lay(made)
        if made.begun is not None:
            self.begun[made.epoch] = made.begun
        made = replace(made, begun=self.begun[made.epoch])  # to be delivered alone
        self.cuts.append(made)
        return made

    def lay(self, made: Cut) -> None:
        """Put what was cut on the road, after the key epoch it may begin."""
        now_ms = self.clock.now_ms()
        for one in made.parcels:
            self.road.put(
                one.envelope, one.log, one.batch_no, one.sealed, now_ms, one.epoch
            )

    def recorded_and_cut(self, count: int = 1) -> Cut:
        """Record facts and cut them."""
        self.record(count)
        return self.cut()

    def events(self) -> list[bytes]:
        """Return every event of this device, in order."""
        found = rows(
            self.journal.database, "SELECT canon FROM event ORDER BY hlc, log, seq"
        )
        return [canon for (canon,) in found]

    def courier(
        self,
        transport: httpx.AsyncBaseTransport | None,
        ears: Ears | None = None,
        pace: Pace = QUICK,
    ) -> Courier:
        """Return a courier on this device's road."""
        return Courier(self.road, transport, self.clock, self.ids, ears, pace)


def device_of(
    seed: str = "device", mode: Mode = Mode.REAL, letter: str = "A", path: str = MEMORY
) -> Device:
    """Return a device that is not enrolled."""
    clock, ids = FakeClock(), SeededIds(seed)
    journal = _journal(clock, ids, mode)
    applicant = Applicant(
        signing=SigningKey.generate(ids),
        sealing=SealingKey.generate(ids),
        post=ids.random(8),
        post_name=f"Post {seed}",
        post_code="ZUID",
        letter=letter,
    )
    return Device(journal, Road.open(path), applicant, clock, ids)


async def enrolled(made: TestHub, seed: str = "device", letter: str = "A") -> Device:
    """Return a device that an open hub knows."""
    device = device_of(seed, made.founding.identity.mode, letter)
    await enrol(made, device)
    return device


async def enrol(made: TestHub, device: Device, joins: bytes | None = None) -> Joined:
    """Let an open hub invite a device, and the device join."""
    invitation = made.hub.invite(joins)
    joined = await join(invitation, device.applicant, device.clock, transport=made.road)
    device.joined = joined
    device.road.set_hub(joined.address)
    return joined


async def put_all(made: TestHub, cut: Cut) -> httpx.Response:
    """Deliver what was cut, after the key epoch it names; return the last answer."""
    if cut.begun is not None:
        await put(made, cut.begun.sealed, cut.begun.envelope)
    return await put(made, cut.sealed, cut.envelope)


async def put(
    made: TestHub, raw: bytes, envelope: EnvelopeId | bytes
) -> httpx.Response:
    """Deliver bytes as any client could."""
    async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
        return await client.put(f"/v1/envelope/{envelope.hex()}", content=raw)


async def run_until(courier: Courier, done: object, within_s: float = 20.0) -> None:
    """Run a courier until `done()` is true."""
    assert callable(done)
    stop = asyncio.Event()
    running = asyncio.create_task(courier.run(stop))
    try:
        async with asyncio.timeout(within_s):
            while not done():
                await asyncio.sleep(0.002)
    finally:
        stop.set()
        await running


def tell(
    story: Callable[[], Coroutine[object, object, None]], within_s: float = 60.0
) -> None:
    """Run a story, and end it when it hangs."""

    async def bounded() -> None:
        async with asyncio.timeout(within_s):
            await story()

    asyncio.run(bounded())


async def turn_with(transport: httpx.AsyncBaseTransport, device: Device) -> Courier:
    """Let a new courier of a device take one turn."""
    courier = device.courier(transport)
    await courier.turn()
    return courier


def is_road_empty(device: Device) -> bool:
    """Tell whether everything a device cut was read."""
    return not device.road.outstanding()


def _journal(
    clock: FakeClock, ids: SeededIds, mode: Mode, path: str = MEMORY
) -> Journal:
    database: Database = open_database(path, None, MIGRATIONS)
    journal = Journal(database, clock, ids, mode)
    if not journal.own_logs():
        journal.start_log()
    return journal
