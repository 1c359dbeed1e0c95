"""Processes of one hub, killed again and again under the load of many posts."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.support.postgres import Server
from tests.support.workers import Workers, read_by, workers

_LONGEST_S: Final = 1.0
_PROCESSES: Final = 2
_PATIENCE_S: Final = 600.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How many devices send what, and how often a process is killed meanwhile.

    Each device begins with a few batches; after each kill some record another. Every
    `database_every` kills it is the database itself; 0 is never.
    """

    times: int
    devices: int
    batches: int = 1
    again: int = 5
    events: int = 3
    database_every: int = 0
    seed: int = 1


@dataclass(slots=True)
class Beaten:
    """What was killed, and what was sent meanwhile."""

    hubs: int = 0
    databases: int = 0
    cut: int = 0
    read: int = 0
    events: int = 0

    @property
    def times(self) -> int:
        """How many kills that is."""
        return self.hubs + self.databases


async def kill_hubs(
    folder: Path, server: Server, plan: Plan, tell: Callable[[Beaten], None]
) -> Beaten:
    """Kill so many times, let every device send all, and compare.

    Raises AssertionError unless what the devices recorded is there, exactly: each event
    once, in its order, and a receipt for each envelope.
    """
    moments, done = random.Random(plan.seed), Beaten()
    async with workers(folder, server.new_database(), _PROCESSES) as region:
        await region.enrolled(plan.devices)
        for number in range(plan.devices * plan.batches):
            region.record(number % plan.devices, plan.events)
        async with region.sending():
            while done.times < plan.times:
                await asyncio.sleep(moments.uniform(0.0, _LONGEST_S))
                if _is_databases(done.times + 1, plan):
                    await _database_killed(region, server)
                    done.databases += 1
                else:
                    await _killed(region, region.ports[done.hubs % _PROCESSES])
                    done.hubs += 1
                for _ in range(plan.again):
                    region.record(moments.randrange(plan.devices), plan.events)
                done.cut, done.read = region.cut(), region.read()
                tell(done)
            await region.until_read(region.cut(), _PATIENCE_S)
        done.read = region.read()
        done.events = await _compared(region)
    return done


async def _killed(region: Workers, victim: int) -> None:
    """Kill a process; the other goes on alone for a while."""
    before = region.read()
    await asyncio.to_thread(region.kill, victim)
    await region.until_read(min(region.cut(), before + 1), _PATIENCE_S)
    await asyncio.to_thread(region.start, victim)


async def _database_killed(region: Workers, server: Server) -> None:
    """Kill the database under both processes; they go on once it is back."""
    before = region.read()
    await asyncio.to_thread(server.kill)
    await asyncio.to_thread(server.start)
    await region.until_read(min(region.cut(), before + 1), _PATIENCE_S)


async def _compared(region: Workers) -> int:
    held = await region.held()
    for device in region.devices:
        assert held[device.log] == device.events()
        assert len(read_by(device)) == len(device.cuts) + len(device.begun)
    return sum(len(held[device.log]) for device in region.devices)


def _is_databases(number: int, plan: Plan) -> bool:
    return plan.database_every > 0 and number % plan.database_every == 0
