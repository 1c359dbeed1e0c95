"""The door for tablets: TLS or nothing, a proof, a code, and an end."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.care.refusal import Refusal
from app.paths import ASSETS
from app.post import PostProgram, Road
from app.post.tablets import TabletPlace, Tablets, tablet_place
from app.relay import EVERYWHERE
from app.store.file import CareFile
from app.ui.state import Setup
from app.ui.tablet_pass import IDLE_S
from sync.ids import Mode, SystemIds
from tests.support.fakes import LateClock, SeededIds
from tests.support.post import memory_post, open_post
from tests.support.region import CHEAP, HERE, PASSPHRASE, opened, until
from tests.support.tablet_door import PLACE, Base, a_base, blank


def told(story: Callable[[Base], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with a_base() as base:
            await story(base)

    asyncio.run(whole())


def test_a_door_nobody_opened_is_shut() -> None:
    async def story() -> None:
        file = memory_post()
        tablets = Tablets(LateClock(), Mode.REAL, PLACE, blank)
        await tablets.begin(file)

        assert tablets.doorway is None
        with pytest.raises(Refusal, match="tablets_shut"):
            tablets.new_code()
        file.close()

    asyncio.run(story())


def test_nothing_is_served_without_tls() -> None:
    async def story(base: Base) -> None:
        for url in (base.url, base.proving):
            host, _, port = url.partition("://")[2].partition("/")[0].partition(":")
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            await writer.drain()
            assert b"HTTP" not in await reader.read()
            writer.close()

    told(story)


def test_a_code_and_a_proof_let_a_tablet_in_once() -> None:
    async def story(base: Base) -> None:
        code = base.tablets.new_code().code
        async with base.client(**{"user-agent": "iPad Safari"}) as client:
            before = await client.get("/main.dart.js")
            first = await base.knock(client, code)
            inside = await client.get("/")
        async with base.client() as other:
            second = await base.knock(other, code)
            outside = await other.get("/main.dart.js")

        assert (before.status_code, first.status_code) == (403, 200)
        assert "Secure; HttpOnly; SameSite=Strict" in first.headers["set-cookie"]
        assert first.headers["set-cookie"].startswith("__Host-")
        assert "flutter" in inside.text
        assert (second.status_code, second.json()) == (403, {"said": "code"})
        assert outside.status_code == 403
        doorway = base.tablets.doorway
        assert doorway is not None
        assert [each.device for each in doorway.tablets] == ["iPad · Safari"]

    told(story)


def test_without_a_proof_a_code_is_not_even_used() -> None:
    async def story(base: Base) -> None:
        code = base.tablets.new_code().code
        async with base.client() as client:
            bare = await client.post("/tablet/in", json={"code": code, "proof": "1.x"})
            proven = await base.knock(client, code)

        assert (bare.status_code, bare.json()) == (403, {"said": "proof"})
        assert proven.status_code == 200

    told(story)


def test_the_page_before_a_code_names_nobody_and_gives_the_root() -> None:
    async def story(base: Base) -> None:
        async with base.client() as client:
            dutch = await client.get("/")
            english = await client.get("/?in=en")
            root = await client.get("/tablet/root.crt")

        doorway = base.tablets.doorway
        assert doorway is not None
        assert doorway.fingerprint in dutch.text
        assert "Deze tablet toelaten" in dutch.text
        assert "Let this tablet in" in english.text
        assert all(name not in dutch.text for name in ("Zuid", "ZUID", "Noor"))
        assert root.content == base.tablets._there().root
        assert root.headers["content-type"] == "application/x-x509-ca-cert"
        assert "frame-ancestors 'none'" in dutch.headers["content-security-policy"]

    told(story)


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "noodpost.example"},
        {"host": "127.0.0.1"},
        {"origin": "https://elders.example"},
        {"origin": "null"},
    ],
)
def test_another_name_or_origin_stays_outside(headers: dict[str, str]) -> None:
    async def story(base: Base) -> None:
        async with base.client() as client:
            await base.come_in(client)
            page = await client.get("/", headers=headers)
            knock = await client.post("/tablet/in", json={}, headers=headers)

        assert (page.status_code, knock.status_code) == (403, 403)
        assert page.text == knock.text == ""

    told(story)


def test_what_posts_says_where_it_comes_from() -> None:
    async def story(base: Base) -> None:
        async with base.client() as client:
            proof = (await client.get(base.proving)).text
            del client.headers["origin"]
            said = {"code": base.tablets.new_code().code, "proof": proof}
            answer = await client.post("/tablet/in", json=said)

        assert (answer.status_code, answer.text) == (403, "")

    told(story)


def test_only_our_own_page_hears_a_proof() -> None:
    async def story(base: Base) -> None:
        async with base.client() as client:
            ours = await client.get(base.proving)
            other = await client.get(base.proving, headers={"origin": "https://x.nl"})
            navigated = httpx.AsyncClient(verify=base.trust)
            async with navigated as bare:
                silent = await bare.get(base.proving)

        assert ours.headers["access-control-allow-origin"] == base.url
        assert (other.status_code, silent.status_code) == (403, 403)

    told(story)


@pytest.mark.parametrize("headers", [{}, {"origin": "https://elders.example"}])
def test_who_proves_is_shown_a_certificate_nobody_accepted_before(
    headers: dict[str, str],
) -> None:
    async def story(base: Base) -> None:
        shown = set()
        async with base.client(**headers) as client:
            for _ in range(3):
                async with client.stream("GET", base.proving) as answer:
                    line = answer.extensions["network_stream"]
                    tls = line.get_extra_info("ssl_object")
                    shown.add(tls.getpeercert(binary_form=True))
                    await answer.aread()

        assert len(shown) == 3

    told(story)


def test_a_socket_without_a_cookie_is_refused() -> None:
    async def story(base: Base) -> None:
        url = f"{base.url.replace('https', 'wss')}/ws"
        with pytest.raises(InvalidStatus):
            async with connect(url, origin=base.url, ssl=base.trust):
                pass

    told(story)


def test_an_ended_tablet_hears_nothing_more() -> None:
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
                base.tablets.end_tablet(1)
                with pytest.raises(ConnectionClosed):
                    await asyncio.wait_for(line.recv(), 10)
            after = await client.get("/main.dart.js")

        assert after.status_code == 403
        doorway = base.tablets.doorway
        assert doorway is not None
        assert doorway.tablets == ()

    told(story)


def test_a_tablet_nobody_touches_goes_by_itself() -> None:
    async def story() -> None:
        slow = replace(PLACE, tend_s=0.02)
        async with a_base(slow) as base, base.client() as client:
            await base.come_in(client)
            changes: list[int] = []
            base.tablets.on_change(lambda: changes.append(1))
            base.clock.skip(IDLE_S)

            await until(lambda: bool(changes))
            doorway = base.tablets.doorway
            assert doorway is not None
            assert doorway.tablets == ()

    asyncio.run(story())


def test_the_screens_come_packed_and_whole() -> None:
    async def story(base: Base) -> None:
        async with base.client() as client:
            await base.come_in(client)
            packed = await client.get("/main.dart.js")
            again = await client.get("/main.dart.js")
            plain = await client.get(
                "/main.dart.js", headers={"accept-encoding": "identity"}
            )
            sound = await client.get("/sounds/due.wav")

        assert packed.headers["content-encoding"] == "gzip"
        assert int(packed.headers["content-length"]) * 3 < len(plain.content)
        assert packed.content == plain.content == again.content
        assert "content-encoding" not in plain.headers
        assert sound.content == (ASSETS / "sounds" / "due.wav").read_bytes()

    told(story)


def test_the_door_stands_as_it_stood_when_the_post_closed(tmp_path: Path) -> None:
    async def story() -> None:
        path = tmp_path / "post.db"
        async with a_base(file=open_post(path)) as base:
            root = base.tablets._there().root
        again = CareFile.open(
            path, bytes(range(32)), mode=Mode.REAL, clock=LateClock(), ids=SeededIds()
        )
        tablets = Tablets(LateClock(), Mode.REAL, PLACE, blank)
        await tablets.begin(again)

        assert tablets.doorway is not None
        assert tablets._there().root == root
        await tablets.shut()
        await tablets.begin(again)
        assert tablets.doorway is None
        await tablets.end()
        again.close()

    asyncio.run(story())


def test_with_the_post_its_door_closes_and_opens_again(tmp_path: Path) -> None:
    async def story() -> None:
        post = PostProgram(
            tmp_path,
            LateClock(),
            SystemIds(),
            road=Road(door=HERE, tablets=PLACE),
            cost=CHEAP,
        )
        await post.begin()
        await post.create(Setup("nl", "Post Zuid", "ZUID", Mode.REAL, PASSPHRASE))
        door = post.tablets(Mode.REAL)
        await door.open()
        code = door.new_code().code

        await post.close(Mode.REAL)
        assert door.doorway is None
        await post.unlock(Mode.REAL, PASSPHRASE)
        assert door.doorway is not None
        base = Base(door, opened(post), LateClock())
        async with base.client() as client:
            before = await base.knock(client, code)
            after = await base.knock(client, door.new_code().code)
        assert (before.status_code, after.status_code) == (403, 200)
        await post.end()

    asyncio.run(story())


def test_another_address_is_vouched_for_as_soon_as_it_is_there() -> None:
    async def story() -> None:
        here = ["127.0.0.1"]
        moving = replace(
            PLACE, host=EVERYWHERE, addresses=lambda: tuple(here), tend_s=0.02
        )
        async with a_base(moving) as base:
            here.append("127.0.0.2")
            await until(lambda: len(base.tablets._there().addresses) == 2)
            async with base.client() as client:
                url = base.url.replace("127.0.0.1", "127.0.0.2")
                answer = await client.get(url, headers={"origin": url})

        assert answer.status_code == 200

    asyncio.run(story())


@pytest.mark.parametrize("addresses", [(), ("93.184.216.34",)])
def test_without_a_private_network_there_is_no_door(addresses: tuple[str, ...]) -> None:
    async def story() -> None:
        nowhere = replace(PLACE, addresses=lambda: addresses)
        file = memory_post()
        tablets = Tablets(LateClock(), Mode.REAL, nowhere, blank)
        await tablets.begin(file)
        with pytest.raises(Refusal, match="tablets_no_network"):
            await tablets.open()
        file.close()

    asyncio.run(story())


def test_a_port_that_is_taken_is_said_so_and_nothing_is_left_open() -> None:
    async def story(port: int) -> None:
        file = memory_post()
        place = replace(PLACE, port=port)
        tablets = Tablets(LateClock(), Mode.REAL, place, blank)
        await tablets.begin(file)
        with pytest.raises(Refusal, match="tablets_port"):
            await tablets.open()
        assert tablets.doorway is None
        file.close()

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        asyncio.run(story(taken.getsockname()[1]))


def test_real_and_exercise_do_not_meet() -> None:
    place = TabletPlace(port=8474)

    assert tablet_place(Mode.REAL, place).port == 8474
    assert tablet_place(Mode.EXERCISE, place).port == 8476
    assert tablet_place(Mode.EXERCISE, PLACE).port == 0
