"""From journal to road: cut what is due, seal it, lay it where the courier finds it.

Key epochs, batches sealed again and batches taken back by a hub are laid on the road
here, and nowhere else in an open post.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from app.post.joining import hub_address
from app.post.membership import is_current, membership
from app.post.pieces import Pieces
from app.post.trusting import post_key_names
from app.post.urgent import UrgentCut, cut_urgent
from sync.cursors import Sealed, Uncut, digest_of, last_cut, uncut, waiting
from sync.cut import SPOILED, Cut, Sender, cut, due, resealed, rest_ms
from sync.epoch import end_stale
from sync.errors import SyncError
from sync.limits import MAX_BATCH_AGE_MS, SISTER_BATCH_AGE_MS
from sync.protocol import Reason
from sync.sisters import has_sisters

if TYPE_CHECKING:
    from app.post.membership import Membership
    from app.post.way import Way
    from app.store.desk import Desk
    from app.store.file import CareFile
    from sync.courier.road import HubAddress, Outstanding
    from sync.ids import LogId
    from sync.marker import Marker

_SEALED_ANEW: Final = frozenset(
    {
        Reason.KEY_GONE,
        Reason.BATCH_TAKEN,
        Reason.EPOCH_MISSING,
        Reason.KIND,
        Reason.OTHER_BYTES,
    }
)
"""Troubles that another sealing of the same events puts right."""

_PUT_RIGHT_AGAIN_S: Final = 60.0
"""How soon the road is put right again: a disk may spoil whatever it is given."""


class Cutting:
    """What leaves an open file sealed; the member whose keys seal comes with each."""

    def __init__(self, file: CareFile, way: Way, marker: Marker) -> None:
        self._file = file
        self._way = way
        self._marker = marker
        self._is_urgent = False
        self._tries_line = False
        # A file that is opened owes both: what it laid there may not lie there now.
        self._owes_road = self._owes_way = True
        self._put_right_s: float | None = None
        self._turn = asyncio.Lock()
        self._pieces = Pieces(file, way, self.lay)

    def hurry(self) -> None:
        """Note that something urgent was recorded; from any thread."""
        self._is_urgent = self._tries_line = True

    def owe(self) -> None:
        """Note that the road may lack what the file holds; the next cut does.

        That is which hub it leads to, as well as what waits.
        """
        self._owes_road = self._owes_way = True

    async def quiet(self) -> None:
        """Wait until nothing is being cut; what was cut lies on the road then."""
        async with self._turn:
            pass

    async def cut(self, member: Membership, *, everything: bool = False) -> int:
        """Cut, seal and lay on the road what is due; return how many envelopes.

        Urgent facts go at once while there is a line. Without one, sealing each by
        itself would make the backlog ten times as long to send: they try the line now,
        and go with all the rest as soon as it answers.
        """
        online = self._way.leads_on
        async with self._turn:
            was_urgent = self._is_urgent
            at_once = everything or (online and was_urgent)
            if at_once:
                self._is_urgent = False  # what is recorded from here on asks anew
            try:
                count = await self._cut_all(member, online=online, at_once=at_once)
            except SyncError:
                self._is_urgent |= was_urgent
                raise
        # Once for each urgent fact: every try that fails leads here again.
        tries_line, self._tries_line = self._tries_line, False
        if count or tries_line:
            self._way.nudge()
        return count

    async def _cut_all(self, member: Membership, *, online: bool, at_once: bool) -> int:
        """Cut what is due; `at_once` goes as far as what was recorded by now."""
        goal = await self._file.write(_tips) if at_once else {}
        if self._owes_road or self._owes_way:
            await self.pay_road(member)
            self._way.nudge()
        count, near = 0, Near(online, self._way.is_met)
        with self._owing():
            while made := await self._file.write(
                lambda desk: _cut_due(desk, member.sender, near, goal)
            ):
                await self.lay(made)
                count += len(made)
            return count + await self._pieces.seal(member)

    @contextmanager
    def _owing(self) -> Iterator[None]:
        """Owe the road what is sealed in here, when it may not come to lie there."""
        try:
            yield
        except BaseException:
            self.owe()
            raise

    async def pay_road(self, member: Membership | None) -> None:
        """Lead the road to the hub in the file, and lay on it all that waits.

        What somebody comes to owe meanwhile stays owed.
        """
        with self._owing():
            if member is not None:
                await self._point_road()
            self._owes_road = False
            await self.lay(await self._file.write(_waiting))
            await self._pieces.look_for_lost()

    async def _point_road(self) -> None:
        """Let the road lead to the hub in the file: it may be lost, or lie.

        It may have changed since a cut began that still seals for the hub before.
        """
        self._owes_way = False
        address = await self._file.write(_address)
        if address is not None:
            road = self._way.road
            await asyncio.to_thread(road.set_hub, address)
            keys = await self._file.write(post_key_names)
            await asyncio.to_thread(road.homely.set_post_keys, keys)

    async def cut_urgent(self, member: Membership) -> UrgentCut | None:
        """Seal the most urgent that waits once more, and lay that on the road."""
        sender = member.sender

        def seal(desk: Desk) -> UrgentCut | None:
            return cut_urgent(desk, sender) if is_current(desk, sender) else None

        async with self._turn:
            with self._owing():
                made = await self._file.write(seal)
                await self.lay([] if made is None else [made.cut])
        return made

    async def seal_again(
        self, member: Membership | None, troubles: Sequence[Outstanding]
    ) -> tuple[Outstanding, ...]:
        """Seal anew what the hub can never read as it was sealed.

        Returns what was dealt with; for the rest it is too soon.
        """
        if member is None:
            return tuple(troubles)
        done = [one for one in troubles if await self._dealt_with(member, one)]
        return tuple(done)

    async def _dealt_with(self, member: Membership, one: Outstanding) -> bool:
        if not _needs_sealing(one):
            return await self._put_right(one)
        rest_ms = await self._file.write(partial(_rest_ms, one))
        if rest_ms is None or rest_ms > 0:
            return rest_ms is None
        if await self._pieces.seal_again(one):  # it goes with the next cut
            return True
        seal = partial(_resealed, member.sender, one)
        if await self.lay_sealed(seal) is not None:
            await asyncio.to_thread(self._way.road.withdraw, one.envelope)
            self._way.nudge()
        return True

    async def _put_right(self, one: Outstanding) -> bool:
        """Owe the road what was spoiled there; False when it is too soon for that."""
        sealed = await self._file.write(
            lambda desk: digest_of(desk.database, one.envelope)
        )
        lies = await asyncio.to_thread(self._way.road.sum, one.envelope)
        if lies is None or sealed in (None, lies):
            return True
        now_s, last_s = self._file.clock.monotonic_s(), self._put_right_s
        if last_s is not None and now_s - last_s < _PUT_RIGHT_AGAIN_S:
            return False
        self._put_right_s = now_s
        self.owe()
        return True

    async def lay_sealed(
        self, seal: Callable[[Desk], list[Cut] | None]
    ) -> list[Cut] | None:
        """Seal in the file, and lay that on the road; return what was sealed."""
        with self._owing():
            made = await self._file.write(seal)
            await self.lay(made or [])
        return made

    async def lay(self, made: Sequence[Cut | Sealed]) -> None:
        """Lay what was sealed on the road, each with the key epoch it begins.

        Before that the marker is there to stay: what others may come to hold is of ids
        that this device gives out no more, whatever copy of its file is put back.
        """
        if made:
            await self._file.write(lambda desk: self._marker.secure(desk.journal))
        now_ms = self._file.clock.now_ms()
        for each in made:
            for one in each.parcels if isinstance(each, Cut) else (each,):
                await asyncio.to_thread(
                    self._way.road.put,
                    one.envelope,
                    one.log,
                    one.batch_no,
                    one.sealed,
                    now_ms,
                    one.epoch,
                )


def _address(desk: Desk) -> HubAddress | None:
    member = membership(desk)
    return None if member is None else hub_address(desk, member.descriptor.receipt)


def _needs_sealing(one: Outstanding) -> bool:
    """Tell whether the hub may be able to read the same events in another envelope.

    What it signed that it holds and still calls contradicted would be so in any; what
    it signed for and cannot even take for an envelope any more was spoiled there.
    """
    if one.level > 0:
        return one.trouble in (_SEALED_ANEW | SPOILED) - {Reason.OTHER_BYTES}
    return one.trouble in _SEALED_ANEW


def _rest_ms(one: Outstanding, desk: Desk) -> int | None:
    return rest_ms(desk.database, one.envelope, one.trouble or "", desk.now_ms())


def _resealed(sender: Sender, one: Outstanding, desk: Desk) -> list[Cut] | None:
    """Seal again a batch, or every batch of a key epoch; None for what needs it not."""
    if not is_current(desk, sender):
        return None
    return resealed(desk.journal, sender, desk.ids, desk.now_ms(), one.envelope)


def _waiting(desk: Desk) -> list[Sealed]:
    return waiting(desk.database)


def _tips(desk: Desk) -> dict[LogId, int]:
    journal = desk.journal
    return {log: journal.last_seq(log) for log in journal.own_logs()}


@dataclass(frozen=True, slots=True)
class Near:
    """Where what is sealed now goes: on to a hub, or to sisters who look here."""

    online: bool
    is_met: bool


def _cut_due(
    desk: Desk, sender: Sender, near: Near, goal: dict[LogId, int]
) -> list[Cut]:
    now_ms = desk.now_ms()
    end_stale(desk.database, now_ms)  # also where nothing is recorded for days
    if not is_current(desk, sender):
        return []
    found = uncut(desk.journal)
    at_once = any(each.first <= goal.get(each.log, 0) for each in found)
    look_on = has_sisters(desk.database)
    age_ms = SISTER_BATCH_AGE_MS if look_on else MAX_BATCH_AGE_MS
    online = near.online or (near.is_met and look_on)
    if not due(found, now_ms, online=online, urgent=at_once, age_ms=age_ms):
        return []
    left = _left_after(desk, found)
    return cut(desk.journal, sender, desk.ids, now_ms, left)


def _left_after(desk: Desk, found: Sequence[Uncut]) -> tuple[int, int]:
    """Return what stays at this device once these are cut, for the hub to show.

    What was cut before is on its way already; the hub sees that by its numbers.
    """
    journal = desk.journal
    loose = sum(
        journal.last_seq(log) - last_cut(desk.database, log)
        for log in journal.own_logs()
    )
    left = max(0, loose - sum(each.events for each in found))
    oldest_ms = min(each.oldest_ms for each in found) if left else desk.now_ms()
    return left, oldest_ms
