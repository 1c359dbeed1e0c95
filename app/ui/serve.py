"""Serve the screens to this machine alone, and open a window on them.

Any website in the same browser can reach a port on loopback. So every request must
name our own host, come from our own pages, and carry one secret in a cookie. The cookie
is named after the port, because cookies ignore ports.
"""

from __future__ import annotations

import asyncio
import hmac
import shutil
import subprocess
import webbrowser
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

import flet as ft
import flet_web.fastapi as flet_web  # type: ignore[import-untyped]
import uvicorn

from app.front import Quiet, bind
from app.ui.enlarged import Enlarged
from app.ui.lens import Lens

LOOPBACK: Final = "127.0.0.1"

CONTENT_POLICY: Final = (
    b"default-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob: data:"
)
"""No request may leave this machine, also when there is a network."""

_HEADERS: Final = (
    (b"content-security-policy", CONTENT_POLICY),
    (b"x-frame-options", b"SAMEORIGIN"),  # our own frame: see `Enlarged`
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    # What Flet's pages ask of their browser; see `web`.
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-embedder-policy", b"require-corp"),
)
_BROWSERS: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "msedge",
    "brave-browser",
)
_WHERE_ELSE: Final = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
SOCKETS: Final[dict[str, Any]] = {
    "ws": "websockets-sansio",
    # A photo that is too large still arrives, to be told so; the socket stays open.
    "ws_max_size": 40 * 1024 * 1024,
}
"""What uvicorn is told where screens are served."""

_NO_ACCESS: Final = 403
_SEE_OTHER: Final = 303
SOCKET_REFUSED: Final = 4403

Scope = MutableMapping[str, Any]
Receive = Callable[[], Any]
Send = Callable[[MutableMapping[str, Any]], Any]


class Guard:
    """Lets through who names our host, comes from our pages and has the cookie."""

    def __init__(self, app: Callable[..., Any], key: str, port: int) -> None:
        self._app = app
        self._key = key
        self._cookie = f"k{port}"
        self._hosts = frozenset({f"{LOOPBACK}:{port}", f"localhost:{port}"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or the program's own start and stop."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        is_socket = scope["type"] == "websocket"
        headers = headers_of(scope)
        own = self._is_own(headers, is_socket)
        if own and self._fits(cookie_of(headers, self._cookie)):
            onward = send if is_socket else with_headers(send)
            await self._app(scope, receive, onward)
        elif is_socket:
            await send({"type": "websocket.close", "code": SOCKET_REFUSED})
        else:
            await self._welcome(scope, send, own=own)

    def _is_own(self, headers: dict[str, str], is_socket: bool) -> bool:
        own_origin = f"http://{headers.get('host', '')}"
        return is_from(headers, self._hosts, own_origin, names_origin=is_socket)

    def _fits(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._key.encode())

    async def _welcome(self, scope: Scope, send: Send, *, own: bool) -> None:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        good = own and self._fits(query.get("key", [""])[0])
        cookie = f"{self._cookie}={self._key}; HttpOnly; SameSite=Strict; Path=/"
        entry = [(b"location", b"/"), (b"set-cookie", cookie.encode())]
        await send(
            {
                "type": "http.response.start",
                "status": _SEE_OTHER if good else _NO_ACCESS,
                "headers": [*_HEADERS, *(entry if good else [])],
            }
        )
        await send({"type": "http.response.body", "body": b""})


def headers_of(scope: Scope) -> dict[str, str]:
    """Return what is said above a request, by names in small letters."""
    return {
        name.decode("latin-1").lower(): value.decode("latin-1")
        for name, value in scope["headers"]
    }


def is_from(
    headers: dict[str, str],
    hosts: frozenset[str],
    own_origin: str,
    *,
    names_origin: bool,
) -> bool:
    """Tell whether a request names our own host and comes from our own pages.

    `names_origin`: it must say so, as a page's own socket always does; a plain request
    may be silent.
    """
    origin = headers.get("origin", "" if names_origin else own_origin)
    return headers.get("host", "") in hosts and origin == own_origin


def cookie_of(headers: dict[str, str], name: str) -> str:
    """Return the value of a cookie, or nothing."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return "" if found is None else found.value


def with_headers(send: Send) -> Send:
    """Return a way to send that adds what every page of ours asks of its browser."""

    async def onward(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *_HEADERS]
        await send(message)

    return onward


@dataclass(frozen=True, slots=True)
class Running:
    """Screens that are being served; `url` lets one browser in."""

    url: str
    port: int
    server: uvicorn.Server
    task: asyncio.Task[None]

    async def stop(self) -> None:
        """Stop serving; open windows see that the program ended."""
        self.server.should_exit = True
        self.server.force_exit = True
        await self.task


async def serve(
    main: Callable[[ft.Page], Any], port: int, key: str, assets: Path
) -> Running:
    """Serve `main` on loopback in the running loop; port 0 takes a free one."""
    bound = bind(LOOPBACK, port)
    port = bound.getsockname()[1]
    server = Quiet(
        uvicorn.Config(
            Guard(web(main, assets), key, port),
            log_level="warning",
            lifespan="on",
            **SOCKETS,
        )
    )
    task = asyncio.create_task(server.serve(sockets=[bound]))
    while not server.started and not task.done():
        await asyncio.sleep(0.01)
    return Running(f"http://{LOOPBACK}:{port}/?key={key}", port, server, task)


def web(main: Callable[[ft.Page], Any], assets: Path) -> Any:
    """Return the screens as a program that speaks ASGI; a guard stands before it."""
    program = flet_web.FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    screens = flet_web.app(
        main,
        assets_dir=str(assets),
        no_cdn=True,
        # The other one drops and overlaps letters of a casualty number now and then.
        web_renderer=ft.WebRenderer.CANVAS_KIT,
    )
    # Flet adds its headers in a task of its own per request, which a closing window
    # leaves hanging, and lets every origin in. The guard sets what is needed.
    screens.user_middleware.clear()
    program.mount("/", screens)
    return Lens(Enlarged(program))


def open_window(url: str, profile: Path) -> subprocess.Popen[bytes] | None:
    """Open a window without browser bars; else the default browser (None).

    The window has its own profile, so no extension reads along and nothing is kept.
    """
    browser = _browser()
    if browser is None:
        webbrowser.open(url)
        return None
    profile.mkdir(parents=True, exist_ok=True)
    return subprocess.Popen(  # noqa: S603 - a browser found by name, our own URL
        [
            browser,
            f"--app={url}",
            f"--user-data-dir={profile}",
            "--incognito",
            "--disable-sync",
            "--disable-extensions",
            "--no-first-run",
            "--window-size=1280,860",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _browser() -> str | None:
    named = (shutil.which(each) for each in _BROWSERS)
    placed = (each for each in _WHERE_ELSE if Path(each).is_file())
    return next((each for each in named if each), None) or next(placed, None)
