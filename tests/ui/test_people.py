"""People: who you are, who works here, and what leading the post allows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.care.terms import Role
from app.store.queries.staff import Person, people
from app.ui.shell import Shell, prepare, screens
from app.ui.state import Session
from sync.ids import Mode
from tests.support.fakes import FakeClock
from tests.support.post import PIN
from tests.support.program import MemoryProgram, session_of
from tests.support.screen import Screen, shown


def _who(program: MemoryProgram, role: Role) -> Person:
    file = program.file(Mode.REAL)
    assert file is not None
    return next(each for each in file.read_now(people) if each.role is role)


def _tries(program: MemoryProgram) -> int:
    file = program.file(Mode.REAL)
    assert file is not None
    return file.read_now(
        lambda db: int(db.execute("SELECT max(tries) FROM pin").fetchone()[0])
    )


async def _enter(screen: Screen, pin: str) -> None:
    for digit in pin:
        await screen.click(f"pin-{digit}")


@asynccontextmanager
async def _room(
    program: MemoryProgram, session: Session, room: str = "people"
) -> AsyncIterator[Screen]:
    def main(page: object) -> None:
        prepare(page, session)  # type: ignore[arg-type]
        session.go(room)
        page.render(Shell, session, program)  # type: ignore[attr-defined]

    async with shown(main) as screen:
        yield screen


def test_a_name_and_a_pin_open_the_rooms() -> None:
    program = MemoryProgram(Mode.REAL)
    nurse = _who(program, Role.NURSE)

    async def story() -> None:
        async with shown(screens(program)) as screen:
            await screen.until(lambda: "Nurse" in screen)
            await screen.click(f"who-{nurse.actor.hex()}")
            assert "Pincode van Nurse" in screen

            await _enter(screen, PIN)
            await screen.until(lambda: "room-overview" in screen)
            assert "Nurse registreert" in screen["person"].tooltip

    asyncio.run(story())
    program.end()


def test_the_keyboard_types_a_pin_as_well() -> None:
    program = MemoryProgram(Mode.REAL)
    nurse = _who(program, Role.NURSE)

    async def story() -> None:
        async with shown(screens(program)) as screen:
            await screen.until(lambda: "Nurse" in screen)
            await screen.click(f"who-{nurse.actor.hex()}")
            await screen.press("9")
            await screen.press("Backspace")
            for digit in PIN[:-1]:
                await screen.press(digit)
            await screen.press(f"Numpad {PIN[-1]}")
            await screen.until(lambda: "room-overview" in screen)

    asyncio.run(story())
    program.end()


def test_wrong_pins_make_you_wait_and_then_the_right_one_opens() -> None:
    clock = FakeClock()
    program = MemoryProgram(Mode.REAL, clock=clock)
    nurse = _who(program, Role.NURSE)

    async def story() -> None:
        async with shown(screens(program)) as screen:
            await screen.until(lambda: "Nurse" in screen)
            await screen.click(f"who-{nurse.actor.hex()}")
            for tried in (1, 2, 3, 4):
                await _enter(screen, "000000")
                await screen.until(lambda n=tried: _tries(program) == n)
                await screen.settle()
            await screen.until(lambda: screen["pin-1"].disabled)
            assert "5" in screen["refusal"].value

            clock.advance(5_000)
            await screen.until(lambda: not screen["pin-1"].disabled)
            await _enter(screen, PIN)
            await screen.until(lambda: "room-overview" in screen)

    asyncio.run(story())
    program.end()


def test_switching_person_takes_two_taps_and_a_pin() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)
    doctor = _who(program, Role.DOCTOR)

    async def story() -> None:
        async with _room(program, session, "settings") as screen:
            await screen.click("person")
            await screen.until(lambda: "Doctor" in screen)
            await screen.click(f"who-{doctor.actor.hex()}")
            await _enter(screen, PIN)
            await screen.until(lambda: "room-settings" in screen)

            await screen.click("person")
            await screen.click("back")
            assert "room-settings" in screen

    asyncio.run(story())
    program.end()

    assert session.person is not None
    assert session.person.role is Role.DOCTOR


def test_who_leads_adds_a_person() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)

    async def story() -> None:
        async with _room(program, session) as screen:
            await screen.click("add-person")
            await screen.type("person-name", "Youssef Amrani")
            await screen.click("role-nurse")
            await screen.type("pin", "161803")
            await screen.type("pin-again", "161804")
            await screen.click("save-person")
            assert "De twee pincodes zijn niet gelijk." in screen

            await screen.type("pin-again", "161803")
            await screen.press("F8")
            await screen.until(lambda: "Youssef Amrani is toegevoegd." in screen)
            await screen.until(lambda: "8 personen" in screen)

    asyncio.run(story())
    file = program.file(Mode.REAL)
    assert file is not None
    added = next(x for x in file.read_now(people) if x.name == "Youssef Amrani")
    program.end()

    assert added.role is Role.NURSE
    assert added.has_pin


def test_a_refusal_is_said_beside_the_form_and_the_form_is_kept() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)

    async def story() -> None:
        async with _room(program, session) as screen:
            await screen.click("add-person")
            await screen.type("person-name", "   ")
            await screen.type("pin", "161803")
            await screen.type("pin-again", "161803")
            await screen.click("save-person")
            await screen.until(lambda: "refusal" in screen)
            assert screen["pin"].value == "161803"

            await screen.click("cancel")
            assert "save-person" not in screen

    asyncio.run(story())
    program.end()


def test_a_role_changes_and_a_person_leaves() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)
    nurse = _who(program, Role.NURSE)

    async def story() -> None:
        async with _room(program, session) as screen:
            await screen.until(lambda: "Nurse" in screen)
            await screen.click(f"change-{nurse.actor.hex()}")
            await screen.click("role-doctor")
            await screen.click("save-person")
            await screen.until(lambda: "Nurse is nu Arts." in screen)

            await screen.click(f"change-{nurse.actor.hex()}")
            await screen.click("end-person")
            await screen.click("end-sure")
            await screen.until(lambda: "Nurse is gestopt." in screen)
            await screen.until(lambda: "6 personen" in screen)

    asyncio.run(story())
    program.end()


def test_who_does_not_lead_changes_only_their_own_pin() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)
    nurse = _who(program, Role.NURSE)
    doctor = _who(program, Role.DOCTOR)
    session.sign_on(nurse)

    async def story() -> None:
        async with _room(program, session) as screen:
            await screen.until(lambda: "7 personen" in screen)
            assert "add-person" not in screen
            assert f"change-{doctor.actor.hex()}" not in screen

            await screen.click(f"change-{nurse.actor.hex()}")
            assert "role-doctor" not in screen
            await screen.type("pin", "112358")
            await screen.type("pin-again", "112358")
            await screen.click("save-person")
            await screen.until(lambda: "De pincode van Nurse is gewijzigd." in screen)

    asyncio.run(story())
    program.end()


@pytest.mark.parametrize("pin", ["12345", ""])
def test_the_first_person_needs_six_digits(pin: str) -> None:
    program = MemoryProgram()

    async def story() -> None:
        async with shown(screens(program)) as screen:
            await screen.click("next")
            await screen.type("post-name", "Zuid")
            await screen.click("next")
            for key in ("secret", "secret-again"):
                await screen.type(key, "vier gewone woorden samen")
            await screen.click("make")
            await screen.until(lambda: "written" in screen)
            await screen.click("written")
            await screen.type("recovery-typed", "B7QK4MZP9RTD2XWH6NCF8VJG")
            await screen.click("done")
            await screen.until(lambda: "begin" in screen)
            await screen.type("person-name", "Anna")
            await screen.type("pin", pin)
            await screen.type("pin-again", pin)
            await screen.click("begin")
            await screen.until(lambda: "refusal" in screen)

    asyncio.run(story())
    program.end()
