"""Up: bring what waits on a road to its hub, one request in flight, in order.

Where many wait, a few go in one request. A large envelope, or on a line that is thin or
breaks off any but a small one, goes in parts: what the hub holds of it stays there, and
the rest is brought from that byte on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from sync.clock import Clock
from sync.courier import http
from sync.courier.answers import Epochs, checked, named, returned
from sync.courier.freight import HubAddress, Waiting
from sync.courier.gauge import Gauge
from sync.courier.http import Line, Part
from sync.courier.line import broke_off
from sync.courier.road import Road
from sync.errors import RoadError
from sync.limits import (
    BUNDLE_BYTES,
    MAX_BUNDLE_ENVELOPES,
    REFUSED_AGAIN_S,
    ROUGH_ABOVE_BYTES,
)
from sync.protocol import Reason

_STANDSTILLS: Final = 3
"""So many answers that do not move an upload on, and it is no upload."""


class Uploading:
    """Brings envelopes; `met` is called whenever the hub answered."""

    def __init__(
        self, road: Road, clock: Clock, epochs: Epochs, met: Callable[[], None]
    ) -> None:
        self._road = road
        self._clock = clock
        self._epochs = epochs
        self._met = met
        self._gauge = Gauge()
        self._knows_uploads = True
        self._knows_bundles = True
        self._resumes = True
        self._reached = 0
        self.is_in_doubt = False
        """Whether something may have arrived whose answer was lost: hear first."""
        self._tried_refused_s: float | None = None

    def begin(self) -> None:
        """Take another hub or another start as it comes: nothing is known of it."""
        self._gauge = Gauge()
        self._knows_uploads = True
        self._knows_bundles = True
        self._resumes = True
        self._tried_refused_s = None

    async def bring(self, line: Line, hub: HubAddress) -> bool:
        """Bring what has its turn; False when nothing waits.

        Raises RoadError, FileError.
        """
        await self._try_refused()
        few = await asyncio.to_thread(self._next_few)
        is_bundle = len(few) > 1 and self._knows_bundles and self._gauge.wants_bundles
        if is_bundle and await self._together(line, hub, few):
            return True
        if few:
            delivery = await self.deliver(line, hub, few[0])
            await asyncio.to_thread(self._settle, hub, few[0], delivery)
            self._met()
        return bool(few)

    def _next_few(self) -> Sequence[Waiting]:
        """Return what has its turn; what was spoiled on the road is for the post."""
        while True:
            few = self._road.next_few(MAX_BUNDLE_ENVELOPES, BUNDLE_BYTES)
            spoiled = [one for one in few if not one.is_sound]
            if not spoiled:
                return few
            for one in spoiled:
                self._road.trouble(one.envelope, Reason.FORMAT)

    async def _try_refused(self) -> None:
        """Bring what a hub refused once more, now and then."""
        now_s, last_s = self._clock.monotonic_s(), self._tried_refused_s
        if last_s is None or now_s - last_s >= REFUSED_AGAIN_S:
            self._tried_refused_s = now_s
            await asyncio.to_thread(self._road.try_refused)

    async def _together(
        self, line: Line, hub: HubAddress, few: Sequence[Waiting]
    ) -> bool:
        """Bring several envelopes at once; False when this hub knows no bundles.

        Where the answer is lost, what arrived is heard of before anything is repeated.
        """
        begun_s = self._clock.monotonic_s()
        try:
            came = await http.bundle(line, [one.sealed for one in few])
        except RoadError as why:
            self.is_in_doubt = True
            if broke_off(why):
                self._gauge.broke_off()
            raise
        if came is None:
            self._knows_bundles = False
            return False
        size = sum(len(one.sealed) for one in few)
        self._gauge.carried(size, self._clock.monotonic_s() - begun_s)
        deliveries, weather = came
        for one, delivery in zip(few, deliveries, strict=True):
            if delivery is not None:
                await asyncio.to_thread(self._settle, hub, one, delivery)
        self._met()
        if None in deliveries:
            raise weather
        return True

    async def deliver(
        self, line: Line, hub: HubAddress, waiting: Waiting
    ) -> http.Delivery:
        """Bring one envelope as the line allows: whole, or in parts.

        Raises RoadError when nothing was decided.
        """
        size = len(waiting.sealed)
        may_part = self._knows_uploads and size > ROUGH_ABOVE_BYTES
        if not (may_part and self._gauge.wants_parts(size)):
            begun_s = self._clock.monotonic_s()
            try:
                delivery = await http.deliver(line, waiting.envelope, waiting.sealed)
            except RoadError as why:
                if not (may_part and broke_off(why)):
                    raise
                self._gauge.broke_off()
            else:
                self._gauge.carried(size, self._clock.monotonic_s() - begun_s)
                return delivery
        parted = await self._in_parts(line, hub, waiting)
        if parted is None:
            self._knows_uploads = False
            return await http.deliver(line, waiting.envelope, waiting.sealed)
        return parted

    async def _in_parts(
        self, line: Line, hub: HubAddress, waiting: Waiting
    ) -> http.Delivery | None:
        """Bring an envelope in parts; None when this hub knows no uploads.

        A line that broke off and yet moved it on is tried again at once.
        """
        before = -1
        while True:
            self._reached = max(before, 0)
            try:
                delivery = await self._parts(line, hub, waiting)
            except RoadError as why:
                self._resumes = True
                if not broke_off(why):
                    raise
                has_moved = self._reached > before
                self._gauge.broke_off(moved=has_moved)
                if not has_moved:
                    raise
                before = self._reached
            else:
                self._resumes = False
                return delivery

    async def _parts(
        self, line: Line, hub: HubAddress, waiting: Waiting
    ) -> http.Delivery | None:
        size, standstills = len(waiting.sealed), 0
        answer: http.Delivery | int | None = 0
        if self._resumes:
            whole = Part(waiting.digest, size)
            answer = await http.uploaded(line, hub.token, waiting.envelope, whole)
        while isinstance(answer, int):
            offset = self._reached = answer
            answer = await self._part(line, hub, waiting, offset)
            standstills += isinstance(answer, int) and answer <= offset
            if standstills >= _STANDSTILLS:
                raise RoadError(http.GARBAGE)
        return answer

    async def _part(
        self, line: Line, hub: HubAddress, waiting: Waiting, offset: int
    ) -> http.Delivery | int | None:
        size = self._gauge.part_of(len(waiting.sealed) - offset)
        content = waiting.sealed[offset : offset + size]
        part = Part(waiting.digest, len(waiting.sealed), offset, content)
        begun_s = self._clock.monotonic_s()
        answer = await http.upload(line, hub.token, waiting.envelope, part)
        self._gauge.carried(len(content), self._clock.monotonic_s() - begun_s)
        self._met()
        return answer

    def _settle(self, hub: HubAddress, sent: Waiting, delivery: http.Delivery) -> None:
        counted = 0
        for raw in delivery.receipts:
            receipt = checked(hub, raw)
            if receipt.envelope != sent.envelope or receipt.digest != sent.digest:
                raise RoadError(http.GARBAGE)
            self._road.keep(returned(receipt, raw))
            counted += 1
        if delivery.outcome is http.Outcome.STORED:
            if not counted:
                raise RoadError(http.GARBAGE)
            self._epochs.was_read(sent.envelope)
        elif not self._is_epoch_missing(sent, delivery):
            self._road.trouble(sent.envelope, named(delivery))
        self._road.contact(self._clock.now_ms())

    def _is_epoch_missing(self, sent: Waiting, delivery: http.Delivery) -> bool:
        """Tell whether all that is wrong is an epoch that is on its way again now."""
        is_missing = delivery.outcome is http.Outcome.EPOCH_MISSING
        return is_missing and self._epochs.bring_for(sent.envelope)
