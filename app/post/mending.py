"""What went wrong with what was sent, and is put right by itself.

A hub that lost something gets it again; what the law erased is taken off the road and
sealed anew without it; a clock that is off is recorded as such.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Final

from app.care.clock import ClockMeasured, clock_stream, has_moved
from app.post.membership import is_current
from app.store.tables import state_of
from sync import attachment
from sync.cursors import batch_of, sealed_of
from sync.cut import resealed
from sync.erasure import are_gone, unwanted
from sync.ids import NOBODY
from sync.omission import (
    acknowledged,
    missing,
    missing_pieces,
    reopen,
    without_bytes,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.care.clock import DeviceClock
    from app.post.cutting import Cutting
    from app.post.membership import Membership
    from app.post.way import Way
    from app.store.desk import Desk
    from app.store.file import CareFile
    from sync.courier.known import ClockOffset, Held
    from sync.cut import Cut, Sender
    from sync.ids import EnvelopeId, LogId

RESENT: Final = "resent"
"""Setting: how many events were sent again, because a hub had lost them."""
RESENT_MS: Final = "resent_ms"


class Mending:
    """Puts right what a look at the road shows; doing it twice is doing it once."""

    def __init__(
        self,
        file: CareFile,
        way: Way,
        cutting: Cutting,
        recount: Callable[[Desk], None],
    ) -> None:
        """`recount` shows what counts as unsent again, in the same transaction."""
        self._file = file
        self._way = way
        self._cutting = cutting
        self._recount = recount
        self._compared: dict[LogId, Held] = {}

    async def mend(self, member: Membership | None) -> None:
        """Send again what was lost, and note how far the clock is off."""
        await self.take_back()
        if member is None:
            return
        await self._notice_loss()
        await self._seal_open(member.sender)
        await self._note_clock()

    async def take_back(self) -> None:
        """Take off the road what this file let go of: erased, or sealed again."""
        road = self._way.road
        erased = await self._file.write(lambda desk: unwanted(desk.database))
        if erased:
            await asyncio.to_thread(road.forget, erased)
            await self._file.write(lambda desk: are_gone(desk.database, erased))
        lying = await asyncio.to_thread(road.outstanding)
        if not lying:
            return
        names = [one.envelope for one in lying]
        for envelope in await self._file.write(partial(_let_go, names)):
            await asyncio.to_thread(road.withdraw, envelope)

    async def _notice_loss(self) -> None:
        for log in await self._file.write(lambda desk: desk.journal.own_logs()):
            held = await asyncio.to_thread(self._way.road.held, log)
            if held is not None and held != self._compared.get(log):
                await self._file.write(partial(self._reopened, held))
                await self._loosen(held)
                self._compared[log] = held

    async def _loosen(self, held: Held) -> None:
        """Let the pieces that a hub lost be sealed again; the next cut does."""
        for envelope in await self._file.write(partial(_lost_pieces, held)):
            await asyncio.to_thread(self._way.road.withdraw, envelope)
            await self._file.write(partial(self._reopened_piece, envelope))

    def _reopened(self, held: Held, desk: Desk) -> None:
        _reopened(held, desk)
        self._recount(desk)

    def _reopened_piece(self, envelope: EnvelopeId, desk: Desk) -> None:
        attachment.reopen(desk.database, envelope)
        self._recount(desk)

    async def _seal_open(self, sender: Sender) -> None:
        while await self._cutting.lay_sealed(partial(_sealed_anew, sender)):
            self._way.nudge()
        await self.take_back()

    async def _note_clock(self) -> None:
        found = await asyncio.to_thread(self._way.road.clock_offset)
        if found is not None:
            await self._file.write(partial(_note_clock, found))


def _let_go(names: Sequence[EnvelopeId], desk: Desk) -> list[EnvelopeId]:
    """Return the open batches among these whose sealed bytes are no longer here."""
    found: list[EnvelopeId] = []
    for envelope in names:
        row = batch_of(desk.database, envelope)
        is_open = row is not None and row.level < 2
        if is_open and sealed_of(desk.database, envelope) is None:
            found.append(envelope)
    return found


def _reopened(held: Held, desk: Desk) -> None:
    """Let what a hub holds no more count as unsent, and say so."""
    known = acknowledged(desk.database, held.log)
    lost = missing(known, (*held.held, *held.read))
    if lost:
        events = reopen(desk.database, lost)
        desk.set_setting(RESENT, (desk.setting(RESENT) or 0) + events)
        desk.set_setting(RESENT_MS, desk.now_ms())


def _lost_pieces(held: Held, desk: Desk) -> list[EnvelopeId]:
    if held.pieces is None:
        return []
    return missing_pieces(attachment.acknowledged(desk.database, held.log), held.pieces)


def _sealed_anew(sender: Sender, desk: Desk) -> list[Cut]:
    made: list[Cut] = []
    if not is_current(desk, sender):
        return made
    for envelope in without_bytes(desk.database):
        journal, now_ms = desk.journal, desk.now_ms()
        made += resealed(journal, sender, desk.ids, now_ms, envelope) or []
    return made


def _note_clock(found: ClockOffset, desk: Desk) -> None:
    stream = clock_stream(desk.journal.log)
    known: DeviceClock | None = state_of(desk.database, "clock", stream)
    before_ms = known.offset_ms if known is not None else None
    if has_moved(before_ms, found.offset_ms):
        fact = ClockMeasured(found.offset_ms, found.measured_ms)
        desk.record(stream, fact, NOBODY)
