"""Each attacker against real programs over HTTP: what they can, and what they cannot.

Who they are and what is left to them stands in `sync/README.md`, under *Threats*.
"""

from __future__ import annotations

import asyncio
import random
import shutil
from pathlib import Path

import flet as ft
import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from app.demo.outcome import carried_events, own_events
from app.front import bind, listen
from app.paths import ASSETS
from app.post import PostProgram
from app.store.queries.fork import forks
from app.ui.serve import LOOPBACK, serve
from sync.bundle import packed
from sync.envelope import open_envelope, read_head
from sync.errors import EpochMissing, KeyGone, WrongSecret
from sync.ids import LogId, Mode, SystemIds
from sync.trust.keys import SealingKey, SigningKey
from tests.journeys.test_by_hand import alone, cut_off
from tests.journeys.test_orders import ORDER, came, order
from tests.journeys.test_what_must_never_happen import rows_of
from tests.support.attackers import Liar, Overhearing, damaged, envelopes_in, forged
from tests.support.region import Region, arrive, opened, region, until

NAME = "Wilhelmina van Oudgaarden"
CASUALTIES = "SELECT * FROM casualty ORDER BY stream"


def own_logs(post: PostProgram) -> list[LogId]:
    found = rows_of(opened(post), "SELECT log FROM log WHERE own ORDER BY log")
    return [LogId(log) for (log,) in found]


async def all_there(here: Region, *posts: PostProgram) -> None:
    there = sum(own_events(opened(each)) for each in posts)
    await until(lambda: carried_events(opened(here.hub)) == there)


def test_who_listens_on_a_line_reads_nothing_and_plays_it_again_in_vain(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            ear = Overhearing()
            here.tap = ear.on
            post = await here.post("zuid")
            for _ in range(3):
                await arrive(post, name=NAME)
                await here.received(post)
            await order(here)
            await came(post)
            before = rows_of(opened(here.hub), CASUALTIES)
            asked, seen = list(ear.asked), b"".join(ear.seen)
            assert len(ear.envelopes()) >= 3
            assert NAME.encode() not in seen
            assert ORDER.text.encode() not in seen

            dice = random.Random(7)
            async with httpx.AsyncClient() as client:
                for _ in range(2):
                    for one in dice.sample(asked, len(asked)):
                        await client.request(
                            one.method,
                            one.url,
                            headers=one.headers,
                            content=one.content,
                        )

            assert rows_of(opened(here.hub), CASUALTIES) == before
            assert opened(here.hub).read_now(forks) == ()
            await arrive(post)  # whose requests were played goes on as ever
            await here.received(post)
            await all_there(here, post)

    asyncio.run(story())


def test_another_user_of_the_network_is_told_nothing_and_gets_nothing_in(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            ear = Overhearing()
            here.tap = ear.on
            other = await here.post("noord")
            await here.received(other)
            tokens = {
                each.headers["authorization"]
                for each in ear.asked
                if "authorization" in each.headers
            }
            post = await here.post("zuid")
            await arrive(post, name=NAME)
            await here.received(post)
            before = carried_events(opened(here.hub))
            strange = [{}, {"authorization": f"Bearer {bytes(32).hex()}"}]
            strange += [{"authorization": each} for each in tokens]
            assert len(strange) == 3

            async with httpx.AsyncClient(base_url=here.url) as client:
                for log in own_logs(post):
                    for headers in strange:
                        for path in (f"state/{log.hex()}", f"down/{log.hex()}?cursor="):
                            answer = await client.get(f"/v1/{path}", headers=headers)
                            assert answer.status_code == 403
                made = forged(ear.envelopes()[-1])
                name = read_head(made).core.envelope.hex()
                alone = await client.put(f"/v1/envelope/{name}", content=made)
                bundle = await client.post("/v1/bundle", content=packed([made]))
                asks = await client.post("/v1/enrol", content=b"\x93\1\2\3")
                hub = await client.get("/v1/hub")

            assert alone.status_code == 422
            assert b"unknown_sender" in alone.content
            assert b"unknown_sender" in bundle.content
            assert asks.status_code in (403, 422)
            assert b"Post Zuid" not in hub.content
            assert carried_events(opened(here.hub)) == before

    asyncio.run(story())


def test_a_page_of_another_site_in_the_same_browser_gets_no_answer_to_read(
    tmp_path: Path,
) -> None:
    evil = {"origin": "https://kwaad.example", "sec-fetch-site": "cross-site"}

    def window(page: ft.Page) -> None:
        page.title = NAME

    async def story() -> None:
        running = await serve(window, 0, "geheim", ASSETS)
        base, cookie = f"http://{LOOPBACK}:{running.port}", f"k{running.port}=geheim"
        async with region(tmp_path) as here, httpx.AsyncClient() as client:
            for headers in (
                evil,
                {**evil, "cookie": cookie},
                {"host": "kwaad.example"},
            ):
                for path in ("/", "/lens/", "/?key=geheim"):
                    answer = await client.get(f"{base}{path}", headers=headers)
                    assert answer.status_code == 403
                posted = await client.post(f"{base}/lens/x", headers=headers)
                assert posted.status_code == 403
            with pytest.raises(InvalidStatus):
                async with connect(
                    f"ws://{LOOPBACK}:{running.port}/ws",
                    origin="https://kwaad.example",
                    additional_headers={"Cookie": cookie},
                ):
                    pass
            # A hub knows no cookies: whoever has no token is nobody, from any page.
            asked = await client.options(f"{here.url}/v1/enrol", headers=evil)
            public = await client.get(f"{here.url}/v1/hub", headers=evil)
            for answer in (asked, public):
                assert not [each for each in answer.headers if "access-control" in each]
                assert "set-cookie" not in answer.headers
            assert asked.status_code >= 400
        await running.stop()

    asyncio.run(story())


def test_a_window_of_a_post_is_on_no_other_address_of_its_machine() -> None:
    async def story() -> None:
        running = await serve(lambda _page: None, 0, "geheim", ASSETS)
        async with httpx.AsyncClient() as client:
            inside = await client.get(running.url)
            with pytest.raises(httpx.ConnectError):
                await client.get(running.url.replace(LOOPBACK, "127.0.0.2"))
        await running.stop()

        assert inside.status_code == 303

    asyncio.run(story())


def test_whoever_has_the_stick_reads_nothing_and_changes_nothing(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await alone(here)
            await arrive(post, name=NAME)
            stick = (await post.give(Mode.REAL, "Jan")).raw
            assert NAME.encode() not in stick
            thief = SealingKey.generate(SystemIds())
            for each in envelopes_in(stick):
                with pytest.raises((KeyGone, EpochMissing)):
                    open_envelope(read_head(each), thief)
            before = carried_events(opened(here.hub))

            for spoiled in damaged(stick):
                came_in = await here.hub.take_in(spoiled, lambda _count: None)
                assert sum(came_in.apart.values()) > 0
                await post.take_back(Mode.REAL, came_in.reply)
                assert post.sending(Mode.REAL).unsent_events > 0
            mixed = packed([forged(envelopes_in(stick)[-1])])
            await here.hub.take_in(mixed, lambda _count: None)
            assert carried_events(opened(here.hub)) == before

            # All that is left to a thief: to bring it, which is what it was made for.
            arrived = await here.hub.take_in(stick, lambda _count: None)
            assert NAME.encode() not in arrived.reply
            await post.take_back(Mode.REAL, arrived.reply)
            await until(lambda: not post.sending(Mode.REAL).unsent_events)
            await all_there(here, post)

    asyncio.run(story())


def test_a_cloned_tablet_does_not_open_and_once_it_does_it_is_seen_and_withdrawn(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await arrive(post, complaint="voor het kopiëren")
            await here.received(post)
            await post.end()
            shutil.copytree(tmp_path / "zuid", tmp_path / "kloon")
            await stays_shut(here, "kloon", "voor het kopiëren")

            # Whoever knows the passphrase as well is the device, until it is withdrawn.
            first, clone = await here.again("zuid"), await here.again("kloon")
            await arrive(first, complaint="van de echte")
            await here.received(first)
            await arrive(clone, complaint="van de kloon")
            clone.nudge(Mode.REAL)
            await until(lambda: opened(here.hub).read_now(forks))
            said = repr(opened(here.hub).read_now(forks))
            shown = repr(rows_of(opened(here.hub), "SELECT complaint FROM casualty"))
            for words in ("van de echte", "van de kloon"):
                assert words in said + shown

            (device,) = await here.hub.enrolled()
            await here.hub.revoke(device.device)
            await arrive(clone, complaint="na het intrekken")
            await until(lambda: is_refused(clone))
            shown = repr(rows_of(opened(here.hub), "SELECT complaint FROM casualty"))
            assert "na het intrekken" not in shown
            assert "voor het kopiëren" in shown

    asyncio.run(story())


async def stays_shut(here: Region, name: str, words: str) -> None:
    """See that a folder opens with no other passphrase, and shows nothing without."""
    closed = here.program(name)
    await closed.begin()
    with pytest.raises(WrongSecret):
        await closed.unlock(Mode.REAL, "een andere wachtzin")
    await closed.end()
    files = [each for each in (here.folder / name).rglob("*") if each.is_file()]
    assert files
    assert not [each for each in files if words.encode() in each.read_bytes()]


def is_refused(post: PostProgram) -> bool:
    post.nudge(Mode.REAL)
    return post.sending(Mode.REAL).revoked


def test_a_relay_that_lies_about_all_it_gets_takes_nothing_away(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            await cut_off(here, post)
            liar = Liar(SigningKey.generate(SystemIds()))
            bound = bind(LOOPBACK, 0)
            door = await listen(liar, bound)
            await arrive(post, name=NAME)
            unsent = post.sending(Mode.REAL).unsent_events

            place = f"{LOOPBACK}:{bound.getsockname()[1]}"
            await post.neighbours(Mode.REAL).add(place)
            await until(lambda: is_told(post) and liar.held)
            rounds = liar.rounds
            await until(lambda: is_told(post) and liar.rounds > rounds)

            assert post.sending(Mode.REAL).unsent_events == unsent
            assert not post.sending(Mode.REAL).online
            assert NAME.encode() not in b"".join(liar.held)
            await door.stop()
            here.weathers["zuid"].up = True
            await here.received(post)
            await all_there(here, post)

    asyncio.run(story())


def is_told(post: PostProgram) -> bool:
    """Tell whether a neighbour said that it has something of ours."""
    post.nudge(Mode.REAL)
    return any(each.ok_ms for each in post.neighbours(Mode.REAL).circle.neighbours)
