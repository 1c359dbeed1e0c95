"""Kill a hub at any moment: what it acknowledged is there, and nothing is twice."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from sync.courier.joining import join
from sync.errors import RoadError
from sync.hub.hub import Hub
from sync.hub.inbox import Fate
from sync.hub.landing import Landed, Opened
from sync.receipt import read_receipt
from sync.trust.enrol import Invitation
from tests.support.hub import (
    Device,
    JournalReader,
    device_of,
    enrolled,
    hub_of,
    is_road_empty,
    open_hub,
    run_until,
    tell,
)
from tests.support.wire import QUICK

ROOT = Path(__file__).parents[2]


@contextlib.asynccontextmanager
async def process(folder: Path) -> AsyncIterator[tuple[str, str]]:
    """Run a hub in a process of its own, and kill it at the end, as `kill -9` does."""
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.support.hub_program",
        str(folder),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert running.stdout is not None
        async with asyncio.timeout(30):
            port, text = (await running.stdout.readline()).decode().split()
        yield f"http://127.0.0.1:{port}", text
    finally:
        running.kill()
        await running.wait()


async def join_at(device: Device, url: str, text: str) -> None:
    here = replace_url(Invitation.from_text(text), url)
    device.joined = await join(here, device.applicant, device.clock)
    device.road.set_hub(device.joined.address)


def replace_url(invitation: Invitation, url: str) -> Invitation:
    return Invitation(
        invitation.version,
        url,
        invitation.hub,
        invitation.token,
        invitation.realm,
        invitation.expires_ms,
    )


async def carry(device: Device, url: str, enough: int) -> None:
    """Carry until so many envelopes were read."""
    known = device.road.hub()
    assert known is not None
    device.road.set_hub(replace(known, url=url))
    courier = device.courier(None)
    await run_until(courier, lambda: len(read(device)) >= enough, 40)


def read(device: Device) -> list[int]:
    return [one.number for one in device.road.returned() if one.level == 2]


def test_a_hub_killed_again_and_again_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        device = device_of()
        async with process(tmp_path) as (url, invitation):
            await join_at(device, url, invitation)
            for _ in range(12):
                device.recorded_and_cut(3)
            await carry(device, url, 3)
        async with process(tmp_path) as (url, _):
            await carry(device, url, 7)
        async with process(tmp_path) as (url, _):
            await carry(device, url, 12 + 1)  # and the key epoch

        made = hub_of(str(tmp_path / "inbox.sqlite"), journal=str(tmp_path / "hub.db"))
        assert made.reader.events() == device.events()
        assert made.inbox.count(Fate.READ) == 12 + 1
        assert is_road_empty(device)
        digests = {
            bytes(read_receipt(one.raw, made.receipt_key.public).digest)
            for one in device.road.returned()
        }
        assert len(digests) == 12 + 1

    tell(story)


def test_a_hub_killed_while_bytes_arrive_stored_nothing_and_says_nothing(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        device = device_of()
        async with process(tmp_path) as (url, invitation):
            await join_at(device, url, invitation)
            cut = device.recorded_and_cut()
            port = int(url.rpartition(":")[2])
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            head = (
                f"PUT /v1/envelope/{cut.envelope.hex()} HTTP/1.1\r\nHost: hub\r\n"
                f"Content-Length: {len(cut.sealed)}\r\n\r\n"
            )
            writer.write(head.encode() + cut.sealed[: len(cut.sealed) // 2])
            await writer.drain()
            await asyncio.sleep(0.05)
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

        async with process(tmp_path) as (url, _):
            await carry(device, url, 2)

        made = hub_of(str(tmp_path / "inbox.sqlite"), journal=str(tmp_path / "hub.db"))
        assert made.reader.events() == device.events()

    tell(story)


def test_a_hub_that_is_gone_is_weather() -> None:
    async def story() -> None:
        device = device_of()
        invitation = replace_url((await open_hub()).hub.invite(), "http://127.0.0.1:9")

        with pytest.raises(RoadError) as caught:
            await join(
                invitation, device.applicant, device.clock, patience=QUICK.patience
            )

        assert caught.value.reason == "unreachable"

    tell(story)


class Crash(BaseException):
    """The power goes."""


class DiesAfterLanding(JournalReader):
    """A reader whose machine stops right after its commit."""

    async def append(self, batch: Opened) -> Landed:
        await super().append(batch)
        raise Crash


class DiesBeforeLanding(JournalReader):
    """A reader whose machine stops right before its commit."""

    async def append(self, batch: Opened) -> Landed:
        raise Crash


@pytest.mark.parametrize("dying", [DiesAfterLanding, DiesBeforeLanding])
def test_a_crash_around_the_commit_doubles_and_loses_nothing(
    dying: type[JournalReader],
) -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        cut = device.recorded_and_cut(3)
        assert cut.begun is not None
        await made.hub.receive(cut.begun.envelope, cut.begun.sealed)
        crashing = dying(made.reader.journal, made.clock)
        await made.hub.unlock(made.founding.keys, crashing)
        with pytest.raises(Crash):
            await made.hub.receive(cut.envelope, cut.sealed)

        again = Hub(
            made.inbox,
            made.founding.identity,
            made.receipt_key,
            made.clock,
            made.ids,
        )
        count = await again.unlock(made.founding.keys, made.reader)

        received = await again.receive(cut.envelope, cut.sealed)
        assert count == 1
        assert made.reader.events() == device.events()
        assert not received.is_new
        assert len(received.receipts) == 2

    tell(story)
