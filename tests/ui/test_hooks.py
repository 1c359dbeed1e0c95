"""What rooms lean on: reading again after a change, recording, refusals in words."""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft

from app.care.terms import Role
from app.commands import add_person, change_role
from app.store.desk import Desk
from app.store.queries.staff import people
from app.ui.hooks import use_act, use_now, use_query
from app.ui.state import Session
from app.ui.widgets.buttons import HoldButton
from app.ui.widgets.fields import stepper
from app.ui.widgets.notice import notify
from sync.database import Database
from sync.errors import DamagedFile, DiskFull
from sync.ids import Mode
from tests.support.fakes import FakeClock
from tests.support.post import actor, registered
from tests.support.program import MemoryProgram, session_of
from tests.support.screen import shown


@ft.component
def Counter(session: Session, asked: list[int]) -> ft.Control:
    def count(db: Database) -> int:
        asked.append(1)
        return len(people(db))

    found = use_query(session, count, streams=["staff"])
    return ft.Text("…" if found is None else str(found), key="count")


@ft.component
def Recorder(session: Session, command: Any) -> ft.Control:
    act = use_act(session)
    done, set_done = ft.use_state("")

    async def save() -> None:
        await act.run(command, done=lambda _: set_done("done"))

    return ft.Column(
        [
            ft.Button(key="save", content="save", on_click=save),
            ft.Button(key="clear", content="clear", on_click=act.clear),
            ft.Text(done, key="done"),
            ft.Text(act.refusal or "-", key="refusal"),
        ]
    )


def test_a_query_is_asked_again_after_a_change_of_its_streams_only() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)
    asked: list[int] = []

    async def story() -> None:
        async with shown(lambda page: page.render(Counter, session, asked)) as screen:
            await screen.until(lambda: screen["count"].value == "7")
            before = len(asked)
            registered(session.open_file)
            await screen.settle()
            assert len(asked) == before

            by = actor(session.open_file, Role.POST_LEAD)
            await session.open_file.write(
                lambda desk: add_person(desk, by, "Sanne", Role.NURSE, "123456")
            )
            await screen.until(lambda: screen["count"].value == "8")

    asyncio.run(story())
    program.end()


def test_a_query_of_a_damaged_file_says_so_and_of_a_closed_one_is_silent() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)
    file = session.open_file

    async def broken(_: object) -> None:
        raise DamagedFile("x")

    file.read = broken  # type: ignore[method-assign]

    async def story() -> None:
        async with shown(lambda page: page.render(Counter, session, [])) as screen:
            await screen.until(lambda: session.trouble is not None)
            assert screen["count"].value == "…"

        file.close()
        session.trouble = None
        async with shown(lambda page: page.render(Counter, session, [])) as screen:
            assert session.trouble is None

    asyncio.run(story())


def test_what_may_not_be_recorded_is_said_in_words() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)
    nurse = actor(session.open_file, Role.NURSE)

    def command(desk: Desk) -> object:
        return change_role(desk, nurse, nurse, Role.DOCTOR)

    async def story() -> None:
        async with shown(lambda page: page.render(Recorder, session, command)) as s:
            await s.click("save")
            await s.until(lambda: "Verpleegkundige" in s["refusal"].value)
            assert s["done"].value == ""

            await s.click("clear")
            assert s["refusal"].value == "-"

    asyncio.run(story())
    program.end()


def test_a_full_disk_keeps_the_form_and_the_next_try_records() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)
    full = [True]

    def command(_: Desk) -> None:
        if full[0]:
            raise DiskFull("x")

    async def story() -> None:
        async with shown(lambda page: page.render(Recorder, session, command)) as s:
            await s.click("save")
            await s.until(lambda: "De schijf is vol" in s["refusal"].value)
            full[0] = False
            await s.click("save")
            await s.until(lambda: s["done"].value == "done")
            assert s["refusal"].value == "-"

    asyncio.run(story())
    program.end()


def test_the_clock_on_screen_goes_on() -> None:
    clock = FakeClock()
    program = MemoryProgram(Mode.REAL, clock=clock)
    session = session_of(program)

    @ft.component
    def Clock(session: Session) -> ft.Control:
        return ft.Text(str(use_now(session, 0.005)), key="now")

    async def story() -> None:
        async with shown(lambda page: page.render(Clock, session)) as screen:
            clock.advance(1)
            await screen.until(lambda: screen["now"].value == str(clock.now_ms()))

    asyncio.run(story())
    program.end()


def test_what_was_done_can_be_undone_from_the_bar_below() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)

    @ft.component
    def Doer(session: Session) -> ft.Control:
        def tap() -> None:
            notify(session, "Opgeslagen", lambda: None)

        return ft.Button(key="do", content="do", on_click=tap)

    async def story() -> None:
        async with shown(lambda page: page.render(Doer, session)) as screen:
            await screen.click("do")
            assert "Opgeslagen" in screen
            assert "Ongedaan maken" in screen

    asyncio.run(story())
    program.end()


def test_a_stepper_steps_types_and_stays_within_its_limits() -> None:
    @ft.component
    def Steps() -> ft.Control:
        value, set_value = ft.use_state(1)
        return stepper(
            "Aantal", value, set_value, key="n", language="nl", limits=(1, 9)
        )

    async def story() -> None:
        async with shown(lambda page: page.render(Steps)) as screen:
            assert screen["n-less"].disabled
            await screen.click("n-more")
            assert screen["n"].value == "2"
            await screen.type("n", "50")
            assert screen["n"].value == "9"
            await screen.type("n", "abc")
            await screen.click("n-less")
            assert screen["n-more"].disabled is False

    asyncio.run(story())


def test_something_grave_needs_a_long_press(monkeypatch: Any) -> None:
    monkeypatch.setattr("app.ui.widgets.buttons.HOLD_S", 0.51)
    held: list[int] = []

    @ft.component
    def Grave() -> ft.Control:
        return HoldButton(
            ft.Text("T4"), lambda: held.append(1), "Houd vast", name="grave"
        )

    async def story() -> None:
        async with shown(lambda page: page.render(Grave)) as screen:
            await screen.click("grave")
            assert held == []
            assert "Houd vast" in screen
            press = next(x for x in screen.all() if isinstance(x, ft.GestureDetector))
            press.on_long_press_start(None)
            await screen.until(lambda: held == [1])
            press.on_long_press_start(None)
            press.on_long_press_end(None)
            await asyncio.sleep(0.03)
            assert held == [1]

    asyncio.run(story())
