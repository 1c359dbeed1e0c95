"""What watches over a hub may ask: does it live, is it ready, and how much of what.

Numbers, never names: no post, no device, no address. It has a door of its own, apart
from the one where posts come in.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator, MutableMapping
from typing import TYPE_CHECKING, Any, Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from sync.errors import FileError

if TYPE_CHECKING:
    from app.hub.program import HubProgram
    from app.store.file import CareFile
    from sync.hub.inbox import Inbox

_ROUTES: Final = ("hub", "enrol", "state", "envelope", "upload", "bundle", "errand")
_HELD: Final = "down"
"""Requests that wait for news say nothing of how fast a hub is."""

_MILLISECONDS: Final = 1000.0

Family = GaugeMetricFamily


class Watch:
    """Counts what is asked of a hub, and answers those who watch."""

    def __init__(self, program: HubProgram) -> None:
        self._program = program
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "noodpost_hub_requests",
            "Requests that were answered",
            ("route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "noodpost_hub_request_seconds",
            "How long an answer took; not of those held for news",
            ("route",),
            registry=self._registry,
        )
        self._registry.register(self)

    async def counted(
        self, scope: MutableMapping[str, Any], receive: Any, send: Any
    ) -> None:
        """Let the hub answer a request, and count it."""
        if scope["type"] != "http":
            await self._program(scope, receive, send)
            return
        route, begun_s, status = _route(scope["path"]), time.monotonic(), [500]

        async def noted(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
            await send(message)

        try:
            await self._program(scope, receive, noted)
        finally:
            self._requests.labels(route, str(status[0])).inc()
            if route != _HELD:
                self._seconds.labels(route).observe(time.monotonic() - begun_s)

    async def __call__(
        self, scope: MutableMapping[str, Any], _receive: Any, send: Any
    ) -> None:
        """Answer who watches."""
        if scope["type"] != "http":
            return
        path = scope["path"]
        if path == "/health/live":
            await _say(send, 200, b"{}", "application/json")
        elif path == "/health/ready":
            ready, words = await asyncio.to_thread(self._ready)
            body = json.dumps(words).encode()
            await _say(send, 200 if ready else 503, body, "application/json")
        elif path == "/metrics":
            body = await asyncio.to_thread(generate_latest, self._registry)
            await _say(send, 200, body, CONTENT_TYPE_LATEST)
        else:
            await _say(send, 404, b"", "text/plain")

    def _ready(self) -> tuple[bool, dict[str, bool]]:
        """Tell whether envelopes can be stored; a locked hub stores them too."""
        inbox, file = self._program.within()
        is_stored = False
        if inbox is not None:
            try:
                is_stored = bool(inbox.file.ask("SELECT 1"))
            except FileError:
                is_stored = False
        return is_stored, {"stores": is_stored, "reads": file is not None}

    def collect(self) -> Iterator[Family]:
        """Return how much there is of what, at this moment."""
        inbox, file = self._program.within()
        yield _one("unlocked", "Whether an operator has unlocked this process", file)
        if inbox is None:
            return
        try:
            yield from _amounts(inbox, self._program.clock.now_ms())
            if inbox.file.is_shared and file is not None:
                yield _lag(file)
        except FileError:
            yield _one("inbox_up", "Whether the inbox can be used", None)
        else:
            yield _one("inbox_up", "Whether the inbox can be used", inbox)


def _one(name: str, what: str, is_so: object | None) -> Family:
    return GaugeMetricFamily(f"noodpost_hub_{name}", what, float(is_so is not None))


def _lag(file: CareFile) -> Family:
    return GaugeMetricFamily(
        "noodpost_hub_journal_rows_behind",
        "Rows of the shared journal this process has not followed yet",
        file.behind(),
    )


def _amounts(inbox: Inbox, now_ms: int) -> Iterator[Family]:
    ask = inbox.file.ask
    fates = GaugeMetricFamily(
        "noodpost_hub_envelopes",
        "Envelopes kept, by what became of them",
        None,
        ["fate"],
    )
    for fate, count in ask("SELECT fate, COUNT(*) FROM envelope GROUP BY fate"):
        fates.add_metric([fate], count)
    yield fates
    for name, what, sql in _ASKED:
        yield GaugeMetricFamily(f"noodpost_hub_{name}", what, int(ask(sql)[0][0]))
    oldest = ask(
        "SELECT MIN(arrived_ms) FROM envelope WHERE fate IN ('arrived', 'stored')"
    )
    waits_ms = 0 if oldest[0][0] is None else max(0, now_ms - oldest[0][0])
    yield GaugeMetricFamily(
        "noodpost_hub_unread_seconds",
        "How long the oldest envelope waits to be read",
        waits_ms / _MILLISECONDS,
    )
    if inbox.file.is_shared:
        rows = ask("SELECT COALESCE(MAX(n), 0) FROM journal")
        yield GaugeMetricFamily(
            "noodpost_hub_journal_rows", "Rows of the shared journal", rows[0][0]
        )


_ASKED: Final = (
    (
        "devices",
        "Devices that count",
        "SELECT COUNT(*) FROM device WHERE revoked_ms IS NULL",
    ),
    ("receipts", "Receipts given", "SELECT COALESCE(MAX(number), 0) FROM receipt"),
    (
        "down",
        "Envelopes that lie ready for posts",
        "SELECT COUNT(*) FROM down WHERE sealed IS NOT NULL",
    ),
)


def _route(path: str) -> str:
    """Return the kind of a request: never what it names."""
    parts = path.split("/")
    asked = parts[2] if len(parts) > 2 and parts[1] == "v1" else ""
    return asked if asked in (*_ROUTES, _HELD) else "other"


async def _say(send: Any, status: int, body: bytes, kind: str) -> None:
    headers = [(b"content-type", kind.encode()), (b"cache-control", b"no-store")]
    start = {"type": "http.response.start", "status": status, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": body})
