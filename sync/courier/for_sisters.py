"""Up, for sisters: bring what one of them sealed and nobody brought the hub.

The hub is asked what it has of a log before anything of it goes up. What the device
itself sealed always goes first.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sync.courier import http
from sync.courier.answers import checked
from sync.courier.hearing import named_in
from sync.errors import RoadError
from sync.limits import MAX_EPOCHS_TOLD, MAX_PIECES_TOLD
from sync.protocol import EPOCHS, PAST_ALL_RECEIPTS, PIECES

if TYPE_CHECKING:
    from sync.clock import Clock
    from sync.courier.freight import HubAddress, Waiting
    from sync.courier.http import Line
    from sync.courier.road import Road
    from sync.courier.uploading import Uploading
    from sync.ids import LogId


class ForSisters:
    """Brings what a road keeps for sisters."""

    def __init__(self, road: Road, clock: Clock, uploading: Uploading) -> None:
        self._road = road
        self._clock = clock
        self._uploading = uploading

    async def bring(self, line: Line, hub: HubAddress) -> None:
        """Bring what lies here longer than it should and the hub does not hold.

        Raises RoadError, FileError.
        """
        now_ms = self._clock.now_ms()
        for log in await asyncio.to_thread(self._road.entrusted.due, now_ms):
            if await self._knows(line, hub, log, now_ms):
                await self._bring_log(line, hub, log, now_ms)

    async def _knows(
        self, line: Line, hub: HubAddress, log: LogId, now_ms: int
    ) -> bool:
        """Note what the hub has of a log; False when it would not say."""
        entrusted = self._road.entrusted
        try:
            state = await http.state(line, hub.token, log, PAST_ALL_RECEIPTS)
        except RoadError as why:
            if why.reason != http.REFUSED:
                raise
            await asyncio.to_thread(entrusted.later, log, now_ms)
            return False
        if state.log != log:
            raise RoadError(http.GARBAGE)
        others = {
            *(named_in(state, EPOCHS, MAX_EPOCHS_TOLD) or ()),
            *(named_in(state, PIECES, MAX_PIECES_TOLD) or ()),
        }
        await asyncio.to_thread(entrusted.hub_has, state, others, now_ms)
        return True

    async def _bring_log(
        self, line: Line, hub: HubAddress, log: LogId, now_ms: int
    ) -> None:
        entrusted = self._road.entrusted
        while (one := await asyncio.to_thread(entrusted.next, log, now_ms)) is not None:
            if await asyncio.to_thread(self._road.next) is not None:
                break
            if not one.is_sound:
                await asyncio.to_thread(entrusted.let_go, one.digest)
                continue
            delivery = await self._uploading.deliver(line, hub, one)
            await asyncio.to_thread(self._settle, hub, one, delivery, now_ms)

    def _settle(
        self, hub: HubAddress, one: Waiting, delivery: http.Delivery, now_ms: int
    ) -> None:
        """Note what the hub signed for; what it would not take comes later."""
        receipts = [checked(hub, raw) for raw in delivery.receipts]
        if any((one.envelope, one.digest) != (r.envelope, r.digest) for r in receipts):
            raise RoadError(http.GARBAGE)
        if delivery.outcome is http.Outcome.STORED:
            if not receipts:
                raise RoadError(http.GARBAGE)
            self._road.entrusted.held(one.digest)
        else:
            self._road.entrusted.later(one.log, now_ms, one.digest)
