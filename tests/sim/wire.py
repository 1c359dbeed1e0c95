"""The wire between a post and its hub, with relays that lose, repeat and spoil."""

from __future__ import annotations

import asyncio
import contextvars
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

import httpx

from tests.sim.dice import Dice
from tests.sim.machine import Failed, Machine

FOREVER_S: Final = 100_000.0
_MOST_TRIES: Final = 60
_TRIES_S: Final = 60.0
_NO_NEWS_BYTES: Final = 100
UP: Final = "up"
DOWN: Final = "down"
Serve = Callable[[httpx.Request], Awaitable["Answer | None"]]
"""Let the hub answer; None when it cannot."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a hub said."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def response(self, body: bytes | None = None) -> httpx.Response:
        """Return it as it arrives."""
        said = self.body if body is None else body
        kept = [each for each in self.headers if each[0].lower() != b"content-length"]
        stream = httpx.ByteStream(said)
        return httpx.Response(self.status, headers=kept, stream=stream)


@dataclass(frozen=True, slots=True)
class Odds:
    """How often each thing goes wrong, from 0 to 1."""

    lose_request: float = 0.0
    lose_answer: float = 0.0
    repeat: float = 0.0
    delay: float = 0.0
    spoil_request: float = 0.0
    spoil_answer: float = 0.0
    stale: float = 0.0
    portal: float = 0.0


CALM: Final = Odds()
STORMS: Final = (
    CALM,
    Odds(0.1, 0.1, 0.1, 0.2),
    Odds(0.3, 0.3, 0.3, 0.3, 0.05, 0.05),
    Odds(0.05, 0.5, 0.5, 0.2),
    Odds(0.05, 0.05, 0.3, 0.6),
    Odds(0.05, 0.05, 0.1, 0.1, 0.4, 0.4, 0.1, 0.1),
)


@dataclass(slots=True)
class Wire(httpx.AsyncBaseTransport):
    """Carries one post's requests, and treats them badly."""

    post: Machine
    serve: Serve
    dice: Dice
    overheard: Callable[[bytes], None]
    aim: Callable[[str], None] = lambda _: None
    """Told what is about to arrive where: a power cut at that very moment is worst."""
    odds: Odds = CALM
    is_up: bool = True
    is_away: bool = False
    """Whether there is no line at all, whatever the weather."""
    has_spoiled: bool = False
    """Whether it changed what came down; what was spoiled stays shown as unreadable."""
    is_hasty: bool = False
    """Whether it was tried again and again, far too often, while there was no line."""
    _tried_s: deque[float] = field(default_factory=lambda: deque(maxlen=_MOST_TRIES))
    _heard: dict[str, Answer] = field(default_factory=dict)
    _late: set[asyncio.Task[None]] = field(default_factory=set)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request, or fail to."""
        try:
            return await self._carry(request)
        except httpx.HTTPError:
            self._note_failure()
            raise

    def _note_failure(self) -> None:
        now_s = asyncio.get_running_loop().time()
        is_full = len(self._tried_s) == _MOST_TRIES
        self.is_hasty |= is_full and now_s - self._tried_s[0] < _TRIES_S
        self._tried_s.append(now_s)

    async def _carry(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        self.overheard(body)
        name = f"{request.method} {request.url.raw_path.decode()}"
        self.post.note(f"{self.post.name} asks {name} ({len(body)} bytes)")
        if self.is_away or not self.is_up:
            await asyncio.sleep(self.dice.span(0.01, 10))
            raise httpx.ConnectError("no line", request=request)
        if self.dice.falls(self.odds.portal):
            return Answer(200, [], b"<html>sign in</html>").response()
        await asyncio.sleep(self._travel_s())
        sent = self._repeated(self._spoiled_request(request))
        if self.dice.falls(self.odds.lose_request):
            await self._silence("request", request)
        if request.method == "PUT" or name.endswith("/bundle"):
            self.aim(UP)
        answer = await self.serve(sent)
        if answer is None:
            raise httpx.ReadError("cut off", request=request)
        return await self._return(answer, name, request)

    async def _return(
        self, answer: Answer, name: str, request: httpx.Request
    ) -> httpx.Response:
        self.overheard(answer.body)
        await asyncio.sleep(self._travel_s())
        if self.dice.falls(self.odds.lose_answer):
            await self._silence("answer", request)
        if self.dice.falls(self.odds.stale):
            answer = self._heard.get(name, answer)
        self._heard[name] = answer
        self.post.note(f"{self.post.name} hears {answer.status} ({len(answer.body)})")
        if "/v1/down/" in name and len(answer.body) > _NO_NEWS_BYTES:
            self.aim(DOWN)
        if answer.body and self.dice.falls(self.odds.spoil_answer):
            self.has_spoiled |= "/v1/down/" in name or name.endswith("/v1/errand")
            return answer.response(self._spoiled(answer.body))
        return answer.response()

    def _travel_s(self) -> float:
        far = self.dice.falls(self.odds.delay)
        return self.dice.span(1, 60) if far else self.dice.span(0.001, 0.5)

    async def _silence(self, what: str, request: httpx.Request) -> None:
        self.post.note(f"{self.post.name}: {what} lost")
        if self.dice.falls(0.5):
            await asyncio.sleep(FOREVER_S)
        raise httpx.ReadTimeout(f"{what} lost", request=request)

    def _repeated(self, request: httpx.Request) -> httpx.Request:
        if self.dice.falls(self.odds.repeat):
            again = self._later(_copy(request, request.content))
            task = asyncio.get_running_loop().create_task(
                again, context=contextvars.Context()
            )
            self._late.add(task)
            task.add_done_callback(self._late.discard)
        return request

    async def _later(self, request: httpx.Request) -> None:
        await asyncio.sleep(self.dice.span(0.01, 600))
        await self.serve(request)

    def _spoiled_request(self, request: httpx.Request) -> httpx.Request:
        body = request.content
        if body and self.dice.falls(self.odds.spoil_request):
            return _copy(request, self._spoiled(body))
        return request

    def _spoiled(self, body: bytes) -> bytes:
        """Change a byte, or cut the end off."""
        place = self.dice.number(0, len(body) - 1)
        if self.dice.falls(0.2):
            return body[:place]
        spoiled = bytearray(body)
        spoiled[place] ^= self.dice.number(1, 255)
        return bytes(spoiled)


def _copy(request: httpx.Request, body: bytes) -> httpx.Request:
    headers = [
        each for each in request.headers.raw if each[0].lower() != b"content-length"
    ]
    return httpx.Request(request.method, request.url, headers=headers, content=body)


async def served(hub: Machine, app: object, request: httpx.Request) -> Answer | None:
    """Let a hub's program answer; None when its power went."""
    if not hub.is_up:
        return None
    inner = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
    done = await hub.run(_answered(inner, request))
    if isinstance(done, Failed):
        if done.is_power:
            return None
        raise done.why
    return done


async def _answered(inner: httpx.ASGITransport, request: httpx.Request) -> Answer:
    response = await inner.handle_async_request(request)
    body = await response.aread()
    return Answer(response.status_code, list(response.headers.raw), body)
