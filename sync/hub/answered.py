"""What a hub or a relay answers when it is not the thing itself: no, later, who."""

from __future__ import annotations

import math
from typing import Final

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from sync.clock import Clock
from sync.errors import Denied, DiskFull, FileError, FormatError
from sync.event import pack
from sync.hub.quota import Allowance, Buckets, origin
from sync.protocol import CONTENT_TYPE, Problem, Reason

BUSY_RETRY_S: Final = 30
"""When a hub that is busy or full asks to be tried again."""

STATUS: Final = {
    Reason.LOCKED: 503,
    Reason.BUSY: 503,
    Reason.TOO_LARGE: 413,
    Reason.NOT_ALLOWED: 403,
    Reason.REVOKED: 403,
    Reason.INVITATION_UNKNOWN: 403,
    Reason.INVITATION_USED: 403,
    Reason.INVITATION_EXPIRED: 410,
}


def guarded(clock: Clock, allowance: Allowance | None) -> FastAPI:
    """Return an application that turns away who asks too often, and says why not.

    Whatever it does not know is a bare 404.
    """
    app = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False
    )
    app.add_exception_handler(Tired, _tired)
    app.add_exception_handler(HTTPException, _bare)
    app.add_exception_handler(Denied, _denied)
    app.add_exception_handler(FormatError, _not_ours)
    app.add_exception_handler(FileError, _no_room)
    app.add_middleware(_Quota, buckets=Buckets(clock, allowance))
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
            wait_s = self._buckets.wait_s(origin((scope.get("client") or ("",))[0]))
        if wait_s:
            await come_back(wait_s)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class Tired(Exception):
    """Raised for a device that asks too often."""

    def __init__(self, wait_s: float) -> None:
        super().__init__()
        self.wait_s = wait_s


def answer(status: int, body: bytes, retry_s: int | None = None) -> Response:
    """Return a body of ours; `retry_s` says when to come again."""
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if retry_s is not None:
        headers["Retry-After"] = str(retry_s)
    return Response(body, status, headers, media_type=CONTENT_TYPE)


def problem(status: int, reason: Reason, retry_s: int | None = None) -> Response:
    """Return what is wrong, where there is nothing else to say."""
    return answer(status, pack(Problem(reason, {})), retry_s)


def come_back(wait_s: float) -> Response:
    """Return that this was asked too often, and how long to wait."""
    return problem(429, Reason.BUSY, retry_s=math.ceil(wait_s))


async def _not_ours(_request: Request, _why: Exception) -> Response:
    return problem(422, Reason.FORMAT)


async def _tired(_request: Request, why: Exception) -> Response:
    return come_back(why.wait_s if isinstance(why, Tired) else BUSY_RETRY_S)


async def _bare(_request: Request, why: Exception) -> Response:
    status = why.status_code if isinstance(why, HTTPException) else 404
    return Response(status_code=404 if status == 405 else status)


async def _denied(_request: Request, why: Exception) -> Response:
    reason = Reason(why.reason) if isinstance(why, Denied) else Reason.BUSY
    status = STATUS.get(reason, 422)
    return problem(status, reason, BUSY_RETRY_S if status == 503 else None)


async def _no_room(_request: Request, why: Exception) -> Response:
    status = 507 if isinstance(why, DiskFull) else 503
    return problem(status, no_room_reason(why), BUSY_RETRY_S)


def no_room_reason(why: Exception) -> Reason:
    """Return whether a disk is full, or cannot be used now."""
    return Reason.FULL if isinstance(why, DiskFull) else Reason.BUSY
