"""Berichten at the hub: to one post or all, and at each only what is proven."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from app.commands.message import acknowledge
from app.store.queries.message import MessageRow, Understood
from app.ui.console import screens
from app.ui.hub_state import SentMessage
from app.ui.state import Session
from app.ui.widgets.told_row import fate_words
from tests.support.fakes import NOON_MS
from tests.support.orders import shown as listed
from tests.support.region import PASSPHRASE, Region, leader, opened, region, until
from tests.support.screen import Screen, shown
from tests.support.window import Post


def with_posts(
    tmp_path: Path,
    story: Callable[[Screen, Region], Awaitable[None]],
    *names: str,
    width: float = 1280,
) -> None:
    """Show the room of messages of an open hub with these posts."""

    async def run() -> None:
        async with region(tmp_path) as here:
            for name in names:
                await here.received(await here.post(name))
            async with shown(screens(here.hub), width) as screen:
                await screen.until(lambda: "hub-unlock" in screen)
                await screen.type("hub-secret", PASSPHRASE)
                await screen.click("hub-unlock")
                await screen.until(lambda: "go-messages" in screen)
                await screen.click("go-messages")
                await story(screen, here)

    asyncio.run(run())


def fates(screen: Screen) -> list[str]:
    return [
        str(screen[key].value)
        for key in sorted(screen.keys())
        if key.startswith("fate-")
    ]


def test_an_order_is_sent_collected_confirmed_and_withdrawn(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        (post,) = here.posts
        await screen.until(lambda: "send-message" in screen)
        await screen.click("urgent")
        await screen.type("text", "Ontruim de zaal")
        await screen.click("send-message")

        await screen.until(lambda: any("Opgehaald" in each for each in fates(screen)))
        assert not any("Bevestigd" in each for each in fates(screen))
        await until(lambda: bool(listed(opened(post))))
        (row,) = listed(opened(post))
        assert (row.is_order, row.urgent) == (True, True)
        by = leader(opened(post))
        await opened(post).write(
            lambda desk: acknowledge(desk, by, row.stream, row.sent)
        )
        await screen.until(
            lambda: any("door Noor Bakker" in each for each in fates(screen))
        )

        await screen.click(f"withdraw-{row.stream.hex()}")
        await screen.type("reason", "vals alarm")
        await screen.click("withdraw-do")
        await screen.until(lambda: "withdrawn" in screen)
        await until(lambda: listed(opened(post))[0].withdrawn_why == "vals alarm")

    with_posts(tmp_path, tell, "zuid")


def test_one_post_is_picked_and_the_other_hears_nothing(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        rows = {each.name: each.post_id for each in await here.hub.posts()}
        south, north = here.posts
        await screen.until(lambda: "send-message" in screen)
        await screen.click(f"to-{rows['Post Zuid'].hex()}")
        await screen.click("sort-message")
        await screen.type("text", "Alleen voor zuid")
        await screen.click("send-message")

        await until(lambda: bool(listed(opened(south))))
        assert not listed(opened(south))[0].is_order
        assert listed(opened(north)) == ()

    with_posts(tmp_path, tell, "zuid", "noord", width=390)


def test_nothing_is_sent_without_words_or_to_nobody(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        (row,) = await here.hub.posts()
        await screen.until(lambda: "send-message" in screen)
        await screen.click("send-message")
        assert "vul hier tekst in" in screen["refusal"].value

        await screen.click("to-all")
        await screen.type("text", "aan niemand")
        await screen.click(f"to-{row.post_id.hex()}")
        await screen.click(f"to-{row.post_id.hex()}")
        await screen.click("send-message")

    with_posts(tmp_path, tell, "zuid")


def test_a_hub_without_posts_says_what_to_do_first(tmp_path: Path) -> None:
    async def tell(screen: Screen, _here: Region) -> None:
        await screen.until(lambda: "Er is nog geen post aangesloten." in screen)
        assert "send-message" not in screen

    with_posts(tmp_path, tell)


def sent(
    laid_ms: int | None = NOON_MS,
    collected: int = 0,
    devices: int = 1,
    *,
    by: str | None = None,
) -> SentMessage:
    said = () if by is None else (Understood((b"p", 1), by, NOON_MS, "", b"a"),)
    row = MessageRow(
        stream=b"message:x",
        sent=(b"h", 1),
        post=b"p",
        text="x",
        from_name="Kees",
        is_order=True,
        urgent=False,
        sent_ms=NOON_MS,
        confirmed=True,
        withdrawn_ms=None,
        withdrawn_why="",
        understood=said,
    )
    return SentMessage(row, laid_ms, collected, devices, NOON_MS if collected else None)


def test_never_more_is_said_than_what_is_proven() -> None:
    post = Post()
    session: Session = post.session

    words = [
        fate_words(session, each, NOON_MS)
        for each in (
            sent(None),
            sent(),
            sent(collected=1),
            sent(collected=1, devices=2),
        )
    ]
    confirmed = [
        fate_words(session, sent(collected=1, by=name), NOON_MS)
        for name in ("Noor", "")
    ]

    assert words[0] == "Nog niet klaargezet: de schijf van de hub is vol"
    assert "Opgehaald" not in words[1]
    assert "van 2 apparaten" not in words[2]
    assert "1 van 2 apparaten" in words[3]
    assert "door Noor" in confirmed[0]
    assert "door iemand van de post" in confirmed[1]
    assert not any("ontvangen" in each for each in (*words, *confirmed))
    post.program.end()
