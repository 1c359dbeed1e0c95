"""What became of it: ask a hub for the state of our logs, believe what it signed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from sync.clock import Clock
from sync.courier import http
from sync.courier.answers import Epochs, checked, plain, returned
from sync.courier.freight import HubAddress
from sync.courier.http import Line
from sync.courier.offset import Offsets
from sync.courier.road import Road
from sync.errors import RoadError
from sync.ids import LogId
from sync.limits import (
    HEARD_AGAIN_S,
    MAX_EPOCHS_TOLD,
    MAX_MOMENT_MS,
    MAX_NUMBER,
    MAX_PIECES_TOLD,
)
from sync.protocol import EPOCHS, PIECES, PIECES_READ, Reason, SetAside, State, is_in

_ID_BYTES: Final = 16


class Hearing:
    """Asks for receipts and troubles; `on_news` is called for what was not known."""

    def __init__(
        self, road: Road, clock: Clock, epochs: Epochs, on_news: Callable[[], None]
    ) -> None:
        self._road = road
        self._clock = clock
        self._epochs = epochs
        self._on_news = on_news
        self._offsets = Offsets(road, clock)
        self._described_for: set[bytes] = set()
        self._asked_all_s = clock.monotonic_s()

    async def hear(self, line: Line, hub: HubAddress, *, greet: bool) -> None:
        """Ask about every log that waits for something; greeting, about all of them.

        So too after a while in which something always waited: a hub put back from a
        backup lost of any log. Raises RoadError, FileError.
        """
        outstanding = await asyncio.to_thread(self._road.outstanding)
        wanted = {one.log for one in outstanding}
        logs = await asyncio.to_thread(self._road.logs)
        asks_all = (greet and not wanted) or self._is_long_ago
        for log, since in logs:
            if asks_all or log in wanted:
                await self._hear_log(line, hub, log, since)
        if asks_all:
            self._asked_all_s = self._clock.monotonic_s()
        if greet and not logs:
            await self._describe(line)
        await self._hear_of_keys(line)

    @property
    def _is_long_ago(self) -> bool:
        return self._clock.monotonic_s() - self._asked_all_s >= HEARD_AGAIN_S

    async def _hear_of_keys(self, line: Line) -> None:
        """Ask who the hub is now, where it has no key any more for what we brought."""
        outstanding = await asyncio.to_thread(self._road.outstanding)
        gone = {one.envelope for one in outstanding if one.trouble == Reason.KEY_GONE}
        if not gone <= self._described_for:
            await self._describe(line)
        self._described_for = set(gone)

    async def _describe(self, line: Line) -> None:
        lost = await asyncio.to_thread(self._road.lost_descriptor)
        raw = await http.descriptor(line, lost)
        if await asyncio.to_thread(self._road.set_descriptor, raw):
            self._on_news()

    async def _hear_log(
        self, line: Line, hub: HubAddress, log: LogId, since: int
    ) -> None:
        while True:
            begun_s = self._offsets.begin()
            state = await http.state(line, hub.token, log, since)
            if state.log != log or not _is_possible(state, since):
                raise RoadError(http.GARBAGE)
            await asyncio.to_thread(self._offsets.measured, begun_s, state.now_ms)
            if await asyncio.to_thread(self._learn, hub, log, state):
                self._on_news()
            if not state.more:
                return
            since = state.upto

    def _learn(self, hub: HubAddress, log: LogId, state: State) -> bool:
        news = False
        for raw in state.receipts:
            receipt = checked(hub, raw)
            if self._road.digest(receipt.envelope) == receipt.digest:
                news |= self._road.keep(returned(receipt, raw))
        for one in state.set_aside:
            news |= self._set_aside(one)
        self._road.seen_upto(log, state.upto)
        if not state.more:
            self._catch_up(log, state)
            epochs = named_in(state, EPOCHS, MAX_EPOCHS_TOLD) or []
            pieces = named_in(state, PIECES, MAX_PIECES_TOLD)
            self._road.set_held(state, epochs, self._clock.now_ms(), pieces)
        return news

    def _set_aside(self, one: SetAside) -> bool:
        """Note a trouble, unless it is an epoch that can be brought again."""
        is_missing = one.reason == Reason.EPOCH_MISSING
        if is_missing and self._epochs.bring_for(one.envelope):
            return False
        return self._road.trouble(one.envelope, plain(one.reason))

    def _catch_up(self, log: LogId, state: State) -> None:
        """Act on what a hub should have said before: one that was restored lags behind.

        What it stored once and does not hold is brought again; the receipt of what it
        has read and we never saw is asked for from the start: its number may be one we
        saw before. What it stored of a piece and lost, the open post seals again.
        """
        pieces = _pieces_read(state)
        for one in self._road.outstanding():
            if one.log != log or not one.level:
                continue
            if is_in(state.read, one.batch_no) or one.envelope in pieces:
                self._road.ask_from_start(log)
            elif not one.batch_no:
                continue
            elif not one.trouble and not is_in(state.held, one.batch_no):
                self._road.send_again(one.envelope)


def _pieces_read(state: State) -> set[bytes]:
    """Return the pieces a hub says it has read; it may say anything."""
    pieces = named_in(state, PIECES, MAX_PIECES_TOLD) or []
    said = state.extensions.get(PIECES_READ)
    if not isinstance(said, list) or len(said) != len(pieces):
        return set()
    return {
        piece for piece, is_read in zip(pieces, said, strict=True) if is_read is True
    }


def _is_possible(state: State, since: int) -> bool:
    """Tell whether the numbers of an answer can be meant, and lead on."""
    is_in_range = 0 <= state.upto <= MAX_NUMBER and 0 <= state.now_ms <= MAX_MOMENT_MS
    return is_in_range and (state.upto > since or not state.more)


def named_in(state: State, what: str, most: int) -> list[bytes] | None:
    """Return the envelopes a hub names in an extension, which may say anything.

    None from a hub that does not say, or says what cannot be.
    """
    said = state.extensions.get(what)
    if not isinstance(said, list) or len(said) > most:
        return None
    return [one for one in said if isinstance(one, bytes) and len(one) == _ID_BYTES]
