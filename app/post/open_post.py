"""A post whose file is open: when to cut, when to apply, and who is told.

Here is only what takes the keys inside the encrypted file; the courier needs none of
it. How it is done lies beside: `cutting` seals and lays on the road, `applying` takes
what came back, `outlook` says how far everything is, `membership` who we are.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from app.care.refusal import Refusal
from app.commands.number import skip_numbers
from app.post.applying import LACKS_NEWS, Applying
from app.post.cutting import Cutting
from app.post.membership import Membership, membership
from app.post.mending import Mending
from app.post.outlook import Heard, heard_on, outlook, recounted
from app.post.urgent import UrgentCut, reads_urgent
from app.post.wiping import is_promised
from app.ui.state import Sending
from sync.clock import hlc_ms
from sync.errors import FileError, SyncError
from sync.ids import LogId
from sync.limits import SISTER_BATCH_AGE_MS
from sync.marker import Marker, continue_log, lost_since, mark
from sync.sisters import has_sisters

if TYPE_CHECKING:
    from app import paths
    from app.post.way import Way
    from app.store.desk import Desk
    from app.store.file import CareFile
    from sync.event import Event

LOOK_EVERY_S: Final = 5.0
"""How often to look whether a batch has waited long enough."""


class OpenPost:
    """An open file, and what leaves it sealed."""

    def __init__(self, file: CareFile, way: Way, home: paths.Home) -> None:
        self.file = file
        self.sending = Sending()
        self._way = way
        self._marker = Marker(home.marker)
        self._data = home.folder.parent
        self._listeners: list[Callable[[], None]] = []
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()
        self._cuts_everything = self._has_new = False
        self._cutting = Cutting(file, way, self._marker)
        self._applying = Applying(file, way, self._cutting)
        self._mending = Mending(file, way, self._cutting, self.recount)
        self._membership: Membership | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._stop_listening: Callable[[], None] = file.on_change(self._on_change)

    async def begin(self) -> None:
        """Take up where the file was left: log, road, receipts.

        Raises Refusal where the next start wipes whatever would be recorded.
        """
        if is_promised(self._data, self.file.mode):
            raise Refusal("post_closed")
        await self.file.write(partial(_continue, self._marker))
        # A marker that cannot be written only lags: a full disk can still be read.
        with contextlib.suppress(FileError):
            await self.file.write(self._mark)
        await self._take_membership()
        await self._applying.begin()
        with contextlib.suppress(FileError):  # where it cannot, the next look does
            await self._cutting.pay_road(self._membership)
            await self.apply()
        await self.refresh()
        self._way.listen(reach=self._wake_from_thread, news=self._wake_from_thread)
        self._tasks = [asyncio.create_task(self._keep_looking())]
        if self._membership is not None:
            self._tasks.append(asyncio.create_task(self._collect()))

    async def _collect(self) -> None:
        """Ask what came down; a question that is held may be from further on."""
        await self._way.courier.collect()

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

    async def _take_membership(self) -> None:
        """Go by what the file says of the hub: its keys, and who stands in for it."""
        self._membership = member = await self.file.write(membership)
        if member is not None:
            with contextlib.suppress(FileError):  # full: the next time names them
                await self._way.neighbours.name(member.descriptor.stands_in)

    async def joined(self) -> None:
        """Take up the hub that enrolment just put in the file."""
        await self._cutting.quiet()  # it may still seal for the hub before
        with contextlib.suppress(FileError):
            await self._mending.take_back()
        await self._take_membership()
        self._cutting.owe()
        with contextlib.suppress(FileError):
            await self.file.write(self._mark)
        with contextlib.suppress(FileError):  # it joined; the next look tries again
            await self.cut(everything=True)
        self._way.nudge()
        await self._way.neighbours.led_elsewhere()

    def on_sending(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after `sending` changed; returns the stop."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    async def cut(self, *, everything: bool = False) -> int:
        """Cut, seal and lay on the road what is due; return how many batches."""
        member = self._membership
        if member is None:
            return 0
        return await self._cutting.cut(member, everything=everything)

    async def cut_urgent(self) -> UrgentCut | None:
        """Cut everything, then seal the most urgent of it in one square as well."""
        member = self._membership
        if member is None:
            return None
        await self._cutting.cut(member, everything=True)
        return await self._cutting.cut_urgent(member)

    def cut_soon(self) -> None:
        """Cut everything now, without waiting for a batch to fill."""
        self._cuts_everything = True
        self._changed.set()

    async def apply(self) -> None:
        """Apply what came back on the road: receipts, troubles, news of the hub."""
        if await self._applying.hear_hub():
            await self._take_membership()
        if await self._applying.apply(self._membership):
            await self._take_membership()
        try:
            await self._mending.mend(self._membership)
        except SyncError:
            await self.refresh()
            raise
        await self.refresh()

    def recount(self, desk: Desk) -> None:
        """Show what counts as unsent again; runs in the transaction that lets it."""
        self.sending = recounted(self.sending, desk)

    async def refresh(self) -> None:
        """Look how far everything has come, and tell who shows it."""
        heard = await asyncio.to_thread(heard_on, self._way.road)
        await self.file.write(partial(self._look, heard))
        for listener in tuple(self._listeners):
            listener()

    def _look(self, heard: Heard, desk: Desk) -> None:
        """Run on the writer's thread, so that no fact slips between look and answer."""
        self.sending = outlook(desk, self._membership, self._way.reach, heard)

    async def _keep_looking(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(await self._look_s()):
                    await self._changed.wait()
            self._changed.clear()
            try:
                everything, self._cuts_everything = self._cuts_everything, False
                had_new, self._has_new = self._has_new, False
                if not await self.cut(everything=everything):
                    self._has_new |= had_new  # too young to be cut yet
                await self.apply()
            except SyncError:
                # A full disk or a file just closed: the facts are safe where they are,
                # and the next look tries again.
                await asyncio.sleep(LOOK_EVERY_S)

    async def _look_s(self) -> float:
        """Return how long to wait: no longer than a sister waits for what is new."""
        goes_on = self._way.leads_on or self._way.is_met
        if self._has_new and goes_on and await self.file.read(has_sisters):
            return SISTER_BATCH_AGE_MS / 1000
        return LOOK_EVERY_S

    def _on_change(self, _streams: frozenset[str], events: Sequence[Event]) -> None:
        """Run on the writer's thread, after commit and before the tap is answered.

        Not for one moment may a screen say that all was received when it was not.
        """
        own = [event for event in events if event.log not in self._applying.foreign]
        if own:
            self._on_own(own)
        self._wake_from_thread()

    def _on_own(self, events: Sequence[Event]) -> None:
        self._has_new = True
        if any(reads_urgent(event) for event in events):
            self._cutting.hurry()
        known = self.sending
        # After a clock was set back a new log may begin before what waits already.
        moments = [hlc_ms(event.hlc) for event in events]
        if known.oldest_unsent_ms is not None:
            moments.append(known.oldest_unsent_ms)
        self.sending = replace(
            known,
            unsent_events=known.unsent_events + len(events),
            oldest_unsent_ms=min(moments),
        )
        last = max(events, key=lambda event: event.seq)
        # A marker that cannot be written only lags; the facts are committed already.
        with contextlib.suppress(FileError):
            self._marker.write(LogId(last.log), last.seq)

    def _wake_from_thread(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._changed.set)

    def _mark(self, desk: Desk) -> None:
        mark(desk.journal, self._marker)


def _continue(marker: Marker, desk: Desk) -> None:
    """Go on with the log, or with a new one where this file was put back."""
    if continue_log(desk.journal, marker):
        skip_numbers(desk, lost_since(desk.journal, marker))
        desk.set_setting(LACKS_NEWS, True)
