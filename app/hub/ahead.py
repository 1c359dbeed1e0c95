"""What an open hub makes before anybody asks for it: how the posts stand today."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.store.queries.forecast import every_stand
from app.store.queries.region import region_of

if TYPE_CHECKING:
    from app.solve import Stand
    from app.store.file import CareFile


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
