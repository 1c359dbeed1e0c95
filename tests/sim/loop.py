"""One thread and no real time: an event loop that skips to what happens next.

Work for other threads runs here too, at a later tick of its own; a machine without
power (`Life.is_over`) runs nothing any more.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import ContextVar
from typing import Any, Final

from tests.sim.dice import Dice

_NOW_ODDS: Final = 0.6
_BUSY_S: Final = (0.000_1, 0.5)
_BEGUN_ODDS: Final = 0.5


class PowerCut(BaseException):
    """The machine this ran on has no power any more."""


class Stuck(Exception):
    """Everybody waits and nothing will ever happen again."""


class Life:
    """One run of a program on a machine, from its start until its end."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_over = False
        self.ended = asyncio.Event()
        self.tasks: list[asyncio.Task[Any]] = []
        self.connections: list[Any] = []
        self.errors: list[BaseException] = []

    def ended_task(self, task: asyncio.Task[Any]) -> None:
        """Remember how a task ended, when it ended in an error."""
        if not self.is_over and not task.cancelled() and task.exception() is not None:
            self.errors.append(task.exception() or PowerCut())

    def end(self) -> None:
        """Let nothing of it run any more."""
        self.is_over = True
        self.ended.set()


LIFE: Final[ContextVar[Life | None]] = ContextVar("life", default=None)
"""Whose life the code that now runs belongs to."""


def is_dead() -> bool:
    """Tell whether the code that now runs has lost its power."""
    life = LIFE.get()
    return life is not None and life.is_over


class _Skipping(selectors.SelectSelector):
    """Waits for nothing: says how long it would have waited."""

    def __init__(self, skip: Callable[[float], None]) -> None:
        super().__init__()
        self._skip = skip

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise Stuck
        self._skip(timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose time passes at once."""

    def __init__(self, seed: int) -> None:
        self._now_s = 1_000.0
        self._dice = Dice(seed, "threads")
        super().__init__(_Skipping(self._pass_time))
        self._clock_resolution = 1e-6
        self.set_task_factory(_owned)

    def time(self) -> float:
        return self._now_s

    def _pass_time(self, seconds: float) -> None:
        self._now_s += seconds

    def _write_to_self(self) -> None:
        """Wake nobody: there is one thread."""

    def run_in_executor(  # type: ignore[override]
        self, executor: object, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Run at a tick of its own, as another thread would.

        What was cancelled before that may have begun already, or not.
        """
        future = self.create_future()

        def run() -> None:
            if is_dead() or (future.cancelled() and not self._dice.falls(_BEGUN_ODDS)):
                return
            try:
                answer = func(*args)
            except BaseException as why:  # noqa: BLE001 - a thread hands on anything
                if not future.done():
                    future.set_exception(why)
            else:
                if not future.done():
                    future.set_result(answer)

        self.call_later(self.hiccup_s(), run)
        return future

    def hiccup_s(self) -> float:
        """Return how long another thread takes to get its turn."""
        return 0.0 if self._dice.falls(_NOW_ODDS) else self._dice.span(*_BUSY_S)


def _owned(
    loop: asyncio.AbstractEventLoop, work: Any, **named: Any
) -> asyncio.Future[Any]:
    task: asyncio.Task[Any] = asyncio.Task(work, loop=loop, **named)
    context = named.get("context")
    life = LIFE.get() if context is None else context.get(LIFE)
    if life is not None:
        life.tasks = [each for each in life.tasks if not each.done()]
        life.tasks.append(task)
        task.add_done_callback(life.ended_task)
    return task


def _powered(work: Callable[..., Any], *args: Any) -> Any:
    """Do some work, unless the machine has no power."""
    if is_dead():
        raise PowerCut
    return work(*args)


class InlineExecutor:
    """Threads of a file, all of them this one; each still has a name of its own."""

    _running: int = 0
    _made: int = 0

    def __init__(self, _workers: int, _name: str) -> None:
        InlineExecutor._made += 1
        self._ident = InlineExecutor._made
        self._is_shut = False

    def submit(self, work: Callable[..., Any], *args: Any) -> Future[Any]:
        """Run at once, as the thread of that name."""
        if self._is_shut:
            raise RuntimeError("shut down")
        future: Future[Any] = Future()
        before, InlineExecutor._running = InlineExecutor._running, self._ident
        try:
            future.set_result(_powered(work, *args))
        except BaseException as why:  # noqa: BLE001 - a thread hands on anything
            future.set_exception(why)
        finally:
            InlineExecutor._running = before
        return future

    def shutdown(self, *, wait: bool) -> None:
        """Take no more work."""
        self._is_shut = wait

    @staticmethod
    def get_ident() -> int:
        """Return which thread this would be; 0 is that of the loop."""
        return InlineExecutor._running
