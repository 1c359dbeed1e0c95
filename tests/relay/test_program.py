"""`noodpost relay` as a process of its own: killed, it has what it said it keeps."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.front import bind, listen
from app.relay.carrying import Carrying, Stock
from sync.clock import SystemClock
from sync.courier.errand import Errands, Place
from sync.courier.neighbours import OwnErrands
from sync.ids import SystemIds
from tests.support.hub import Device, TestHub, enrolled, is_road_empty, open_hub, tell

KILLS = 4


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextlib.asynccontextmanager
async def relay(
    folder: Path, port: int, *words: str
) -> AsyncIterator[subprocess.Popen[str]]:
    """Run a relay until it is killed, or until the end."""
    asked = ["relay", "--data", str(folder), "--host", "127.0.0.1"]
    running = subprocess.Popen(
        [sys.executable, "-m", "app", *asked, "--port", str(port), *words],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert running.stderr is not None
        assert str(port) in await asyncio.to_thread(running.stderr.readline)
        yield running
    finally:
        running.terminate()
        await asyncio.to_thread(running.wait, 20)
        if running.stderr is not None:
            running.stderr.close()


def hands(device: Device, url: str, *, pinned: str | None = None) -> Errands:
    place = Place(url, pinned, is_pinned=True)
    return Errands(OwnErrands(device.road), place, SystemClock(), SystemIds())


async def until_read(device: Device, errands: Errands, within_s: float = 60.0) -> None:
    end = time.monotonic() + within_s
    while not is_road_empty(device):
        assert time.monotonic() < end
        await errands.turn()
        await asyncio.sleep(0.05)


def test_a_relay_that_is_killed_again_and_again_loses_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        made: TestHub = await open_hub()
        bound = bind("127.0.0.1", 0)
        hub_url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        door = await listen(made.app, bound)
        device = await enrolled(made)
        port = free_port()
        errands = hands(device, f"http://127.0.0.1:{port}")
        for n in range(KILLS):
            async with relay(tmp_path, port, "--hub", hub_url) as running:
                device.recorded_and_cut(3)
                work = asyncio.create_task(errands.turn())
                await asyncio.sleep(0.02 * n)
                running.kill()
                await work
        async with relay(tmp_path, port, "--hub", hub_url):
            await until_read(device, errands)

        await errands.aclose()
        await door.stop()
        assert made.reader.events() == device.events()

    tell(story)


@pytest.mark.parametrize("is_known", [True, False])
def test_on_a_network_it_is_met_by_a_certificate_of_its_own(
    tmp_path: Path, is_known: bool
) -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        here = Carrying(Stock(tmp_path), (), SystemClock(), SystemIds())
        port = await here.begin("0.0.0.0", 0)
        url = f"https://127.0.0.1:{port}"
        device.road.handing.add(url, device.clock.now_ms())
        errands = hands(device, url)
        await errands.turn()
        (known,) = device.road.handing.neighbours()
        await here.end()
        if not is_known:
            (tmp_path / "relay.crt").unlink()
        again = Carrying(Stock(tmp_path), (), SystemClock(), SystemIds())
        await again.begin("0.0.0.0", port)
        later = hands(device, url, pinned=known.tls_root)
        await later.turn()
        for each in (errands, later):
            await each.aclose()
        await again.end()

        assert errands.ran.reason is None
        assert known.kept == 2
        assert known.tls_root is not None
        assert known.tls_root.startswith("-----BEGIN CERTIFICATE-----")
        assert later.ran.reason == (None if is_known else "tls")

    tell(story)
