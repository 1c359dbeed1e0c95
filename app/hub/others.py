"""Other processes of the same hub: what they do is looked at twice a second."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from sync.errors import DamagedFile, Diverged, NewerFile, SyncError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_log = logging.getLogger("noodpost.hub")

FOLLOW_EVERY_S: Final = 0.5
"""How far behind a screen may be; asking costs less than a millisecond."""


async def follow(
    look_round: Callable[[], Awaitable[None]], lock: Callable[[], Awaitable[None]]
) -> None:
    """Look round until told to stop; lock when this file cannot go on.

    A backup was put back in the database then, and at the next opening the file is made
    anew from it; or a later version writes there; or somebody spoiled the journal.
    """
    while True:
        await asyncio.sleep(FOLLOW_EVERY_S)
        try:
            await look_round()
        except (Diverged, NewerFile, DamagedFile) as why:
            _log.error("locked: %s", why)
            await lock()
        except SyncError:  # the database is away: the next time again
            continue


async def stopped(task: asyncio.Task[None] | None) -> None:
    """Stop following, and wait for what was being done."""
    if task is not None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
