"""The crew room: duty, recognition, qualifications, and what each person is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.care.duty import AbsenceCause
from app.care.qualification import Profession
from app.care.terms import Role
from app.commands.duty import tell_absence
from app.store.file import CareFile
from app.store.queries.crew import MemberDetail, Recognised, member
from app.store.queries.staff import Person, people
from app.ui.shell import Shell, prepare
from app.ui.state import Session
from sync.ids import Mode
from tests.support.fakes import FakeClock
from tests.support.powers import DAY_MS, Region, surgeon
from tests.support.program import MemoryProgram, session_of
from tests.support.screen import Screen, shown


def _file(program: MemoryProgram) -> CareFile:
    file = program.file(Mode.REAL)
    assert file is not None
    return file


def _who(program: MemoryProgram, role: Role) -> Person:
    return next(x for x in _file(program).read_now(people) if x.role is role)


def _known(program: MemoryProgram, actor: bytes) -> MemberDetail:
    file = _file(program)
    found = file.read_now(lambda db: member(db, actor, file.clock.now_ms(), actor))
    assert found is not None
    return found


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


def test_coming_on_duty_and_going_off_is_one_tap() -> None:
    clock = FakeClock()
    program = MemoryProgram(Mode.REAL, clock=clock)
    session = session_of(program)
    lead = _who(program, Role.POST_LEAD)

    async def story() -> None:
        async with _room(program, session) as screen:
            await screen.until(lambda: "Niemand heeft zich in dienst gemeld." in screen)
            await screen.click("duty-turn")
            await screen.until(lambda: "Nu in dienst: 1" in screen)
            assert _known(program, lead.actor).member.on_since_ms is not None

            clock.advance(60_000)
            await screen.click("duty-turn")
            await screen.until(lambda: "Nu in dienst: 0" in screen)

    asyncio.run(story())
    program.end()


def test_a_surgeon_is_put_under_supervision_and_recognition_is_asked() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)
    who = surgeon(_file(program), proof_seen=True)
    doctor = _who(program, Role.DOCTOR)

    async def story() -> None:
        async with _room(program, session) as screen:
            await screen.until(lambda: "Dr. Smith" in screen)
            await screen.click(f"open-{who.hex()}")
            await screen.until(lambda: "do-supervision" in screen)
            await screen.click("do-supervision")
            await screen.until(lambda: f"overseer-{doctor.actor.hex()}" in screen)
            await screen.click(f"overseer-{doctor.actor.hex()}")
            await screen.click("form-save")
            await screen.until(lambda: "Werkt nu onder toezicht van Doctor." in screen)
            await screen.click("do-recognition")
            await screen.until(lambda: "erkenning gevraagd" in screen)

    asyncio.run(story())
    state = _known(program, who).member.recognition
    program.end()

    assert (state.state, state.name, state.is_pending) == (
        Recognised.SUPERVISED,
        "Doctor",
        True,
    )


def test_a_wrong_number_is_said_and_the_form_is_kept() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)
    nurse = _who(program, Role.NURSE)

    async def story() -> None:
        async with _room(program, session) as screen:
            await screen.until(lambda: "Nurse" in screen)
            await screen.click(f"open-{nurse.actor.hex()}")
            await screen.until(lambda: "do-qualification" in screen)
            await screen.click("do-qualification")
            await screen.click("profession-nurse")
            await screen.type("big-number", "123")
            await screen.click("form-save")
            await screen.until(lambda: "Een BIG-nummer heeft 11 cijfers." in screen)
            await screen.type("big-number", "49912345630")
            await screen.click("proof-seen")
            await screen.click("form-save")
            await screen.until(lambda: "BIG 49912345630" in screen)

    asyncio.run(story())
    (stated,) = _known(program, nurse.actor).qualifications
    program.end()

    assert stated.profession is Profession.NURSE
    assert stated.proof_seen


def test_why_somebody_is_away_is_for_who_leads_alone() -> None:
    program = MemoryProgram(Mode.REAL)
    lead, nurse, keeper = (
        _who(program, role) for role in (Role.POST_LEAD, Role.NURSE, Role.STOCK_KEEPER)
    )
    _file(program).write_now(
        lambda desk: tell_absence(desk, lead.actor, keeper.actor, AbsenceCause.ILL)
    )
    said: dict[str, bool] = {}

    async def look(who: Person) -> None:
        session = session_of(program)
        session.sign_on(who)
        async with _room(program, session) as screen:
            await screen.until(lambda: "Stock Keeper" in screen)
            await screen.until(lambda: any("fwezig" in each for each in screen.words()))
            said[who.name] = any("Ziek" in each for each in screen.words())

    for who in (lead, nurse):
        asyncio.run(look(who))
    program.end()

    assert said == {"Post Lead": True, "Nurse": False}


def test_whoever_loses_a_power_reads_what_to_do_in_every_room() -> None:
    clock = FakeClock()
    program = MemoryProgram(Mode.REAL, clock=clock)
    region = Region(_file(program))
    nurse = _who(program, Role.NURSE)
    region.recognise(
        nurse.actor, role=Role.NURSE, until_ms=clock.now_ms() + 20 * DAY_MS
    )
    session = session_of(program)
    session.sign_on(nurse)
    said: list[str] = []

    async def look() -> None:
        async with _room(program, session, "overview") as screen:
            await screen.settle()
            said.append(screen["own-power"].value if "own-power" in screen else "")

    for days in (0, 10, 11):
        clock.advance(days * DAY_MS)
        asyncio.run(look())
    region.close()
    program.end()

    assert said[0] == ""
    assert "op tijd om een nieuwe erkenning" in said[1]
    assert "toezicht te regelen" in said[2]
