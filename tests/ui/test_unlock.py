"""Unlocking: clear words, a wait, two ways in, and nothing touched."""

from __future__ import annotations

import asyncio

import pytest

from app.ui.screens.unlock import shouted
from app.ui.shell import screens
from sync.errors import DamagedFile, NewerFile, NotOurFile
from sync.ids import Mode
from tests.support.fakes import FakeClock
from tests.support.program import PASSPHRASE, RECOVERY, MemoryProgram
from tests.support.screen import Screen, shown


async def _try(screen: Screen, secret: str) -> None:
    await screen.type("passphrase", secret)
    await screen.submit("passphrase")


def test_the_device_says_what_it_is_before_it_is_open() -> None:
    program = MemoryProgram(Mode.REAL, Mode.EXERCISE, opened=False)

    async def story() -> None:
        async with shown(screens(program)) as screen:
            assert "Sporthal Zuid" in screen
            assert "Laatst gebruikt 2 u 00 min geleden" in screen
            assert "OEFENING" not in screen

            await screen.click("home-exercise")
            assert "OEFENING" in screen

    asyncio.run(story())


def test_the_right_passphrase_asks_who_you_are() -> None:
    program = MemoryProgram(Mode.REAL, opened=False)

    async def story() -> None:
        async with shown(screens(program)) as screen:
            await _try(screen, PASSPHRASE)
            await screen.until(lambda: "Wie bent u?" in screen)

    asyncio.run(story())
    program.end()


def test_a_wrong_passphrase_says_so_and_then_makes_you_wait() -> None:
    clock = FakeClock()
    program = MemoryProgram(Mode.REAL, opened=False, clock=clock)

    async def story() -> None:
        async with shown(screens(program)) as screen:
            for _ in range(3):
                await _try(screen, "niet deze woorden")
                assert "Deze wachtzin klopt niet. Er is niets gewist" in screen

            await _try(screen, "niet deze woorden")
            assert "Nog 5 seconden wachten" in screen
            assert screen["open"].disabled

            clock.advance(5_000)
            program.tries = 0
            await screen.until(lambda: not screen["open"].disabled)
            await _try(screen, PASSPHRASE)
            await screen.until(lambda: "Wie bent u?" in screen)

    asyncio.run(story())
    program.end()


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (DamagedFile("x"), "beschadigd"),
        (NewerFile("x"), "nieuwere versie"),
        (NotOurFile("x"), "niet van Noodpost"),
    ],
)
def test_a_file_that_cannot_be_opened_is_explained(why: Exception, said: str) -> None:
    program = MemoryProgram(Mode.REAL, opened=False)
    program.unlock_trouble = why

    async def story() -> None:
        async with shown(screens(program)) as screen:
            await _try(screen, PASSPHRASE)

            assert said in screen

    asyncio.run(story())


def test_the_recovery_code_opens_with_a_new_passphrase() -> None:
    program = MemoryProgram(Mode.REAL, opened=False)

    async def story() -> None:
        async with shown(screens(program)) as screen:
            await screen.click("forgot")
            await screen.type("recovery-typed", "B7QK-0000")
            await screen.type("secret", "kort")
            await screen.type("secret-again", "kort")
            await screen.click("open")
            assert "Te zwak" in screen

            await screen.type("secret", "andere woorden voor morgen")
            await screen.type("secret-again", "andere woorden voor morgen")
            await screen.click("open")
            assert "Deze herstelcode klopt niet" in screen

            await screen.type("recovery-typed", RECOVERY.lower())
            await screen.submit("secret-again")
            await screen.until(lambda: "Wie bent u?" in screen)

    asyncio.run(story())
    program.end()


def test_capitals_only_ask_about_caps_lock() -> None:
    program = MemoryProgram(Mode.REAL, opened=False)

    async def story() -> None:
        async with shown(screens(program)) as screen:
            await screen.type("passphrase", "VIER")
            assert "Caps Lock" in screen

            await screen.type("passphrase", "VIER gewone")
            assert "Caps Lock" not in screen

    asyncio.run(story())

    assert not shouted("A1")


def test_closing_the_post_says_that_sending_goes_on() -> None:
    program = MemoryProgram(Mode.REAL)
    program.set_sending(enrolled=True, unsent_events=3)

    async def story() -> None:
        async with shown(screens(program)) as screen:
            await screen.click("close-post")

            assert "De post is gesloten." in screen
            assert "Nog 3 wijzigingen worden verzegeld verstuurd." in screen
            program.set_sending(unsent_events=0)
            await screen.until(lambda: "Er wacht niets meer" in screen)
            program.set_sending(enrolled=False)
            await screen.until(lambda: "nog niet naar een hub" in screen)

    asyncio.run(story())

    assert program.file(Mode.REAL) is None


def test_help_is_there_before_anything_is_open() -> None:
    program = MemoryProgram(Mode.REAL, opened=False)

    async def story() -> None:
        async with shown(screens(program)) as screen:
            await screen.click("help")
            assert "# Post openen" in screen

            await screen.click("help-close")
            assert "passphrase" in screen

    asyncio.run(story())
