"""Passphrase, recovery code and the written procedures, as a person taps them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import flet as ft

from app.care.terms import Role
from app.store.queries.staff import people
from app.ui.screens.help import TROUBLE, help_page
from app.ui.screens.safety import SafetyRoom
from app.ui.shell import Shell
from app.ui.state import Session
from sync.ids import Mode
from tests.support.program import PASSPHRASE, RECOVERY, MemoryProgram, session_of
from tests.support.screen import Screen, shown

_NEW = "zeven blauwe fietsen op zolder"


def drawn(
    component: Callable[..., ft.Control], session: Session, program: MemoryProgram
) -> AbstractAsyncContextManager[Screen]:
    """Return a screen with one component on it."""
    return shown(lambda page: page.render(component, session, program))


def test_a_new_passphrase_needs_the_present_one() -> None:
    async def story() -> None:
        program = MemoryProgram(Mode.REAL)
        session = session_of(program)
        async with drawn(SafetyRoom, session, program) as screen:
            await screen.type("now", "niet de wachtzin")
            await screen.type("secret", _NEW)
            await screen.type("secret-again", _NEW)
            await screen.click("set-passphrase")
            refused = list(program.passphrases)
            await screen.type("now", PASSPHRASE)
            await screen.click("set-passphrase")

            assert refused == []
            assert program.passphrases == [_NEW]
        program.end()

    asyncio.run(story())


def test_a_new_code_is_shown_and_typed_over() -> None:
    async def story() -> None:
        program = MemoryProgram(Mode.REAL)
        program.recovery_known = False
        session = session_of(program)
        async with drawn(SafetyRoom, session, program) as screen:
            assert {"code-unknown"} <= screen.keys()
            await screen.type("code-secret", PASSPHRASE)
            await screen.click("make-code")
            assert screen["recovery-code"].value == RECOVERY
            await screen.click("written")
            await screen.type("recovery-typed", RECOVERY)
            await screen.click("done")

            assert {"make-code"} <= screen.keys()
        program.end()

    asyncio.run(story())


def test_only_who_leads_the_post_changes_what_opens_it() -> None:
    async def story() -> None:
        program = MemoryProgram(Mode.REAL)
        session = session_of(program)
        file = program.file(Mode.REAL)
        assert file is not None
        helper = next(
            each for each in file.read_now(people) if each.role != Role.POST_LEAD
        )
        session.sign_on(helper)
        async with drawn(SafetyRoom, session, program) as screen:
            assert not {"set-passphrase", "make-code"} & screen.keys()
        program.end()

    asyncio.run(story())


def test_every_procedure_is_two_taps_from_any_help() -> None:
    async def story() -> None:
        program = MemoryProgram(Mode.REAL)
        session = session_of(program)
        async with drawn(Shell, session, program) as screen:
            for page in TROUBLE:
                session.help = "settings"
                await screen.settle()
                await screen.click("help-trouble")
                await screen.click(f"help-{page}")
                assert screen["help-page"].value == help_page(page, session.language)
        program.end()

    asyncio.run(story())


def test_every_procedure_is_written_in_both_languages_and_fits_a_screen() -> None:
    for page in TROUBLE:
        for language in ("nl", "en"):
            words = help_page(page, language)
            assert words is not None
            assert "1. " in words
            assert len(words.splitlines()) <= 24
