"""One request, one function: ask a hub something over HTTP, and believe nothing.

What goes wrong on the way is weather: a RoadError with one of the reasons below. What
a hub decides about an envelope is an Outcome.
"""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NoReturn, TypeVar

import httpx

from sync.errors import FormatError, RoadError
from sync.event import unpack
from sync.ids import EnvelopeId, LogId
from sync.limits import MAX_MESSAGE_BYTES, ROUND_TRIP_S, SLOWEST_LINE_BYTES_PER_S
from sync.protocol import (
    CONTENT_TYPE,
    ENROL_PATH,
    HUB_PATH,
    Delivered,
    Problem,
    Reason,
    State,
    envelope_path,
    state_path,
)

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

Transport = httpx.AsyncBaseTransport
"""What carries requests: the network, or what a test or a drill puts in its place."""

T = TypeVar("T")


class Outcome(StrEnum):
    """What a hub decided about an envelope."""

    STORED = "stored"
    SET_ASIDE = "set_aside"
    CONFLICT = "conflict"
    KEY_GONE = "key_gone"
    EPOCH_MISSING = "epoch_missing"
    TOO_LARGE = "too_large"


_OUTCOMES: Final = {
    200: Outcome.STORED,
    201: Outcome.STORED,
    409: Outcome.CONFLICT,
    410: Outcome.KEY_GONE,
    413: Outcome.TOO_LARGE,
    422: Outcome.SET_ASIDE,
    424: Outcome.EPOCH_MISSING,
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """The answer to an envelope: what was decided, receipts as signed, and why."""

    outcome: Outcome
    receipts: tuple[bytes, ...]
    reason: str


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
    patience: Patience | None = None,
) -> Line:
    """Make a line to the hub at `url`; nothing is sent yet.

    `transport` replaces the network. Raises RoadError `tls` for a plain address that
    is not this machine's own, `garbage` for what is no address or no certificate.
    """
    _check_address(url)
    client = httpx.AsyncClient(
        base_url=url,
        transport=transport or network(tls_root),
        timeout=httpx.Timeout(None),
        headers={"User-Agent": "noodpost", "Accept-Encoding": "identity"},
        follow_redirects=False,
        trust_env=False,
    )
    return Line(client, patience or Patience())


def network(tls_root: str | None = None) -> httpx.AsyncBaseTransport:
    """Return the real network, with TLS roots of the machine or the one given.

    Raises RoadError `tls` for what is no certificate.
    """
    return httpx.AsyncHTTPTransport(verify=_tls(tls_root))


async def descriptor(line: Line) -> bytes:
    """Ask the hub who it is; the bytes are signed and still to be checked."""
    answer = await _ask(line, "GET", HUB_PATH)
    return _signed(answer) if answer.status == 200 else _fail(answer)


async def enrol(line: Line, question: bytes) -> bytes:
    """Ask for a certificate; question and answer are as `sync.trust.enrol` makes them.

    Raises RoadError: with the hub's own reason when it says no to the invitation.
    """
    answer = await _ask(line, "POST", ENROL_PATH, content=question)
    if answer.status == 200:
        return _signed(answer)
    reason = _reason(answer)
    if answer.status in (403, 410, 422):
        raise RoadError(reason or REFUSED)
    if answer.status == 503 and reason == Reason.LOCKED:
        raise RoadError(reason, answer.retry_after_s)
    return _fail(answer)


async def deliver(line: Line, envelope: EnvelopeId, sealed: bytes) -> Delivery:
    """Bring one envelope. Raises RoadError when nothing was decided."""
    answer = await _ask(line, "PUT", envelope_path(envelope), content=sealed)
    outcome = _OUTCOMES.get(answer.status)
    if outcome is None:
        return _fail(answer)
    if outcome is Outcome.TOO_LARGE:
        return Delivery(outcome, (), _read(Problem, answer).reason)
    delivered = _read(Delivered, answer)
    return Delivery(outcome, tuple(delivered.receipts), delivered.reason)


async def state(line: Line, token: bytes, log: LogId, since: int) -> State:
    """Ask what the hub holds of a log, and its receipts after number `since`."""
    answer = await _ask(
        line,
        "GET",
        f"{state_path(log)}?since={since}",
        headers={"Authorization": f"Bearer {token.hex()}"},
    )
    return _read(State, answer) if answer.status == 200 else _fail(answer)


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    content: bytes
    is_ours: bool
    retry_after_s: float | None


async def _ask(
    line: Line,
    method: str,
    path: str,
    *,
    content: bytes = b"",
    headers: dict[str, str] | None = None,
) -> _Answer:
    allowed = line.patience.for_bytes(len(content))
    try:
        async with asyncio.timeout(allowed):
            return await _exchange(line.client, method, path, content, headers or {})
    except TimeoutError as why:
        raise RoadError(SLOW) from why
    except httpx.HTTPError as why:
        raise RoadError(_weather(why)) from why
    except (httpx.InvalidURL, httpx.StreamError, UnicodeError, ValueError) as why:
        raise RoadError(GARBAGE) from why
    except OSError as why:
        raise RoadError(UNREACHABLE) from why


async def _exchange(
    client: httpx.AsyncClient,
    method: str,
    path: str,
    content: bytes,
    headers: dict[str, str],
) -> _Answer:
    if content:
        headers = {**headers, "Content-Type": CONTENT_TYPE}
    request = client.build_request(method, path, content=content, headers=headers)
    answer = await client.send(request, stream=True)
    try:
        body = await _bounded(answer)
    finally:
        await answer.aclose()
    kind = answer.headers.get("Content-Type", "")
    return _Answer(
        answer.status_code,
        body,
        kind.partition(";")[0].strip().lower() == CONTENT_TYPE
        and answer.headers.get("Content-Encoding", "identity") == "identity",
        _retry_after(answer.headers.get("Retry-After", "")),
    )


async def _bounded(answer: httpx.Response) -> bytes:
    """Read a body and stop at the limit; raw, so nothing is ever inflated."""
    body = bytearray()
    async for part in answer.aiter_raw():
        body += part
        if len(body) > MAX_MESSAGE_BYTES:
            raise RoadError(TOO_LARGE)
    return bytes(body)


def _read(kind: type[T], answer: _Answer) -> T:
    if not answer.is_ours:
        raise RoadError(GARBAGE)
    try:
        return unpack(kind, answer.content, limit=MAX_MESSAGE_BYTES)
    except FormatError as why:
        raise RoadError(GARBAGE) from why


def _signed(answer: _Answer) -> bytes:
    """Return bytes that carry their own proof, and so are not read here."""
    if not answer.is_ours:
        raise RoadError(GARBAGE)
    return answer.content


def _reason(answer: _Answer) -> str | None:
    try:
        said = _read(Problem, answer).reason
    except RoadError:
        return None
    return said if said in {one.value for one in Reason} else None


def _fail(answer: _Answer) -> NoReturn:
    """Say what kind of weather an answer is that decides nothing."""
    if answer.status in (429, 503):
        raise RoadError(BUSY, answer.retry_after_s)
    if answer.status == 507 and answer.is_ours:
        raise RoadError(FULL, answer.retry_after_s)
    if answer.status in (401, 403):
        raise RoadError(REFUSED)
    raise RoadError(GARBAGE)


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


def _check_address(url: str) -> None:
    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, ValueError) as why:
        raise RoadError(GARBAGE) from why
    if address.scheme not in ("http", "https") or not address.host:
        raise RoadError(GARBAGE)
    if address.scheme == "http" and not _is_loopback(address.host):
        raise RoadError(TLS)


def _is_loopback(host: str) -> bool:
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
