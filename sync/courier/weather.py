"""Bad weather: a road that loses, repeats, reorders and breaks off, by one seed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final, NoReturn

import httpx

from sync.protocol import UPLOAD_PREFIX

_SCALE: Final = float(1 << 64)


@dataclass(frozen=True, slots=True)
class Odds:
    """How often each thing goes wrong, from 0 to 1.

    A line that is `cut` breaks off under way: of an upload the first half arrives.
    """

    lose_request: float = 0.15
    lose_answer: float = 0.15
    repeat: float = 0.1
    delay: float = 0.1
    cut: float = 0.0


@dataclass(slots=True)
class _Late:
    request: httpx.Request
    after: int


@dataclass(slots=True)
class _Dice:
    seed: int
    thrown: int = field(default=0)

    def falls(self, odds: float) -> bool:
        self.thrown += 1
        seen = hashlib.sha256(f"{self.seed}:{self.thrown}".encode()).digest()
        return int.from_bytes(seen[:8], "big") / _SCALE < odds


class BadWeather(httpx.AsyncBaseTransport):
    """A transport that treats what passes through it badly, and counts it.

    `up` is the line itself: while it is False every request is refused at once.
    `requests` counts what was tried on an open line, `lost` what never came back, and
    `bytes_up` everything put on the line, head and body, repeats included.
    """

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        seed: int,
        odds: Odds | None = None,
        *,
        up: bool = True,
    ) -> None:
        self.up = up
        self.requests = 0
        self.lost = 0
        self.bytes_up = 0
        self._inner = inner
        self._odds = odds or Odds()
        self._dice = _Dice(seed)
        self._late: list[_Late] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request, or fail to."""
        if not self.up:
            raise httpx.ConnectError("the line is down", request=request)
        self.requests += 1
        await request.aread()
        if self._dice.falls(self._odds.lose_request):
            self._spend(request)
            self.lost += 1
            raise httpx.ConnectTimeout("the request was lost", request=request)
        if self._odds.cut and self._dice.falls(self._odds.cut):
            await self._break_off(request)
        if self._dice.falls(self._odds.delay):
            self._late.append(_Late(_copy(request), self.requests + 2))
        if self._dice.falls(self._odds.repeat):
            await self._forget(_copy(request))
        # Before the request itself: whoever holds an answer may wait for no other, or
        # those who share the few connections of one line wait for each other.
        await self._deliver_late()
        answer = await self._carry(request)
        if self._dice.falls(self._odds.lose_answer):
            await answer.aread()
            await answer.aclose()
            self.lost += 1
            raise httpx.ReadTimeout("the answer was lost", request=request)
        return answer

    async def aclose(self) -> None:
        """Deliver what is still under way, if the line is up, and close the road."""
        if self.up:
            await self._deliver_late(all_of_it=True)
        await self._inner.aclose()

    async def _break_off(self, request: httpx.Request) -> NoReturn:
        """Let half of an upload arrive, and nothing of anything else."""
        self.lost += 1
        if request.method == "PUT" and request.url.path.startswith(UPLOAD_PREFIX):
            half = request.content[: len(request.content) // 2]
            await self._forget(_copy(request, half))
        else:
            self._spend(request)
        raise httpx.ReadError("the line broke off", request=request)

    async def _deliver_late(self, *, all_of_it: bool = False) -> None:
        due = [one for one in self._late if all_of_it or one.after < self.requests]
        self._late = [one for one in self._late if one not in due]
        for one in due:
            await self._forget(one.request)

    async def _forget(self, request: httpx.Request) -> None:
        answer = await self._carry(request)
        await answer.aread()
        await answer.aclose()

    async def _carry(self, request: httpx.Request) -> httpx.Response:
        self._spend(request)
        return await self._inner.handle_async_request(request)

    def _spend(self, request: httpx.Request) -> None:
        head = sum(len(name) + len(value) + 4 for name, value in request.headers.raw)
        line = len(request.method) + len(request.url.raw_path) + 12
        self.bytes_up += line + head + len(request.content)


def _copy(request: httpx.Request, content: bytes | None = None) -> httpx.Request:
    """Return the same request once more; nobody waits for what it would be told."""
    url = request.url
    if "wait" in url.params:
        url = url.copy_set_param("wait", "0")
    headers = [
        (name, value)
        for name, value in request.headers.raw
        if name.lower() != b"content-length"
    ]
    return httpx.Request(
        request.method,
        url,
        headers=headers,
        content=request.content if content is None else content,
        extensions=request.extensions,
    )
