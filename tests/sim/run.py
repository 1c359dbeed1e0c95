"""Run one seed: a fresh world in memory, its story, and what came of it."""

from __future__ import annotations

import asyncio
import logging
import shutil
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.sim.loop import VirtualLoop
from tests.sim.seams import seams
from tests.sim.story import Story
from tests.sim.truth import Broken
from tests.sim.world import World

STEPS: Final = 40
_SHM: Final = Path("/dev/shm")


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a seed."""

    seed: int
    broken: str | None
    digest: str
    lines: tuple[str, ...]
    facts: int
    moments: int


def run_seed(seed: int, steps: int = STEPS) -> Told:
    """Live through one seed."""
    with _folder() as root, _silence(), _loop(seed) as loop:
        world = World(root, seed, loop, steps)
        broken: str | None = None
        with seams(world.disks, world.doors):
            try:
                loop.run_until_complete(Story(world, steps).tell())
            except Broken as why:
                broken = str(why)
                world.trace.note(f"BROKEN: {why}")
            except Exception:  # noqa: BLE001 - whatever went wrong belongs to the seed
                broken = traceback.format_exc()
                world.trace.note(f"BROKEN: {broken}")
            loop.run_until_complete(_buried(world))
        return Told(
            seed,
            broken,
            world.trace.digest(),
            tuple(world.trace.lines),
            len(world.truth.facts),
            sum(disk.moments for disk in world.disks.all),
        )


def run_asked(work: tuple[int, int]) -> Told:
    """Live through one seed, as a process of a pool is asked to."""
    return run_seed(*work)


async def _buried(world: World) -> None:
    for machine in world.machines:
        await machine.bury()
    rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


@contextmanager
def _loop(seed: int) -> Iterator[VirtualLoop]:
    loop = VirtualLoop(seed)
    loop.set_exception_handler(lambda _loop, _context: None)
    asyncio.set_event_loop(loop)
    try:
        yield loop
    finally:
        asyncio.set_event_loop(None)
        loop.close()


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder in memory, where there is one."""
    where = _SHM if _SHM.is_dir() else None
    root = Path(tempfile.mkdtemp(prefix="noodpost-sim-", dir=where))
    try:
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


@contextmanager
def _silence() -> Iterator[None]:
    """Let nobody log: what is set aside is expected here."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
