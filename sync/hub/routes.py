"""The hub's HTTP: a few requests, each bounded before it is read, and nothing else."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Final

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from sync.envelope import Core, read_head
from sync.errors import Denied, DiskFull, FileError, SyncError
from sync.event import pack
from sync.hub import asked
from sync.hub.answered import (
    BUSY_RETRY_S,
    STATUS,
    Tired,
    answer,
    guarded,
    no_room_reason,
)
from sync.hub.hub import Hub, Received
from sync.hub.inbox import Fate
from sync.hub.polls import Polls
from sync.hub.quota import Allowance, Buckets, Gate
from sync.hub.uploads import Owner, Whole
from sync.ids import EnvelopeId, LogId
from sync.limits import (
    DOWN_BYTES,
    MAX_BUNDLE_ENVELOPES,
    MAX_CURSOR_BYTES,
    MAX_ENVELOPE_BYTES,
    MAX_ERRAND_BYTES,
    MAX_MESSAGE_BYTES,
    MAX_PART_BYTES,
    MAX_WAIT_S,
)
from sync.protocol import (
    BUNDLE_PATH,
    ENROL_PATH,
    ERRAND_PATH,
    HUB_PATH,
    Bundled,
    Delivered,
    Down,
    Reason,
    Result,
    Uploaded,
)

_SET_ASIDE: Final = {Reason.KEY_GONE: 410, Reason.EPOCH_MISSING: 424}


def hub_app(hub: Hub, allowance: Allowance | None = None) -> FastAPI:
    """Return the hub's application; whatever it does not know is a bare 404."""
    app = guarded(hub.clock, allowance)
    desk = _Desk(hub, Buckets(hub.clock, allowance))
    app.add_api_route(HUB_PATH, desk.descriptor, methods=["GET"])
    app.add_api_route(HUB_PATH, desk.remind, methods=["POST"])
    app.add_api_route(ENROL_PATH, desk.enrol, methods=["POST"])
    app.add_api_route("/v1/state/{log}", desk.state, methods=["GET"])
    app.add_api_route("/v1/envelope/{envelope}", desk.receive, methods=["PUT"])
    app.add_api_route("/v1/upload/{envelope}", desk.upload, methods=["PUT"])
    app.add_api_route(BUNDLE_PATH, desk.bundle, methods=["POST"])
    app.add_api_route(ERRAND_PATH, desk.errand, methods=["POST"])
    app.add_api_route("/v1/upload/{envelope}", desk.uploaded, methods=["GET"])
    app.add_api_route("/v1/down/{log}", desk.down, methods=["GET"])
    return app


def _is_late(one: Result) -> bool:
    """Tell whether nothing was decided about an envelope: it is to come again."""
    return one.status in (429, 503, 507)


class _Desk:
    """The requests of one hub."""

    def __init__(self, hub: Hub, devices: Buckets) -> None:
        self._hub = hub
        self._devices = devices
        self._gate = Gate()
        self._polls = Polls(hub.outgoing)

    async def descriptor(self) -> Response:
        return answer(200, await asyncio.to_thread(self._hub.descriptor))

    async def remind(self, request: Request) -> Response:
        with self._gate.entered(asked.caller(request)) as place:
            lost = await asked.body(request, MAX_MESSAGE_BYTES, place)
            return answer(200, await asyncio.to_thread(self._hub.remind, lost))

    async def enrol(self, request: Request) -> Response:
        with self._gate.entered(asked.caller(request)) as place:
            question = await asked.body(request, MAX_MESSAGE_BYTES, place)
            return answer(200, await asyncio.to_thread(self._hub.admit, question))

    async def state(self, request: Request, log: str) -> Response:
        of, since = LogId(asked.name(log, 8)), asked.number(request, "since")
        token = asked.token(request)
        device = await asyncio.to_thread(self._hub.caller, token)
        self._count(device.key)
        state = await asyncio.to_thread(self._hub.state, token, of, since)
        return answer(200, pack(state))

    async def receive(self, request: Request, envelope: str) -> Response:
        name = EnvelopeId(asked.name(envelope, 16))
        with self._gate.entered(asked.caller(request)) as place:
            raw = await asked.body(request, MAX_ENVELOPE_BYTES, place)
            return _delivered(await self._receive(name, raw))

    async def bundle(self, request: Request) -> Response:
        """Receive many envelopes: each is judged while the next is on its way.

        After one that cannot be taken now the rest waits too: they keep their order.
        """
        results: list[Result] = []
        with self._gate.entered(asked.caller(request)) as place:
            async for raw in asked.envelopes(request, place):
                if len(results) >= MAX_BUNDLE_ENVELOPES:
                    raise Denied(Reason.TOO_LARGE)
                is_stuck = bool(results) and _is_late(results[-1])
                results.append(
                    results[-1]
                    if is_stuck
                    else await self._result(raw, asked.caller(request))
                )
        is_late = any(_is_late(one) for one in results)
        body = pack(Bundled(results, {}))
        return answer(200, body, BUSY_RETRY_S if is_late else None)

    async def errand(self, request: Request) -> Response:
        """Take what a relay brings, and give it what goes back to its posts."""
        address = asked.caller(request)
        with self._gate.entered(address) as place:
            raw = await asked.body(request, MAX_ERRAND_BYTES, place)
            receive = partial(self._result, address=address)
            now_ms = self._hub.clock.now_ms()
            done = await self._hub.errands.done(raw, receive, address, now_ms)
        return answer(200, done.reply, BUSY_RETRY_S if done.is_late else None)

    async def _result(self, raw: bytes, address: str) -> Result:
        """Receive one of many; what nobody proved counts as a request of its own."""
        core = await asyncio.to_thread(_core, raw)
        if core is None:
            return Result(422, [], Reason.FORMAT)
        try:
            self._turn_away_if_tired(address)
            received = await self._receive(EnvelopeId(core.envelope), raw)
            if not received.receipts:
                self._devices.take(address)
        except Tired:
            return Result(429, [], Reason.BUSY)
        except Denied as why:
            return Result(STATUS.get(Reason(why.reason), 422), [], why.reason)
        except FileError as why:
            is_full = isinstance(why, DiskFull)
            return Result(507 if is_full else 503, [], no_room_reason(why))
        return Result(_status(received), list(received.receipts), received.reason)

    async def _receive(self, name: EnvelopeId, raw: bytes) -> Received:
        """Receive a whole envelope; who it says it is from is counted once proven."""
        core = await asyncio.to_thread(_core, raw)
        sender = b"" if core is None else bytes(core.sender)
        self._turn_away_if_tired(sender)
        received = await self._hub.receive(name, raw)
        if received.receipts:
            self._devices.take(sender)
        return received

    async def upload(self, request: Request, envelope: str) -> Response:
        whole, offset = _whole(request, envelope), asked.number(request, "off")
        owner = await asyncio.to_thread(self._owner, request)
        with self._gate.entered(asked.caller(request)) as place:
            content, is_all = await asked.part(request, MAX_PART_BYTES, place)
            # What came of a part that was cut off stays: the rest is brought later.
            appended = await asyncio.to_thread(
                self._hub.uploads.append, whole, owner, offset, content
            )
            if not is_all:
                raise HTTPException(408)
            if not appended.fits or appended.offset < whole.size:
                return _uploaded(202 if appended.fits else 409, appended.offset)
            return await self._completed(whole, owner)

    async def _completed(self, whole: Whole, owner: Owner) -> Response:
        raw = await asyncio.to_thread(self._hub.uploads.whole, whole, owner)
        if raw is None:
            return _uploaded(409, 0)
        received = await self._receive(whole.envelope, raw)
        await asyncio.to_thread(self._hub.uploads.done, whole)
        return _delivered(received)

    async def uploaded(self, request: Request, envelope: str) -> Response:
        whole = _whole(request, envelope)
        owner = await asyncio.to_thread(self._owner, request)
        held = await asyncio.to_thread(self._hub.uploads.offset, whole, owner)
        return _uploaded(200, held)

    async def down(self, request: Request, log: str) -> Response:
        of, token = LogId(asked.name(log, 8)), asked.token(request)
        cursor = asked.digits(request, "cursor")
        wait_s = min(asked.number(request, "wait"), MAX_WAIT_S)
        most = min(asked.number(request, "most", str(DOWN_BYTES)), DOWN_BYTES)
        if len(cursor) > MAX_CURSOR_BYTES:
            raise HTTPException(404)
        device = await asyncio.to_thread(self._hub.caller, token, of)
        self._count(device.key)
        if wait_s:
            await self._polls.wait(request, device, cursor, wait_s)
            device = await asyncio.to_thread(self._hub.caller, token, of)
        page = await self._polls.collect(device, cursor, most)
        now_ms = self._hub.clock.now_ms()
        came = Down(list(page.envelopes), page.cursor, page.more, now_ms, {})
        return answer(200, pack(came))

    def _owner(self, request: Request) -> Owner:
        if asked.has_token(request):
            key = self._hub.caller(asked.token(request)).key
            return Owner(bytes(key), is_known=True)
        return Owner(asked.caller(request).encode(), is_known=False)

    def _count(self, device: bytes) -> None:
        self._turn_away_if_tired(bytes(device))
        self._devices.take(bytes(device))

    def _turn_away_if_tired(self, caller: bytes | str) -> None:
        owed_s = self._devices.owed_s(caller)
        if owed_s:
            raise Tired(owed_s)


def _core(raw: bytes) -> Core | None:
    """Return what an envelope says of itself, or None when it says nothing."""
    try:
        return read_head(raw).core
    except SyncError:
        return None


def _whole(request: Request, envelope: str) -> Whole:
    size = asked.number(request, "of")
    if not size:
        raise HTTPException(404)
    digest = asked.name(request.query_params.get("sha256", ""), 32)
    return Whole(EnvelopeId(asked.name(envelope, 16)), digest, size)


def _uploaded(status: int, offset: int) -> Response:
    return answer(status, pack(Uploaded(offset, {})))


def _status(received: Received) -> int:
    if received.fate is Fate.CONTRADICTS:
        return 409
    if received.fate is Fate.SET_ASIDE:
        return _SET_ASIDE.get(Reason(received.reason), 422)
    return 201 if received.is_new else 200


def _delivered(received: Received) -> Response:
    body = Delivered(list(received.receipts), received.reason, {})
    return answer(_status(received), pack(body))
