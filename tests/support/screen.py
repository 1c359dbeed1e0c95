"""Mounts a component on a real Flet session without a window; the only file that
touches Flet's internals.

`screen["count"].value`, `await screen.type("search", "B-")`, `await screen.click("x")`.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import flet as ft
import msgpack
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page, context
from flet.messaging.connection import Connection
from flet.messaging.protocol import (
    Message,
    MessageAction,
    RegisterClientResponseBody,
    configure_encode_object_for_msgpack,
)
from flet.messaging.session import Session as FletSession
from flet.pubsub.pubsub_hub import PubSubHub

_PACK = configure_encode_object_for_msgpack(BaseControl)
_SKIP = {
    "_parent",
    "_parent_component",
    "_state",
    "_contexts",
    "fn",
    "args",
    "kwargs",
    "data",
}
_QUIET_ROUNDS = 6
_ROUND_S = 0.002
_PATIENCE_S = 20.0


class _Line(Connection):
    """A connection whose other end only remembers what it was sent."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.get_running_loop()
        self.executor = ThreadPoolExecutor(2)
        self.pubsubhub = PubSubHub(loop=self.loop, executor=self.executor)
        self.sent = 0
        self.drawn: list[Any] = []
        self.calls: list[tuple[str, Any]] = []
        self.answers: dict[str, Any] = {}
        self.session: FletSession | None = None

    def send_message(self, message: Message) -> None:
        # Packing also keeps the baseline that later differences are taken from.
        msgpack.packb([message.action, message.body], default=_PACK)
        self.sent += 1
        if message.action is MessageAction.PATCH_CONTROL:
            self.drawn.append(message.body.patch)
        if message.action is MessageAction.SESSION_CRASHED:
            raise AssertionError(message.body.message)
        if message.action is MessageAction.INVOKE_METHOD:
            body = message.body
            self.calls.append((body.name, body.args))
            self.loop.call_soon(
                self.session.handle_invoke_method_results,
                body.control_id,
                body.call_id,
                self.answers.get(body.name),
                None,
            )


class Screen:
    """What is on screen, and hands to touch it with."""

    def __init__(self, width: float, height: float) -> None:
        # What ran before belongs to others and goes on when this screen closes.
        self._before_me = asyncio.all_tasks()
        self._line = _Line()
        self._session = self._line.session = FletSession(self._line)
        self.page = self._session.page
        _context_page.set(self.page)
        context.reset_auto_update()
        self._session.apply_page_patch({"route": "/", "width": width, "height": height})
        self.page.web, self.page.platform = True, ft.PagePlatform.LINUX
        self._line.send_message(
            Message(
                MessageAction.REGISTER_CLIENT,
                RegisterClientResponseBody(
                    session_id=self._session.id,
                    page_patch=self._session.get_page_patch(),
                    error="",
                ),
            )
        )

    async def show(self, main: Callable[[ft.Page], Any]) -> None:
        answer = main(self.page)
        if asyncio.iscoroutine(answer):
            await answer
        await self._session.after_event(self.page)
        await self.settle()

    def picks(self, name: str, *contents: bytes) -> None:
        """Let the person choose this file, or these, when the browser asks for one."""
        self._line.answers["pick_files"] = [
            {"id": place, "name": name, "size": len(content), "bytes": content}
            for place, content in enumerate(contents)
        ]

    async def settle(self) -> None:
        """Wait until nothing was sent for a while."""
        quiet, before = 0, -1
        while quiet < _QUIET_ROUNDS:
            await asyncio.sleep(_ROUND_S)
            quiet = quiet + 1 if self._line.sent == before else 0
            before = self._line.sent
        self._raise_what_broke()

    def _raise_what_broke(self) -> None:
        task = self._session._Session__updates_task
        if task is not None and task.done() and not task.cancelled():
            broke = task.exception()
            if broke is not None:
                raise broke

    async def until(self, true: Callable[[], object]) -> None:
        """Wait until something holds; fail with what is on screen instead."""
        end = asyncio.get_running_loop().time() + _PATIENCE_S
        while not true():
            if asyncio.get_running_loop().time() > end:
                raise AssertionError(f"waited in vain; on screen: {self.words()}")
            self._raise_what_broke()
            await asyncio.sleep(_ROUND_S * 2)

    def all(self) -> list[Any]:
        """Return every control on screen, outermost first."""
        found: list[Any] = []
        _collect(self.page, found, set())
        return found

    def __getitem__(self, key: str) -> Any:
        found = [each for each in self.all() if each.key == key]
        if not found:
            raise KeyError(f"{key}; there are {sorted(self.keys())}")
        return found[-1]

    def __contains__(self, words: str) -> bool:
        """Tell whether a key, or these words, are on screen."""
        return words in self.keys() or any(words in each for each in self.words())

    def keys(self) -> set[str]:
        return {str(each.key) for each in self.all() if each.key is not None}

    def words(self) -> list[str]:
        """Return every text a person can read."""
        return [
            words
            for each in self.all()
            for name in ("value", "label", "content", "error", "helper")
            if isinstance(words := getattr(each, name, None), str) and words
        ]

    def has(self, kind: type) -> bool:
        return any(isinstance(each, kind) for each in self.all())

    async def type(self, key: str, words: str) -> None:
        """Replace what stands in a field, letter by letter as far as a screen sees."""
        self._session.apply_patch(self[key]._i, {"value": words})
        await self.event(key, "change", words)

    def letters(self, key: str, words: str) -> Callable[[], Awaitable[None]]:
        """Bring what stands in a field, and return what brings the event after it."""
        touched = self[key]._i
        self._session.apply_patch(touched, {"value": words})

        async def event() -> None:
            await self._session.dispatch_event(touched, "change", words)
            await self.settle()

        return event

    async def slide(self, key: str, value: float) -> None:
        """Drag a slider to a value and let go."""
        self._session.apply_patch(self[key]._i, {"value": value})
        await self.event(key, "change_end", value)

    async def submit(self, key: str) -> None:
        await self.event(key, "submit", self[key].value)

    async def click(self, key: str) -> None:
        if getattr(self[key], "disabled", False):
            raise AssertionError(f"{key} is disabled")
        await self.event(key, "click")

    async def taps(self, *keys: str) -> None:
        """Tap quicker than the screen is drawn: all arrive together."""
        touched = [self[key]._i for key in keys]
        dispatch = self._session.dispatch_event
        await asyncio.gather(*(dispatch(each, "click", None) for each in touched))
        await self.settle()

    async def tap_and_keys(self, key: str, letters: str, last: str) -> None:
        """Tap, and let keys arrive with it, as many as a scanner sends at once."""
        tap = self._session.dispatch_event(self[key]._i, "click", None)
        await asyncio.gather(tap, *(self._press(each) for each in (*letters, last)))
        await self.settle()

    async def event(self, key: str, name: str, body: Any = None) -> None:
        await self._session.dispatch_event(self[key]._i, name, body)
        await self.settle()

    async def scroll(self, key: str, left: float) -> None:
        """Scroll a list until so many pixels are left below what is seen."""
        far = {"pixels": 0, "min_scroll_extent": 0, "max_scroll_extent": left}
        body = {"event_type": "update", "viewport_dimension": 600, **far}
        await self.event(key, "scroll", body)

    async def press(self, key: str) -> None:
        """Press a key of the keyboard."""
        await self._press(key)
        await self.settle()

    async def wedge(self, code: str) -> None:
        """Type a code as a scanner does; FNC1 is Ctrl and ]."""
        for letter in code:
            if letter == "\x1d":
                await self._press("]", ctrl=True)
            else:
                await self._press(letter.upper(), shift=letter.isupper())
        await self.press("Enter")

    async def _press(self, key: str, **held: bool) -> None:
        up = {"shift": False, "ctrl": False, "alt": False, "meta": False}
        body = {"key": key, **up, **held}
        await self._session.dispatch_event(self.page._i, "keyboard_event", body)

    async def resize(self, width: float, height: float) -> None:
        self._session.apply_page_patch({"width": width, "height": height})
        body = {"width": width, "height": height}
        await self._session.dispatch_event(self.page._i, "resize", body)
        await self.settle()

    def drawn(self, words: str) -> int:
        """Return how often the client was told to show these words."""
        return sum(repr(words) in repr(each) for each in self._line.drawn)

    def called(self, name: str) -> list[Any]:
        """Return the arguments of every call of the client's method `name`."""
        return [args for each, args in self._line.calls if each == name]

    async def close(self) -> None:
        self._session.close()
        await asyncio.sleep(0)
        kept = {asyncio.current_task(), *self._before_me}
        rest = [each for each in asyncio.all_tasks() if each not in kept]
        for each in rest:
            each.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        self._line.executor.shutdown(wait=True)


def _collect(value: Any, found: list[Any], seen: set[int]) -> None:
    if isinstance(value, (list, tuple)):
        for each in value:
            _collect(each, found, seen)
    elif isinstance(value, BaseControl) and id(value) not in seen:
        seen.add(id(value))
        if getattr(value, "visible", True) is False:
            return
        found.append(value)
        for field in dataclasses.fields(value):
            if field.name not in _SKIP:
                _collect(getattr(value, field.name, None), found, seen)


@asynccontextmanager
async def shown(
    main: Callable[[ft.Page], Any], width: float = 1280, height: float = 800
) -> AsyncIterator[Screen]:
    """Show what `main` renders, and put everything away afterwards."""
    screen = Screen(width, height)
    try:
        await screen.show(main)
        yield screen
    finally:
        await screen.close()
