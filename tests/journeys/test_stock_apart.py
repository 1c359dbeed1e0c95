"""Stories of stock between posts: a week apart, then both ends match; a recall."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from app.care.stock import LotKey
from app.care.transfer import TransferLine
from app.commands import (
    Announced,
    Called,
    answer_recall,
    receive_stock,
    send_items,
    take_announced,
)
from app.scan.slip import Slip, read_slip, slip_texts
from app.store.queries.recall import recalls
from app.store.queries.transfer import Match, Shipment, shipments
from app.ui.screens.transfer_send import transfer_of
from sync.ids import ActorId
from tests.support.region import Region, leader, opened, region, until

if TYPE_CHECKING:
    from app.hub import HubProgram
    from app.post import PostProgram
    from app.ui.hub_state import SentRecall

LOT = LotKey("VB001", "A1", "2099-01-01")


def listed(program: PostProgram | HubProgram) -> tuple[Shipment, ...]:
    return opened(program).read_now(shipments)


async def sent(post: PostProgram, pieces: int) -> str:
    """Send pieces to the other post; return the code on the packing slip."""
    file, by = opened(post), leader(opened(post))
    await file.write(lambda d: receive_stock(d, by, LOT, 20))
    events = await file.write(lambda d: send_items(d, by, [("VB001", pieces)], "Noord"))
    lines = (TransferLine("VB001", pieces, LOT.lot, LOT.expiry),)
    (text,) = slip_texts(Slip(transfer_of(events), "Post Zuid", lines))
    return text


async def took(post: PostProgram, text: str, pieces: int) -> None:
    file, by = opened(post), leader(opened(post))
    slip = read_slip(text)
    said = Announced(slip.transfer, slip.sender, slip.lines)
    await file.write(lambda d: take_announced(d, by, said, [(LOT, pieces)]))


def test_after_a_week_apart_both_posts_and_the_hub_see_what_matches(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            south, north = await here.post("zuid"), await here.post("noord")
            for post in here.posts:
                await here.received(post)
            for weather in here.weathers.values():
                weather.up = False

            whole = await sent(south, 4)
            await took(north, whole, 4)
            short = await sent(south, 5)
            await took(north, short, 3)
            assert {each.matches for each in listed(south)} == {
                frozenset({Match.UNDERWAY})
            }
            assert listed(here.hub) == ()

            for weather in here.weathers.values():
                weather.up = True
            for post in here.posts:
                await here.received(post)

            even, less = frozenset({Match.EVEN}), frozenset({Match.LESS})
            for each in (here.hub, south, north):
                await until(
                    lambda each=each: (
                        [one.matches for one in listed(each)] == [less, even]
                    )
                )
            assert [each.is_ours for each in listed(south)] == [True, True]
            assert {each.from_name for each in listed(north)} == {"Post Zuid"}

            await took(north, short, 2)
            await here.received(north)
            await until(lambda: {one.matches for one in listed(south)} == {even})

    asyncio.run(story())


def test_a_recall_ordered_at_the_hub_is_answered_by_the_posts(tmp_path: Path) -> None:
    async def told(here: Region) -> dict[bytes, SentRecall]:
        voice = here.hub.voice()
        assert voice is not None
        return {each.row.post: each for each in await voice.recalls()}

    async def story() -> None:
        async with region(tmp_path) as here:
            south, north = await here.post("zuid"), await here.post("noord")
            for post in here.posts:
                await here.received(post)
            here.weathers["noord"].up = False
            voice, who = here.hub.voice(), here.hub.operator()
            assert voice is not None
            assert who is not None
            by = ActorId(who.actor)
            ids = {each.name: each.post_id for each in await here.hub.posts()}
            await voice.recall(by, Called("VB001", "scheur", "A1"), ids.values())

            await until(lambda: bool(opened(south).read_now(recalls)))
            (row,) = opened(south).read_now(recalls)
            assert (row.by_hub, row.asks, row.lot) == (True, True, "A1")
            lead = leader(opened(south))
            await opened(south).write(lambda d: answer_recall(d, lead, row.stream, 3))

            async def is_answered() -> bool:
                return (await told(here))[ids["Post Zuid"]].row.found == 3

            await until(is_answered)
            silent = (await told(here))[ids["Post Noord"]]
            assert (silent.row.found, silent.collected_ms) == (None, None)
            assert silent.laid_ms is not None

            await voice.end_recall(by, row.stream, "toch goed")
            await until(lambda: not opened(south).read_now(recalls)[0].is_open)
            here.weathers["noord"].up = True
            await until(lambda: bool(opened(north).read_now(recalls)))
            await until(lambda: not opened(north).read_now(recalls)[0].is_open)

    asyncio.run(story())
