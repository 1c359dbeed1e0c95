"""Zorgvraag beperken: a consult comes back on its day; a sheet is shown and written."""

from __future__ import annotations

import flet as ft

from app.care.consult import Followed
from app.care.terms import Role
from app.commands import set_masking
from app.store.desk import local_day
from app.store.queries.consult import consults
from app.ui.screens.consults import ConsultsRoom
from app.ui.state import Session
from tests.support.fakes import NOON_MS
from tests.support.post import actor
from tests.support.program import MemoryProgram
from tests.support.screen import Screen
from tests.support.window import Post

TODAY = local_day(NOON_MS)


def room(session: Session, program: MemoryProgram) -> ft.Control:
    return ConsultsRoom(session, program)


def says(screen: Screen, words: str) -> bool:
    return any(words in each for each in screen.words())


async def called(screen: Screen) -> None:
    """Keep a consult by phone that can wait until tomorrow."""
    await screen.until(lambda: "new-consult" in screen)
    await screen.click("new-consult")
    await screen.click("save-consult")
    await screen.until(lambda: says(screen, "Kies hoe"))
    await screen.click("pick-consult_way-phone")
    await screen.type("consult-asker", "Ans Bos")
    await screen.type("consult-question", "keelpijn sinds gisteren")
    await screen.click("pick-agreed-wait")
    await screen.click("save-consult")
    await screen.until(lambda: says(screen, "Kies wanneer"))
    await screen.click("review-1")
    await screen.click("pick-helper-neighbour")
    await screen.type("consult-help_with", "boodschappen")
    await screen.click("save-consult")
    await screen.until(lambda: says(screen, "kan wachten tot"))


def test_a_call_that_can_wait_comes_back_and_is_followed() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await called(screen)

        (row,) = post.file.read_now(lambda db: consults(db, TODAY)).waiting
        await screen.click(f"consult-{row.stream.hex()}")
        await screen.until(lambda: "followed-not_reached" in screen)
        await screen.click("followed-not_reached")
        await screen.until(lambda: says(screen, "Niet bereikt"))
        await screen.type("helped-by", "buurvrouw Bep")
        await screen.click("help-found")
        await screen.until(lambda: says(screen, "buurvrouw Bep helpt"))
        await screen.click("followed-better")
        await screen.until(lambda: "followed-better" not in screen)
        await screen.click("close-consult")
        await screen.until(lambda: "new-consult" in screen)
        (row,) = post.file.read_now(lambda db: consults(db, TODAY)).latest
        assert [each.followed for each in row.consult.followed] == [
            Followed.NOT_REACHED,
            Followed.BETTER,
        ]

    post.tell(room, tell)


def test_a_sheet_is_an_example_until_the_post_writes_its_own() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "face-sheets" in screen)
        await screen.click("face-sheets")
        await screen.until(lambda: "topic-heat" in screen)
        await screen.click("topic-heat")
        await screen.until(lambda: "sheet-mark" in screen)
        assert screen["sheet-mark"].value.startswith("Voorbeeld")
        assert "advice-qr" in screen
        await screen.click("sheet-language-en")
        await screen.until(lambda: says(screen, "Drink often"))

        await screen.click("write-advice")
        await screen.type("advice-steps_nl", "Drink water uit de kraan")
        await screen.click("save-advice")
        await screen.until(lambda: says(screen, "Vul de bron in"))
        await screen.type("advice-source", "arts Bos")
        await screen.click("save-advice")
        await screen.until(lambda: "sheet-mark" in screen)
        await screen.until(lambda: "arts Bos" in screen["sheet-mark"].value)

    post.tell(room, tell)


def test_who_gives_no_care_sees_no_consults() -> None:
    post = Post(role=Role.REGISTRAR)

    async def tell(screen: Screen) -> None:
        assert says(screen, "voor wie zorg geeft")
        assert "new-consult" not in screen

    post.tell(room, tell)


def test_where_names_are_hidden_the_list_says_initials_and_no_question() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await called(screen)
        assert says(screen, "Ans Bos")

        lead = actor(post.file, Role.POST_LEAD)
        await post.file.write(lambda d: set_masking(d, lead, hides_names=True))

        await screen.until(lambda: not says(screen, "Ans Bos"))
        assert says(screen, "AB")
        assert not says(screen, "keelpijn")

    post.tell(room, tell)
