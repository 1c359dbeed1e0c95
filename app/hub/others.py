"""Other processes of the same hub: what they do is looked at twice a second."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from sync.errors import Diverged, SyncError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

FOLLOW_EVERY_S: Final = 0.5
"""How far behind a screen may be; asking costs less than a millisecond."""


async def follow(
    look_round: Callable[[], Awaitable[None]], lock: Callable[[], Awaitable[None]]
) -> None:
    """Look round until told to stop; lock when this file knows what was lost.

    A backup was put back in the database then. At the next opening the file is made
    anew from it.
    """
    while True:
        await asyncio.sleep(FOLLOW_EVERY_S)
        try:
            await look_round()
        except Diverged:
            await lock()
        except SyncError:  # the database is away: the next time again
            continue


async def stopped(task: asyncio.Task[None] | None) -> None:
    """Stop following, and wait for what was being done."""
    if task is not None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
