"""Questions that are held: a device waits for news, no longer than it asked to."""

from __future__ import annotations

import asyncio
import contextlib

from fastapi import Request

from sync.hub.down import Collected, Outgoing
from sync.hub.quota import Gate
from sync.hub.registry import Device
from sync.limits import MAX_POLLS_AT_ONCE, MAX_POLLS_EACH


class Polls:
    """The devices that wait for what a hub lays down for them."""

    def __init__(self, outgoing: Outgoing) -> None:
        self._outgoing = outgoing
        self._gate = Gate(MAX_POLLS_AT_ONCE, MAX_POLLS_EACH)

    async def wait(
        self, request: Request, device: Device, cursor: bytes, wait_s: float
    ) -> None:
        """Wait until there is news, the time is up or the caller has gone.

        Raises Denied `busy` when too many wait.
        """
        with self._gate.entered(bytes(device.key)):
            stirred, gone = asyncio.Event(), asyncio.Event()
            loop = asyncio.get_running_loop()

            def stir() -> None:
                loop.call_soon_threadsafe(stirred.set)

            stop = self._outgoing.on_laid(device.post, stir)
            watching = asyncio.create_task(_watch(request, stirred, gone))
            try:
                async with asyncio.timeout(wait_s):
                    while not gone.is_set() and not await self._news(device, cursor):
                        await stirred.wait()
                        stirred.clear()
            except TimeoutError:
                return
            finally:
                stop()
                watching.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await watching

    async def _news(self, device: Device, cursor: bytes) -> bool:
        return await asyncio.to_thread(self._outgoing.has_news, device, cursor)

    async def collect(self, device: Device, cursor: bytes, limit: int) -> Collected:
        """Return what there is for a device now."""
        return await asyncio.to_thread(self._outgoing.collect, device, cursor, limit)


async def _watch(request: Request, stirred: asyncio.Event, gone: asyncio.Event) -> None:
    """Notice that a caller has gone: its place is for another."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    gone.set()
    stirred.set()
