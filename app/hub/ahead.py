"""What an open hub does unasked: keys that are due, how the posts stand today."""

from __future__ import annotations

import asyncio
import contextlib
from functools import partial
from typing import TYPE_CHECKING, Final

from app.store.queries.forecast import every_stand
from app.store.queries.region import region_of
from sync.errors import SyncError

if TYPE_CHECKING:
    from app.hub.keys import KeyDesk
    from app.solve import Stand
    from app.store.file import CareFile
    from sync.clock import Clock


TEND_EVERY_S: Final = 3600.0
"""How often an open hub looks whether a key or a certificate is due."""


async def tend(keys: KeyDesk, file: CareFile, clock: Clock) -> None:
    """Look now and every hour whether a key or a certificate is due, and ahead."""
    while True:
        with contextlib.suppress(SyncError):  # a full disk: the next hour again
            await keys.tend()
            await look_ahead(file, clock.now_ms())
        await asyncio.sleep(TEND_EVERY_S)


async def look_ahead(file: CareFile, now_ms: int) -> None:
    """Make how every post stands today, unless it was made. Raises FileError.

    Post by post, each a question of its own: who locks the hub waits for one at most.
    """
    region = region_of(file)
    due = await file.read(lambda db: region.due(db, now_ms))
    if due is None:
        return
    found: dict[tuple[bytes, str], Stand] = {}
    for post in due.posts:
        found |= await file.read(partial(every_stand, now_ms=now_ms, post_id=post))
    region.take(due, found)
