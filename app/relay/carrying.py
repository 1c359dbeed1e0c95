"""A relay at work: its shelf, its door, and the errands it runs with what it keeps."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from app.front import Listening, bind, listen
from app.relay.finding import FINDING_FAILED, Announced
from sync.courier.errand import Errands, Manner, Place
from sync.courier.line import is_loopback
from sync.errors import FileError
from sync.files import read_small, replace_small
from sync.relay.room import Quota
from sync.relay.routes import relay_app
from sync.relay.shelf import Count, Shelf
from sync.trust.tls import own_certificate

if TYPE_CHECKING:
    from pathlib import Path

    from sync.clock import Clock
    from sync.courier.http import Transport
    from sync.ids import Ids, LogId, Mode
    from sync.relay.sisters import Asked
    from sync.reply import ForDevice

_TEND_S: Final = 3600.0

_log = logging.getLogger("noodpost.relay")


@dataclass(frozen=True, slots=True)
class Stock:
    """Where a relay keeps things, how much, and of which mode: None is both."""

    folder: Path
    quota: Quota | None = None
    mode: Mode | None = None


class Carrying:
    """A relay, from `begin` to `end`."""

    def __init__(
        self,
        stock: Stock,
        onward: Sequence[Place],
        clock: Clock,
        ids: Ids,
        transport: Transport | None = None,
        brought: Callable[[], None] = lambda: None,
    ) -> None:
        self._stock = stock
        self._clock = clock
        self._shelf = Shelf.open(
            stock.folder / "relay.sqlite", ids, stock.quota, stock.mode
        )
        manner = Manner(transport=transport)
        self._errands = tuple(
            Errands(self._shelf, self._known(place), clock, ids, manner)
            for place in onward
        )
        self._brought = brought
        self._door: Listening | None = None
        self._announced: Announced | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def begin(
        self, host: str, port: int, announced_on: Sequence[str] = ()
    ) -> int:
        """Let others in at an address; return the port.

        `announced_on` are addresses of this machine on whose networks it can be found.
        Raises OSError when it is taken, FileError when the disk cannot be used.
        """
        bound = bind(host, port)
        try:
            is_open = is_loopback(host)
            certificate = None if is_open else await asyncio.to_thread(self._own)
            self._door = await listen(
                relay_app(self._shelf, self._clock, lambda: self.hub_ms, self._nudge),
                bound,
                certificate=None if certificate is None else str(certificate[0]),
                key=None if certificate is None else str(certificate[1]),
            )
        except BaseException:
            bound.close()
            raise
        for each in (*(one.run() for one in self._errands), self._tend()):
            self._tasks.append(asyncio.create_task(each))
        port = int(bound.getsockname()[1])
        if announced_on:
            await self._announce(port, list(announced_on))
        return port

    async def _announce(self, port: int, interfaces: list[str]) -> None:
        """Let this relay be found; who cannot be found still has an address."""
        try:
            self._announced = Announced(self._shelf.id, port, interfaces)
            await self._announced.begin()
        except FINDING_FAILED as why:
            _log.warning("cannot be found: %s", type(why).__name__)

    async def end(self) -> None:
        """Let in nobody more, and put everything away."""
        if self._announced is not None:
            with contextlib.suppress(*FINDING_FAILED):
                await self._announced.end()
        if self._door is not None:
            await self._door.stop()
        for each in self._tasks:
            each.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._shelf.close()

    @property
    def hub_ms(self) -> int | None:
        """When this relay last reached where it brings things, or a hub beyond it."""
        reached = [self._reached(one) for one in self._errands]
        return max((each for each in reached if each is not None), default=None)

    @property
    def id(self) -> bytes:
        """A random name of this relay, which says nothing of who runs it."""
        return self._shelf.id

    async def show(self, envelopes: Sequence[bytes]) -> list[bytes]:
        """Let sisters find what this machine has itself; return what there is room for.

        It goes to the hub by its own courier, not from here.
        """
        show = partial(self._shelf.show, now_ms=self._clock.now_ms())
        kept = [await asyncio.to_thread(show, raw) for raw in envelopes]
        return [raw for raw, is_kept in zip(envelopes, kept, strict=True) if is_kept]

    async def count(self) -> Count:
        """Return what waits here for a hub."""
        return await asyncio.to_thread(self._shelf.count)

    def _reached(self, errands: Errands) -> int | None:
        about = errands.ran.about
        return errands.ran.ok_ms if about is None else about.hub_ms or None

    async def found(self, log: LogId, cursor: bytes, asked: Asked) -> ForDevice:
        """Return what others left here for whoever asks for it."""
        give = partial(self._shelf.back, log, cursor, asked=asked)
        return await asyncio.to_thread(give)

    def _nudge(self) -> None:
        self._brought()
        for each in self._errands:
            each.nudge()

    def _known(self, place: Place) -> Place:
        if not place.is_pinned:
            return place
        return Place(place.url, self._shelf.known_by(place.key), is_pinned=True)

    def _own(self) -> tuple[Path, Path]:
        """Return the files of this relay's own certificate and key, made once."""
        folder = self._stock.folder
        certificate, key = folder / "relay.crt", folder / "relay.key"
        if read_small(certificate) is None or read_small(key) is None:
            secret, shown = own_certificate(self._shelf.id.hex())
            replace_small(key, secret, durable=True)
            replace_small(certificate, shown, durable=True)
        return certificate, key

    async def _tend(self) -> None:
        while True:
            forget = partial(self._shelf.forget_old, self._clock.now_ms())
            try:
                await asyncio.to_thread(forget)
            except FileError as why:
                _log.warning("nothing old was let go of: %s", type(why).__name__)
            await asyncio.sleep(_TEND_S)
