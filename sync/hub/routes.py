"""The hub's HTTP: four requests, each bounded before it is read, and nothing else."""

from __future__ import annotations

import asyncio
import math
import re
from typing import Final

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from sync.errors import Denied, DiskFull, FileError
from sync.event import pack
from sync.hub.hub import Hub, Received
from sync.hub.inbox import Fate
from sync.hub.quota import Allowance, Buckets, Gate
from sync.ids import EnvelopeId, LogId
from sync.limits import (
    MAX_ENVELOPE_BYTES,
    MAX_MESSAGE_BYTES,
    ROUND_TRIP_S,
    SLOWEST_LINE_BYTES_PER_S,
)
from sync.protocol import CONTENT_TYPE, ENROL_PATH, HUB_PATH, Delivered, Problem, Reason

BUSY_RETRY_S: Final = 30
"""When a hub that is busy or full asks to be tried again."""

_STATUS: Final = {
    Reason.LOCKED: 503,
    Reason.BUSY: 503,
    Reason.TOO_LARGE: 413,
    Reason.NOT_ALLOWED: 403,
    Reason.REVOKED: 403,
    Reason.INVITATION_UNKNOWN: 403,
    Reason.INVITATION_USED: 403,
    Reason.INVITATION_EXPIRED: 410,
}
_SET_ASIDE: Final = {Reason.KEY_GONE: 410, Reason.EPOCH_MISSING: 424}
_HEX: Final = re.compile(r"[0-9a-f]+", re.ASCII)


def hub_app(hub: Hub, allowance: Allowance | None = None) -> FastAPI:
    """Return the hub's application; whatever it does not know is a bare 404."""
    app = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False
    )
    desk = _Desk(hub)
    app.add_api_route(HUB_PATH, desk.descriptor, methods=["GET"])
    app.add_api_route(ENROL_PATH, desk.enrol, methods=["POST"])
    app.add_api_route("/v1/state/{log}", desk.state, methods=["GET"])
    app.add_api_route("/v1/envelope/{envelope}", desk.receive, methods=["PUT"])
    app.add_exception_handler(HTTPException, _bare)
    app.add_exception_handler(Denied, _denied)
    app.add_exception_handler(FileError, _no_room)
    app.add_middleware(_Quota, buckets=Buckets(hub.clock, allowance))
    return app


class _Quota:
    """Turns away who asks too often, before anything is read.

    Plain ASGI: a request that is cut off leaves no task of ours behind.
    """

    def __init__(self, app: ASGIApp, buckets: Buckets) -> None:
        self._app = app
        self._buckets = buckets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wait_s = 0.0
        if scope["type"] == "http":
            wait_s = self._buckets.wait_s((scope.get("client") or ("",))[0])
        if wait_s:
            tired = _problem(429, Reason.BUSY, retry_s=math.ceil(wait_s))
            await tired(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class _Desk:
    """The requests of one hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._gate = Gate()

    async def descriptor(self) -> Response:
        return _answer(200, await asyncio.to_thread(self._hub.descriptor))

    async def enrol(self, request: Request) -> Response:
        with self._gate.entered():
            asked = await _body(request, MAX_MESSAGE_BYTES)
            return _answer(200, await asyncio.to_thread(self._hub.admit, asked))

    async def state(self, request: Request, log: str) -> Response:
        name, since = _name(log, 8), _since(request)
        token = _token(request)
        state = await asyncio.to_thread(self._hub.state, token, LogId(name), since)
        return _answer(200, pack(state))

    async def receive(self, request: Request, envelope: str) -> Response:
        name = EnvelopeId(_name(envelope, 16))
        with self._gate.entered():
            raw = await _body(request, MAX_ENVELOPE_BYTES)
            return _delivered(await self._hub.receive(name, raw))


async def _body(request: Request, limit: int) -> bytes:
    """Read a body, no longer and no slower than is allowed. Raises Denied."""
    declared = request.headers.get("Content-Length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:19]) > limit:
        raise Denied(Reason.TOO_LARGE)
    body = bytearray()
    try:
        async with asyncio.timeout(ROUND_TRIP_S + limit / SLOWEST_LINE_BYTES_PER_S):
            async for part in request.stream():
                body += part
                if len(body) > limit:
                    raise Denied(Reason.TOO_LARGE)
    except (TimeoutError, ClientDisconnect) as why:
        raise HTTPException(408) from why
    return bytes(body)


def _name(text: str, size: int) -> bytes:
    if len(text) != 2 * size or not _HEX.fullmatch(text):
        raise HTTPException(404)
    return bytes.fromhex(text)


def _since(request: Request) -> int:
    said = request.query_params.get("since", "0")
    if not (said.isascii() and said.isdigit() and len(said) <= 18):
        raise HTTPException(404)
    return int(said)


def _token(request: Request) -> bytes:
    kind, _, said = request.headers.get("Authorization", "").partition(" ")
    if kind != "Bearer" or len(said) != 64 or not _HEX.fullmatch(said):
        raise Denied(Reason.NOT_ALLOWED)
    return bytes.fromhex(said)


def _delivered(received: Received) -> Response:
    if received.fate is Fate.CONTRADICTS:
        status = 409
    elif received.fate is Fate.SET_ASIDE:
        status = _SET_ASIDE.get(Reason(received.reason), 422)
    else:
        status = 201 if received.is_new else 200
    body = Delivered(list(received.receipts), received.reason, {})
    return _answer(status, pack(body))


def _answer(status: int, body: bytes, retry_s: int | None = None) -> Response:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if retry_s is not None:
        headers["Retry-After"] = str(retry_s)
    return Response(body, status, headers, media_type=CONTENT_TYPE)


def _problem(status: int, reason: Reason, retry_s: int | None = None) -> Response:
    return _answer(status, pack(Problem(reason, {})), retry_s)


async def _bare(_request: Request, why: Exception) -> Response:
    status = why.status_code if isinstance(why, HTTPException) else 404
    return Response(status_code=404 if status == 405 else status)


async def _denied(_request: Request, why: Exception) -> Response:
    reason = Reason(why.reason) if isinstance(why, Denied) else Reason.BUSY
    status = _STATUS.get(reason, 422)
    return _problem(status, reason, BUSY_RETRY_S if status == 503 else None)


async def _no_room(_request: Request, why: Exception) -> Response:
    if isinstance(why, DiskFull):
        return _problem(507, Reason.FULL, BUSY_RETRY_S)
    return _problem(503, Reason.BUSY, BUSY_RETRY_S)
