"""A machine: a disk, a clock that may be wrong, and one program at a time."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import shutil
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from tests.sim.disk import Disk, closed
from tests.sim.loop import LIFE, Life, PowerCut, VirtualLoop
from tests.support.fakes import SeededIds

T = TypeVar("T")

START_MS: Final = 1_800_000_000_000
DAY_MS: Final = 86_400_000


@dataclass(slots=True)
class DriftingClock:
    """A machine's clock: virtual time, and how far it is off."""

    loop: VirtualLoop
    off_ms: int = 0

    def now_ms(self) -> int:
        return START_MS + self.off_ms + int(self.loop.time() * 1000)

    def monotonic_s(self) -> float:
        return self.loop.time()


@dataclass(frozen=True, slots=True)
class Failed:
    """What a program raised, or that it lost its power."""

    why: BaseException

    @property
    def is_power(self) -> bool:
        return isinstance(self.why, PowerCut | asyncio.CancelledError)


class Machine:
    """What a post and a hub have in common here: it runs, and then it does not."""

    def __init__(self, disk: Disk, loop: VirtualLoop, seed: int) -> None:
        self.disk = disk
        self.name = disk.name
        self.clock = DriftingClock(loop)
        self.life: Life | None = None
        self._loop = loop
        self._seed = seed
        self._lives = 0
        disk.folder.mkdir(parents=True)

    @property
    def is_up(self) -> bool:
        return self.life is not None and not self.life.is_over

    @property
    def note(self) -> Callable[[str], None]:
        return self.disk.note

    def new_life(self) -> SeededIds:
        """Start anew; what is random now has nothing to do with what was."""
        self._lives += 1
        self.life = Life(self.name)
        return SeededIds(f"{self._seed}/{self.name}/{self._lives}")

    def within(self, work: Callable[[], T]) -> T:
        """Run something as this machine's program, now."""
        context = contextvars.copy_context()
        context.run(LIFE.set, self.life)
        return context.run(work)

    def spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run something as this machine's program."""
        context = contextvars.copy_context()
        context.run(LIFE.set, self.life)
        return self._loop.create_task(work, context=context)

    async def run(self, work: Coroutine[Any, Any, T]) -> T | Failed:
        """Run something as this machine's program until it ends, or the power does."""
        life = self.life
        assert life is not None
        task = self.spawn(work)
        ended = self._loop.create_task(life.ended.wait(), context=contextvars.Context())
        await asyncio.wait([task, ended], return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        if not task.done() or task.cancelled():
            return Failed(PowerCut())
        why = task.exception()
        return Failed(why) if why is not None else task.result()

    async def bury(self) -> None:
        """Clear away what a power cut left running."""
        life, self.life = self.life, None
        if life is None:
            return
        life.end()
        while any(not task.done() for task in life.tasks):
            for task in life.tasks:
                task.cancel()
            await asyncio.sleep(0)
        for task in life.tasks:
            if not task.cancelled():
                task.exception()
        life.tasks.clear()
        closed(life.connections)
        gc.collect(0)

    def power_off(self) -> None:
        """Pull the plug, whatever it is doing."""
        self.within(lambda: self.disk.cut_power("the plug"))

    def saved(self, *names: str) -> dict[str, bytes]:
        """Return a copy of files as they are, with what SQLite keeps beside them."""
        return {
            path.name: path.read_bytes()
            for path in sorted(self.home.iterdir())
            if path.name.removesuffix("-wal").removesuffix("-shm") in names
        }

    def restore(self, saved: dict[str, bytes], *names: str) -> None:
        """Put a copy back in place of what is there now; nothing runs meanwhile."""
        for name in names:
            for tail in ("", "-wal", "-shm"):
                (self.home / (name + tail)).unlink(missing_ok=True)
        for name, raw in saved.items():
            (self.home / name).write_bytes(raw)

    @property
    def home(self) -> Path:
        """The folder with this machine's files."""
        raise NotImplementedError

    def forget_old(self) -> None:
        """Remove the folders of earlier generations."""
        for number in range(self.disk.generation):
            old = self.disk.root / self.name / str(number)
            shutil.rmtree(old, ignore_errors=True)
