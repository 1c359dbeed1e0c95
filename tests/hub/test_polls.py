"""A hub holds a question for news: not for long, not too many, and not for nobody."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.event import unpack
from sync.ids import EnvelopeId
from sync.limits import MAX_DOWN_BYTES, MAX_POLLS_EACH
from sync.protocol import Down, down_path
from tests.support.hub import Device, TestHub, enrolled, open_hub, tell
from tests.support.wire import URL, served


def bearer(device: Device) -> dict[str, str]:
    assert device.joined is not None
    return {"Authorization": f"Bearer {device.joined.enrolled.road_token.hex()}"}


async def ask(
    made: TestHub, device: Device, wait_s: int = 0, cursor: bytes = b""
) -> httpx.Response:
    path = down_path(device.log, cursor, wait_s, 1 << 18)
    async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
        return await client.get(path, headers=bearer(device))


def lay(made: TestHub, device: Device, sealed: bytes = b"sealed") -> None:
    name = EnvelopeId(sealed[:1] * 16)
    made.hub.outgoing.lay(device.applicant.post, name, sealed)


def test_a_question_is_answered_at_once_when_there_is_something() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        lay(made, device)

        answer = await ask(made, device, wait_s=60)

        down = unpack(Down, answer.content, limit=MAX_DOWN_BYTES)
        assert (down.envelopes, down.more) == ([b"sealed"], False)
        assert down.now_ms == made.clock.now_ms()

    tell(story)


def test_a_held_question_is_answered_when_news_is_laid() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        asking = asyncio.create_task(ask(made, device, wait_s=60))
        while not made.hub.outgoing._listeners:
            await asyncio.sleep(0.002)

        await asyncio.to_thread(lay, made, device)
        answer = await asking

        down = unpack(Down, answer.content, limit=MAX_DOWN_BYTES)
        assert down.envelopes == [b"sealed"]
        assert made.hub.outgoing._listeners == []

    tell(story)


def test_a_held_question_ends_with_nothing() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)

        answer = await ask(made, device, wait_s=1)

        down = unpack(Down, answer.content, limit=MAX_DOWN_BYTES)
        assert (answer.status_code, down.envelopes, down.cursor) == (200, [], b"")

    tell(story)


def test_who_hangs_up_leaves_nothing_waiting() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        async with served(made.app) as server:
            path = f"{server.url}{down_path(device.log, b'', 60, 1000)}"
            async with httpx.AsyncClient(trust_env=False) as client:
                asking = asyncio.create_task(client.get(path, headers=bearer(device)))
                while not made.hub.outgoing._listeners:
                    await asyncio.sleep(0.002)
                asking.cancel()
                await asyncio.wait({asking})
            while made.hub.outgoing._listeners:
                await asyncio.sleep(0.002)

        assert made.hub.outgoing._listeners == []

    tell(story)


def test_one_device_holds_a_bounded_number_of_questions() -> None:
    async def story() -> None:
        made = await open_hub()
        device, sister = await enrolled(made), await enrolled(made, "sister", "B")
        held = [
            asyncio.create_task(ask(made, device, wait_s=60))
            for _ in range(MAX_POLLS_EACH)
        ]
        while len(made.hub.outgoing._listeners) < MAX_POLLS_EACH:
            await asyncio.sleep(0.002)

        refused = await ask(made, device, wait_s=60)
        other = await ask(made, sister, wait_s=1)
        for one in held:
            one.cancel()
        await asyncio.gather(*held, return_exceptions=True)

        assert (refused.status_code, other.status_code) == (503, 200)
        assert refused.headers["retry-after"] == "30"

    tell(story)


def test_a_device_revoked_while_it_waits_gets_nothing() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        asking = asyncio.create_task(ask(made, device, wait_s=60))
        while not made.hub.outgoing._listeners:
            await asyncio.sleep(0.002)

        await asyncio.to_thread(made.hub.revoke, device.applicant.signing.id)
        lay(made, device)
        answer = await asking

        assert answer.status_code == 403

    tell(story)


@pytest.mark.parametrize(
    "query",
    ["cursor=0", "cursor=GG", "cursor=" + "0" * 130, "wait=-1", "wait=x", "most=1.5"],
)
def test_a_question_of_no_form_we_know_is_a_bare_404(query: str) -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        path = f"/v1/down/{device.log.hex()}?{query}"

        async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
            answer = await client.get(path, headers=bearer(device))

        assert (answer.status_code, answer.content) == (404, b"")

    tell(story)


def test_news_is_only_for_who_has_a_token_of_this_log() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        path = down_path(device.log, b"", 0, 1000)

        async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
            answer = await client.get(path)

        assert answer.status_code == 403

    tell(story)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cursor=st.binary(max_size=64), most=st.integers(0, 10**18 - 1))
def test_no_cursor_makes_a_hub_stumble(cursor: bytes, most: int) -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        lay(made, device)

        path = down_path(device.log, cursor, 0, most)
        async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
            answer = await client.get(path, headers=bearer(device))

        down = unpack(Down, answer.content, limit=MAX_DOWN_BYTES)
        assert down.envelopes == [b"sealed"]

    tell(story)
