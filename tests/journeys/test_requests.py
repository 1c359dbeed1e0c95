"""Stories of requests: a post asks, the hub grants and ships, the post receives."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.care.refusal import Refusal
from app.care.request import RequestShipped, RequestState, Urgency
from app.care.stock import LotKey
from app.commands import (
    Load,
    Need,
    Ruling,
    Taken,
    close_request,
    make_requests,
    receive_stock,
    send_stock,
    take_in,
    withdraw_request,
)
from app.store.queries.region_request import underway
from app.store.queries.request import RequestRow, on_order, requests
from app.store.queries.stock import item
from app.store.queries.transfer import Match, transfers
from sync.ids import ActorId, Mode
from tests.support.region import Region, leader, opened, region, until

if TYPE_CHECKING:
    from app.hub import HubProgram
    from app.post import PostProgram
    from app.ui.hub_state import Voice

LOT = LotKey("VB001", "A1", "2031-01-31")
TODAY = "2026-11-22"


async def ask(post: PostProgram, pieces: int = 40) -> None:
    by = leader(opened(post))
    need = Need("VB001", pieces, Urgency.SOON)
    await opened(post).write(lambda desk: make_requests(desk, by, [need]))


def row_of(program: PostProgram | HubProgram) -> RequestRow:
    (row,) = opened(program).read_now(lambda db: requests(db, 0))
    return row


def operator(here: Region) -> tuple[Voice, ActorId]:
    voice, who = here.hub.voice(), here.hub.operator()
    assert voice is not None
    assert who is not None
    return voice, ActorId(who.actor)


async def receive(post: PostProgram, shipment: int, pieces: int) -> None:
    by, sent = leader(opened(post)), row_of(post).shipments[shipment]
    await opened(post).write(
        lambda desk: take_in(desk, by, sent.transfer, [(LOT, pieces)], "regio")
    )


async def comes_to(
    program: PostProgram | HubProgram, state: RequestState, shipments: int = 0
) -> RequestRow:
    def has_come() -> bool:
        row = row_of(program)
        return row.state is state and len(row.shipments) >= shipments

    await until(has_come)
    return row_of(program)


@contextmanager
def off_the_line(here: Region, post: PostProgram) -> Iterator[None]:
    """Let something happen while the line of the only post is down."""
    here.weathers["zuid"].up = False
    yield
    here.weathers["zuid"].up = True
    post.nudge(Mode.REAL)


async def asks_and_is_told(here: Region, post: PostProgram) -> bytes:
    with off_the_line(here, post):
        await ask(post)
    await here.received(post)
    asked, (voice, by) = row_of(here.hub), operator(here)
    assert (asked.pieces, asked.urgency) == (40, Urgency.SOON)
    with off_the_line(here, post):
        await voice.decide(by, asked.stream, Ruling(30, "meer is er niet"))
        await voice.ship(by, asked.stream, Load(20, "depot"))
    told = await comes_to(post, RequestState.UNDERWAY, 1)
    assert told.decision is not None
    assert told.decision.from_name == "Kees Mulder"
    return asked.stream


def test_a_post_asks_forty_gets_thirty_in_two_loads_and_both_ends_agree(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            stream = await asks_and_is_told(here, post)
            voice, by = operator(here)

            with off_the_line(here, post):
                await receive(post, 0, 20)
                assert row_of(post).state is RequestState.PARTLY
                await voice.ship(by, stream, Load(10, "Post Noord"))
            await comes_to(post, RequestState.PARTLY, 2)
            assert opened(post).read_now(lambda db: on_order(db, 0)) == {"VB001": 10}
            await receive(post, 1, 10)

            await here.received(post)
            for program in (post, here.hub):
                row = row_of(program)
                assert (row.state, row.arrived) == (RequestState.RECEIVED, 30)
            held = opened(post).read_now(lambda db: item(db, "VB001", TODAY))
            assert held is not None
            assert held.on_hand == 30

    asyncio.run(story())


def test_a_hub_ships_no_more_than_it_granted_and_nothing_it_did_not(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await ask(post)
            await here.received(post)
            voice, by = operator(here)
            stream = row_of(here.hub).stream

            async def refused(load: int) -> str:
                with pytest.raises(Refusal) as why:
                    await voice.ship(by, stream, Load(load))
                return why.value.key

            assert await refused(1) == "request_not_granted"
            with pytest.raises(Refusal, match="refusal_words_missing"):
                await voice.decide(by, stream, Ruling(0))
            await voice.decide(by, stream, Ruling(5))
            assert await refused(6) == "more_than_granted"
            await voice.ship(by, stream, Load(5))
            await comes_to(post, RequestState.UNDERWAY, 1)

            def withdraw() -> None:
                file = opened(post)
                by = leader(file)
                file.write_now(lambda desk: withdraw_request(desk, by, stream))

            with pytest.raises(Refusal, match="request_shipped"):
                withdraw()
            file = opened(post)
            at_post = leader(file)
            await file.write(
                lambda desk: close_request(desk, at_post, stream, "doos was stuk")
            )
            await here.received(post)
            assert await refused(1) == "request_withdrawn"
            assert not row_of(here.hub).is_open

    asyncio.run(story())


def test_what_a_post_withdrew_the_hub_decides_no_more(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await ask(post)
            file = opened(post)
            by, stream = leader(file), row_of(post).stream
            await file.write(lambda desk: withdraw_request(desk, by, stream, "dubbel"))
            await here.received(post)
            voice, operating = operator(here)

            with pytest.raises(Refusal, match="request_withdrawn"):
                await voice.decide(operating, stream, Ruling(40))

            assert row_of(here.hub).state is RequestState.WITHDRAWN

    asyncio.run(story())


def test_a_shipment_a_post_wrote_itself_is_none_at_the_hub(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await ask(post)
            file = opened(post)
            by, stream = leader(file), row_of(post).stream
            fact = RequestShipped(40, b"T" * 16)

            await file.write(lambda desk: desk.record(stream, fact, by))
            await here.received(post)

            assert row_of(here.hub).shipments == ()

    asyncio.run(story())


def test_what_a_neighbour_sent_is_what_was_asked_once_the_hub_says_so(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            south, north = await here.post("zuid"), await here.post("noord")
            await ask(south)
            by, giver = operator(here)[1], leader(opened(north))
            await opened(north).write(lambda desk: receive_stock(desk, giver, LOT, 90))
            gone = [Taken(LOT, "", 25)]
            await opened(north).write(
                lambda desk: send_stock(desk, giver, gone, "Post Zuid")
            )
            await here.received(south)
            await here.received(north)
            row = row_of(here.hub)
            (sent,) = opened(here.hub).read_now(lambda db: underway(db, row, 0))
            assert (sent.pieces, sent.to_name) == (25, "Post Zuid")

            voice = operator(here)[0]
            await voice.decide(by, row.stream, Ruling(25))
            load = Load(sent.pieces, "Post Noord", sent.transfer)
            await voice.ship(by, row.stream, load)
            await comes_to(south, RequestState.UNDERWAY, 1)
            await receive(south, 0, 25)
            await here.received(south)

            hub = opened(here.hub)
            (line,) = hub.read_now(lambda db: transfers(db, sent.transfer))
            assert line.match is Match.EVEN
            assert row_of(here.hub).state is RequestState.RECEIVED
            assert hub.read_now(lambda db: underway(db, row, 0)) == ()

    asyncio.run(story())
