"""A thin line: a TCP proxy that is slow, late, and breaks every so often.

One line is shared by every connection on it, each way by itself. What it counts are
bytes of TCP's own load; the headers of TCP and IP (some 3 %) are not modelled, in the
time a line takes and in the bound alike. A new connection costs one round trip.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final, cast

_SLICE_S: Final = 0.02
"""A chunk takes the line this long: small beside any latency."""
_LEAST_CHUNK: Final = 32
_MOST_CHUNK: Final = 65_536
_SLACK_S: Final = 0.005
"""A sleep that lasted this much too long costs the line nothing."""
_CLOSING_S: Final = 0.5
_RESET_AT_ONCE: Final = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Rate:
    """How a line behaves; None is as fast as this machine, or never broken."""

    bits_per_s: float | None = None
    round_trip_s: float = 0.0
    reset_every_s: float | None = None


@dataclass(slots=True)
class _Way:
    """One direction of the line: when it is free again, and what it carried."""

    bytes_per_s: float | None
    late_s: float
    free_at: float = 0.0
    carried: int = 0

    @property
    def chunk(self) -> int:
        if self.bytes_per_s is None:
            return _MOST_CHUNK
        return max(_LEAST_CHUNK, int(self.bytes_per_s * _SLICE_S))

    def slot(self, now: float, size: int) -> float:
        """Take the line for so many bytes; return when the last of them has left."""
        begun = max(now - _SLACK_S, self.free_at)
        self.free_at = begun + (size / self.bytes_per_s if self.bytes_per_s else 0.0)
        self.carried += size
        return self.free_at


@dataclass(slots=True)
class ThinLine:
    """A line to a port of this machine, while it is open."""

    port: int
    up: _Way
    down: _Way
    rate: Rate
    connections: int = 0
    resets: int = 0
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def bytes_both(self) -> int:
        """What the line carried, both ways together."""
        return self.up.carried + self.down.carried

    async def talk(
        self, near: asyncio.StreamReader, back: asyncio.StreamWriter
    ) -> None:
        """Carry one connection until either end, or the line, lets go."""
        self.connections += 1
        self._open.add(back)
        there: asyncio.StreamWriter | None = None
        try:
            await asyncio.sleep(self.rate.round_trip_s)
            far, there = await asyncio.open_connection("127.0.0.1", self.port)
            self._open.add(there)
            await asyncio.gather(
                _pump(near, there, self.up), _pump(far, back, self.down)
            )
        except OSError:
            return  # the far end is gone: the near end hears it below
        finally:
            for end in (back, there):
                if end is not None:
                    self._open.discard(end)
                    await _close(end)

    async def break_now_and_then(self) -> None:
        """Reset every connection each time the interval has passed."""
        if self.rate.reset_every_s is None:
            return
        while True:
            await asyncio.sleep(self.rate.reset_every_s)
            self.reset()

    def reset(self) -> None:
        """Cut every connection at once; what is under way is lost."""
        self.resets += 1
        for end in tuple(self._open):
            _lingers_not(end)
            end.transport.abort()


@contextlib.asynccontextmanager
async def thin_line(
    port: int, rate: Rate | None = None, *, at: int = 0
) -> AsyncIterator[tuple[ThinLine, int]]:
    """Open a line to `port`, listening at port `at`; yields it and where it listens."""
    rate = rate or Rate()
    bytes_per_s = rate.bits_per_s and rate.bits_per_s / 8
    late_s = rate.round_trip_s / 2
    line = ThinLine(port, _Way(bytes_per_s, late_s), _Way(bytes_per_s, late_s), rate)
    talks: set[asyncio.Task[None]] = set()

    async def talk(near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        talks.add(cast("asyncio.Task[None]", asyncio.current_task()))
        with contextlib.suppress(asyncio.CancelledError):
            await line.talk(near, back)

    server = await asyncio.start_server(talk, "127.0.0.1", at)
    breaking = asyncio.create_task(line.break_now_and_then())
    try:
        yield line, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in (breaking, *talks):
            task.cancel()
        await asyncio.gather(breaking, *talks, return_exceptions=True)
        await server.wait_closed()


async def _close(end: asyncio.StreamWriter) -> None:
    """Close an end and wait until it is, so that nothing of it outlives the loop."""
    end.close()
    try:
        async with asyncio.timeout(_CLOSING_S):
            await end.wait_closed()
    except (TimeoutError, asyncio.CancelledError):
        end.transport.abort()
        await asyncio.sleep(0)  # what was aborted is closed at the next turn
    except OSError:
        return  # it was reset: closed it is


async def _pump(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: _Way
) -> None:
    """Carry one direction of one connection, in order, no faster than the line."""
    loop = asyncio.get_running_loop()
    arrives = 0.0
    while (chunk := await reader.read(way.chunk)) and not writer.is_closing():
        left = way.slot(loop.time(), len(chunk))
        arrives = max(left + way.late_s, arrives)
        await _deliver(loop, arrives, writer, chunk)
        await _until(loop, left)
    await _until(loop, arrives)
    with contextlib.suppress(OSError):
        writer.write_eof()


async def _deliver(
    loop: asyncio.AbstractEventLoop,
    arrives: float,
    writer: asyncio.StreamWriter,
    chunk: bytes,
) -> None:
    if arrives > loop.time():
        loop.call_at(arrives, _write, writer, chunk)
        return
    _write(writer, chunk)
    await writer.drain()


def _write(writer: asyncio.StreamWriter, chunk: bytes) -> None:
    if not writer.is_closing():
        writer.write(chunk)


async def _until(loop: asyncio.AbstractEventLoop, moment: float) -> None:
    wait_s = moment - loop.time()
    if wait_s > 0:
        await asyncio.sleep(wait_s)


def _lingers_not(end: asyncio.StreamWriter) -> None:
    sock = end.get_extra_info("socket")
    if sock is not None:
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_AT_ONCE)
