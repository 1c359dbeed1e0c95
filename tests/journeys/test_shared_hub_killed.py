"""Processes of a hub and its database are killed under load: nothing acknowledged goes.

Acknowledged is present, exactly: a process that begins with nothing has every event of
every device, once, in its order.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path

import pytest

from tests.kill.hubs import Plan, kill_hubs
from tests.support.postgres import Server, new_folder, removed
from tests.support.workers import Workers, workers

DEVICES = 5
BATCHES = 24
EVENTS = 3
ALL = DEVICES * (BATCHES + 1)  # and a key epoch each

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="there is no kill -9 of a whole server there"
)


def recorded(region: Workers) -> None:
    for _ in range(BATCHES):
        for device in region.devices:
            device.recorded_and_cut(EVENTS)


async def all_are_there(region: Workers) -> None:
    """Compare what devices recorded with what the region holds."""
    held = await region.held()
    for device in region.devices:
        assert held[device.log] == device.events()


def test_processes_killed_again_and_again_lose_and_double_nothing(
    tmp_path: Path,
) -> None:
    server = Server(new_folder())
    try:
        server.make()
        server.start()
        plan = Plan(times=3, devices=12, batches=4, again=8, database_every=3)

        done = asyncio.run(kill_hubs(tmp_path, server, plan, lambda _: None))
    finally:
        removed([server])

    assert (done.hubs, done.databases) == (2, 1)
    assert done.read == done.cut
    assert done.events == (plan.devices * plan.batches + 3 * plan.again) * plan.events


def test_the_hub_goes_on_when_its_database_is_killed_and_the_standby_promoted(
    tmp_path: Path,
) -> None:
    primary, standby = Server(new_folder()), Server(new_folder())
    both = f"postgresql://postgres@{primary.host},{standby.host}/hub"

    async def story() -> None:
        async with workers(tmp_path, both, 2) as region:
            await region.enrolled(DEVICES)
            recorded(region)
            async with region.sending():
                await region.until_read(ALL // 3)
                await asyncio.to_thread(primary.kill)
                await asyncio.to_thread(standby.promote)
                await region.until_read(ALL)

            await all_are_there(region)

    try:
        primary.make()
        primary.start()
        primary.ask("CREATE DATABASE hub")
        standby.follow(primary, "standby")
        standby.start()
        primary.ask("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        primary.ask("SELECT pg_reload_conf()")
        asyncio.run(story())
    finally:
        for each in (primary, standby):
            shutil.copy(each.folder / "log", tmp_path / f"log-{each.port}")
        removed([primary, standby])
