"""Signalen: one tap a case, zero is said, a case of measles shows whom to call."""

from __future__ import annotations

import flet as ft

from app.care.signal import GgdSet, Reached, cases
from app.care.syndrome import Band, CountedSex, Syndrome
from app.care.terms import Role
from app.commands import count_case, set_ggd
from app.commands.signal import Group
from app.store.desk import local_day
from app.store.queries.signal import signals
from app.ui.screens.post import PostRoom
from app.ui.screens.signals import SignalsRoom
from app.ui.state import Session
from tests.support.fakes import NOON_MS
from tests.support.post import actor
from tests.support.program import MemoryProgram
from tests.support.screen import Screen
from tests.support.window import Post

DAY = local_day(NOON_MS)


def room(session: Session, program: MemoryProgram) -> ft.Control:
    return SignalsRoom(session, program)


def says(screen: Screen, words: str) -> bool:
    return any(words in each for each in screen.words())


def test_a_case_is_one_tap_once_it_is_known_of_whom_it_is() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "more-AWD" in screen)
        assert screen["more-AWD"].disabled
        assert screen["count-AWD"].value == "–"

        await screen.click("band-under_5")
        await screen.click("counted-sex-female")
        await screen.click("more-AWD")
        await screen.until(lambda: screen["count-AWD"].value == "1")
        await screen.click("more-AWD")
        await screen.until(lambda: screen["count-AWD"].value == "2")
        await screen.click("less-AWD")
        await screen.until(lambda: screen["count-AWD"].value == "1")
        assert says(screen, "waarvan 1 jonger dan 5")

        await screen.click("report-day")
        await screen.until(lambda: screen["count-BD"].value == "0")
        assert "report-day" not in screen

    post.tell(room, tell)


def test_in_a_cholera_area_what_to_say_counts_watery_diarrhoea() -> None:
    post = Post()
    lead, nurse = actor(post.file, Role.POST_LEAD), actor(post.file)
    area = GgdSet("GGD Groningen", "050-0000000", cholera_area=True)
    child = Group(Band.UNDER_5, CountedSex.FEMALE)
    post.file.write_now(lambda d: set_ggd(d, lead, area))
    post.file.write_now(lambda d: count_case(d, nurse, DAY, Syndrome.AWD, child, 3))

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "script" in screen)
        await screen.until(lambda: "3 geteld: 3 jonger" in screen["script"].value)

    post.tell(room, tell)


def test_a_case_of_measles_prompts_and_the_call_is_recorded() -> None:
    post = Post()
    lead = actor(post.file, Role.POST_LEAD)
    ggd = GgdSet("GGD Groningen", "050-0000000")
    post.file.write_now(lambda d: set_ggd(d, lead, ggd))

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "more-MEAS" in screen)
        await screen.click("band-from_5")
        await screen.click("counted-sex-male")
        await screen.click("more-MEAS")
        await screen.until(lambda: "call-spoken" in screen)
        assert screen["ggd-number"].value == "Bel GGD Groningen: 050-0000000"
        await screen.until(lambda: "1 geteld" in screen["script"].value)
        assert "van Post Zuid" in screen["script"].value

        await screen.click("call-no_answer")
        await screen.until(lambda: says(screen, "Geen gehoor"))
        assert "call-spoken" in screen
        await screen.type("call-spoke_to", "arts Bos")
        await screen.click("call-spoken")
        await screen.until(lambda: "call-spoken" not in screen)
        assert says(screen, "arts Bos")
        day = post.file.read_now(lambda db: signals(db, DAY)).day
        assert cases(day, Syndrome.MEAS) == 1
        assert [each.call.reached for each in day.calls] == [
            Reached.NO_ANSWER,
            Reached.SPOKEN,
        ]

    post.tell(room, tell)


def test_without_a_number_it_says_so() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "raise-deaths" in screen)
        await screen.click("raise-deaths")
        await screen.until(lambda: "ggd-number" in screen)
        assert "niet ingevuld" in screen["ggd-number"].value

    post.tell(room, tell)


def test_a_stock_keeper_sees_no_counts() -> None:
    post = Post(role=Role.STOCK_KEEPER)

    async def tell(screen: Screen) -> None:
        assert says(screen, "voor wie zorg geeft")
        assert "count-AWD" not in screen

    post.tell(room, tell)


def test_a_call_that_waits_stands_on_the_page_of_the_post() -> None:
    post = Post()
    nurse = actor(post.file)
    of = Group(Band.UNDER_5, CountedSex.FEMALE)
    post.file.write_now(lambda d: count_case(d, nurse, DAY, Syndrome.MEAS, of))

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "ggd-waits" in screen)
        await screen.click("to-signals")
        assert post.session.room == "signals"

    post.tell(lambda session, program: PostRoom(session, program), tell)
