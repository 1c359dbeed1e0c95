"""A relative asks: written down, searched with a mark, found by a person."""

from __future__ import annotations

import asyncio

import flet as ft

from app.care.access import AccessSearched
from app.care.terms import AskOutcome, Role, SearchKind, Triage
from app.store.queries.access import looks
from app.store.queries.likeness import COMMON
from app.store.queries.relative import asks, asks_for
from app.ui.screens.relatives import RelativesRoom
from app.ui.state import Session
from tests.support.post import registered
from tests.support.program import MemoryProgram
from tests.support.screen import Screen
from tests.support.window import Post, told


def room(session: Session, program: MemoryProgram) -> ft.Control:
    return RelativesRoom(session, program)


async def question(screen: Screen, **said: str) -> None:
    for name, words in said.items():
        await screen.type(f"ask-{name}", words)
    await screen.click("save-ask")


def key_of(screen: Screen, name: str) -> str:
    return next(each for each in sorted(screen.keys()) if each.startswith(f"{name}-"))


def test_a_daughter_asks_and_only_possible_matches_show_with_their_reason() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2, name="Анна Сергеевна Петрова")
    registered(post.file, Triage.T3, name="Sanne de Boer")

    async def tell(screen: Screen) -> None:
        await question(
            screen, name="Anna Petrova", asker="Olga", relation="dochter", phone="06-1"
        )
        await screen.until(lambda: post.file.read_now(asks))
        await screen.until(lambda: "search-" in " ".join(screen.keys()))
        await screen.click(key_of(screen, "search"))
        await screen.until(lambda: "naam klinkt hetzelfde" in screen)

        assert not any("Петрова" in word for word in screen.words())
        assert not any("Boer" in word for word in screen.words())
        [look] = post.file.read_now(lambda db: looks(db, kind="access.searched"))
        assert isinstance(look.body, AccessSearched)
        assert (look.body.what, look.body.found) == (SearchKind.RELATIVE, 1)

        await screen.click(key_of(screen, "found"))
        await screen.until(lambda: "outcome" in screen)
        [row] = post.file.read_now(lambda db: asks_for(db, stream))
        assert (row.outcome, row.is_open) == (AskOutcome.FOUND, True)
        await screen.click(key_of(screen, "informed"))
        await screen.until(lambda: "no-asks" in screen)
        await screen.click("asks-show-done")
        await screen.until(lambda: "Verwant weet het" in " ".join(screen.words()))

    post.tell(room, tell)


def test_a_first_name_alone_is_enough_to_look() -> None:
    post = Post()
    registered(post.file, Triage.T2, name="Fatma Yılmaz")

    async def tell(screen: Screen) -> None:
        await question(screen, name="Fatima", asker="Ali")
        await screen.until(lambda: "search-" in " ".join(screen.keys()))
        await screen.click(key_of(screen, "search"))
        await screen.until(
            lambda: any("deel van de naam" in word for word in screen.words())
        )

    post.tell(room, tell)


def test_nobody_like_that_and_not_here_closes_the_question() -> None:
    post = Post()
    registered(post.file, Triage.T2, name="Jan Jansen")

    async def tell(screen: Screen) -> None:
        await question(screen, name="Олена Шевченко", asker="Ivan")
        await screen.until(lambda: "search-" in " ".join(screen.keys()))
        await screen.click(key_of(screen, "search"))
        await screen.until(lambda: "no-match" in screen)
        await screen.click(key_of(screen, "not-here"))
        await screen.until(lambda: "no-asks" in screen)

        assert post.file.read_now(asks) == ()

    post.tell(room, tell)


def test_a_question_without_asker_or_anybody_sought_is_refused() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await question(screen, name="Jan")
        assert "Vul in wie het vraagt." in screen["refusal"].value
        await question(screen, name="", asker="Olga")
        assert "Vul een naam in" in screen["refusal"].value
        await question(screen, name="Jan", birth_date="31-13-1990")
        assert "refusal" in screen
        assert post.file.read_now(asks) == ()

    post.tell(room, tell)


def test_the_record_says_who_asked() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2, name="Jan Jansen")

    async def ask(screen: Screen) -> None:
        await question(screen, name="Jan Janssen", asker="Olga", phone="06-12345678")
        await screen.until(lambda: "search-" in " ".join(screen.keys()))
        await screen.click(key_of(screen, "search"))
        await screen.until(lambda: "found-" in " ".join(screen.keys()))
        await screen.click(key_of(screen, "found"))
        await screen.until(lambda: "outcome" in screen)

    async def see(screen: Screen) -> None:
        await screen.until(lambda: "relatives" in screen)
        assert "Olga · 06-12345678" in screen

    async def first() -> None:
        async with post.open(room, post.window()) as screen:
            await ask(screen)

    asyncio.run(first())
    told(post, stream, see)


def test_a_stock_keeper_does_not_write_down_questions() -> None:
    post = Post(Role.STOCK_KEEPER)

    async def tell(screen: Screen) -> None:
        assert "save-ask" not in screen

    post.tell(room, tell)


def test_a_name_that_very_many_share_is_said_to_be_so_not_to_be_nobody() -> None:
    post = Post()
    for _ in range(COMMON + 1):
        registered(post.file, Triage.T3, name="Jan Jansen")

    async def tell(screen: Screen) -> None:
        await question(screen, name="Jan", asker="Olga")
        await screen.until(lambda: "search-" in " ".join(screen.keys()))
        await screen.click(key_of(screen, "search"))
        await screen.until(lambda: "common" in screen)

        assert "no-match" not in screen

    post.tell(room, tell)
