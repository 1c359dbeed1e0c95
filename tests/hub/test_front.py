"""The hub's door does not stay open for who says nothing."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn

from app.front import MAX_HEAD_BYTES, SETTINGS, Front
from tests.support.hub import hub_of, tell


@contextlib.asynccontextmanager
async def door() -> AsyncIterator[int]:
    """Serve a hub as its program does."""
    made = hub_of()
    await made.unlock()
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(
            made.app, http=Front, log_level="critical", lifespan="off", **SETTINGS
        )
    )
    running = asyncio.create_task(server.serve([listening]))
    while not server.started:
        await asyncio.sleep(0.005)
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        await running
        listening.close()


async def heard(port: int, *said: bytes) -> bytes:
    """Say this, a piece at a time, and return all that comes until it hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = b""
    try:
        with contextlib.suppress(ConnectionError):  # hung up on before the last piece
            for piece in said:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.01)
            answer = await reader.read()
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
    return answer


@pytest.mark.parametrize("said", [[], [b"GET /v1/hub HT"], [b"G", b"E", b"T", b" "]])
def test_a_head_that_never_becomes_whole_is_hung_up_on(
    said: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.front.HEAD_S", 0.1)

    async def story() -> None:
        async with door() as port:
            assert await heard(port, *said) == b""

    tell(story)


def test_who_was_answered_may_ask_again_on_the_same_connection() -> None:
    async def story() -> None:
        head = b"GET /v1/hub HTTP/1.1\r\nHost: x\r\n"
        async with door() as port:
            answer = await heard(
                port, head + b"\r\n", head + b"Connection: close\r\n\r\n"
            )

        assert answer.count(b"HTTP/1.1 200") == 2

    tell(story)


def test_a_second_head_on_a_connection_must_become_whole_as_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.front.HEAD_S", 1.0)

    async def story() -> None:
        async with door() as port:
            answer = await heard(
                port, b"GET /v1/hub HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /v1"
            )

        assert answer.count(b"HTTP/1.1 200") == 1

    tell(story)


def test_a_head_without_end_is_refused() -> None:
    async def story() -> None:
        async with door() as port:
            endless = b"GET /v1/hub HTTP/1.1\r\nX: " + bytes(MAX_HEAD_BYTES * 2)
            answer = await heard(port, endless)

        assert answer.startswith(b"HTTP/1.1 400")

    tell(story)
