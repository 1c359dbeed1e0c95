"""The first start: three steps, a sheet on paper, and straight to registering."""

from __future__ import annotations

import asyncio

import pytest

from app.care.refusal import Refusal
from app.ui.screens.recovery import sheet_page
from app.ui.screens.setup import suggested_code
from app.ui.shell import screens
from app.ui.state import Setup
from app.ui.strength import ENOUGH, strength
from sync.errors import DiskFull
from sync.ids import Mode
from tests.support.program import PASSPHRASE, RECOVERY, MemoryProgram, session_of
from tests.support.screen import Screen, shown


async def _to_secret(screen: Screen, name: str = "Sporthal Zuid") -> None:
    await screen.click("next")
    await screen.type("post-name", name)
    await screen.click("next")


async def _make(screen: Screen, secret: str = PASSPHRASE) -> None:
    await screen.type("secret", secret)
    await screen.type("secret-again", secret)
    await screen.click("make")


def test_a_new_device_goes_from_language_to_registering() -> None:
    program = MemoryProgram()

    async def story() -> None:
        async with shown(screens(program)) as screen:
            await _to_secret(screen)
            await _make(screen)
            await screen.until(lambda: "recovery-code" in screen)
            await screen.click("written")
            await screen.type("recovery-typed", RECOVERY.lower().replace("-", " "))
            await screen.click("done")
            await screen.until(lambda: "person-name" in screen)
            await screen.type("person-name", "Anna de Vries")
            await screen.type("pin", "271828")
            await screen.type("pin-again", "271828")
            await screen.click("begin")
            await screen.until(lambda: "room-register" in screen)

            assert screen["post-name"].value == "Sporthal Zuid"
            assert "Anna de Vries" in screen

    asyncio.run(story())
    program.end()

    assert program.setups == [
        Setup("nl", "Sporthal Zuid", "ZUID", Mode.REAL, PASSPHRASE)
    ]


def test_the_code_is_out_of_sight_while_it_is_typed_over() -> None:
    program = MemoryProgram()

    async def story() -> None:
        async with shown(screens(program)) as screen:
            await _to_secret(screen)
            await _make(screen)
            await screen.until(lambda: "recovery-code" in screen)
            assert RECOVERY in screen

            await screen.click("written")
            assert RECOVERY not in screen
            await screen.type("recovery-typed", "B7QK-0000")
            await screen.click("done")
            assert "Dit is niet de code." in screen

            await screen.click("show-again")
            assert RECOVERY in screen

    asyncio.run(story())
    program.end()


@pytest.mark.parametrize(
    ("secret", "again", "said"),
    [
        ("welkom", "welkom", "Te zwak"),
        (PASSPHRASE, PASSPHRASE + "!", "niet gelijk"),
    ],
)
def test_a_weak_or_mistyped_passphrase_makes_nothing(
    secret: str, again: str, said: str
) -> None:
    program = MemoryProgram()

    async def story() -> None:
        async with shown(screens(program)) as screen:
            await _to_secret(screen)
            await screen.type("secret", secret)
            await screen.type("secret-again", again)
            await screen.click("make")

            assert said in screen
            assert screen["secret"].value == secret

    asyncio.run(story())

    assert program.setups == []


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (Refusal("post_code", given="Z"), "2 tot 8 hoofdletters"),
        (DiskFull("full"), "De schijf is vol"),
    ],
)
def test_what_cannot_be_made_is_said_and_the_form_is_kept(
    why: Exception, said: str
) -> None:
    program = MemoryProgram()

    async def refuse(_: Setup) -> str:
        raise why

    program.create = refuse  # type: ignore[method-assign]

    async def story() -> None:
        async with shown(screens(program)) as screen:
            await _to_secret(screen)
            await _make(screen)

            assert said in screen
            assert screen["secret"].value == PASSPHRASE

    asyncio.run(story())


def test_the_language_is_spoken_at_once_and_remembered() -> None:
    program = MemoryProgram()

    async def story() -> None:
        async with shown(screens(program)) as screen:
            await screen.click("language-en")

            assert "Choose a language" in screen

    asyncio.run(story())

    assert program.settings().language == "en"


def test_a_name_and_code_that_will_not_do_do_not_go_on() -> None:
    program = MemoryProgram()

    async def story() -> None:
        async with shown(screens(program)) as screen:
            await screen.click("next")
            assert screen["next"].disabled

            await screen.type("post-name", "Sporthal Zuid")
            await screen.type("post-code", "z")
            assert screen["next"].disabled
            assert "2 tot 8 letters of cijfers." in screen

            await screen.click("mode-exercise")
            await screen.type("post-code", "zuid2")
            await screen.submit("post-name")
            assert "secret" in screen
            await screen.click("back")
            assert screen["post-code"].value == "ZUID2"

    asyncio.run(story())


def test_the_sheet_can_be_printed_and_its_file_is_to_be_deleted() -> None:
    program = MemoryProgram()

    async def story() -> None:
        async with shown(screens(program)) as screen:
            await _to_secret(screen)
            await _make(screen)
            await screen.until(lambda: "recovery-code" in screen)
            await screen.click("sheet-save")

            assert "Wis het bestand van dit apparaat" in screen
            assert screen.called("save_file")

    asyncio.run(story())
    program.end()


def test_a_name_cannot_put_anything_else_on_the_sheet() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)

    page = sheet_page(session, RECOVERY, "<script>alert(1)</script>")

    assert "<script>" not in page
    assert RECOVERY in page
    program.end()


def test_an_exercise_is_set_up_beside_a_real_post() -> None:
    program = MemoryProgram(Mode.REAL, opened=False)

    async def story() -> None:
        async with shown(screens(program)) as screen:
            await screen.click("set-up-other")
            await screen.click("instead")
            assert "passphrase" in screen

            await screen.click("set-up-other")
            await _to_secret(screen, "Oefenterrein")
            await _make(screen)
            await screen.until(lambda: "recovery-code" in screen)

    asyncio.run(story())
    program.end()

    assert program.setups[0].mode is Mode.EXERCISE


@pytest.mark.parametrize(
    ("name", "code"),
    [("Sporthal Zuid", "ZUID"), ("", ""), ("Post 7", "POST7"), ("Ünïe", "UNIE")],
)
def test_a_code_is_suggested_by_the_name(name: str, code: str) -> None:
    assert suggested_code(name) == code


def test_words_make_a_strong_passphrase_and_known_ones_do_not() -> None:
    assert strength("") == 0
    assert strength("welkom") == 1
    assert strength("Wachtwoord123!") < ENOUGH
    assert strength("paard fiets boom lamp") >= ENOUGH
    assert strength("kT9!xQ2#vb7Lm") >= ENOUGH
