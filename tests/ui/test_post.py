"""The room of the post: its pages, each behind a card."""

from __future__ import annotations

import asyncio

import flet as ft

from app.ui.screens.post import PAGES, PostRoom
from app.ui.shell import Shell, prepare
from sync.ids import Mode
from tests.support.moving import somebody_waits
from tests.support.post import actor
from tests.support.program import MemoryProgram, session_of
from tests.support.screen import Screen, shown
from tests.support.window import Post


def test_each_page_of_the_post_is_behind_a_card_and_leads_back() -> None:
    program = MemoryProgram(Mode.REAL)
    session = session_of(program)

    def main(page: ft.Page) -> None:
        prepare(page, session)
        session.go("post")
        page.render(Shell, session, program)

    async def story() -> None:
        async with shown(main, width=1280) as screen:
            for each in PAGES:
                await screen.click(f"go-{each.name}")
                assert f"room-{each.name}" in screen
                await screen.click("back")
                assert "room-post" in screen

    asyncio.run(story())
    program.end()


def test_who_is_late_missing_or_a_child_alone_stands_out_on_the_post() -> None:
    post = Post()
    by = actor(post.file)
    post.file.write_now(lambda desk: somebody_waits(desk, by))

    async def story(screen: Screen) -> None:
        for room in ("transport", "evacuation", "displaced"):
            await screen.until(lambda room=room: f"waits-{room}" in screen)
        assert "1 rit is te laat" in screen["waits-transport"].value
        await screen.click("to-evacuation")
        assert post.session.room == "evacuation"

    post.tell(PostRoom, story)
