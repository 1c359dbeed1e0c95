"""A low window, as a laptop is with everything twice as large: nothing stands still."""

from __future__ import annotations

import flet as ft
import pytest

from app.care.terms import Triage
from app.ui.shell import Shell
from app.ui.state import RAIL_WIDTH, Session
from app.ui.theme import TOUCH
from tests.support.post import registered
from tests.support.program import MemoryProgram
from tests.support.screen import Screen
from tests.support.window import Post


def room(session: Session, program: MemoryProgram) -> ft.Control:
    return Shell(session, program)


@pytest.mark.parametrize(
    ("width", "height", "rail"),
    [(640, 400, True), (390, 844, False), (320, 400, False), (800, 1280, False)],
)
def test_a_low_window_has_its_rooms_beside_it(
    width: float, height: float, rail: bool
) -> None:
    post = Post()
    post.session.width, post.session.height = width, height

    assert bool(post.session.rail_width) is rail
    assert post.session.pane_width == width - (RAIL_WIDTH if rail else 0)


def test_a_sheet_in_a_low_window_has_no_tiles_above_it() -> None:
    post = Post()
    post.session.casualty = registered(post.file, Triage.T2)
    post.session.width, post.session.height = 640, 400
    post.session.go("casualties", post.session.casualty)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "do-triage" in screen)
        await screen.click("do-triage")
        await screen.until(lambda: "close-sheet" in screen)
        assert "do-triage" not in screen

        await screen.click("close-sheet")
        await screen.until(lambda: "do-triage" in screen)

    post.tell(room, tell)


def test_a_low_window_that_is_locked_has_lower_keys_beside_the_name() -> None:
    post = Post()
    post.session.width, post.session.height = 640, 400
    post.session.lock()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "pin-0" in screen)

        assert screen["pin-0"].height == TOUCH
        assert "Versturen gaat gewoon door." not in screen

    post.tell(room, tell)
