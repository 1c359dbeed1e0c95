"""A stick walks from a post without a line to its hub and back, screen to screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import flet as ft
import pytest

from app.__main__ import main
from app.demo.outcome import carried_events, own_events
from app.hub import HubProgram
from app.post import PostProgram
from app.store.queries.staff import people
from app.ui.screens.hub_posts import PostsRoom
from app.ui.screens.sending import SendingRoom
from app.ui.state import Session
from sync.clock import SystemClock
from sync.ids import Mode, SystemIds
from tests.journeys.test_orders import came, order
from tests.support.region import PASSPHRASE, Region, arrive, opened, region, until
from tests.support.screen import Screen, shown


@asynccontextmanager
async def seen(program: Any, file_of: Any, room: Any) -> AsyncIterator[Screen]:
    session = Session(file_of, program.clock, Mode.REAL, program.settings())
    session.sign_on(file_of(Mode.REAL).read_now(people)[0])

    def main(page: ft.Page) -> None:
        page.render(room, session, program)

    async with shown(main, 1280) as screen:
        yield screen


def at_post(post: PostProgram) -> Any:
    return seen(post, post.file, SendingRoom)


def at_hub(here: Region) -> Any:
    return seen(here.hub, lambda _mode: here.hub.file(), PostsRoom)


async def cut_off(here: Region, post: PostProgram) -> None:
    for weather in here.weathers.values():
        weather.up = False
    await until(lambda: not post.sending(Mode.REAL).online)


async def alone(here: Region, casualties: int = 1) -> PostProgram:
    """Return a post that lost its line, with so many casualties since then."""
    post = await here.post("zuid")
    await here.received(post)
    await cut_off(here, post)
    for _ in range(casualties):
        await arrive(post)
    return post


async def given(screen: Screen, carrier: str) -> bytes:
    await screen.type("hand-carrier", carrier)
    await screen.click("hand-give")
    await screen.until(lambda: screen.called("save_file"))
    saved = screen.called("save_file")[-1]
    assert saved["file_name"].endswith(".noodpost")
    return bytes(saved["src_bytes"])


async def taken_in(here: Region, raw: bytes) -> bytes:
    async with at_hub(here) as screen:
        await screen.until(lambda: "hand-in" in screen)
        screen.picks("stick.noodpost", raw)
        await screen.click("hand-in")
        await screen.until(lambda: "hand-reply" in screen)
        await screen.click("hand-reply")
        return bytes(screen.called("save_file")[-1]["src_bytes"])


async def read_back(screen: Screen, raw: bytes) -> None:
    screen.picks("antwoord.noodpost", raw)
    await screen.click("hand-take")
    await screen.until(lambda: "hand-said" in screen or "hand-refusal" in screen)


def test_a_stick_takes_all_there_and_brings_receipts_and_orders_back(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await alone(here, 3)
            await order(here)

            async with at_post(post) as screen:
                raw = await given(screen, "Jan")
                await screen.until(lambda: "Onderweg met Jan sinds" in screen)
                assert post.sending(Mode.REAL).unsent_events > 0
                await read_back(screen, await taken_in(here, raw))
                await came(post)

                assert "Onderweg met Jan sinds" not in screen
                assert post.sending(Mode.REAL).unsent_events == 0
                assert not post.sending(Mode.REAL).online
            assert carried_events(opened(here.hub)) == own_events(opened(post))

    asyncio.run(story())


def test_what_is_no_reply_is_said_and_changes_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post, other = await here.post("zuid"), await here.post("noord")
            await here.received(post)
            await here.received(other)
            await cut_off(here, post)
            await cut_off(here, other)
            await arrive(post)
            await arrive(other)

            async with at_post(other) as screen:
                foreign = await taken_in(here, await given(screen, ""))
            async with at_post(post) as screen:
                raw = await given(screen, "Ilse")
                unsent = post.sending(Mode.REAL).unsent_events
                for wrong, words in (
                    (b"PK", "geen bestand van Noodpost"),
                    (raw, "een zending van een post"),
                    (b"BACK\x02", "nieuwere Noodpost"),
                    (foreign, "voor een andere post"),
                ):
                    await read_back(screen, wrong)
                    await screen.until(lambda words=words: words in screen)
                assert post.sending(Mode.REAL).unsent_events == unsent
                assert "Onderweg met Ilse sinds" in screen

    asyncio.run(story())


def test_a_parcel_that_never_arrived_is_let_go_of_and_still_waits(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await alone(here)

            async with at_post(post) as screen:
                await given(screen, "Jan")
                (row,) = post.sending(Mode.REAL).parcels
                await screen.click(f"forget-parcel-{row.n}")
                await screen.until(lambda: "Onderweg met" not in screen)
                again = await given(screen, "Ilse")
            await taken_in(here, again)

            assert carried_events(opened(here.hub)) == own_events(opened(post))

    asyncio.run(story())


def test_a_closed_post_gives_along_and_takes_back_without_a_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there, back = tmp_path / "stick" / "zuid.noodpost", tmp_path / "stick" / "back"

    async def before() -> list[bytes]:
        async with region(tmp_path) as here:
            post = await alone(here)
            return own_events(opened(post))

    async def after(facts: list[bytes]) -> None:
        folder, clock = tmp_path / "hub", SystemClock()
        hub = HubProgram(folder, Mode.REAL, "http://127.0.0.1", clock, SystemIds())
        await hub.begin()
        await hub.unlock(PASSPHRASE)
        assert carried_events(opened(hub)) == facts
        await hub.end()

    there.parent.mkdir()
    facts = asyncio.run(before())
    give = ["hand", "give", str(there), "--carrier", "Jan"]
    reply = ["--reply", str(back)]

    codes = [
        main([*give, "--data", str(tmp_path / "zuid")]),
        main(["hand", "arrive", str(there), *reply, "--data", str(tmp_path / "hub")]),
        main(["hand", "take", str(back), "--data", str(tmp_path / "zuid")]),
        main(["hand", "take", str(there), "--data", str(tmp_path / "zuid")]),
        main([*give, "--data", str(tmp_path / "nobody")]),
    ]

    assert codes == [0, 0, 0, 1, 1]
    said = capsys.readouterr().err.splitlines()
    assert "nieuwe ontvangstbewijzen" in said[2]
    assert "zending van een post" in said[3]
    asyncio.run(after(facts))
