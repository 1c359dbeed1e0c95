"""Who became late for triage is said in every room, and rings once a minute at most."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from app.care.terms import Role, Triage
from app.store.queries.casualty import Moved
from app.ui.overdue import (
    MOST_OFTEN_MS,
    Heed,
    Late,
    OverdueWatch,
    heeded,
    strip_lines,
)
from app.ui.screens.settings import SettingsRoom
from app.ui.state import Session
from tests.support.post import registered
from tests.support.program import MemoryProgram
from tests.support.screen import Screen
from tests.support.window import Post

MINUTE_MS = 60_000
SOON_MS = 16 * MINUTE_MS


def watch(session: Session, program: MemoryProgram) -> object:
    return OverdueWatch(session)


def rings(looks: list[tuple[int, int]]) -> list[int]:
    """Return at which moments of these looks (late, when) there was a sound."""
    heed, found = Heed(), []
    for late, now_ms in looks:
        heed, does = heeded(heed, Late(late), now_ms)
        if does:
            found.append(now_ms)
    return found


def test_who_was_late_when_the_window_opened_makes_no_sound() -> None:
    assert rings([(4, 0), (4, 90_000)]) == []


def test_each_who_becomes_late_is_heard_but_not_twice_in_a_minute() -> None:
    looks = [(0, 0), (1, 10), (2, 15_000), (3, 59_999), (3, 60_010), (3, 200_000)]

    assert rings(looks) == [10, 60_010]


@pytest.mark.parametrize("step_ms", [1_000, 15_000, 61_000])
def test_never_more_often_than_once_a_minute(step_ms: int) -> None:
    found = rings([(place, place * step_ms) for place in range(200)])

    pauses = [later - sooner for sooner, later in pairwise(found)]
    assert min(pauses) >= MOST_OFTEN_MS


def test_who_was_seen_again_is_not_rung_for_and_the_next_one_is() -> None:
    assert rings([(0, 0), (1, 1), (0, 2), (1, 70_000)]) == [1, 70_000]


def moved(count: int, *moments: int, spot: str = "field") -> Moved:
    return Moved(spot, "", count, Triage.T3, moments)


def rings_for(looks: list[tuple[Late, int]]) -> list[int]:
    """Return at which moments of these looks there was a sound."""
    heed, found = Heed(), []
    for late, now_ms in looks:
        heed, does = heeded(heed, late, now_ms)
        if does:
            found.append(now_ms)
    return found


def test_a_move_of_many_is_heard_once_however_it_comes_in_and_goes() -> None:
    """A hub brings the 150 in parcels; a nurse then goes round, one by one."""
    parcels = [moved(count, 500) for count in (0, 40, 90, 150, 149, 2, 1)]
    looks = [
        (Late(each.count, (each,) if each.count else ()), turn * 61_000)
        for turn, each in enumerate(parcels)
    ]

    assert rings_for([*looks, (Late(0), 900_000)]) == [61_000]


def test_the_next_move_and_somebody_else_are_heard_again() -> None:
    looks = [
        (Late(0), 0),
        (Late(38, (moved(38, 500),)), 1_000),
        (Late(39, (moved(39, 500, 900),)), 70_000),
        (Late(40, (moved(39, 500, 900),)), 140_000),
        (Late(42, (moved(39, 500, 900), moved(2, 950, spot="bed"))), 210_000),
    ]

    assert rings_for(looks) == [1_000, 70_000, 140_000, 210_000]


def test_more_than_two_places_are_said_in_one_line() -> None:
    post = Post()
    groups = tuple(moved(2, 5, spot=name) for name in "abc")

    lines = strip_lines(post.session, Late(7, groups))

    assert lines == [
        ("Triage herhalen bij 1 slachtoffer", "overdue"),
        ("6 na verplaatsing, op 3 plaatsen", "overdue"),
    ]
    post.program.end()


def test_a_strip_shows_rings_once_and_leads_to_who_is_late() -> None:
    post = Post()
    registered(post.file, Triage.T1)

    async def tell(screen: Screen) -> None:
        await asyncio.sleep(0.5)
        assert "overdue-strip" not in screen
        post.clock.advance(SOON_MS)
        registered(post.file, Triage.T3)
        await screen.until(lambda: "overdue-strip" in screen)

        assert screen["overdue-strip"].value == "Triage herhalen bij 1 slachtoffer"
        await screen.until(lambda: screen.called("vibrate"))
        assert len(screen.called("resume")) == 1
        await screen.click("show-overdue")
        assert (post.session.room, post.session.show) == ("casualties", "overdue")
        assert "overdue-strip" not in screen

    post.tell(watch, tell)  # type: ignore[arg-type]


def test_a_silenced_device_shows_the_strip_and_makes_no_sound() -> None:
    post = Post()
    registered(post.file, Triage.T1)
    post.session.chime = False

    async def tell(screen: Screen) -> None:
        await asyncio.sleep(0.5)
        post.clock.advance(SOON_MS)
        registered(post.file, Triage.T3)
        await screen.until(lambda: "overdue-strip" in screen)

        assert screen.called("resume") == []
        await screen.click("put-overdue-away")
        assert "overdue-strip" not in screen

    post.tell(watch, tell)  # type: ignore[arg-type]


def test_the_sound_is_switched_off_in_settings_and_stays_off() -> None:
    post = Post(Role.NURSE)

    async def tell(screen: Screen) -> None:
        await screen.click("chime-off")
        assert not post.session.chime
        assert not post.program.settings().chime
        await screen.click("theme-dark")
        assert not post.program.settings().chime

    post.tell(SettingsRoom, tell)
