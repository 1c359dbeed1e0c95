"""How a component asks the file, records into it, and keeps time.

`use_query` reads in a thread and again after every change; `use_act` records and says
no in words. Both hop back into the loop of the window they belong to.
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec, TypeVar, cast

import flet as ft

from app.care.refusal import Refusal
from app.ui.theme import is_sunlit
from app.ui.words import refused, trouble
from sync.errors import FileError, SyncError

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.store.file import CareFile
    from app.ui.state import Program, Sending, Session
    from sync.database import Database

_BUSY_AFTER_S: Final = 0.15
"""What takes no longer is not drawn as busy: drawing it would take as long again."""

T = TypeVar("T")
P = ParamSpec("P")


def memo(component: Callable[P, T]) -> Callable[P, T]:
    """Draw a component again only when its own arguments changed, or the light.

    In sunlight outlines are wider and T1 is deeper, which no argument says.
    """
    body = cast("Callable[P, T]", inspect.unwrap(component))

    @ft.component
    def lit(_sunlit: bool, *args: P.args, **kwargs: P.kwargs) -> T:
        return body(*args, **kwargs)

    drawn = cast(
        "Callable[Concatenate[bool, P], T]",
        ft.memo(lit),  # type: ignore[no-untyped-call]
    )

    def kept(*args: P.args, **kwargs: P.kwargs) -> T:
        return drawn(is_sunlit(), *args, **kwargs)

    return kept


def keyed(component: Callable[..., ft.Control], *args: Any, key: str) -> ft.Control:
    """Draw a component under a key: another key starts with nothing half-typed.

    Flet takes the key from the arguments, which a component's own type does not show.
    """
    return component(*args, key=key)


def hop(listener: Callable[[], None]) -> Callable[[], None]:
    """Return a function that calls `listener` in this window's loop, from any thread.

    Calls that arrive before the loop got round to the first are one call.
    """
    loop = asyncio.get_running_loop()
    context = contextvars.copy_context()
    waiting = False

    def land() -> None:
        nonlocal waiting
        waiting = False
        listener()

    def leap() -> None:
        nonlocal waiting
        if not waiting and not loop.is_closed():
            waiting = True
            loop.call_soon_threadsafe(land, context=context)

    return leap


def use_subscription(
    subscribe: Callable[[Callable[[], None]], Callable[[], None]],
    dependencies: Sequence[Any],
) -> int:
    """Subscribe while on screen; returns a number that grows with every call."""
    count, set_count = ft.use_state(0)
    stop: ft.MutableRef[Callable[[], None]] = ft.use_ref(None)

    def begin() -> None:
        stop.current = subscribe(hop(lambda: set_count(_next)))

    def end() -> None:
        if stop.current is not None:
            stop.current()
            stop.current = None

    ft.use_effect(begin, list(dependencies), end)
    return count


def _next(count: int) -> int:
    return count + 1


def use_query(
    session: Session,
    query: Callable[[Database], T],
    deps: Sequence[Any] = (),
    streams: Sequence[str] = (),
) -> T | None:
    """Return what `query` says of the file, or None until it is known.

    It is asked again when `deps` change and after every commit that touched one of
    `streams` (none named: any). Meanwhile the last answer stands; give the component a
    `key` where an old answer would be about something else.
    """
    answer, set_answer = ft.use_state(cast("T | None", None))
    file = session.file
    version = _use_changes(file, frozenset(streams))

    async def ask() -> None:
        if file is None or file.is_closed:
            return
        try:
            found = await file.read(query)
        except FileError as why:
            if not file.is_closed:
                session.trouble = trouble(why, session.language)
            return
        # A function in a setter would be called; an answer never is.
        set_answer(lambda _old: found)

    ft.use_effect(ask, [id(file), version, *deps])
    return answer


def _use_changes(file: CareFile | None, wanted: frozenset[str]) -> int:
    def subscribe(changed: Callable[[], None]) -> Callable[[], None]:
        if file is None:
            return lambda: None

        def listener(touched: frozenset[str], _events: object) -> None:
            if not wanted or touched & wanted:
                changed()

        return file.on_change(listener)

    return use_subscription(subscribe, [id(file)])


@dataclass(frozen=True, slots=True)
class Attempt:
    """Something that may be refused; `problem` says why not, in words."""

    busy: bool
    problem: str | None
    run: Callable[..., Awaitable[bool]]
    """`await run(work, done=…)`: awaits `work()`, then calls `done` with its result.
    False when refused, or while an earlier one is still under way."""

    say: Callable[[str | None], None]


def use_attempt(
    session: Session, words: Callable[[SyncError], str | None] | None = None
) -> Attempt:
    """Return a way to try something; `words` may say it better than the usual ones."""
    problem, say = ft.use_state(cast("str | None", None))
    busy, set_busy = ft.use_state(False)
    running: ft.MutableRef[bool] = ft.use_ref(False)

    async def run(
        work: Callable[[], Awaitable[T]], done: Callable[[T], object] | None = None
    ) -> bool:
        if running.current:
            return False
        running.current = True
        show = asyncio.get_running_loop().call_later(_BUSY_AFTER_S, set_busy, True)
        try:
            result = await work()
        except Refusal as why:
            say(refused(why, session.language))
            return False
        except SyncError as why:
            said = words(why) if words else None
            say(said or trouble(why, session.language))
            return False
        finally:
            running.current = False
            show.cancel()
            set_busy(False)
        say(None)
        if done is not None:
            done(result)
        return True

    return Attempt(busy, problem, run, say)


@dataclass(frozen=True, slots=True)
class Act:
    """Records facts for a room; `busy` while it does, `refusal` when it may not."""

    busy: bool
    refusal: str | None
    run: Callable[..., Awaitable[bool]]
    """`await act.run(command, done=…)`: `command` is called with the desk in the writer
    thread; `done` with its result. False when refused: the form is still as it was."""

    clear: Callable[[], None]


def use_act(session: Session) -> Act:
    """Return the way a room records: a refusal becomes words, the form is kept."""
    attempt = use_attempt(session)

    async def run(
        command: Callable[[Desk], T], done: Callable[[T], object] | None = None
    ) -> bool:
        return await attempt.run(lambda: session.open_file.write(command), done)

    return Act(attempt.busy, attempt.problem, run, lambda: attempt.say(None))


def use_now(session: Session, every_s: float = 15) -> int:
    """Return the time in milliseconds, and draw again every so many seconds."""
    now, set_now = ft.use_state(session.clock.now_ms())

    async def tick() -> None:
        while True:
            set_now(session.clock.now_ms())
            await asyncio.sleep(every_s)

    use_loop(tick)
    return now


def use_loop(run: Callable[[], Awaitable[None]]) -> None:
    """Run a coroutine for as long as the component is on screen."""
    task: ft.MutableRef[asyncio.Task[None]] = ft.use_ref(None)

    async def whole() -> None:
        await run()

    def begin() -> None:
        task.current = asyncio.get_running_loop().create_task(whole())

    def end() -> None:
        if task.current is not None:
            task.current.cancel()

    ft.use_effect(begin, [], end)


def use_escape(session: Session, is_open: bool, close: Callable[[], None]) -> None:
    """Let Esc close what is open here before anything that lies under it."""
    stop: ft.MutableRef[Callable[[], None]] = ft.use_ref(None)

    def listener(key: str) -> bool:
        if key != "Escape":
            return False
        close()
        return True

    def begin() -> None:
        if is_open:
            stop.current = session.on_key(listener)

    def end() -> None:
        if stop.current is not None:
            stop.current()
            stop.current = None

    ft.use_effect(begin, [is_open], end)


def use_sending(session: Session, program: Program) -> Sending:
    """Return how far what was recorded has come, always the newest."""
    mode = session.mode
    use_subscription(lambda changed: program.on_sending(mode, changed), [mode])
    return program.sending(mode)
