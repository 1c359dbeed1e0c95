"""The door for tablets: who holds a line and says nothing, and a network that goes."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from app.care.refusal import Refusal
from app.post import tablets as door
from app.post.tablets import Tablets
from app.relay import EVERYWHERE
from app.ui import tablet_guard
from app.ui.tablet_guard import FAREWELL_S
from sync.ids import Mode
from tests.support.fakes import LateClock
from tests.support.post import memory_post
from tests.support.region import until
from tests.support.tablet_door import PLACE, Base, a_base, blank

PATIENCE_S: Final = 20.0


def told(story: Callable[[Base], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with a_base() as base:
            await story(base)

    asyncio.run(whole())


@pytest.mark.parametrize(
    ("asked", "status"),
    [("POST /tablet/in", b"403"), ("POST /ws", b"403"), ("GET /", b"200")],
)
def test_a_stranger_who_never_says_the_rest_is_hung_up_on(
    asked: str, status: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tablet_guard, "_BODY_S", 0.1)

    async def story(base: Base) -> None:
        host = base.url.removeprefix("https://")
        name, _, port = host.partition(":")
        reader, writer = await asyncio.open_connection(name, int(port), ssl=base.trust)
        head = f"{asked} HTTP/1.1\r\nHost: {host}\r\nOrigin: {base.url}\r\n"
        writer.write(f"{head}Content-Length: 10\r\n\r\n{{".encode())
        answer = await asyncio.wait_for(reader.read(), PATIENCE_S)
        writer.close()

        assert answer.startswith(b"HTTP/1.1 " + status)

    told(story)


def test_a_tablet_has_time_to_clear_before_its_door_shuts() -> None:
    async def story(base: Base) -> None:
        async with base.client() as client:
            await base.come_in(client)
            cookies = "; ".join(
                f"{each.name}={each.value}" for each in client.cookies.jar
            )
            url = f"{base.url.replace('https', 'wss')}/ws"
            headers = {"Cookie": cookies}
            async with connect(
                url, origin=base.url, ssl=base.trust, additional_headers=headers
            ) as line:
                loop = asyncio.get_running_loop()
                began_s = loop.time()
                shutting = asyncio.create_task(base.tablets.shut())
                with pytest.raises(ConnectionClosed):
                    await asyncio.wait_for(line.recv(), PATIENCE_S)
                heard_s = loop.time() - began_s
                await shutting

        assert heard_s >= FAREWELL_S * 0.9
        assert base.tablets.doorway is None

    told(story)


def test_a_post_opens_where_its_machine_cannot_say_at_which_addresses() -> None:
    def nowhere() -> tuple[str, ...]:
        raise OSError(errno.EMFILE, "too many open files")

    async def story() -> None:
        file = memory_post()
        await file.write(lambda desk: desk.set_setting("tablets_open", 1))
        tablets = Tablets(
            LateClock(), Mode.REAL, replace(PLACE, addresses=nowhere), blank
        )
        await tablets.begin(file)
        assert tablets.doorway is None
        with pytest.raises(Refusal, match="tablets_no_network"):
            await tablets.open()
        await tablets.end()
        file.close()

    asyncio.run(story())


def test_a_disk_that_was_full_once_leaves_the_door_tended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, failed = ["127.0.0.1"], []
    wear = door.wear

    def full_once(*given: object) -> None:
        if len(here) > 1 and not failed:
            failed.append(given)
            raise OSError(errno.ENOSPC, "no space left on device")
        wear(*given)  # type: ignore[arg-type]

    async def story() -> None:
        moving = replace(
            PLACE, host=EVERYWHERE, addresses=lambda: tuple(here), tend_s=0.02
        )
        async with a_base(moving) as base:
            monkeypatch.setattr(door, "wear", full_once)
            here.append("127.0.0.2")
            await until(lambda: len(base.tablets._there().addresses) == 2)

    asyncio.run(story())
    assert failed
