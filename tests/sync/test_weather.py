from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from sync.courier.weather import BadWeather, Odds
from tests.support.wire import URL

CALM = Odds(0, 0, 0, 0)


class Far:
    """The far end: remembers what arrived, in order."""

    def __init__(self) -> None:
        self.arrived: list[bytes] = []
        self.transport = httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.arrived.append(request.content)
        return httpx.Response(200, content=request.content)


class Narrow(httpx.AsyncBaseTransport):
    """A network with one connection: taken until the answer on it is let go."""

    def __init__(self) -> None:
        self.free = asyncio.Semaphore(1)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await self.free.acquire()
        return httpx.Response(200, stream=Held(request.content, self.free))


class Held(httpx.AsyncByteStream):
    """An answer that keeps its connection until it is closed."""

    def __init__(self, content: bytes, free: asyncio.Semaphore) -> None:
        self.content = content
        self.free = free

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.content

    async def aclose(self) -> None:
        self.free.release()


async def send(road: BadWeather, *bodies: bytes) -> list[str]:
    """Send each body; return what came back, or the kind of weather."""
    outcomes = []
    async with httpx.AsyncClient(transport=road, base_url=URL) as client:
        for body in bodies:
            try:
                answer = await client.put("/", content=body)
                outcomes.append(answer.text)
            except httpx.TransportError as why:
                outcomes.append(type(why).__name__)
    return outcomes


def test_calm_weather_carries_everything_once() -> None:
    far = Far()
    road = BadWeather(far.transport, 1, CALM)

    outcomes = asyncio.run(send(road, b"a", b"b"))

    assert outcomes == ["a", "b"]
    assert far.arrived == [b"a", b"b"]
    assert (road.requests, road.lost) == (2, 0)


def test_a_lost_request_does_not_arrive() -> None:
    far = Far()
    road = BadWeather(far.transport, 1, Odds(1, 0, 0, 0))

    outcomes = asyncio.run(send(road, b"a"))

    assert outcomes == ["ConnectTimeout"]
    assert far.arrived == []
    assert (road.requests, road.lost) == (1, 1)


def test_a_lost_answer_belongs_to_a_request_that_arrived() -> None:
    far = Far()
    road = BadWeather(far.transport, 1, Odds(0, 1, 0, 0))

    outcomes = asyncio.run(send(road, b"a"))

    assert outcomes == ["ReadTimeout"]
    assert far.arrived == [b"a"]
    assert road.lost == 1


def test_a_repeated_request_arrives_twice_and_is_answered_once() -> None:
    far = Far()
    road = BadWeather(far.transport, 1, Odds(0, 0, 1, 0))

    outcomes = asyncio.run(send(road, b"a"))

    assert outcomes == ["a"]
    assert far.arrived == [b"a", b"a"]


def test_a_delayed_duplicate_arrives_after_later_requests() -> None:
    far = Far()
    road = BadWeather(far.transport, 1, Odds(0, 0, 0, 1))

    asyncio.run(send(road, b"a", b"b", b"c"))

    assert far.arrived[:4] == [b"a", b"b", b"c", b"a"]
    assert sorted(far.arrived) == [b"a", b"a", b"b", b"b", b"c", b"c"]


def test_an_answer_never_waits_for_the_connection_it_holds() -> None:
    road = BadWeather(Narrow(), 1, Odds(0, 0, 1, 1))

    async def sent() -> list[str]:
        async with asyncio.timeout(5):
            return await send(road, b"a", b"b", b"c", b"d", b"e")

    assert asyncio.run(sent()) == ["a", "b", "c", "d", "e"]


def test_a_line_that_is_down_refuses_at_once_and_counts_nothing() -> None:
    far = Far()
    road = BadWeather(far.transport, 1, CALM, up=False)

    outcomes = asyncio.run(send(road, b"a"))

    assert outcomes == ["ConnectError"]
    assert (road.requests, road.lost, road.bytes_up) == (0, 0, 0)


def test_a_line_that_comes_up_carries_again() -> None:
    far = Far()
    road = BadWeather(far.transport, 1, CALM, up=False)
    road.up = True

    outcomes = asyncio.run(send(road, b"a"))

    assert outcomes == ["a"]


def test_bytes_are_counted_with_their_head_and_with_every_repeat() -> None:
    once = BadWeather(Far().transport, 1, CALM)
    twice = BadWeather(Far().transport, 1, Odds(0, 0, 1, 0))

    asyncio.run(send(once, bytes(1000)))
    asyncio.run(send(twice, bytes(1000)))

    assert 1000 < once.bytes_up < 1500
    assert twice.bytes_up == 2 * once.bytes_up


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_same_seed_is_the_same_weather(seed: int) -> None:
    bodies = [bytes([number]) for number in range(60)]
    odds = Odds(0.2, 0.2, 0.2, 0.2)
    first, second = Far(), Far()

    one = asyncio.run(send(BadWeather(first.transport, seed, odds), *bodies))
    two = asyncio.run(send(BadWeather(second.transport, seed, odds), *bodies))

    assert one == two
    assert first.arrived == second.arrived


def test_another_seed_is_other_weather() -> None:
    bodies = [bytes([number]) for number in range(60)]
    odds = Odds(0.2, 0.2, 0.2, 0.2)

    outcomes = {
        tuple(asyncio.run(send(BadWeather(Far().transport, seed, odds), *bodies)))
        for seed in range(5)
    }

    assert len(outcomes) == 5


def test_a_line_that_is_cut_carries_half_of_an_upload_and_nothing_else() -> None:
    async def story() -> tuple[list[bytes], int]:
        far = Far()
        road = BadWeather(far.transport, 1, Odds(0, 0, 0, 0, 1))
        async with httpx.AsyncClient(transport=road, base_url=URL) as client:
            for path in ("/v1/upload/00?off=0", "/v1/envelope/00"):
                with pytest.raises(httpx.ReadError):
                    await client.put(path, content=b"abcd")
        return far.arrived, road.lost

    arrived, lost = asyncio.run(story())

    assert (arrived, lost) == ([b"ab"], 2)


def test_nobody_waits_for_what_a_repeated_question_would_be_told() -> None:
    waits: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        waits.append(request.url.params["wait"])
        return httpx.Response(200)

    async def story() -> None:
        road = BadWeather(httpx.MockTransport(answer), 1, Odds(0, 0, 1, 0))
        async with httpx.AsyncClient(transport=road, base_url=URL) as client:
            await client.get("/v1/down/00?cursor=&wait=50&most=9")

    asyncio.run(story())

    assert sorted(waits) == ["0", "50"]
