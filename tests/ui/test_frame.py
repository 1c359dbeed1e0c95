"""The frame: three layouts, the strip, the keyboard, two locks, two worlds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import flet as ft
import pytest

from app.settings import Settings, ThemeName
from app.ui.frame import within
from app.ui.routes import ROOMS
from app.ui.shell import IDLE_LOCK_S, Shell, on_key, prepare, screens
from app.ui.state import Layout, Session, Stage
from app.ui.theme import THEMES
from app.ui.words import initials
from sync.ids import Mode
from tests.support.fakes import FakeClock
from tests.support.post import PIN, registered
from tests.support.program import MemoryProgram, session_of
from tests.support.screen import Screen, shown


@asynccontextmanager
async def _frame(
    program: MemoryProgram,
    session: Session,
    room: str = "settings",
    width: float = 1280,
) -> AsyncIterator[Screen]:
    def main(page: ft.Page) -> None:
        prepare(page, session)
        session.go(room)
        page.render(Shell, session, program)

    async with shown(main, width=width) as screen:
        yield screen


@pytest.mark.parametrize(
    ("width", "layout", "bar"),
    [
        (390, Layout.NARROW, True),
        (839, Layout.NARROW, True),
        (840, Layout.MEDIUM, False),
        (1199, Layout.MEDIUM, False),
        (1200, Layout.WIDE, False),
    ],
)
def test_the_width_decides_the_layout(width: float, layout: Layout, bar: bool) -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)

    async def story() -> None:
        async with _frame(program, session, width=width) as screen:
            assert session.layout is layout
            # A rail carries Registreren; under a bar, settings does not float it.
            assert ("go-register" in screen) is not bar
            assert "go-stock" in screen

    asyncio.run(story())
    program.end()


def test_a_phone_offers_help_where_the_time_would_stand() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)

    async def story() -> None:
        async with _frame(program, session, width=390) as screen:
            assert "clock" not in screen

            await screen.click("help")

            assert session.help == "settings"

    asyncio.run(story())


def test_a_clock_that_is_off_is_said_once_on_every_screen() -> None:
    program = MemoryProgram(Mode.REAL)
    program.set_sending(enrolled=True, clock_offset_ms=-3 * 3_600_000)
    session = session_of(program)

    async def story() -> None:
        async with _frame(program, session) as screen:
            assert "clock-wrong" in screen

            await screen.click("go-sending")

            assert "clock-wrong" not in screen
            assert "sending-clock" in screen

    asyncio.run(story())


def test_turning_the_screen_changes_the_layout_at_once() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)

    async def story() -> None:
        async with _frame(program, session) as screen:
            assert "go-register" in screen
            await screen.resize(390, 844)

            assert "go-register" not in screen
            assert session.layout is Layout.NARROW

    asyncio.run(story())
    program.end()


@pytest.mark.parametrize("room", [each.name for each in ROOMS])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_room_opens_in_both_languages(room: str, width: float) -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)
    file = program.file(Mode.REAL)
    assert file is not None
    registered(file)

    async def story() -> None:
        async with _frame(program, session, room, width) as screen:
            assert f"room-{room}" in screen
            session.language = "en"
            await screen.settle()

            assert f"room-{room}" in screen

    asyncio.run(story())
    program.end()


def test_the_rail_goes_to_a_room() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)

    async def story() -> None:
        async with _frame(program, session) as screen:
            await screen.click("go-sending")
            assert "room-sending" in screen

            await screen.click("send-chip")
            assert "room-sending" in screen
            await screen.press("Escape")
            assert "room-settings" in screen

    asyncio.run(story())
    program.end()


def test_the_keyboard_reaches_what_matters() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)
    done: list[str] = []

    async def story() -> None:
        async with _frame(program, session) as screen:
            await screen.press("F2")
            assert "room-register" in screen
            found = session.find
            await screen.press("F4")
            assert "room-casualties" in screen
            assert session.find == found + 1

            await screen.press("F1")
            assert "help-page" in screen
            await screen.press("Escape")
            assert session.help is None

    async def action() -> None:
        done.append("async")

    asyncio.run(story())
    session.offer_primary(lambda: done.append("plain"))
    asyncio.run(on_key(session, "F8"))
    session.offer_primary(action)
    asyncio.run(on_key(session, "F8"))
    session.offer_primary(None)
    asyncio.run(on_key(session, "F8"))
    program.end()

    assert done == ["plain", "async"]


def test_a_locked_screen_shows_nothing_and_a_pin_reopens_the_same_room() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)

    async def story() -> None:
        async with _frame(program, session) as screen:
            await screen.click("lock")
            assert "room-settings" not in screen
            assert "Sporthal Zuid" not in screen
            await screen.press("F2")
            assert session.room == "settings"

            for digit in PIN:
                await screen.click(f"pin-{digit}")
            await screen.until(lambda: "room-settings" in screen)

    asyncio.run(story())
    program.end()


def test_a_locked_screen_lets_another_person_in_or_closes_the_post() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)

    async def story() -> None:
        async with _frame(program, session) as screen:
            await screen.click("lock")
            await screen.click("someone-else")
            assert session.stage is Stage.SIGN_ON
            assert session.person is None

            await screen.until(lambda: "Wie bent u?" in screen)
            await screen.click("close-post")
            assert "passphrase" in screen

    asyncio.run(story())

    assert program.file(Mode.REAL) is None


def test_an_idle_window_locks_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FakeClock()
    program = MemoryProgram(Mode.REAL, clock=clock)
    session = session_of(program)
    monkeypatch.setattr("app.ui.shell._IDLE_LOOK_S", 0.01)

    async def story() -> None:
        async with _frame(program, session) as screen:
            clock.advance((IDLE_LOCK_S - 1) * 1000)
            await screen.click("theme-dark")
            clock.advance((IDLE_LOCK_S - 1) * 1000)
            await asyncio.sleep(0.05)
            assert not session.locked

            clock.advance(1000)
            await screen.until(lambda: session.locked)

    asyncio.run(story())
    program.end()


def test_closing_in_one_window_closes_every_window() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)

    async def story() -> None:
        async with _frame(program, session) as screen:
            await program.close(Mode.REAL)
            await screen.until(lambda: "passphrase" in screen)

    asyncio.run(story())


def test_one_tap_changes_the_light_and_it_is_remembered() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)

    async def story() -> None:
        async with _frame(program, session) as screen:
            await screen.click("light")
            assert screen.page.theme_mode is ft.ThemeMode.DARK
            await screen.click("light")

            assert screen.page.theme is THEMES[ThemeName.SUNLIGHT]
            assert screen.page.theme_mode is ft.ThemeMode.LIGHT

    asyncio.run(story())
    program.end()

    assert program.settings() == Settings("nl", ThemeName.SUNLIGHT)


def test_a_light_of_the_system_follows_the_device() -> None:
    program = MemoryProgram(Mode.REAL, settings=Settings())
    session = session_of(program)

    async def story() -> None:
        async with _frame(program, session) as screen:
            assert screen.page.theme_mode is ft.ThemeMode.SYSTEM
            await screen.click("light")

            assert session.theme is ThemeName.DARK

    asyncio.run(story())
    program.end()


def test_an_exercise_is_marked_on_every_screen_and_a_real_one_is_not() -> None:
    program = MemoryProgram(Mode.REAL, Mode.EXERCISE)
    real, drill = session_of(program), session_of(program, Mode.EXERCISE)

    async def story() -> None:
        async with _frame(program, real) as screen:
            assert "exercise-banner" not in screen
        async with _frame(program, drill) as screen:
            for room in ROOMS:
                drill.go(room.name)
                await screen.settle()
                assert "exercise-banner" in screen

    asyncio.run(story())
    program.end()


def test_a_real_casualty_in_an_exercise_opens_the_real_file() -> None:
    program = MemoryProgram(Mode.REAL, Mode.EXERCISE)
    session = session_of(program, Mode.EXERCISE)

    async def story() -> None:
        async with _frame(program, session) as screen:
            await screen.click("real-casualty")
            await screen.until(lambda: "Wie bent u?" in screen)
            assert session.person is None
            assert "exercise-banner" not in screen

    asyncio.run(story())
    program.end()

    assert session.mode is Mode.REAL
    assert session.room == "register"


def test_a_real_casualty_without_a_real_post_sets_one_up() -> None:
    program = MemoryProgram(Mode.EXERCISE)
    session = session_of(program, Mode.EXERCISE)

    async def story() -> None:
        async with _frame(program, session) as screen:
            await screen.click("real-casualty")
            await screen.until(lambda: "Stap 1 van 3" in screen)

    asyncio.run(story())
    program.end()


def test_settings_go_to_the_other_file() -> None:
    program = MemoryProgram(Mode.REAL, Mode.EXERCISE)
    session = session_of(program)

    async def story() -> None:
        async with _frame(program, session) as screen:
            await screen.click("language-en")
            assert "Settings" in screen
            await screen.click("other-file")
            await screen.until(lambda: session.mode is Mode.EXERCISE)

    asyncio.run(story())
    program.end()


def test_a_new_window_must_say_who_it_is() -> None:
    program = MemoryProgram(Mode.REAL)

    async def story() -> None:
        async with shown(screens(program)) as screen:
            await screen.until(lambda: "Wie bent u?" in screen)

            assert "room-overview" not in screen

    asyncio.run(story())
    program.end()


def test_every_button_has_a_name() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)

    async def story() -> None:
        async with _frame(program, session) as screen:
            nameless = [
                each.key
                for each in screen.all()
                if isinstance(each, ft.IconButton)
                and not getattr(each.icon, "semantics_label", None)
            ]

            assert nameless == []

    asyncio.run(story())
    program.end()


def test_initials_are_of_the_first_and_the_last_name() -> None:
    assert initials("Irene van der Zee") == "IZ"
    assert initials("Beheer") == "B"
    assert initials("") == ""


def test_a_page_belongs_to_the_room_it_opens_from() -> None:
    assert [within(each) for each in ("requests", "relatives")] == ["stock", "overview"]
