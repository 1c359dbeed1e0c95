"""Roads for tests: straight to a hub in this process, or to a server of our own."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import cast

import httpx
import uvicorn
from fastapi import FastAPI

from sync.courier.http import Patience
from sync.courier.loop import Pace
from sync.courier.weather import BadWeather, Odds
from sync.protocol import BUNDLE_PATH

URL = "http://localhost"
QUICK = Pace(
    first_s=0.001,
    most_s=0.004,
    unread_s=0.01,
    idle_s=0.01,
    hold_s=1.0,
    patience=Patience(base_s=5.0),
)
"""A courier that does not wait for anybody."""


def straight(app: FastAPI) -> httpx.ASGITransport:
    """Return a road without weather to a hub in this process."""
    return httpx.ASGITransport(app)


def stormy(app: FastAPI, seed: int = 1, odds: Odds | None = None) -> BadWeather:
    """Return a bad road to a hub in this process."""
    return BadWeather(straight(app), seed, odds or Odds(0.2, 0.2, 0.2, 0.2))


def answering(status: int, content: bytes = b"", **headers: str) -> httpx.MockTransport:
    """Return a road at whose end something always gives the same answer.

    It knows no bundles, as a hub of the first version.
    """
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == BUNDLE_PATH:
            return httpx.Response(404, stream=httpx.ByteStream(b""))
        body = httpx.ByteStream(content)
        return httpx.Response(status, stream=body, headers=named)

    return httpx.MockTransport(answer)


def failing(error: Exception) -> httpx.MockTransport:
    """Return a road on which every request ends in `error`."""

    def answer(_request: httpx.Request) -> httpx.Response:
        raise error

    return httpx.MockTransport(answer)


@dataclass(frozen=True, slots=True)
class Loopback:
    """A real server on a loopback socket."""

    port: int
    scheme: str = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"


@contextlib.asynccontextmanager
async def served(
    app: FastAPI, tls: tuple[str, str] | None = None
) -> AsyncIterator[Loopback]:
    """Serve a hub with uvicorn, with a certificate and key file if given."""
    certificate, key = tls or (None, None)
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_level="critical",
            lifespan="off",
            ssl_certfile=certificate,
            ssl_keyfile=key,
            ws="none",
        )
    )
    running = asyncio.create_task(server.serve([listening]))
    while not server.started:
        await asyncio.sleep(0.005)
    port = listening.getsockname()[1]
    try:
        yield Loopback(port, "https" if tls else "http")
    finally:
        server.should_exit = True
        await running
        listening.close()


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def raw_server(answers: Sequence[bytes] | Talk) -> AsyncIterator[Loopback]:
    """Serve bytes that need not be HTTP at all."""

    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65536)
        for part in answers if not callable(answers) else ():
            writer.write(part)
        await writer.drain()

    talks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(cast("asyncio.Task[None]", asyncio.current_task()))
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            await (answers if callable(answers) else say)(reader, writer)
        writer.close()
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            await writer.wait_closed()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield Loopback(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        await server.wait_closed()
        for one in talks:
            one.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
