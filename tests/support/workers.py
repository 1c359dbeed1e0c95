"""Several hub processes on one database, killed at will, and devices that send."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

from app.hub import HubProgram
from sync.clock import SystemClock
from sync.courier.http import Patience, network
from sync.courier.joining import join
from sync.courier.loop import Courier, Pace
from sync.database import rows
from sync.ids import Mode, SystemIds
from sync.trust.enrol import Invitation
from tests.support.hub import Device, device_of
from tests.support.plug import Running, free_port
from tests.support.region import CHEAP, PASSPHRASE, opened, until
from tests.support.region_hub import be_hub

_KEY: Final = Path("hub-real") / "receipt.key"
_PATIENCE_S: Final = 600.0
"""A process that starts under load first reads what waits."""

STEADY: Final = Pace(
    first_s=0.05,
    most_s=0.5,
    unread_s=0.3,
    idle_s=30.0,
    hold_s=20.0,
    patience=Patience(base_s=30.0),
)
"""A courier that sends at once, and leaves the hub alone when there is nothing."""


class EitherHub(httpx.AsyncBaseTransport):
    """A road to whichever process answers, as a load balancer is."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = ports
        self._next = 0
        self._network = network()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._next += 1
        failed: httpx.ConnectError | None = None
        for n in range(len(self._ports)):
            port = self._ports[(self._next + n) % len(self._ports)]
            request.url = request.url.copy_with(port=port)
            try:
                answer = await self._network.handle_async_request(request)
            except httpx.ConnectError as why:
                failed = why
            else:
                answer.headers.pop("Retry-After", None)  # waited for elsewhere
                return answer
        assert failed is not None
        raise failed

    async def aclose(self) -> None:
        await self._network.aclose()


@dataclass(slots=True)
class Workers:
    """The processes of one hub, and the devices that send to it."""

    folder: Path
    database: str | None
    ports: list[int] = field(default_factory=list)
    running: dict[int, Running] = field(default_factory=dict)
    devices: list[Device] = field(default_factory=list)
    couriers: list[Courier] = field(default_factory=list)

    def start(self, port: int | None = None) -> int:
        """Start a process, new or again, and wait until it is unlocked."""
        if port is None:
            port = free_port()
            self.ports.append(port)
        folder = self.folder / str(port)
        first = self.folder / str(self.ports[0]) / _KEY
        if first.exists() and not (folder / _KEY).exists():
            (folder / _KEY).parent.mkdir(parents=True)
            shutil.copy(first, folder / _KEY)
        self.running[port] = Running(be_hub, folder, port, self.database)
        assert next(self.running[port].said(_PATIENCE_S), "ended") == "open"
        return port

    def kill(self, port: int) -> None:
        """Kill a process, as `kill -9` does."""
        one = self.running.pop(port)
        one.kill()
        one.ended()

    async def enrolled(self, count: int) -> None:
        """Let so many devices join."""
        for n in range(count):
            asked = next(iter(self.running.values())).ask
            invitation = Invitation.from_text(await asyncio.to_thread(asked))
            device = device_of(f"device {n}")
            road = self.road()
            device.joined = await join(
                invitation, device.applicant, device.clock, transport=road
            )
            await road.aclose()
            device.road.set_hub(device.joined.address)
            self.devices.append(device)

    def road(self) -> EitherHub:
        return EitherHub(self.ports)

    @contextlib.asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        """Let every device's courier run."""
        stop = asyncio.Event()
        roads = [self.road() for _ in self.devices]
        self.couriers = [
            device.courier(road, pace=STEADY)
            for device, road in zip(self.devices, roads, strict=True)
        ]
        running = [asyncio.create_task(each.run(stop)) for each in self.couriers]
        try:
            yield
        finally:
            stop.set()
            await asyncio.gather(*running)
            self.couriers.clear()
            for road in roads:
                await road.aclose()

    def record(self, number: int, events: int) -> None:
        """Let a device record facts, cut them and send them."""
        self.devices[number].recorded_and_cut(events)
        if self.couriers:
            self.couriers[number].nudge()

    def cut(self) -> int:
        """Return how many envelopes the devices cut: batches, and key epochs."""
        return sum(len(each.cuts) + len(each.begun) for each in self.devices)

    def read(self) -> int:
        """Return how many receipts of level 2 the devices hold."""
        return sum(len(read_by(device)) for device in self.devices)

    async def until_read(self, count: int, patience_s: float = 120.0) -> None:
        await until(lambda: self.read() >= count, patience_s)

    async def held(self) -> dict[bytes, list[bytes]]:
        """Return every event by its log, as a process that begins with nothing has."""
        folder = self.folder / "fresh"
        shutil.rmtree(folder, ignore_errors=True)
        (folder / _KEY).parent.mkdir(parents=True)
        shutil.copy(self.folder / str(self.ports[0]) / _KEY, folder / _KEY)
        fresh = HubProgram(
            folder,
            Mode.REAL,
            "http://127.0.0.1",
            SystemClock(),
            SystemIds(),
            cost=CHEAP,
            database=self.database,
        )
        await fresh.begin()
        await fresh.unlock(PASSPHRASE)
        found = opened(fresh).read_now(
            lambda db: rows(db, "SELECT log, canon FROM event ORDER BY log, seq")
        )
        await fresh.end()
        held: dict[bytes, list[bytes]] = {}
        for log, canon in found:
            held.setdefault(bytes(log), []).append(canon)
        return held


def read_by(device: Device) -> set[bytes]:
    """Return the digests of which a device has a receipt of level 2."""
    return {one.raw for one in device.road.returned() if one.level == 2}


@contextlib.asynccontextmanager
async def workers(
    folder: Path, database: str | None, count: int
) -> AsyncIterator[Workers]:
    """Run so many processes of a hub for the length of a story."""
    made = Workers(folder, database)
    try:
        for _ in range(count):
            await asyncio.to_thread(made.start)
        yield made
    finally:
        for port in tuple(made.running):
            made.kill(port)
