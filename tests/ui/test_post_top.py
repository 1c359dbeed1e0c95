"""What stands out on *Post*: a handover that waits, and how long the stock lasts."""

from __future__ import annotations

import flet as ft

from app.care.terms import Role
from app.commands import hand_over_shift
from app.ui.screens.post import PostRoom
from app.ui.state import Session
from tests.support.post import PIN, actor
from tests.support.program import MemoryProgram
from tests.support.screen import Screen
from tests.support.window import Post


def room(session: Session, program: MemoryProgram) -> ft.Control:
    return PostRoom(session, program)


def handed_over(role: Role) -> Post:
    post = Post(role)
    lead = actor(post.file, Role.POST_LEAD)
    post.file.write_now(lambda d: hand_over_shift(d, lead, PIN, "rustig"))
    return post


def test_a_handover_that_waits_is_seen_on_the_post_and_leads_to_the_book() -> None:
    post = handed_over(Role.NURSE)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "to-shift" in screen)
        assert "Overdracht wacht op overname" in screen["shift-waits"].value
        await screen.click("to-shift")
        assert post.session.room == "shift"

    post.tell(room, tell)


def test_who_may_not_read_the_book_is_not_told_what_waits_in_it() -> None:
    post = handed_over(Role.STOCK_KEEPER)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "to-stock" in screen)
        await screen.until(lambda: "requirement-energy" in screen)

        assert "rustig" not in " ".join(screen.words())
        assert "to-shift" not in screen

    post.tell(room, tell)


def test_how_long_the_stock_lasts_stands_below_the_board() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "lasting-first" in screen)
        assert "Niet bekend" in screen["lasting-first"].value
        await screen.click("to-stock")
        assert post.session.room == "stock"

    post.tell(room, tell)
