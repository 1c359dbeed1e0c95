"""Down: collect what a hub has for this post, beside whatever is being brought up.

What comes is unproven bytes; it is laid on the road with the cursor, and the open post
judges it. Asking is one long question: the hub answers when there is news.
"""

from __future__ import annotations

import asyncio
from typing import Final

from sync.clock import Clock
from sync.courier import http
from sync.courier.freight import HubAddress
from sync.courier.http import Ask, Line
from sync.courier.line import broke_off
from sync.courier.road import Road
from sync.errors import RoadError
from sync.ids import LogId
from sync.limits import DOWN_BYTES, MAX_CURSOR_BYTES
from sync.protocol import Down

_LEAST_BYTES: Final = 8 * 1024
"""What is asked for at a time on a line that keeps breaking off: or one envelope."""


class Collecting:
    """Asks one hub what it has for us, and keeps what comes."""

    def __init__(self, road: Road, clock: Clock) -> None:
        self._road = road
        self._clock = clock
        self._most_bytes = DOWN_BYTES
        self._refused = 0

    async def collect(self, line: Line, hub: HubAddress, hold_s: float) -> int:
        """Collect what there is; the first question may be held until there is news.

        Returns how many envelopes are new here. Raises RoadError, FileError.
        """
        new = 0
        while (log := await asyncio.to_thread(self._log)) is not None:
            cursor = await asyncio.to_thread(self._road.cursor)
            came = await self._asked(line, hub, log, cursor, hold_s)
            if await asyncio.to_thread(self._road.hub) != hub:
                break  # it answers for a hub that is no longer ours
            new += await asyncio.to_thread(self._kept, came, cursor)
            hold_s = 0.0
            if not came.more:
                break
        return new

    def _log(self) -> LogId | None:
        """Return a log to ask in the name of; none before one was brought up.

        A log that was never this device's own is refused, so they take turns.
        """
        logs = self._road.logs()
        if not logs or not self._road.has_room_down():
            return None
        return logs[self._refused % len(logs)][0]

    async def _asked(
        self, line: Line, hub: HubAddress, log: LogId, cursor: bytes, hold_s: float
    ) -> Down:
        ask = Ask(cursor, hold_s, self._most_bytes)
        try:
            came = await http.down(line, hub.token, log, ask)
        except RoadError as why:
            self._refused += why.reason == http.REFUSED
            if broke_off(why):
                self._most_bytes = max(self._most_bytes // 2, _LEAST_BYTES)
            raise
        self._most_bytes = min(self._most_bytes * 2, DOWN_BYTES)
        if len(came.cursor) > MAX_CURSOR_BYTES or (came.more and not came.envelopes):
            raise RoadError(http.GARBAGE)
        return came

    def _kept(self, came: Down, cursor: bytes) -> int:
        if not came.envelopes and came.cursor == cursor:
            return 0
        now_ms = self._clock.now_ms()
        return self._road.collect(came.envelopes, came.cursor, now_ms, cursor)
