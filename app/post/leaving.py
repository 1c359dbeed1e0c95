"""A post leaves this device: all is shut, a last word is signed, all is wiped."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app import paths
from app.care.refusal import Refusal
from app.commands.closing import check_wipe
from app.opening import keyring_of, tried
from app.post import wiping
from app.post.entrusted import for_others
from app.store.file import CareFile

if TYPE_CHECKING:
    from pathlib import Path

    from app.care.closing import Wiped
    from app.store.desk import Desk
    from app.ui.closing import Wish
    from sync.clock import Clock
    from sync.ids import Ids, Mode


@dataclass(frozen=True, slots=True)
class LetGo:
    """A post that was closed: its file key, and what opens it again."""

    key: bytes
    again: Callable[[], Awaitable[None]]


class Holds(Protocol):
    """What holds the files of posts open, and lets go of one."""

    def file(self, mode: Mode) -> CareFile | None:
        """Return the open file, or None."""

    async def let_go(self, mode: Mode) -> LetGo:
        """Close a post with all that still sends for it."""


class Leaving:
    """The way a post of one mode leaves this device for good."""

    def __init__(self, data: Path, holds: Holds, clock: Clock, ids: Ids) -> None:
        self._data, self._holds = data, holds
        self._clock, self._ids = clock, ids

    async def wipe(self, mode: Mode, passphrase: str, wish: Wish) -> Wiped:
        """Wipe this device of a post; return the word it leaves, signed.

        Until that word is on the disk nothing is touched, and what fails leaves the
        post as it was. Raises as `unlock` does, and Refusal.
        """
        file = self._holds.file(mode)
        if file is None:
            raise Refusal("post_closed")
        home = paths.post_home(self._data, mode)
        keyring = keyring_of(home)
        await tried(home, self._clock, lambda: keyring.open(passphrase))
        others = await asyncio.to_thread(for_others, home, self._ids)
        await file.write(lambda desk: _check(desk, wish, others))
        leaving = asyncio.create_task(self._leave(mode, wish))
        try:
            return await asyncio.shield(leaving)
        except asyncio.CancelledError:
            # A window that closes leaves no post that is open and promised at once.
            await asyncio.wait([leaving])
            raise

    async def _leave(self, mode: Mode, wish: Wish) -> Wiped:
        gone = await self._holds.let_go(mode)
        try:
            raw, said = await self._last_word(mode, gone.key, wish)
            await asyncio.to_thread(self._promise, mode, raw)
        except BaseException:
            await gone.again()
            raise
        await asyncio.to_thread(wiping.finish, self._data, mode)
        return said

    def _promise(self, mode: Mode, raw: bytes) -> None:
        try:
            wiping.promise(self._data, mode, raw)
        except BaseException:
            wiping.take_back(self._data, mode)
            raise

    async def _last_word(
        self, mode: Mode, key: bytes, wish: Wish
    ) -> tuple[bytes, Wiped]:
        """Look again that nothing came meanwhile, and sign; nobody else writes now."""
        home = paths.post_home(self._data, mode)
        others = await asyncio.to_thread(for_others, home, self._ids)
        file = await asyncio.to_thread(
            CareFile.open,
            home.post_file,
            key,
            mode=mode,
            clock=self._clock,
            ids=self._ids,
        )

        def last(desk: Desk) -> tuple[bytes, Wiped]:
            _check(desk, wish, others)
            return wiping.signed(desk, wiping.statement(desk, home, wish, others))

        try:
            return await file.write(last)
        finally:
            await asyncio.to_thread(file.close)


def _check(desk: Desk, wish: Wish, others: int) -> None:
    check_wipe(desk, wish.by, wish.pin, wish.because, others)
