"""A line to a hub: one request, one bounded answer, and a name for all weather.

What goes wrong on the way is weather: a RoadError with one of the reasons below.
"""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from dataclasses import dataclass
from typing import Final

import httpx

from sync.errors import RoadError
from sync.limits import (
    IDLE_LINE_S,
    MAX_MESSAGE_BYTES,
    ROUND_TRIP_S,
    SLOWEST_LINE_BYTES_PER_S,
)
from sync.protocol import CONTENT_TYPE

UNREACHABLE: Final = "unreachable"
"""No line, no answer, or the answer was cut off."""
SLOW: Final = "slow"
"""No whole answer within the time the size allows for."""
TLS: Final = "tls"
"""The certificate is not that of the hub, or there is none where there must be."""
GARBAGE: Final = "garbage"
"""Something answered, but it does not speak as a hub does."""
REFUSED: Final = "refused"
"""The hub knows us no longer, or does not let us."""
BUSY: Final = "busy"
"""The hub asks to come back later."""
TOO_LARGE: Final = "too_large"
"""The answer is larger than any answer may be."""
FULL: Final = "full"
"""The hub has no room to store anything."""

_LONGEST_WAIT_S: Final = 3600.0
"""However long a hub asks us to wait, we ask again within the hour."""

_CONNECTIONS: Final = httpx.Limits(max_connections=4, keepalive_expiry=IDLE_LINE_S)
"""One for what goes up and one for what comes down; a new one costs round trips."""

Transport = httpx.AsyncBaseTransport
"""What carries requests: the network, or what a test or a drill puts in its place."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a request may take: a base, and more for each byte."""

    base_s: float = ROUND_TRIP_S
    bytes_per_s: float = SLOWEST_LINE_BYTES_PER_S

    def for_bytes(self, size: int) -> float:
        """Return the seconds a request with `size` bytes may take."""
        return self.base_s + size / self.bytes_per_s


@dataclass(frozen=True, slots=True)
class Line:
    """A client for one hub, and the patience we have with it."""

    client: httpx.AsyncClient
    patience: Patience = Patience()

    async def aclose(self) -> None:
        """Close every connection."""
        await self.client.aclose()


def open_line(
    url: str,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    tls_root: str | None = None,
    is_pinned: bool = False,
    patience: Patience | None = None,
) -> Line:
    """Make a line to the hub at `url`; nothing is sent yet.

    `transport` replaces the network; `tls_root` and `is_pinned` are as in `network`.
    Raises RoadError `tls` for a plain address that is not this machine's own, `garbage`
    for what is no address or no certificate.
    """
    _check_address(url)
    client = httpx.AsyncClient(
        base_url=url,
        transport=transport or network(tls_root, is_pinned=is_pinned),
        timeout=httpx.Timeout(None),
        headers={"User-Agent": "noodpost", "Accept-Encoding": "identity"},
        follow_redirects=False,
        trust_env=False,
    )
    return Line(client, patience or Patience())


def network(
    tls_root: str | None = None, *, is_pinned: bool = False
) -> httpx.AsyncBaseTransport:
    """Return the real network, with TLS roots of the machine or the one given.

    `is_pinned`: that one is the very certificate of who answers, by whatever name it
    is reached. Raises RoadError `tls` for what is no certificate.
    """
    context = _tls(tls_root)
    context.check_hostname = not (is_pinned and tls_root is not None)
    return httpx.AsyncHTTPTransport(verify=context, limits=_CONNECTIONS)


async def shown_certificate(url: str) -> str | None:
    """Return the certificate, as PEM, that whoever answers at an address shows.

    None for a plain address of this machine. Raises RoadError. Nobody vouches for it:
    it says only that the next time the same one answers.
    """
    _check_address(url)
    address = httpx.URL(url)
    if address.scheme == "http":
        return None
    place = address.host, address.port or 443
    try:
        return await asyncio.to_thread(
            ssl.get_server_certificate, place, timeout=ROUND_TRIP_S
        )
    except (ssl.SSLError, ValueError) as why:
        raise RoadError(TLS) from why
    except OSError as why:
        raise RoadError(UNREACHABLE) from why


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; the hub may take `hold_s` to answer with at most `limit` bytes."""

    method: str
    path: str
    content: bytes = b""
    token: bytes | None = None
    hold_s: float = 0.0
    limit: int = MAX_MESSAGE_BYTES

    @property
    def headers(self) -> dict[str, str]:
        """What is said above the body."""
        said = {"Content-Type": CONTENT_TYPE} if self.content else {}
        if self.token is not None:
            said["Authorization"] = f"Bearer {self.token.hex()}"
        return said


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole and bounded; `is_ours` when it is a hub's kind of body."""

    status: int
    content: bytes
    is_ours: bool
    retry_after_s: float | None


async def exchange(line: Line, asked: Asked) -> Answer:
    """Ask one thing and hear the whole answer. Raises RoadError."""
    try:
        return await _carried(line, asked)
    except TimeoutError as why:
        raise RoadError(SLOW) from why
    except httpx.HTTPError as why:
        raise RoadError(_weather(why)) from why
    except (httpx.InvalidURL, httpx.StreamError, UnicodeError, ValueError) as why:
        raise RoadError(GARBAGE) from why
    except OSError as why:
        raise RoadError(UNREACHABLE) from why


async def _carried(line: Line, asked: Asked) -> Answer:
    """Allow time for what goes up, then for what the answer says comes down."""
    now_s = asyncio.get_running_loop().time
    request = line.client.build_request(
        asked.method, asked.path, content=asked.content, headers=asked.headers
    )
    allowed_s = line.patience.for_bytes(len(asked.content)) + asked.hold_s
    async with asyncio.timeout(allowed_s) as bound:
        answer = await line.client.send(request, stream=True)
        try:
            bound.reschedule(now_s() + line.patience.for_bytes(_size(answer, asked)))
            body = await _bounded(answer, asked.limit)
        finally:
            await answer.aclose()
    kind = answer.headers.get("Content-Type", "")
    return Answer(
        answer.status_code,
        body,
        kind.partition(";")[0].strip().lower() == CONTENT_TYPE
        and answer.headers.get("Content-Encoding", "identity") == "identity",
        _retry_after(answer.headers.get("Retry-After", "")),
    )


def broke_off(why: RoadError) -> bool:
    """Tell whether a line that was open broke off, or stalled, under way."""
    is_weather = why.reason in (UNREACHABLE, SLOW) and why.retry_after_s is None
    never = isinstance(why.__cause__, httpx.ConnectError | httpx.ConnectTimeout)
    return is_weather and not never


def _size(answer: httpx.Response, asked: Asked) -> int:
    said = answer.headers.get("Content-Length", "")
    is_known = said.isascii() and said.isdigit() and len(said) < 10
    return min(int(said), asked.limit) if is_known else asked.limit


async def _bounded(answer: httpx.Response, limit: int) -> bytes:
    """Read a body and stop at the limit; raw, so nothing is ever inflated."""
    body = bytearray()
    async for part in answer.aiter_raw():
        body += part
        if len(body) > limit:
            raise RoadError(TOO_LARGE)
    return bytes(body)


def _retry_after(header: str) -> float | None:
    if not (header.isascii() and header.isdigit() and len(header) < 10):
        return None
    return min(float(header), _LONGEST_WAIT_S)


def _weather(why: httpx.HTTPError) -> str:
    seen: BaseException | None = why
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return TLS
        seen = seen.__cause__ or seen.__context__
    if isinstance(why, httpx.TimeoutException):
        return SLOW if isinstance(why, httpx.ReadTimeout) else UNREACHABLE
    cut_off = "disconnected" in str(why) or "closed connection" in str(why)
    if isinstance(why, httpx.ProtocolError) and not cut_off:
        return GARBAGE
    return UNREACHABLE


def whole_address(words: str, port: int) -> str:
    """Return what a person typed as an address of its own: `10.0.0.5` is one.

    What is not said is `https` and `port`. Raises RoadError for what is no address.
    """
    said = words.strip().rstrip("/")
    if "://" not in said:
        is_here = is_loopback(said.partition(":")[0])
        said = f"{'http' if is_here else 'https'}://{said}"
    _check_address(said)
    address = httpx.URL(said)
    if address.path not in ("", "/") or address.query or address.userinfo:
        raise RoadError(GARBAGE)
    return str(address.copy_with(port=address.port or port, path="/")).rstrip("/")


def _check_address(url: str) -> None:
    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, ValueError) as why:
        raise RoadError(GARBAGE) from why
    if address.scheme not in ("http", "https") or not address.host:
        raise RoadError(GARBAGE)
    if address.scheme == "http" and not is_loopback(address.host):
        raise RoadError(TLS)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _tls(root: str | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cadata=root)
    except (ssl.SSLError, ValueError) as why:
        raise RoadError(TLS) from why
