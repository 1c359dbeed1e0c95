"""Who became late for triage is said in every room, and rings once a minute at most."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from app.care.terms import Role, Triage
from app.ui.overdue import MOST_OFTEN_MS, Heed, OverdueWatch, heeded
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
        heed, does = heeded(heed, late, now_ms)
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


def test_a_strip_shows_rings_once_and_leads_to_who_is_late() -> None:
    post = Post()
    registered(post.file, Triage.T1)

    async def tell(screen: Screen) -> None:
        await asyncio.sleep(0.5)
        assert "overdue-strip" not in screen
        post.clock.advance(SOON_MS)
        registered(post.file, Triage.T3)
        await screen.until(lambda: "overdue-strip" in screen)

        assert screen["overdue-strip"].value == "1 slachtoffer te laat voor triage"
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
