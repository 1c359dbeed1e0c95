"""The front door of a hub or a relay: a socket, TLS, and how long a stranger may take.

What is asked is bounded where it is answered; this is also about those who ask nothing
and hold a connection: no head, or one that never ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from sync.limits import HEAD_S, IDLE_LINE_S

MAX_HEAD_BYTES: Final = 16 * 1024
"""The head of a request: ours are below 1 KiB, a proxy in front adds a few more."""

MAX_CONNECTIONS: Final = 4_096
"""More are told to come back: every waiting device, and those that bring something."""

_GRACE_S: Final = 3.0
"""How long those inside are waited for at the end."""

SETTINGS: Final[dict[str, Any]] = {
    "timeout_keep_alive": int(IDLE_LINE_S),
    "h11_max_incomplete_event_size": MAX_HEAD_BYTES,
    "limit_concurrency": MAX_CONNECTIONS,
    "ws": "none",
}
"""What uvicorn is told for the side where posts come in, besides `http`."""


class Front(H11Protocol):
    """HTTP that hangs up on a head that does not become whole in time."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(  # type: ignore[override]  # as the class it extends says
        self, transport: asyncio.Transport
    ) -> None:
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Read on, and wait for the rest of a head that is not whole."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._wait_for_head()
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        """Count from the first byte: one byte at a time gains nobody anything."""
        if self._waiting is None:
            self._waiting = self.loop.call_later(HEAD_S, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


class Quiet(uvicorn.Server):
    """A server that leaves the signals of the program to the program."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@dataclass(frozen=True, slots=True)
class Listening:
    """A door that stands open until `stop`."""

    server: uvicorn.Server
    task: asyncio.Task[None]

    async def stop(self) -> None:
        """Let in nobody more, and answer who is inside."""
        self.server.should_exit = True
        done, _ = await asyncio.wait([self.task], timeout=_GRACE_S)
        # Who says nothing more does not say goodbye either, and TLS waits for that.
        self.server.force_exit = not done
        await self.task


async def listen(
    program: Any,
    bound: socket.socket,
    *,
    certificate: str | None = None,
    key: str | None = None,
    tls: ssl.SSLContext | None = None,
    **more: Any,
) -> Listening:
    """Let others in at a socket that is bound already; `program` speaks ASGI.

    `tls` is for who changes what it shows; `more` is what uvicorn is told besides.
    Raises OSError for a certificate or key that cannot be used.
    """
    server = Quiet(
        uvicorn.Config(
            program,
            interface="asgi3",
            log_level="warning",
            http=Front,
            access_log=False,
            server_header=False,
            **(SETTINGS | more),
            ssl_certfile=certificate,
            ssl_keyfile=key,
            ssl_context_factory=None if tls is None else lambda _config, _usual: tls,
        )
    )
    task = asyncio.create_task(server.serve(sockets=[bound]))
    while not server.started and not task.done():
        await asyncio.sleep(0.01)
    if task.done():
        task.result()
    return Listening(server, task)


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that is bound. Raises OSError when the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, or asyncio leaves Nagle on: every answer would come 40 ms late.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound
