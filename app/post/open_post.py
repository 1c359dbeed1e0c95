"""A post whose file is open: cut and seal what is recorded, apply what comes back.

The courier needs none of this: it carries what lies on the road. Here is only what
takes the keys inside the encrypted file.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from app.catalogue import is_urgent
from app.commands.number import skip_numbers
from app.i18n import six_words
from app.post.joining import hub_address
from app.post.news import apply_news
from app.ui.state import BatchRow, Sending
from sync.clock import hlc_ms
from sync.cursors import (
    RESEALED,
    Sealed,
    Uncut,
    batches,
    last_cut,
    uncut,
    unsent,
    waiting,
)
from sync.cut import Cut, Sender, cut, due, reseal
from sync.errors import FileError, FormatError, SyncError
from sync.ids import LogId
from sync.marker import Marker, continue_log, lost_since, mark
from sync.protocol import Reason
from sync.trust.certificate import Descriptor, read_descriptor
from sync.trust.enrol import check_words
from sync.trust.keys import SealingKey, SigningKey

if TYPE_CHECKING:
    from app import paths
    from app.post.way import Way
    from app.store.desk import Desk
    from app.store.file import CareFile
    from sync.courier.road import Outstanding
    from sync.event import Event

LOOK_EVERY_S: Final = 5.0
"""How often to look whether a batch has waited long enough."""

SHOWN_BATCHES: Final = 50


@dataclass(frozen=True, slots=True)
class Membership:
    """What enrolment gave: the hub, and the words both screens showed."""

    descriptor: Descriptor
    sender: Sender
    words: tuple[str, ...]


class OpenPost:
    """An open file, and what leaves it sealed."""

    def __init__(self, file: CareFile, way: Way, home: paths.Home) -> None:
        self.file = file
        self.sending = Sending()
        self._way = way
        self._marker = Marker(home.marker)
        self._listeners: list[Callable[[], None]] = []
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()
        self._is_urgent = False
        self._cuts_everything = False
        self._owes_road = False
        self._cutting = asyncio.Lock()
        self._applying = asyncio.Lock()
        self._membership: Membership | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._stop_listening: Callable[[], None] = file.on_change(self._on_change)

    async def begin(self) -> None:
        """Take up where the file was left: log, road, receipts."""
        await self.file.write(partial(_continue, self._marker))
        # A marker that cannot be written only lags: a full disk can still be read.
        with contextlib.suppress(FileError):
            await self.file.write(self._mark)
        self._membership = await self.file.write(_membership)
        with contextlib.suppress(FileError):
            await self._take_up_road()
        await self.refresh()
        self._way.listen(reach=self._wake_from_thread, news=self._wake_from_thread)
        self._tasks = [asyncio.create_task(self._keep_looking())]

    async def _take_up_road(self) -> None:
        """Put right what the road must hold; where it cannot, the next cut does."""
        self._owes_road = True
        await self._pay_road()
        await self.apply()

    async def _pay_road(self) -> None:
        await self._point_road()
        await self._lay_waiting()

    async def _point_road(self) -> None:
        """Let the road lead to the hub in the file: it may be lost, or lie."""
        member = self._membership
        if member is None:
            return
        public = member.descriptor.receipt
        address = await self.file.write(lambda desk: hub_address(desk, public))
        if address is not None:
            await asyncio.to_thread(self._way.road.set_hub, address)

    async def close(self) -> None:
        """Cut and seal everything, then drop the file and its keys.

        What cannot be sealed now, for the disk is full, stays safe in the file and is
        sealed at its next opening: nothing keeps the keys here.
        """
        self._way.listen()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        try:
            with contextlib.suppress(SyncError):
                await self.cut(everything=True)
        finally:
            self._stop_listening()
            self._membership = None
            await asyncio.to_thread(self.file.close)

    @property
    def membership(self) -> Membership | None:
        """What enrolment gave, or None before it."""
        return self._membership

    async def joined(self) -> None:
        """Take up the hub that enrolment just put in the file."""
        self._membership = await self.file.write(_membership)
        self._owes_road = True
        with contextlib.suppress(FileError):
            await self.file.write(self._mark)
        with contextlib.suppress(FileError):  # it joined; the next look tries again
            await self.cut(everything=True)
        self._way.courier.nudge()

    def on_sending(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after `sending` changed; returns the stop."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    async def cut(self, *, everything: bool = False) -> int:
        """Cut, seal and lay on the road what is due; return how many batches.

        Urgent facts go at once while there is a line. Without one, sealing each by
        itself would make the backlog ten times as long to send: they try the line now,
        and go with all the rest as soon as it answers.
        """
        member = self._membership
        if member is None:
            return 0
        online = self._way.reach.online
        async with self._cutting:
            was_urgent = self._is_urgent
            at_once = everything or (online and was_urgent)
            if at_once:
                self._is_urgent = False  # what is recorded from here on asks anew
            try:
                count = await self._cut_all(
                    member.sender, online=online, at_once=at_once
                )
            except SyncError:
                self._is_urgent |= was_urgent
                raise
        if count or self._is_urgent:
            self._way.courier.nudge()
        return count

    async def _cut_all(self, sender: Sender, *, online: bool, at_once: bool) -> int:
        """Cut what is due; `at_once` goes as far as what was recorded by now."""
        goal = await self.file.write(_tips) if at_once else {}
        if self._owes_road:
            await self._pay_road()
        self._owes_road = True  # until all that is cut here lies there
        count = 0
        while made := await self.file.write(
            lambda desk: _cut_due(desk, sender, online=online, goal=goal)
        ):
            await self._lay_on_road(made)
            count += len(made)
        self._owes_road = False
        return count

    def cut_soon(self) -> None:
        """Cut everything now, without waiting for a batch to fill."""
        self._cuts_everything = True
        self._changed.set()

    async def apply(self) -> None:
        """Apply what came back on the road: receipts, and what a hub cannot read."""
        road = self._way.road
        async with self._applying:
            receipts = await asyncio.to_thread(road.returned)
            troubles = await asyncio.to_thread(road.troubles)
            if receipts or troubles:
                hub = self._membership.descriptor if self._membership else None
                refused = await self.file.write(
                    lambda desk: apply_news(desk, receipts, troubles, hub)
                )
                await asyncio.to_thread(road.applied, receipts)
                if refused:  # who laid it there may have taken what it was for
                    await self._lay_waiting()
                await self._seal_again(troubles)
                await asyncio.to_thread(road.told, troubles)
        await self.refresh()

    async def refresh(self) -> None:
        """Look how far everything has come, and tell who shows it."""
        last_contact_ms = await asyncio.to_thread(self._way.road.last_contact_ms)
        await self.file.write(partial(self._look, last_contact_ms))
        for listener in tuple(self._listeners):
            listener()

    def _look(self, last_contact_ms: int | None, desk: Desk) -> None:
        """Run on the writer's thread, so that no fact slips between look and answer."""
        open_now, reach, member = (
            unsent(desk.journal),
            self._way.reach,
            self._membership,
        )
        shown = tuple(
            BatchRow(row.batch_no, row.events, row.cut_ms, row.level, row.trouble)
            for row in batches(desk.database, SHOWN_BATCHES)
            if row.trouble != RESEALED
        )
        self.sending = Sending(
            enrolled=member is not None,
            words=member.words if member else (),
            hub_name=member.descriptor.name if member else "",
            online=reach.online,
            reason=reach.reason,
            last_contact_ms=last_contact_ms,
            next_try_ms=reach.next_try_ms,
            unsent_events=open_now.events,
            oldest_unsent_ms=open_now.oldest_ms,
            stored_unread=open_now.stored_unread,
            set_aside=open_now.set_aside,
            last_received_ms=open_now.last_received_ms,
            batches=shown,
        )

    async def _seal_again(self, troubles: Sequence[Outstanding]) -> None:
        member = self._membership
        if member is None:
            return
        for one in troubles:
            if one.trouble in (Reason.KEY_GONE, Reason.BATCH_TAKEN):
                made = await self.file.write(partial(_resealed, member.sender, one))
                if made is not None:
                    await self._lay_on_road([made])
                    await asyncio.to_thread(self._way.road.withdraw, one.envelope)

    async def _lay_waiting(self) -> None:
        await self._lay_on_road(await self.file.write(_waiting))
        self._owes_road = False

    async def _lay_on_road(self, made: Sequence[Cut | Sealed]) -> None:
        now_ms = self.file.clock.now_ms()
        for one in made:
            await asyncio.to_thread(
                self._way.road.put,
                one.envelope,
                one.log,
                one.batch_no,
                one.sealed,
                now_ms,
            )

    async def _keep_looking(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._changed.wait()
            self._changed.clear()
            try:
                everything, self._cuts_everything = self._cuts_everything, False
                await self.cut(everything=everything)
                await self.apply()
            except SyncError:
                # A full disk or a file just closed: the facts are safe where they are,
                # and the next look tries again.
                await asyncio.sleep(LOOK_EVERY_S)

    def _on_change(self, _streams: frozenset[str], events: Sequence[Event]) -> None:
        """Run on the writer's thread, after commit and before the tap is answered.

        Not for one moment may a screen say that all was received when it was not.
        """
        if any(_urgent(event) for event in events):
            self._is_urgent = True
        known = self.sending
        self.sending = replace(
            known,
            unsent_events=known.unsent_events + len(events),
            oldest_unsent_ms=known.oldest_unsent_ms or hlc_ms(events[0].hlc),
        )
        last = max(events, key=lambda event: event.seq)
        # A marker that cannot be written only lags; the facts are committed already.
        with contextlib.suppress(FileError):
            self._marker.write(LogId(last.log), last.seq)
        self._wake_from_thread()

    def _wake_from_thread(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._changed.set)

    def _mark(self, desk: Desk) -> None:
        mark(desk.journal, self._marker)


def _membership(desk: Desk) -> Membership | None:
    raw, realm = desk.setting("hub_descriptor"), desk.setting("realm")
    if raw is None or realm is None:
        return None
    descriptor = read_descriptor(raw, realm)
    signing = SigningKey.from_bytes(desk.setting("device_signing"))
    sealing = SealingKey.from_bytes(desk.setting("device_sealing"))
    post_key = SealingKey.from_bytes(desk.setting("post_key"))
    words = check_words(descriptor.hub.signing, signing.public, sealing.public)
    sender = Sender.to_hub(signing, descriptor, post_key.public)
    return Membership(descriptor, sender, six_words(words))


def _continue(marker: Marker, desk: Desk) -> None:
    if continue_log(desk.journal, marker):
        skip_numbers(desk, lost_since(desk.journal, marker))


def _resealed(sender: Sender, one: Outstanding, desk: Desk) -> Cut | None:
    return reseal(desk.journal, sender, desk.ids, desk.now_ms(), one.envelope)


def _waiting(desk: Desk) -> list[Sealed]:
    return waiting(desk.database)


def _tips(desk: Desk) -> dict[LogId, int]:
    journal = desk.journal
    return {log: journal.last_seq(log) for log in journal.own_logs()}


def _cut_due(
    desk: Desk, sender: Sender, *, online: bool, goal: dict[LogId, int]
) -> list[Cut]:
    found, now_ms = uncut(desk.journal), desk.now_ms()
    at_once = any(each.first <= goal.get(each.log, 0) for each in found)
    if not due(found, now_ms, online=online, urgent=at_once):
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


def _urgent(event: Event) -> bool:
    try:
        return is_urgent(event)
    except FormatError:
        return False
