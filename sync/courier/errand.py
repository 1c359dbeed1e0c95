"""Errands: to a relay, or from a relay to its hub; what goes along and comes back.

Whoever is asked answers with what came back for the logs that are named. None of it is
an acknowledgement but the receipts, which only a hub can sign.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, Protocol

from sync.clock import Clock
from sync.courier import http
from sync.courier.line import Asked, exchange, shown_certificate
from sync.courier.loop import Pace
from sync.errors import FileError, RoadError, SyncError
from sync.event import unpack
from sync.ids import Ids
from sync.limits import (
    MAX_MESSAGE_BYTES,
    MAX_MOMENT_MS,
    MAX_REPLY_BYTES,
    MAX_REPLY_ITEMS,
)
from sync.protocol import ERRAND_PATH, RELAY_PATH, About
from sync.reply import (
    ERRAND,
    ForDevice,
    Item,
    Kind,
    Reading,
    kept_digests,
    packed_reply,
)

NO_ERRANDS: Final = "no_errands"
"""Something answered, but it carries nothing for others: no relay, or an older one."""
DISK: Final = "disk"
"""This device has no room; nothing was lost."""

_URGENT_S: Final = 2.0
ASK_S: Final = 30.0
"""How often to ask what came back: a relay knows it seconds after it reached a hub."""
_PACE: Final = Pace()
_MOST_ROUNDS: Final = 64
"""Errands run one after another before a pause: each may bring 4 MiB."""

_log = logging.getLogger("noodpost.courier")


@dataclass(frozen=True, slots=True)
class Place:
    """Where errands are run to.

    `tls_root` is the PEM that must vouch for it. `is_pinned`: it is that place's own
    certificate, whatever name it has on this network, and None before it was met.
    """

    url: str
    tls_root: str | None = None
    is_pinned: bool = False

    @property
    def key(self) -> bytes:
        """What is noted of this place is noted under this name."""
        return self.url.encode()


@dataclass(frozen=True, slots=True)
class Ran:
    """How the last errand went: when one was last answered, and why the next is not."""

    ok_ms: int | None = None
    reason: str | None = None
    about: About | None = None


class Carries(Protocol):
    """What has something to bring and takes what comes back: a road, or a shelf."""

    def errand(self, to: bytes, now_ms: int) -> list[ForDevice]:
        """Return what to bring to a place now, and for which logs to ask."""

    def came_back(
        self, to: bytes, brought: Sequence[bytes], items: Sequence[Item], now_ms: int
    ) -> int:
        """Take what a place gave back for the envelopes that were brought.

        Returns how much of it was new.
        """

    def met(self, to: bytes, certificate: str) -> None:
        """Remember by what certificate a place is known again."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How errands are run: over what, while what is so, who hears of news, how often.

    `told` is called in the loop's thread and must not block.
    """

    transport: http.Transport | None = None
    is_needed: Callable[[], bool] = lambda: True
    told: Callable[[], None] = lambda: None
    ask_s: float = ASK_S
    is_urgent: Callable[[], bool] = lambda: False
    """Whether others look on, so that news may not wait: then every two seconds."""

    def rest_s(self) -> float:
        """Return how long to rest when all went well."""
        return min(self.ask_s, _URGENT_S) if self.is_urgent() else self.ask_s


class Errands:
    """Runs errands to one place for as long as `run` runs."""

    def __init__(
        self,
        carries: Carries,
        place: Place,
        clock: Clock,
        ids: Ids,
        manner: Manner | None = None,
    ) -> None:
        self._carries = carries
        self._place = place
        self._clock = clock
        self._ids = ids
        self._manner = manner or Manner()
        self._wake = asyncio.Event()
        self._line: http.Line | None = None
        self._failures = 0
        self.ran = Ran()

    def nudge(self) -> None:
        """Run now: there is something to bring. From the loop's own thread."""
        self._wake.set()

    async def run(self) -> None:
        """Run errands until cancelled; weather never ends it."""
        try:
            while True:
                self._wake.clear()
                pause_s, is_firm = self._manner.rest_s(), False
                if self._manner.is_needed():
                    pause_s, is_firm = await self._tried()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause_s):
                        if is_firm:
                            await asyncio.Event().wait()
                        await self._wake.wait()
        finally:
            await self.aclose()

    async def aclose(self) -> None:
        """Close the line."""
        if self._line is not None:
            line, self._line = self._line, None
            await line.aclose()

    async def _tried(self) -> tuple[float, bool]:
        """Take a turn that ends nobody's errands, whatever is wrong with it."""
        try:
            return await self.turn()
        except Exception:  # noqa: BLE001 - what is not foreseen must not end all errands
            _log.exception("an errand ended")
            return self._failed(RoadError(http.GARBAGE))

    async def turn(self) -> tuple[float, bool]:
        """Run one errand, and more while there is something to bring.

        Returns how long to rest, and whether that was asked of us.
        """
        try:
            for _ in range(_MOST_ROUNDS):
                if not await self._once():
                    break
            about = await self._about()
        except RoadError as why:
            return self._failed(why)
        except FileError:
            return self._failed(RoadError(DISK))
        except SyncError:
            return self._failed(RoadError(http.GARBAGE))
        self._failures = 0
        self._say(Ran(self._clock.now_ms(), None, about))
        return self._manner.rest_s(), False

    async def _once(self) -> bool:
        """Bring what there is; tell whether it is worth asking for more at once."""
        to, now_ms = self._place.key, self._clock.now_ms()
        parts = await asyncio.to_thread(self._carries.errand, to, now_ms)
        if not parts:
            return False
        items, wait_s = await run_errand(await self._open(), parts)
        brought = [one for part in parts for one in part.envelopes]
        if wait_s is not None:
            brought = _only_kept(brought, items)  # the rest was not looked at
        news = await asyncio.to_thread(
            self._carries.came_back, to, brought, items, now_ms
        )
        if news:
            self._manner.told()
        if wait_s is not None:
            raise RoadError(http.BUSY, wait_s)
        came = any(each.kind is Kind.ENVELOPE for each in items)
        return bool(brought) or (came and news > 0)

    async def _about(self) -> About | None:
        """Ask a neighbour when it last reached a hub; a hub itself does not say.

        It is asked with nothing to bring too: only who answers was reached.
        """
        answer = await exchange(await self._open(), Asked("GET", RELAY_PATH))
        if answer.status != 200 or not answer.is_ours:
            return None
        try:
            about = unpack(About, answer.content, limit=MAX_MESSAGE_BYTES)
        except SyncError:
            return None
        return about if 0 <= about.hub_ms <= MAX_MOMENT_MS else None

    async def _open(self) -> http.Line:
        if self._line is None:
            place = self._place
            if place.is_pinned and place.tls_root is None:
                place = self._place = await self._met(place)
            self._line = await asyncio.to_thread(
                http.open_line,
                place.url,
                transport=self._manner.transport,
                tls_root=place.tls_root,
                is_pinned=place.is_pinned,
            )
        return self._line

    async def _met(self, place: Place) -> Place:
        shown = await shown_certificate(place.url)
        if shown is not None:
            await asyncio.to_thread(self._carries.met, place.key, shown)
        return replace(place, tls_root=shown)

    def _failed(self, why: RoadError) -> tuple[float, bool]:
        self._failures += 1
        self._say(Ran(self.ran.ok_ms, str(why.reason), self.ran.about))
        if why.retry_after_s is not None:
            return max(why.retry_after_s, _PACE.first_s), True
        chance = int.from_bytes(self._ids.random(4), "big") / (1 << 32)
        return _PACE.pause_s(self._failures, chance), False

    def _say(self, ran: Ran) -> None:
        is_other = ran != self.ran
        self.ran = ran
        if is_other:
            self._manner.told()


async def run_errand(
    line: http.Line, parts: Sequence[ForDevice]
) -> tuple[list[Item], float | None]:
    """Run one errand; return what came back, and how long to rest before the next.

    Raises RoadError; what was brought may be there all the same.
    """
    body = packed_reply(parts, ERRAND)
    answer = await exchange(
        line, Asked("POST", ERRAND_PATH, body, limit=MAX_REPLY_BYTES)
    )
    if answer.status in (404, 405):
        raise RoadError(NO_ERRANDS)
    if answer.status in (429, 503, 507):
        is_full = answer.status == 507
        raise RoadError(http.FULL if is_full else http.BUSY, answer.retry_after_s)
    if answer.status != 200 or not answer.is_ours:
        raise RoadError(http.GARBAGE)
    reading = Reading()
    try:
        items = list(islice(reading.feed(answer.content), MAX_REPLY_ITEMS + 1))
    except SyncError as why:
        raise RoadError(http.GARBAGE) from why
    if not reading.is_between or len(items) > MAX_REPLY_ITEMS:
        raise RoadError(http.GARBAGE)
    return items, answer.retry_after_s


def _only_kept(brought: Sequence[bytes], items: Sequence[Item]) -> list[bytes]:
    """Return what of it whoever was asked says it keeps."""
    kept = kept_digests(items)
    return [one for one in brought if hashlib.sha256(one).digest() in kept]
