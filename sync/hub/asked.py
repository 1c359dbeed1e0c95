"""What a caller says: bounded before it is read, and in one form only."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Final

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from sync import bundle
from sync.errors import Denied
from sync.hub.quota import Place, origin
from sync.limits import MAX_BUNDLE_BYTES, ROUND_TRIP_S, SLOWEST_LINE_BYTES_PER_S
from sync.protocol import Reason

_HEX: Final = re.compile(r"[0-9a-f]+", re.ASCII)
_TOKEN_DIGITS: Final = 64
_MOST_DIGITS: Final = 18


def caller(request: Request) -> str:
    """Return what an address counts as."""
    return origin(request.client.host if request.client else "")


async def body(request: Request, limit: int, place: Place) -> bytes:
    """Read a body, no longer and no slower than is allowed.

    Raises Denied, and HTTPException 408 when it came too slowly or was cut off.
    """
    read, is_whole = await part(request, limit, place)
    if not is_whole:
        raise HTTPException(408)
    return read


async def part(request: Request, limit: int, place: Place) -> tuple[bytes, bool]:
    """Read what comes of a body, and whether it is all of it. Raises Denied."""
    size = min(_declared(request, limit), limit)
    read = bytearray()
    try:
        async with asyncio.timeout(ROUND_TRIP_S + size / SLOWEST_LINE_BYTES_PER_S):
            async for chunk in request.stream():
                place.hold(len(chunk))
                read += chunk
                if len(read) > limit:
                    raise Denied(Reason.TOO_LARGE)
    except (TimeoutError, ClientDisconnect):
        return bytes(read), False
    return bytes(read), True


async def envelopes(request: Request, place: Place) -> AsyncIterator[bytes]:
    """Yield the envelopes of a bundle, each as soon as it is whole.

    Only the waiting for bytes counts as slow, not what is done with them. Raises
    Denied, FormatError, and HTTPException 408 when it ends in the middle of one.
    """
    size = min(_declared(request, MAX_BUNDLE_BYTES), MAX_BUNDLE_BYTES)
    left_s = ROUND_TRIP_S + size / SLOWEST_LINE_BYTES_PER_S
    stream, unpacking, read = request.stream(), bundle.Unpacking(), 0
    loop = asyncio.get_running_loop()
    while left_s > 0:
        begun_s = loop.time()
        try:
            async with asyncio.timeout(left_s):
                chunk = await anext(stream, None)
        except (TimeoutError, ClientDisconnect) as why:
            raise HTTPException(408) from why
        left_s -= loop.time() - begun_s
        if chunk is None:
            break
        read += len(chunk)
        if read > MAX_BUNDLE_BYTES:
            raise Denied(Reason.TOO_LARGE)
        for one in unpacking.feed(chunk):
            yield one
        place.hold(unpacking.held - place.size)
    if not unpacking.is_between:
        raise HTTPException(408)


def _declared(request: Request, limit: int) -> int:
    said = request.headers.get("Content-Length", "")
    if not (said.isascii() and said.isdigit()):
        return limit
    if int(said[:19]) > limit:
        raise Denied(Reason.TOO_LARGE)
    return int(said[:19])


def name(text: str, size: int) -> bytes:
    """Return an id of `size` bytes from its hex; of any other form nothing is here."""
    if len(text) != 2 * size or not _HEX.fullmatch(text):
        raise HTTPException(404)
    return bytes.fromhex(text)


def digits(request: Request, key: str) -> bytes:
    """Return the bytes a query names in hex, of whatever length; empty for none."""
    said = request.query_params.get(key, "")
    if said and (len(said) % 2 or not _HEX.fullmatch(said)):
        raise HTTPException(404)
    return bytes.fromhex(said)


def number(request: Request, key: str, otherwise: str = "0") -> int:
    """Return a number of a query; whatever is no number is nothing we know."""
    said = request.query_params.get(key, otherwise)
    if not (said.isascii() and said.isdigit() and len(said) <= _MOST_DIGITS):
        raise HTTPException(404)
    return int(said)


def token(request: Request) -> bytes:
    """Return the road token of a request. Raises Denied."""
    kind, _, said = request.headers.get("Authorization", "").partition(" ")
    if kind != "Bearer" or len(said) != _TOKEN_DIGITS or not _HEX.fullmatch(said):
        raise Denied(Reason.NOT_ALLOWED)
    return bytes.fromhex(said)


def has_token(request: Request) -> bool:
    """Tell whether a request says it has a road token."""
    return "Authorization" in request.headers
