"""The camera: a page of its own that posts still frames, read here, told to a screen.

A browser gives its camera to a page, not to Flet. `/lens?for=…` is that page; it stands
behind the same guard as all else. A screen that wants pictures asks for a token and is
told each code once, until it has been out of sight.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable, Coroutine, MutableMapping
from dataclasses import dataclass, field
from string import Template
from typing import Any, Final
from urllib.parse import parse_qs

from app.care.refusal import Refusal
from app.i18n import text
from app.paths import ASSETS
from app.scan.picture import MOST_BYTES, codes
from app.ui.told import Told
from app.ui.words import refused

Scope = MutableMapping[str, Any]
App = Callable[[Scope, Any, Any], Any]
Take = Callable[[str], Coroutine[Any, Any, Told]]
"""`take(code)`: what a screen makes of one code, in words for who holds the camera."""

_FILES: Final = {
    "/lens/lens.js": b"text/javascript; charset=utf-8",
    "/lens/lens.css": b"text/css; charset=utf-8",
}
_OUT_OF_SIGHT_S: Final = 1.2
"""A code that lies still before the camera is one scan; out and in again is another."""

_WORDS: Final = ("title", "gone", "none", "camera", "hint", "list", "photo", "close")
_NOT_FOUND: Final = 404
_TOO_LARGE: Final = 413


@dataclass(slots=True)
class Asking:
    """A screen that waits for pictures."""

    take: Take
    language: str
    exercise: bool
    light: str = "light"
    seen_s: dict[str, float] = field(default_factory=dict)
    busy: bool = False


class Lenses:
    """The screens that wait for pictures, by the token their page carries."""

    def __init__(self) -> None:
        self._asking: dict[str, Asking] = {}

    def ask(self, asking: Asking) -> tuple[str, Callable[[], None]]:
        """Wait for pictures; returns the address of the page, and how to stop."""
        token = secrets.token_urlsafe(16)
        self._asking[token] = asking
        return f"/lens?for={token}", lambda: self._drop(token)

    def find(self, token: str) -> Asking | None:
        """Return who waits with this token, or None."""
        return self._asking.get(token)

    def _drop(self, token: str) -> None:
        self._asking.pop(token, None)


LENSES: Final = Lenses()
"""Those of this program: its windows and its pages share one server."""


class Lens:
    """Answers for the page of the camera and reads what it posts."""

    def __init__(self, app: App, lenses: Lenses = LENSES) -> None:
        self._app = app
        self._lenses = lenses

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Answer one request; what is not of the camera is for the app."""
        path = scope.get("path", "")
        if scope["type"] != "http" or not (
            path == "/lens" or path.startswith("/lens/")
        ):
            await self._app(scope, receive, send)
            return
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        token = asked.get("for", [""])[0]
        asking = self._lenses.find(token)
        match scope["method"], path:
            case "GET", "/lens" if asking is not None:
                await _answer(send, _page(asking, token), b"text/html; charset=utf-8")
            case "GET", file if file in _FILES:
                content = (ASSETS / file.lstrip("/")).read_bytes()
                await _answer(send, content, _FILES[file])
            case "POST", ("/lens/frame" | "/lens/photo") as how:
                body = await _body(receive)
                await self._read(send, asking, body, photo=how.endswith("photo"))
            case _:
                await _answer(send, b"", b"text/plain", _NOT_FOUND)

    async def _read(
        self, send: Any, asking: Asking | None, body: bytes | None, *, photo: bool
    ) -> None:
        if asking is None:
            await _json(send, {"gone": True, "told": []})
            return
        if body is None:
            why = Refusal("picture_too_large", most=MOST_BYTES // 1024**2)
            await _json(send, _none(asking, why, photo=photo), _TOO_LARGE)
            return
        if asking.busy and not photo:
            await _json(send, {"told": []})
            return
        asking.busy = True
        try:
            found = await asyncio.to_thread(codes, body)
            told = [await asking.take(each) for each in _new(asking, found, photo)]
            await _json(send, {"told": [_words(each) for each in told]})
        except Refusal as why:
            await _json(send, _none(asking, why, photo=photo))
        finally:
            asking.busy = False


def _new(asking: Asking, found: list[str], photo: bool) -> list[str]:
    """Return the codes that were not before the camera just now."""
    if photo:
        return found
    now = asyncio.get_running_loop().time()
    fresh = [
        each
        for each in found
        if now - asking.seen_s.get(each, -_OUT_OF_SIGHT_S) >= _OUT_OF_SIGHT_S
    ]
    kept = {
        code: at for code, at in asking.seen_s.items() if now - at < _OUT_OF_SIGHT_S
    }
    asking.seen_s = kept | dict.fromkeys(found, now)
    return fresh


def _none(asking: Asking, why: Refusal, *, photo: bool) -> dict[str, Any]:
    """Return why nothing was read; of a photo at once, of a frame only as a hint."""
    words = refused(why, asking.language)
    told = [_words(Told(words, good=False))] if photo else []
    return {"told": told, "why": words}


def _words(told: Told) -> dict[str, Any]:
    return {"words": told.words, "good": told.good, "again": told.again}


def _page(asking: Asking, token: str) -> bytes:
    language = asking.language
    words = {name: text(f"ui.lens.{name}", language) for name in _WORDS}
    mark = text("ui.label.exercise", language) if asking.exercise else ""
    page = Template((ASSETS / "lens" / "lens.html").read_text("utf-8"))
    filled = page.substitute(
        words,
        token=token,
        language=language,
        light=asking.light,
        exercise=mark,
        drill="drill" if asking.exercise else "",
    )
    return filled.encode()


async def _body(receive: Any) -> bytes | None:
    """Return what was posted, or None as soon as it is too large."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            return None
        if not message.get("more_body"):
            return bytes(body)


async def _json(send: Any, said: dict[str, Any], status: int = 200) -> None:
    await _answer(send, json.dumps(said).encode(), b"application/json", status)


async def _answer(send: Any, body: bytes, kind: bytes, status: int = 200) -> None:
    headers = [
        (b"content-type", kind),
        (b"cache-control", b"no-store"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
