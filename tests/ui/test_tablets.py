"""Tablets zonder app: at the base who leads lets them in; on one, much is refused."""

from __future__ import annotations

import asyncio
import inspect
from typing import Any

import flet as ft
import pytest

from app.care.refusal import Refusal
from app.care.terms import Role, Triage
from app.post.at_tablet import AtTablet
from app.settings import Settings, ThemeName
from app.ui.screens.residents import ResidentsRoom
from app.ui.screens.sending import SendingRoom
from app.ui.screens.settings import SettingsRoom
from app.ui.screens.tablets import TabletsRoom
from app.ui.shell import Shell, prepare
from app.ui.state import Setup
from app.ui.tablet_pass import CODE_S, Tablet
from app.ui.tablets import TabletRow
from sync.ids import Mode
from tests.support.fakes import NOON_MS
from tests.support.post import registered
from tests.support.program import MemoryProgram, session_of
from tests.support.screen import Screen, shown
from tests.support.window import Post, told

MINUTE_MS = 60_000


def test_a_door_is_opened_a_code_made_and_a_tablet_ended() -> None:
    post = Post(Role.POST_LEAD)

    async def tell(screen: Screen) -> None:
        assert "tablet-code-new" not in screen
        await screen.click("tablets-open")
        assert "https://192.168.1.30:8474" in screen["tablets-found"].value

        await screen.click("tablet-code-new")
        assert screen["tablet-code"].value == "7K3M-Q9XT-0001"
        assert "tablet-qr" in screen

        row = TabletRow(1, "iPad · Safari", NOON_MS, NOON_MS - 3 * MINUTE_MS, "Bo")
        post.program.tablet_door.put(tablets=(row,))
        await screen.until(lambda: "tablet-1" in screen)
        assert "Tablet 1 · Bo" in screen
        assert any("iPad · Safari · erbij sinds" in each for each in screen.words())
        await screen.click("tablet-end-1")
        assert post.program.tablet_door.ended == [1]
        assert "tablet-1" not in screen

        await screen.click("tablets-open")
        assert "tablet-code-new" not in screen

    post.tell(TabletsRoom, tell)


def test_a_code_that_is_over_is_shown_no_more() -> None:
    post = Post(Role.POST_LEAD)

    async def tell(screen: Screen) -> None:
        await screen.click("tablets-open")
        await screen.click("tablet-code-new")
        post.clock.advance(CODE_S * 1000)
        post.program.tablet_door.put(tablets=())

        await screen.until(lambda: "tablet-code" not in screen)

    post.tell(TabletsRoom, tell)


def test_only_who_leads_lets_tablets_in() -> None:
    post = Post(Role.NURSE)

    async def tell(screen: Screen) -> None:
        assert "Alleen wie de post leidt laat tablets toe" in screen
        assert "tablets-open" not in screen

    post.tell(TabletsRoom, tell)


@pytest.mark.parametrize("room", ["safety", "papers", "tablets"])
def test_a_tablet_does_not_open_the_rooms_of_keys_and_paper(room: str) -> None:
    post = Post(Role.POST_LEAD)
    post.session.is_tablet = True
    post.session.go(room)

    async def tell(screen: Screen) -> None:
        assert "Alleen op het apparaat van de post" in screen

    post.tell(Shell, tell)


def test_a_tablet_is_signed_off_where_a_post_would_be_closed() -> None:
    post = Post(Role.POST_LEAD)
    post.session.is_tablet = True

    async def tell(screen: Screen) -> None:
        assert "Tablet afmelden" in screen
        for name in ("go-safety", "go-tablets", "other-file"):
            assert name not in screen

    post.tell(SettingsRoom, tell)


def test_a_tablet_shows_how_far_sending_is_and_none_of_its_roads() -> None:
    post = Post(Role.POST_LEAD)
    post.session.is_tablet = True
    post.program.set_sending(enrolled=True, unsent_events=3)

    async def tell(screen: Screen) -> None:
        assert "sending-state" in screen
        for name in ("neighbour-add", "other-hub-link", "give"):
            assert name not in screen

    post.tell(SendingRoom, tell)


@pytest.mark.parametrize("is_tablet", [False, True])
def test_a_list_of_all_residents_leaves_by_the_base_only(*, is_tablet: bool) -> None:
    post = Post(Role.POST_LEAD)
    post.session.is_tablet = is_tablet

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "report-outage" in screen)
        assert ("on-paper" in screen) is not is_tablet

    post.tell(ResidentsRoom, tell)


def test_a_tablet_wipes_nobody() -> None:
    at_base, on_tablet = Post(Role.POST_LEAD), Post(Role.POST_LEAD)
    on_tablet.session.is_tablet = True

    assert _wipes(at_base)
    assert not _wipes(on_tablet)


def _wipes(post: Post) -> bool:
    stream = registered(post.file, Triage.T2)
    found: list[bool] = []

    async def look(screen: Screen) -> None:
        found.append("erase" in screen)

    told(post, stream, look)
    return found[0]


@pytest.mark.parametrize("is_tablet", [False, True])
def test_from_an_exercise_only_the_base_goes_to_the_real_file(
    *, is_tablet: bool
) -> None:
    program = MemoryProgram(Mode.REAL, Mode.EXERCISE)
    session = session_of(program, Mode.EXERCISE)
    session.is_tablet = is_tablet

    def main(page: ft.Page) -> None:
        prepare(page, session)
        page.render(Shell, session, program)

    async def story() -> None:
        async with shown(main, width=1280) as screen:
            assert "exercise-banner" in screen
            assert ("real-casualty" in screen) is not is_tablet

    asyncio.run(story())
    program.end()


def test_an_ended_tablet_shows_that_and_nothing_else() -> None:
    post = Post(Role.POST_LEAD)
    post.session.is_tablet = True
    post.program.lay_aside(Mode.REAL)

    async def tell(screen: Screen) -> None:
        assert "Deze tablet kijkt niet meer mee" in screen
        assert "passphrase" not in screen

    post.tell(Shell, tell)


def a_tablet() -> Tablet:
    return Tablet(1, "iPad · Safari", NOON_MS, Settings(), 0.0)


def test_what_opens_the_post_or_leaves_it_is_refused_to_a_tablet() -> None:
    async def story() -> None:
        post = Post()
        here = AtTablet(post.program, Mode.REAL, a_tablet())
        near, door = here.neighbours(Mode.REAL), here.tablets(Mode.REAL)
        asked: list[Any] = [
            lambda: here.create(Setup("nl", "", "", Mode.REAL, "")),
            lambda: here.confirm_recovery(Mode.REAL, ""),
            lambda: here.new_recovery(Mode.REAL, ""),
            lambda: here.change_passphrase(Mode.REAL, "", ""),
            lambda: here.unlock(Mode.REAL, ""),
            lambda: here.unlock_with_recovery(Mode.REAL, "", ""),
            lambda: here.enrol(Mode.REAL, ""),
            lambda: here.give(Mode.REAL, ""),
            lambda: here.give_urgent(Mode.REAL, ""),
            lambda: here.take_back(Mode.REAL, b""),
            lambda: here.forget_parcel(Mode.REAL, 1),
            lambda: near.add(""),
            lambda: near.remove(""),
            near.search,
            lambda: near.carry(carries=True),
            door.open,
            door.shut,
            door.new_code,
            lambda: door.end_tablet(1),
        ]
        for each in asked:
            with pytest.raises(Refusal, match="only_at_base"):
                answer = each()
                if inspect.isawaitable(answer):
                    await answer
        assert door.doorway is None
        assert near.circle == post.program.circled.circle
        post.program.end()

    asyncio.run(story())


def test_a_tablet_looks_at_one_post_until_it_is_ended() -> None:
    async def story() -> None:
        post = Post()
        tablet = a_tablet()
        here = AtTablet(post.program, Mode.REAL, tablet)

        assert here.file(Mode.REAL) is post.file
        assert here.file(Mode.EXERCISE) is None
        assert [home.mode for home in here.homes()] == [Mode.REAL]
        tablet.gone.set()
        assert here.file(Mode.REAL) is None
        post.program.end()

    asyncio.run(story())


def test_signing_a_tablet_off_leaves_the_post_open() -> None:
    async def story() -> None:
        post = Post()
        await post.program.tablet_door.open()
        here = AtTablet(post.program, Mode.REAL, a_tablet())

        await here.close(Mode.REAL)

        assert post.program.tablet_door.ended == [1]
        assert post.program.file(Mode.REAL) is post.file
        post.program.end()

    asyncio.run(story())


def test_a_tablet_has_its_own_language_and_light() -> None:
    async def story() -> None:
        post = Post()
        here = AtTablet(post.program, Mode.REAL, a_tablet())

        here.keep_settings(Settings(language="en", theme=ThemeName.DARK))

        assert here.settings().language == "en"
        assert post.program.settings().language == "nl"
        post.program.end()

    asyncio.run(story())
