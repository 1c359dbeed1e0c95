"""Stories of orders: the hub speaks, the post understands, whatever the line does."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.care.message import MessageSent, message_stream
from app.commands.message import Wording, acknowledge
from app.store.queries.message import MessageRow, messages, unread
from sync.courier.road import Road
from sync.courier.weather import Odds
from sync.database import rows
from sync.ids import ActorId, Mode
from tests.support.region import (
    PASSPHRASE,
    Region,
    arrive,
    leader,
    opened,
    region,
    until,
)

if TYPE_CHECKING:
    from app.post import PostProgram
    from app.ui.hub_state import SentMessage

FOUL = Odds(lose_request=0.25, lose_answer=0.25, repeat=0.25, delay=0.25)
ORDER = Wording("Maak zaal B vrij voor tien gewonden", is_order=True)


async def order(here: Region, said: Wording = ORDER, *posts: bytes) -> None:
    """Let the operator tell every post something, or the posts named."""
    voice, who = here.hub.voice(), here.hub.operator()
    assert voice is not None
    assert who is not None
    to = posts or tuple(each.post_id for each in await here.hub.posts())
    await voice.send(ActorId(who.actor), said, to)


async def told(here: Region) -> tuple[SentMessage, ...]:
    """Return what the hub says of what it told."""
    voice = here.hub.voice()
    assert voice is not None
    return await voice.sent()


def shown(post: PostProgram) -> tuple[MessageRow, ...]:
    return opened(post).read_now(messages)


async def came(post: PostProgram, count: int = 1) -> tuple[MessageRow, ...]:
    """Wait until so many messages are on a post's screen."""
    await until(lambda: len(shown(post)) >= count)
    return shown(post)


async def understand(post: PostProgram, row: MessageRow) -> None:
    file = opened(post)
    by = leader(file)
    await file.write(lambda desk: acknowledge(desk, by, row.stream, row.sent))


def test_an_order_reaches_the_post_and_its_answer_the_hub(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)

            await order(here)
            (row,) = await came(post)
            await understand(post, row)

            async def is_confirmed() -> bool:
                return bool((await told(here))[0].row.understood)

            await until(is_confirmed)
            (said,) = await told(here)
            assert (row.text, row.is_order, row.confirmed) == (ORDER.text, True, True)
            assert (said.collected, said.devices) == (1, 1)
            assert said.row.understood[0].name == "Noor Bakker"
            assert opened(post).read_now(unread).orders == 0

    asyncio.run(story())


def test_what_the_hub_says_does_not_count_as_unsent_at_the_post(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            before = opened(post).read_now(lambda db: rows(db, "SELECT * FROM batch"))

            await order(here)
            await came(post)

            assert post.sending(Mode.REAL).unsent_events == 0
            after = opened(post).read_now(lambda db: rows(db, "SELECT * FROM batch"))
            assert after == before

    asyncio.run(story())


def test_an_order_waits_for_a_post_that_is_off_the_line(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            await post.end()
            again = here.program("zuid")
            here.weathers["zuid"].up = False
            await again.begin()
            await again.unlock(Mode.REAL, PASSPHRASE)

            await order(here)
            (waiting,) = await told(here)
            here.weathers["zuid"].up = True
            again.nudge(Mode.REAL)

            assert (waiting.collected, waiting.collected_ms) == (0, None)
            assert waiting.laid_ms is not None
            assert len(await came(again)) == 1

    asyncio.run(story())


def test_an_order_comes_to_a_closed_post_and_is_there_when_it_opens(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            await post.close(Mode.REAL)

            await order(here)

            async def is_collected() -> bool:
                return (await told(here))[0].collected == 1

            await until(is_collected)
            await post.unlock(Mode.REAL, PASSPHRASE)
            assert [row.text for row in shown(post)] == [ORDER.text]

    asyncio.run(story())


def test_a_hub_that_is_locked_afterwards_still_hands_the_order_out(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            here.weathers["zuid"].up = False
            await order(here)

            await here.hub.lock()
            here.weathers["zuid"].up = True
            post.nudge(Mode.REAL)

            (row,) = await came(post)
            assert here.hub.voice() is None
            await understand(post, row)
            await here.hub.unlock(PASSPHRASE)
            await here.received(post)
            assert (await told(here))[0].row.understood

    asyncio.run(story())


def test_a_bad_line_brings_every_order_once_and_in_order(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            await post.end()
            here.odds = FOUL
            post = await here.again("zuid")

            for number in range(8):
                await order(here, Wording(f"opdracht {number}", is_order=True))
            await came(post, 8)

            texts = sorted(row.text for row in shown(post))
            assert texts == [f"opdracht {number}" for number in range(8)]
            found = opened(post).read_now(
                lambda db: rows(db, "SELECT COUNT(*), MAX(batch_no) FROM landed")
            )
            assert found == [(8, 8)]

    asyncio.run(story())


def test_one_message_goes_to_two_posts_and_each_answers_for_itself(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            south, north = await here.post("zuid"), await here.post("noord")
            await order(here)

            (row,) = await came(south)
            await came(north)
            await understand(south, row)

            async def is_confirmed() -> bool:
                return any(each.row.understood for each in await told(here))

            await until(is_confirmed)
            sent = {each.row.post: each.row for each in await told(here)}
            assert len({each.stream for each in sent.values()}) == 1
            assert [bool(sent[row.post].understood)] == [True]
            assert sum(bool(each.understood) for each in sent.values()) == 1
            assert opened(north).read_now(unread).orders == 1

    asyncio.run(story())


def test_a_withdrawn_order_asks_for_nobody_any_more(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await order(here)
            (row,) = await came(post)
            voice, who = here.hub.voice(), here.hub.operator()
            assert voice is not None
            assert who is not None

            await voice.withdraw(ActorId(who.actor), row.stream, "vals alarm")

            await until(lambda: shown(post)[0].withdrawn_ms is not None)
            assert shown(post)[0].withdrawn_why == "vals alarm"
            assert opened(post).read_now(unread).orders == 0

    asyncio.run(story())


def test_what_was_laid_on_the_road_by_another_is_set_aside_and_blocks_nothing(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            road = Road.open(tmp_path / "zuid" / "real" / "road.sqlite")
            road.collect([b"\0" * 900], road.cursor(), 1)
            road.close()

            await order(here)
            await came(post)

            await until(lambda: len(post.sending(Mode.REAL).unreadable) == 1)
            assert post.sending(Mode.REAL).unreadable[0].size == 900

    asyncio.run(story())


def test_what_could_not_be_laid_ready_is_at_the_next_unlocking(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            await post.close(Mode.REAL)
            locked = here.hub._locked
            assert locked is not None
            ask = locked.inbox.file.ask
            (pages,) = ask("PRAGMA page_count")[0]
            ask(f"PRAGMA max_page_count = {pages}")

            for number in range(8):  # what pages are half full takes the first ones
                await order(here, Wording(f"opdracht {number}", is_order=True))
            waiting = next(each for each in await told(here) if not each.laid_ms)
            ask("PRAGMA max_page_count = 1000000")
            await here.hub.lock()
            await here.hub.unlock(PASSPHRASE)

            assert waiting.collected == 0
            assert all(each.laid_ms for each in await told(here))
            await post.unlock(Mode.REAL, PASSPHRASE)
            await came(post, 8)

    asyncio.run(story())


def test_an_order_that_an_older_inbox_put_back_has_not_is_laid_ready_again(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            await post.close(Mode.REAL)
            here.weathers["zuid"].up = False
            await order(here)
            await here.hub.lock()
            locked = here.hub._locked
            assert locked is not None
            with locked.inbox.file.change() as run:  # as a copy made before the order
                run("DELETE FROM down")

            await here.hub.unlock(PASSPHRASE)
            here.weathers["zuid"].up = True
            await post.unlock(Mode.REAL, PASSPHRASE)

            await came(post, 1)
            (row,) = await told(here)
            assert row.laid_ms

    asyncio.run(story())


def test_an_order_a_post_wrote_itself_is_not_among_what_the_hub_sent(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            file = opened(post)
            fact = MessageSent("Geef alles mee", b"south_01", "De hub", is_order=True)
            by = leader(file)
            await file.write(
                lambda desk: desk.record(message_stream(b"m" * 16), fact, by)
            )

            await here.received(post)

            (row,) = opened(here.hub).read_now(messages)
            assert not row.confirmed
            assert await told(here) == ()

    asyncio.run(story())


@pytest.mark.parametrize("closes", [False, True])
def test_a_post_put_back_from_a_backup_asks_for_its_orders_again(
    tmp_path: Path, *, closes: bool
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            home = tmp_path / "zuid" / "real"
            await post.close(Mode.REAL)
            backup = (home / "post.db").read_bytes()
            await post.unlock(Mode.REAL, PASSPHRASE)
            await arrive(post)
            await order(here)
            await came(post)
            await here.received(post)
            await post.close(Mode.REAL)

            (home / "post.db").write_bytes(backup)
            for tail in ("-wal", "-shm"):
                (home / f"post.db{tail}").unlink(missing_ok=True)
            await post.unlock(Mode.REAL, PASSPHRASE)

            if closes:
                await post.close(Mode.REAL)
                await post.unlock(Mode.REAL, PASSPHRASE)
            assert len(await came(post)) == 1

    asyncio.run(story())
