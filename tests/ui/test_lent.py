"""A tablet that is lent to a neighbour shows one round, and no way out of it."""

from __future__ import annotations

import asyncio

import flet as ft

from app.care.handout import Copy
from app.commands import Team, plan_rounds
from app.store.queries.outage import Looking
from app.store.queries.round import RoundRow, rounds_open
from app.store.tables import state_of
from app.ui.shell import Shell, prepare
from tests.support.fakes import NOON_MS
from tests.support.post import actor
from tests.support.residents_room import enlist, says
from tests.support.screen import Screen, shown
from tests.support.window import Post


async def _lend(screen: Screen, row: RoundRow) -> None:
    name = f"walk-{row.stream[-4:].hex()}"
    await screen.click("rounds")
    await screen.until(lambda: name in screen)
    await screen.click(name)
    await screen.until(lambda: "lend" in screen)
    await screen.click("lend")
    await screen.until(lambda: "give-back" in screen)


def test_a_lent_tablet_shows_its_round_alone_until_it_is_given_back() -> None:
    post = Post()
    session, file = post.session, post.file
    stream = enlist(post, "Ans", street="Korreweg")
    enlist(post, "Bob", street="Elders")
    by = actor(file)
    looking = Looking(streets=("Korreweg",))
    teams = [Team("Team 1", "Buurvrouw Cor", Copy.NEIGHBOUR)]
    file.write_now(lambda d: plan_rounds(d, by, looking, teams))
    [row] = file.read_now(lambda db: rounds_open(db, NOON_MS))

    def main(page: ft.Page) -> None:
        prepare(page, session)
        session.go("residents")
        page.render(Shell, session, post.program)

    async def story() -> None:
        async with shown(main, width=800) as screen:
            await _lend(screen, row)
            for key in ("F2", "F4", "Escape"):
                await screen.press(key)
            assert "next-stop" in screen
            ways_out = ("close-walk", "end-round", "give-round", "round-on-paper")
            assert [each for each in ways_out if each in screen] == []
            assert not says(screen, "Bob")

            await screen.click("stop-well")
            await screen.until(lambda: says(screen, "Iedereen op deze ronde is klaar"))
            await screen.click("give-back")
            await screen.until(lambda: session.locked)
            assert "next-stop" not in screen

    asyncio.run(story())
    held = file.read_now(lambda db: state_of(db, "resident", stream))
    assert [each.by_name for each in held.visits] == ["Buurvrouw Cor"]
    post.program.end()
