"""Openen en sluiten: what lacks leads to where it is mended; wiping asks for proof."""

from __future__ import annotations

import asyncio

import flet as ft
import pytest

from app.care.terms import Role, Triage
from app.commands.closing import close_doors, hand_file, standing
from app.exports.wiped import wiped_pdf
from app.ui.screens.doors import DoorsRoom
from app.ui.shell import Shell, prepare
from app.ui.state import Session, Stage
from sync.ids import Mode
from tests.support.moving import somebody_waits
from tests.support.post import PIN, registered
from tests.support.program import PASSPHRASE, WIPED, MemoryProgram, session_of
from tests.support.scarcity import decided, stretched
from tests.support.screen import Screen, shown
from tests.support.window import Post


def room(session: Session, program: MemoryProgram) -> ft.Control:
    return DoorsRoom(session, program)


def says(screen: Screen, words: str) -> bool:
    return any(words in each for each in screen.words())


def test_what_lacks_is_said_and_leads_to_where_it_is_mended() -> None:
    post = Post(role=Role.POST_LEAD)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "checks" in screen)
        assert screen["check-hub"].value.startswith("Niet aangemeld")
        assert "niet gemeld" in screen["check-lead"].value
        await screen.click("mend-hub")
        assert post.session.room == "sending"
        await screen.click("mend-water")
        assert (post.session.room, post.session.face) == ("stock", "lasting")

        await screen.click("send-test")
        await screen.until(lambda: "nog niet gelezen" in screen["check-envelope"].value)
        await screen.click("open-doors")
        await screen.until(lambda: says(screen, "Leg in een paar"))
        await screen.type("open-because", "eerste uur")
        await screen.click("open-doors")
        await screen.until(lambda: "Open sinds" in screen["doors-standing"].value)
        held = post.file.write_now(standing)
        assert held.opened is not None
        assert "hub" in held.opened.lacking
        assert held.opened.because == "eerste uur"

    post.tell(room, tell)


def test_only_who_leads_opens_and_closes() -> None:
    post = Post(role=Role.NURSE)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "checks" in screen)
        assert "open-doors" not in screen
        assert "send-test" not in screen
        await screen.click("face-close")
        await screen.until(lambda: says(screen, "Alleen wie leidt"))
        assert "wipe-now" not in screen

    post.tell(room, tell)


def test_a_post_is_handed_over_closed_and_wiped_with_a_reason() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)

    def main(page: ft.Page) -> None:
        prepare(page, session)
        session.go("doors")
        page.render(Shell, session, program)

    async def story() -> None:
        async with shown(main, width=1280) as screen:
            await screen.click("face-close")
            await screen.until(lambda: "holder" in screen)
            assert "wipe-now" not in screen
            await screen.type("holder", "Veiligheidsregio Groningen")
            await screen.click("file-way-carried")
            await screen.click("hand-file")
            await screen.until(lambda: "handed" in screen)
            await screen.click("close-doors")
            await screen.until(lambda: "wipe-now" in screen)
            assert says(screen, "heeft geen hub")

            await screen.type("wipe-secret", PASSPHRASE)
            await screen.type("wipe-pin", PIN)
            await hold(screen)
            await screen.until(lambda: says(screen, "zeg waarom u toch wist"))
            await screen.type("wipe-because", "hub onbereikbaar")
            await hold(screen)
            await screen.until(lambda: session.stage is Stage.START)
            await screen.until(lambda: f"print-wiped-{WIPED.sheet}" in screen)
            assert program.wiped()[0].because == "hub onbereikbaar"

    asyncio.run(story())
    program.end()


def test_what_only_the_last_look_finds_asks_for_a_reason_on_screen() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)
    program.set_sending(enrolled=True)
    file = program.file(Mode.REAL)
    lead = session.actor
    assert file is not None and lead is not None
    file.write_now(lambda d: hand_file(d, lead, "VR", "carried"))
    file.write_now(lambda d: close_doors(d, lead))

    def main(page: ft.Page) -> None:
        prepare(page, session)
        session.go("doors")
        page.render(Shell, session, program)

    async def story() -> None:
        async with shown(main, width=1280) as screen:
            await screen.click("face-close")
            await screen.until(lambda: "wipe-now" in screen)
            assert "wipe-because" not in screen
            await screen.type("wipe-secret", PASSPHRASE)
            await screen.type("wipe-pin", PIN)
            await hold(screen)
            await screen.until(lambda: "wipe-because" in screen)

    asyncio.run(story())
    program.end()


async def hold(screen: Screen) -> None:
    """Press, wait the second that the hint asks for, and press again."""
    await screen.click("wipe-now")
    await asyncio.sleep(1.1)
    await screen.click("wipe-now")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_proof_is_a_paper(language: str) -> None:
    assert wiped_pdf(WIPED, language).startswith(b"%PDF")


def test_another_window_of_a_wiped_post_begins_anew() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)

    def main(page: ft.Page) -> None:
        prepare(page, session)
        session.go("doors")
        page.render(Shell, session, program)

    async def story() -> None:
        async with shown(main, width=1280) as screen:
            await screen.until(lambda: "checks" in screen)
            program.forget(Mode.REAL)
            await screen.until(lambda: session.stage is Stage.START)

    asyncio.run(story())
    program.end()


def test_who_is_missing_alone_or_on_the_way_is_named_before_the_post_closes() -> None:
    post = Post(role=Role.POST_LEAD)
    lead = post.session.actor
    post.file.write_now(lambda d: somebody_waits(d, lead))
    decided(post.file, registered(post.file, Triage.T3), stretched())

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "face-close" in screen)
        await screen.click("face-close")
        await screen.until(lambda: "left-missing" in screen)
        assert says(screen, "1 persoon uit een ontruimd huis is nog vermist")
        assert says(screen, "1 kind is nog alleen")
        assert says(screen, "1 rit is nog onderweg")
        assert says(screen, "Voor 1 persoon geldt nog een afschaling")
        assert "left-rounds" not in screen
        await screen.click("left-alone")
        assert post.session.room == "displaced"

    post.tell(room, tell)
