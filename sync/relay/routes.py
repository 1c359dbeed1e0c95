"""A relay's HTTP: what is brought is kept, what came back is given. Nothing is read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from fastapi import FastAPI, Request, Response

from sync.clock import Clock
from sync.errors import Denied
from sync.event import pack
from sync.hub import asked
from sync.hub.answered import BUSY_RETRY_S, answer, guarded
from sync.hub.quota import Allowance, Gate
from sync.ids import LogId
from sync.limits import (
    DOWN_BYTES,
    MAX_CURSOR_BYTES,
    MAX_ERRAND_BYTES,
    MAX_ERRAND_ITEMS,
)
from sync.protocol import ERRAND_PATH, RELAY_PATH, About, Reason
from sync.relay.shelf import Shelf
from sync.relay.sisters import Asked
from sync.reply import ERRAND, Kind, Reading, packed_reply


def relay_app(
    shelf: Shelf,
    clock: Clock,
    hub_ms: Callable[[], int | None],
    brought: Callable[[], None],
    allowance: Allowance | None = None,
) -> FastAPI:
    """Return a relay's application.

    `hub_ms` says when it last reached where it brings things; `brought` is called in
    the loop's thread when something new was kept.
    """
    app = guarded(clock, allowance)
    desk = _Desk(shelf, clock, hub_ms, brought)
    app.add_api_route(ERRAND_PATH, desk.errand, methods=["POST"])
    app.add_api_route(RELAY_PATH, desk.about, methods=["GET"])
    return app


class _Desk:
    def __init__(
        self,
        shelf: Shelf,
        clock: Clock,
        hub_ms: Callable[[], int | None],
        brought: Callable[[], None],
    ) -> None:
        self._shelf = shelf
        self._clock = clock
        self._hub_ms = hub_ms
        self._brought = brought
        self._gate = Gate()
        # The threads are for those who work at this machine as well.
        self._turn = asyncio.Lock()

    async def errand(self, request: Request) -> Response:
        address = asked.caller(request)
        with self._gate.entered(address) as place:
            raw = await asked.body(request, MAX_ERRAND_BYTES, place)
            async with self._turn:
                reply, is_new, is_torn = await asyncio.to_thread(
                    self._done, raw, address
                )
        if is_new:
            self._brought()
        return answer(200, reply, BUSY_RETRY_S if is_torn else None)

    async def about(self) -> Response:
        hub_ms, now_ms = self._hub_ms() or 0, self._clock.now_ms()
        return answer(200, pack(About(self._shelf.id, hub_ms, now_ms, {})))

    def _done(self, raw: bytes, address: str) -> tuple[bytes, bool, bool]:
        kept: dict[LogId, list[bytes]] = {}
        cursors: dict[LogId, bytes] = {}
        sisters: dict[LogId, bytes] = {}
        reading, now_ms, is_new = Reading(ERRAND), self._clock.now_ms(), False
        for n, item in enumerate(reading.feed(raw)):
            if n >= MAX_ERRAND_ITEMS:
                raise Denied(Reason.TOO_LARGE)
            known = kept.setdefault(item.log, [])
            if item.kind is Kind.ENVELOPE:
                one = self._shelf.keep(item.raw, address, now_ms)
                if one is not None:
                    known.append(one.name)
                    is_new |= one.is_new
            elif item.kind is Kind.CURSOR and len(item.raw) <= MAX_CURSOR_BYTES:
                cursors[item.log] = item.raw
            elif item.kind is Kind.SISTERS:
                sisters[item.log] = item.raw
                self._shelf.addressed.asked(item.raw, now_ms)
        parts, left = [], DOWN_BYTES
        for log, names in kept.items():
            wanted = Asked(sisters.get(log, b""), tuple(kept))
            back = self._shelf.back(log, cursors.get(log, b""), left, wanted)
            left -= sum(map(len, (*back.receipts, *back.envelopes)))
            parts.append(replace(back, kept=tuple(names)))
        return packed_reply(parts), is_new, not reading.is_between
