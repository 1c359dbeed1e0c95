"""Vervoer: asked for a group and for a casualty, sent, overdue in amber, arrived."""

from __future__ import annotations

import flet as ft

from app.care.terms import Flow, Role, Triage
from app.care.transport import RideStage
from app.store.queries.transport import RideRow, rides
from app.ui.screens.transport import TransportRoom
from app.ui.state import Session
from tests.support.post import registered
from tests.support.program import MemoryProgram
from tests.support.residents import enlisted
from tests.support.residents_room import room as residents_room
from tests.support.screen import Screen
from tests.support.window import MINUTE_MS, Post, act, told


def room(session: Session, program: MemoryProgram) -> ft.Control:
    return TransportRoom(session, program)


def all_rides(post: Post) -> tuple[RideRow, ...]:
    found = post.file.read_now(lambda db: rides(db, post.clock.now_ms()))
    return (*found.overdue, *found.under_way, *found.waiting, *found.over)


def says(screen: Screen, words: str) -> bool:
    return any(words in each for each in screen.words())


async def ask_for_a_group(screen: Screen) -> None:
    await screen.click("ask-transport")
    await screen.click("precedence-priority")
    await screen.type("about", "Groep uit de hal")
    await screen.type("destination", "Sporthal")
    await screen.type("seats", "6")
    await screen.type("stretchers", "2")
    await screen.click("save-transport")
    await screen.until(lambda: "save-vehicle" in screen)


def test_a_group_is_driven_away_is_overdue_and_arrives() -> None:
    post = Post()

    async def story(screen: Screen) -> None:
        await ask_for_a_group(screen)
        await screen.type("vehicle", "bus 1")
        await screen.type("stretchers", "1")
        await screen.click("save-vehicle")
        await screen.until(lambda: "save-depart" in screen)
        assert says(screen, "1 brancardplaats te weinig")
        await screen.click("expected-15")
        await screen.click("save-depart")
        await screen.until(lambda: "save-arrive" in screen)
        assert [r.stage for r in all_rides(post)] == [RideStage.UNDER_WAY]
        post.clock.advance(20 * MINUTE_MS)
        [late] = post.file.read_now(lambda db: rides(db, post.clock.now_ms())).overdue
        assert late.ride.destination == "Sporthal"

        await screen.type("received_by", "zuster Kim")
        await screen.click("save-arrive")
        await screen.until(lambda: says(screen, "Overgenomen door: zuster Kim"))
        assert [r.stage for r in all_rides(post)] == [RideStage.ARRIVED]

    post.tell(room, story)


def test_who_is_overdue_stands_first_in_the_colour_of_an_alarm() -> None:
    post = Post()

    async def story(screen: Screen) -> None:
        await ask_for_a_group(screen)
        await screen.type("vehicle", "bus 1")
        await screen.click("save-vehicle")
        await screen.until(lambda: "save-depart" in screen)
        await screen.click("expected-15")
        await screen.click("save-depart")
        await screen.until(lambda: "save-arrive" in screen)

    async def later(screen: Screen) -> None:
        await screen.until(lambda: says(screen, "1 rit is te laat"))
        assert says(screen, "5 min te laat")

    async def both() -> None:
        async with post.open(room) as screen:
            await story(screen)
        post.clock.advance(20 * MINUTE_MS)
        async with post.open(room, post.window()) as screen:
            await later(screen)

    import asyncio

    asyncio.run(both())
    post.program.end()


def test_a_ride_without_places_or_where_to_is_refused_and_the_form_stays() -> None:
    post = Post()

    async def story(screen: Screen) -> None:
        await screen.click("ask-transport")
        await screen.click("precedence-routine")
        await screen.click("save-transport")
        assert screen["refusal"].value == "Vul in waarheen."
        await screen.type("destination", "Thuis")
        await screen.click("save-transport")
        assert "hoeveel mensen" in screen["refusal"].value
        assert screen["destination"].value == "Thuis"
        assert all_rides(post) == ()

    post.tell(room, story)


def test_a_casualty_gets_a_ride_from_their_own_record() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2, name="Jan Kuipers")

    async def story(screen: Screen) -> None:
        await act(screen, "transport")
        await screen.click("precedence-urgent")
        await screen.type("destination", "UMCG")
        await screen.click("place-stretchers")
        await screen.click("save")
        await screen.until(lambda: all_rides(post))
        [row] = all_rides(post)
        assert [each.stream for each in row.riders] == [stream]
        assert row.ride.asked is not None
        assert (row.ride.asked.stretchers, row.ride.asked.people) == (1, 1)
        assert post.detail(stream).row.flow is Flow.WAITING

    told(post, stream, story)


def test_a_resident_gets_a_ride_from_their_own_record() -> None:
    post = Post()
    stream = enlisted(post.file, "Ans Kuipers")

    async def story(screen: Screen) -> None:
        await screen.until(lambda: f"resident-{stream.hex()}" in screen)
        await screen.click(f"resident-{stream.hex()}")
        await screen.until(lambda: "ask-ride" in screen)
        await screen.click("ask-ride")
        await screen.click("precedence-routine")
        await screen.type("destination", "Zorghotel")
        await screen.click("place-wheelchairs")
        await screen.click("save-transport")
        await screen.until(lambda: all_rides(post))
        await screen.until(lambda: says(screen, "→ Zorghotel"))

    post.tell(residents_room, story)


def test_a_9_line_scheme_shows_its_letters() -> None:
    post = Post()

    async def story(screen: Screen) -> None:
        await screen.click("ask-transport")
        await screen.click("scheme-us")
        await screen.until(lambda: "precedence-surgical" in screen)
        assert says(screen, "B Spoed, operatie nodig")

    post.tell(room, story)


def test_a_stock_keeper_sees_no_rides() -> None:
    post = Post(Role.STOCK_KEEPER)

    async def story(screen: Screen) -> None:
        assert says(screen, "U ziet het vervoer niet")
        assert "ask-transport" not in screen

    post.tell(room, story)
