"""How many windows look at a post; after 12 hours without one it closes itself."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Protocol

from sync.ids import Mode

if TYPE_CHECKING:
    import flet as ft

ALONE_S: Final = 12 * 3600
"""How long an open file waits for a window before it closes (sync.md §8)."""


class Closes(Protocol):
    """What can close its files."""

    async def close(self, mode: Mode) -> None:
        """Cut and seal everything, drop the key."""


class Sessions:
    """Counts windows from their start until they disconnect for good."""

    def __init__(self, program: Closes, alone_s: float = ALONE_S) -> None:
        self._program = program
        self._alone_s = alone_s
        self._count = 0
        self._closing: asyncio.Task[None] | None = None

    def counted(self, main: Callable[[ft.Page], Any]) -> Callable[[ft.Page], Any]:
        """Return `main`, which counts each window it is called for."""

        async def begin(page: ft.Page) -> None:
            self.came()
            page.on_connect = lambda _event: self.came()
            page.on_disconnect = lambda _event: self.went()
            answer = main(page)
            if inspect.isawaitable(answer):
                await answer

        return begin

    def came(self) -> None:
        """Note that a window opened or came back."""
        self._count += 1
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None

    def went(self) -> None:
        """Note that a window went away."""
        self._count = max(0, self._count - 1)
        if not self._count and self._closing is None:
            self._closing = asyncio.get_running_loop().create_task(self._close_later())

    async def _close_later(self) -> None:
        await asyncio.sleep(self._alone_s)
        self._closing = None
        for mode in Mode:
            await self._program.close(mode)
