"""Photos of an open post on their way: sealed piece by piece, after every batch."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from app.post.membership import is_current
from sync.attachment import afloat, loosen
from sync.piece import seal_next

if TYPE_CHECKING:
    from app.post.membership import Membership
    from app.post.way import Way
    from app.store.desk import Desk
    from app.store.file import CareFile
    from sync.courier.road import Outstanding
    from sync.cursors import Sealed
    from sync.cut import Sender
    from sync.ids import EnvelopeId


Lay = Callable[[Sequence["Sealed"]], Awaitable[None]]
"""How sealed envelopes come to lie on the road."""


class Pieces:
    """Lays the pieces of attachments on the road, one in memory at a time."""

    def __init__(self, file: CareFile, way: Way, lay: Lay) -> None:
        self._file = file
        self._way = way
        self._lay = lay

    async def seal(self, member: Membership) -> int:
        """Seal every piece that is not on its way yet; return how many.

        A crash between the file's commit and the road's leaves a piece that is
        nowhere: `look_for_lost` finds it. Raises FileError.
        """
        count = 0
        while parcels := await self._next(member.sender):
            await self._lay(parcels)
            count += 1
        return count

    async def _next(self, sender: Sender) -> tuple[Sealed, ...]:
        def seal(desk: Desk) -> tuple[Sealed, ...]:
            if not is_current(desk, sender):  # the post has just joined another hub
                return ()
            return seal_next(desk.journal, sender, desk.ids, desk.now_ms())

        return await self._file.write(seal)

    async def look_for_lost(self) -> None:
        """Let every piece be sealed again whose sealed bytes the road lost or spoiled.

        Nothing else holds them.
        """
        road = self._way.road
        for envelope, sealed in await self._file.write(_afloat):
            if await asyncio.to_thread(road.sum, envelope) != sealed:
                await asyncio.to_thread(road.withdraw, envelope)
                await self._file.write(partial(_again, envelope))

    async def seal_again(self, one: Outstanding) -> bool:
        """Let a piece be sealed again that the hub cannot use; False if it is none."""
        if not await self._file.write(partial(_again, one.envelope)):
            return False
        await asyncio.to_thread(self._way.road.withdraw, one.envelope)
        return True


def _afloat(desk: Desk) -> list[tuple[EnvelopeId, bytes]]:
    return afloat(desk.database)


def _again(envelope: bytes, desk: Desk) -> bool:
    return loosen(desk.database, envelope)
