"""The hub's front door: how long a stranger may take before a request is whole.

What is asked is bounded in `sync.hub.routes`; this is about those who ask nothing and
hold a connection: no head, or one that never ends.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from sync.limits import HEAD_S, IDLE_LINE_S

MAX_HEAD_BYTES: Final = 16 * 1024
"""The head of a request: ours are below 1 KiB, a proxy in front adds a few more."""

MAX_CONNECTIONS: Final = 4_096
"""More are told to come back: every waiting device, and those that bring something."""

SETTINGS: Final[dict[str, Any]] = {
    "timeout_keep_alive": int(IDLE_LINE_S),
    "h11_max_incomplete_event_size": MAX_HEAD_BYTES,
    "limit_concurrency": MAX_CONNECTIONS,
    "ws": "none",
}
"""What uvicorn is told for the posts' side of a hub, besides `http`."""


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
