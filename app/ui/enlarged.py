"""Everything larger: the page in a frame of its own, drawn so many times as large.

A page cannot zoom itself, and letters alone would grow out of their buttons. In a frame
of half the width that is drawn twice as large, it lays itself out as on a smaller
screen. `/?size=150` is that frame; `/?drawn=150` the page in it.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import flet as ft

from app.settings import SIZES

LEAST_WIDTH: Final = 320
"""Pixels the page in the frame always has; a phone is enlarged less than was asked."""

Scope = MutableMapping[str, Any]
App = Callable[[Scope, Any, Any], Any]

_FRAME: Final = """<!doctype html>
<html><head><meta charset="utf-8"><title>Noodpost</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="icon" type="image/png" href="favicon.png">
<style>
html,body{margin:0;height:100%;overflow:hidden}
iframe{border:0;position:absolute;left:0;top:0;transform-origin:0 0}
</style></head><body><iframe title="Noodpost"></iframe><script>
const frame = document.querySelector("iframe");
function fit() {
  window.times = Math.max(1, Math.min(SIZE / 100, innerWidth / LEAST));
  frame.style.width = innerWidth / times + "px";
  frame.style.height = innerHeight / times + "px";
  frame.style.transform = "scale(" + times + ")";
}
addEventListener("resize", fit);
frame.addEventListener("load", () => frame.contentWindow.focus());
fit();
frame.src = "/?drawn=SIZE";
</script></body></html>
"""
_SHARP: Final = b"""<script>
Object.defineProperty(window, "devicePixelRatio", {
  get: () => parent.devicePixelRatio * (parent.times || 1)
});
</script>"""
"""Drawn as large as it is seen: without this its letters would be blurred."""


async def enlarge(page: ft.Page, percent: int) -> None:
    """Load the page in this size, unless it is; what was being done goes on."""
    asked = parse_qs(urlsplit(page.route).query)
    if (_size(asked.get("drawn")) or SIZES[0]) != percent:
        address = f"/?size={percent}" if percent > SIZES[0] else "/"
        await ft.UrlLauncher().launch_url(address, web_only_window_name="_top")


class Enlarged:
    """Answers for the frame, and makes the page in it sharp."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Answer one request; all but the page itself is for the app."""
        if scope["type"] != "http" or scope["path"] != "/":
            await self._app(scope, receive, send)
            return
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        size = _size(asked.get("size"))
        if size:
            await _answer(send, _frame(size))
        elif _size(asked.get("drawn")):
            await self._app(scope, receive, _Sharpened(send))
        else:
            await self._app(scope, receive, send)


def _size(asked: list[str] | None) -> int | None:
    return next((each for each in SIZES[1:] if asked == [str(each)]), None)


def _frame(size: int) -> bytes:
    page = _FRAME.replace("SIZE", str(size)).replace("LEAST", str(LEAST_WIDTH))
    return page.encode()


async def _answer(send: Any, body: bytes) -> None:
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class _Sharpened:
    """Puts our script at the head of the page that passes."""

    def __init__(self, send: Any) -> None:
        self._send = send
        self._start: MutableMapping[str, Any] = {}
        self._body = b""

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = self._body.replace(b"<head>", b"<head>" + _SHARP, 1)
        kept = [each for each in self._start["headers"] if each[0].lower() not in _OURS]
        length = (b"content-length", str(len(body)).encode())
        await self._send({**self._start, "headers": [*kept, length]})
        await self._send({"type": "http.response.body", "body": body})


_OURS: Final = frozenset({b"content-length", b"etag", b"last-modified"})
