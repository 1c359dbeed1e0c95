"""Lets tablets on the network look at this post: behind TLS, a proof and a code.

Before a code was used there is one page, `tablet_page`, which names nobody. It is given
out whatever vouches for the line. A code is taken only with a proof beside it: what the
other door (`ProvingDoor`) told this browser. That door shows another certificate of the
same root, a new one each time, so what a person once clicked away opens nothing there.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from app.i18n import LANGUAGES
from app.settings import Settings
from app.ui.serve import (
    SOCKET_REFUSED,
    Receive,
    Scope,
    Send,
    cookie_of,
    headers_of,
    is_from,
    with_headers,
)
from app.ui.tablet_page import FILES, entry_page, entry_policy, language_of
from app.ui.tablet_pass import Passes, Tablet
from sync.limits import HEAD_S

AT_TABLET: Final[ContextVar[Tablet]] = ContextVar("tablet")
"""The tablet that asks, for the window that is made for it."""

_MOST_BYTES: Final = 1024
_BODY_S: Final = HEAD_S
"""How long a stranger may take to say it."""

FAREWELL_S: Final = 1.0
"""How long a tablet that was ended still hears us: that it has to show nothing more."""
_MOST_DEVICE: Final = 40
_HANG_UP: Final = (b"connection", b"close")
"""No stranger keeps a line, and who comes again is shown the certificate of then."""

_SYSTEMS: Final = (
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("CrOS", "ChromeOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS: Final = (
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Edg", "Edge"),
    ("SamsungBrowser", "Samsung"),
    ("Chrom", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the two doors are: at which addresses, behind which root."""

    addresses: tuple[str, ...]
    port: int
    proving_port: int
    root: bytes
    exercise: bool = False

    @property
    def hosts(self) -> frozenset[str]:
        """What a request may call this machine."""
        return frozenset(f"{each}:{self.port}" for each in self.addresses)

    @property
    def cookie(self) -> str:
        """The name of our cookie; cookies ignore ports, so it has the port in it."""
        return f"__Host-t{self.port}"


class TabletGuard:
    """Stands before the screens, for everybody who comes by the network."""

    def __init__(
        self,
        app: Callable[..., Any],
        passes: Passes,
        place: Callable[[], Place],
    ) -> None:
        self._app = app
        self._passes = passes
        self._place = place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        place, headers = self._place(), headers_of(scope)
        is_socket = scope["type"] == "websocket"
        posts = not is_socket and scope["method"] != "GET"
        own_origin = f"https://{headers.get('host', '')}"
        names_origin = is_socket or posts
        if not is_from(headers, place.hosts, own_origin, names_origin=names_origin):
            await _refuse(send, is_socket=is_socket)
        elif not is_socket and scope["path"].startswith("/tablet/"):
            await self._at_the_door(scope, headers, receive, send)
        else:
            tablet = self._passes.find(cookie_of(headers, place.cookie))
            if tablet is not None:
                await self._inside(tablet, scope, receive, send)
            elif not is_socket and scope["path"] == "/" and not posts:
                await self._welcome(scope, headers, send)
            else:
                await _refuse(send, is_socket=is_socket)

    async def _inside(
        self, tablet: Tablet, scope: Scope, receive: Receive, send: Send
    ) -> None:
        AT_TABLET.set(tablet)
        if scope["type"] == "websocket":
            socket = _Socket(tablet, receive, send)
            try:
                await self._app(scope, socket.receive, socket.send)
            finally:
                await socket.close()
        else:
            await self._app(scope, receive, with_headers(send))

    async def _welcome(self, scope: Scope, headers: dict[str, str], send: Send) -> None:
        place = self._place()
        host = headers["host"].partition(":")[0]
        language = language_of(scope, headers)
        page = entry_page(place.root, language, place.proving_port, place.exercise)
        policy = entry_policy(host, place.proving_port)
        await _answer(send, 200, page, b"text/html; charset=utf-8", policy)

    async def _at_the_door(
        self, scope: Scope, headers: dict[str, str], receive: Receive, send: Send
    ) -> None:
        match scope["method"], scope["path"]:
            case "GET", "/tablet/root.crt":
                kind = b"application/x-x509-ca-cert"
                await _answer(send, 200, self._place().root, kind)
            case "GET", path if path in FILES:
                await _answer(send, 200, FILES[path].read(), FILES[path].kind)
            case "POST", "/tablet/in":
                await self._knock(headers, await _body(receive), send)
            case _:
                await _refuse(send, is_socket=False)

    async def _knock(self, headers: dict[str, str], body: bytes, send: Send) -> None:
        """Let a browser in that has shown it knows our root, and has a code."""
        knock = read_knock(body)
        if not self._passes.proves(knock.proof):
            await _say(send, 403, "proof")
            return
        device = device_of(headers.get("user-agent", ""))
        secret = self._passes.let_in(knock.code, device, Settings(knock.language))
        if secret is None:
            await _say(send, 403, "code")
            return
        # No limit of days: a browser that is closed forgets it, and so do we.
        cookie = f"{self._place().cookie}={secret}; Secure; HttpOnly; SameSite=Strict"
        await _say(send, 200, "in", (b"set-cookie", f"{cookie}; Path=/".encode()))


class ProvingDoor:
    """Tells a browser that knows our root so; nobody else ever hears it.

    A page cannot ask its user to accept a certificate for something it fetches, and
    what was accepted before is not shown again: `renew` is called after each answer.
    """

    def __init__(
        self,
        passes: Passes,
        place: Callable[[], Place],
        renew: Callable[[], Awaitable[None]],
    ) -> None:
        self._passes = passes
        self._place = place
        self._renew = renew

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await _refuse(send, is_socket=scope["type"] == "websocket")
            return
        place, headers = self._place(), headers_of(scope)
        host = headers.get("host", "").partition(":")[0]
        origin = f"https://{host}:{place.port}"
        hosts = frozenset(f"{each}:{place.proving_port}" for each in place.addresses)
        own = is_from(headers, hosts, origin, names_origin=True)
        await self._renew()
        if own and (scope["method"], scope["path"]) == ("GET", "/proof"):
            allowed = (b"access-control-allow-origin", origin.encode())
            said = self._passes.proof().encode()
            await _answer(send, 200, said, b"text/plain", b"", allowed)
        else:
            await _answer(send, 403, b"", b"text/plain")


async def _over(tablet: Tablet) -> None:
    """Wait until a tablet was ended, and its windows were told to clear."""
    await tablet.gone.wait()
    await asyncio.sleep(FAREWELL_S)


class _Socket:
    """The socket of a tablet: it closes once the tablet is ended."""

    def __init__(self, tablet: Tablet, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._gone = asyncio.ensure_future(_over(tablet))
        self._is_shut = False

    async def receive(self) -> MutableMapping[str, Any]:
        """Return what the tablet says next, or that it is gone."""
        heard = asyncio.ensure_future(self._receive())
        await asyncio.wait({heard, self._gone}, return_when=asyncio.FIRST_COMPLETED)
        if not self._gone.done():
            message: MutableMapping[str, Any] = heard.result()
            return message
        heard.cancel()
        if not self._is_shut:
            self._is_shut = True
            await self._send({"type": "websocket.close", "code": SOCKET_REFUSED})
        return {"type": "websocket.disconnect", "code": SOCKET_REFUSED}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """Tell the tablet something, while it may hear."""
        if not self._is_shut:
            await self._send(message)

    async def close(self) -> None:
        """Wait for nothing more."""
        self._gone.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._gone


@dataclass(frozen=True, slots=True)
class Knock:
    """What a browser says that wants to come in."""

    code: str = ""
    proof: str = ""
    language: str = LANGUAGES[0]


def read_knock(body: bytes) -> Knock:
    """Return what a browser posted; nothing is in it when it is anything else.

    It comes from whoever is on the network.
    """
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return Knock()
    if not isinstance(said, dict):
        return Knock()
    code, proof, language = (said.get(each) for each in ("code", "proof", "language"))
    return Knock(
        code if isinstance(code, str) else "",
        proof if isinstance(proof, str) else "",
        language if language in LANGUAGES else LANGUAGES[0],
    )


def device_of(agent: str) -> str:
    """Return what a browser calls itself, short enough for a list: Android · Chrome."""
    known = [
        next((words for sign, words in signs if sign in agent), "")
        for signs in (_SYSTEMS, _BROWSERS)
    ]
    return " · ".join(each for each in known if each)[:_MOST_DEVICE]


async def _body(receive: Receive) -> bytes:
    """Return what was posted; nothing when it is too large, or does not come."""
    body = bytearray()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_BODY_S):
            while len(body) <= _MOST_BYTES:
                message = await receive()
                body += message.get("body", b"")
                if message["type"] == "http.disconnect" or not message.get("more_body"):
                    return bytes(body) if len(body) <= _MOST_BYTES else b""
    return b""


async def _say(send: Send, status: int, word: str, *more: tuple[bytes, bytes]) -> None:
    body = json.dumps({"said": word}).encode()
    await _answer(send, status, body, b"application/json", b"", *more)


async def _answer(
    send: Send,
    status: int,
    body: bytes,
    kind: bytes,
    policy: bytes = b"",
    *more: tuple[bytes, bytes],
) -> None:
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", policy or b"default-src 'none'"),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
        (b"referrer-policy", b"no-referrer"),
        _HANG_UP,
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _refuse(send: Send, *, is_socket: bool) -> None:
    if is_socket:
        await send({"type": "websocket.close", "code": SOCKET_REFUSED})
    else:
        await _answer(send, 403, b"", b"text/plain")
