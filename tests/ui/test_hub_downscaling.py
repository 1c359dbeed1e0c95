"""Afschaling at the hub: numbers and a code, never a name; an answer that arrives."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.care.equity import Dimension
from app.care.scarcity import RegionAnswer
from app.care.terms import Sex
from app.commands import decide_downscaling
from app.store.queries.equity import equity
from app.store.queries.scarcity import decisions
from app.ui.screens.hub_equity import outside_rows
from tests.support.region import Region, leader, opened, until
from tests.support.residents import enlisted
from tests.support.residents_room import says
from tests.support.scarcity import day, stretched
from tests.support.screen import Screen
from tests.ui.test_hub_console import keys, with_posts

if TYPE_CHECKING:
    from app.post import PostProgram


async def downscaled(here: Region, post: PostProgram, name: str) -> bytes:
    file, lead = opened(post), leader(opened(post))
    subject = enlisted(
        file,
        name,
        by=lead,
        sex=Sex.FEMALE,
        birth_date="1940-01-01",
        street="Korreweg",
        postcode="9714AA",
    )
    wanted = stretched(because="twee zieken", review_day=day(1, file.clock.now_ms()))
    await file.write(lambda d: decide_downscaling(d, lead, subject, wanted))
    await here.received(post)
    return subject


def test_the_region_reviews_without_names_and_its_post_hears_it(
    tmp_path: Path,
) -> None:
    async def story(screen: Screen, here: Region) -> None:
        post = here.posts[0]
        await downscaled(here, post, "Ans Bos")
        await screen.until(lambda: "to-downscaling" in screen)
        await screen.click("to-downscaling")
        await screen.until(lambda: says(screen, "Te beantwoorden (1)"))
        assert says(screen, "80 en ouder · Vrouw · 9714")
        assert says(screen, "Reden: Te weinig mensen. twee zieken")
        assert not says(screen, "Ans Bos")
        assert not says(screen, "Korreweg")

        [button] = keys(screen, "answer-")
        await screen.click(button)
        await screen.click("answer-undo")
        await screen.click("send-answer")
        await screen.until(lambda: says(screen, "Schrijf de post waarom"))
        await screen.type("answer-words", "ga morgen toch")
        await screen.click("send-answer")
        await screen.until(lambda: says(screen, "Hier wacht niets"))

        def is_told() -> bool:
            [row] = opened(post).read_now(decisions)
            return row.answer is not None

        await until(is_told)
        [row] = opened(post).read_now(decisions)
        assert row.answer is not None
        assert row.answer.fact.answer is RegionAnswer.UNDO
        assert row.answer.fact.by_name

    with_posts(tmp_path, story, "zuid")


def test_the_spread_is_whole_inside_and_hides_small_numbers_outside(
    tmp_path: Path,
) -> None:
    async def story(screen: Screen, here: Region) -> None:
        await downscaled(here, here.posts[0], "Ans Bos")
        await screen.until(lambda: "to-downscaling" in screen)
        await screen.click("to-downscaling")
        await screen.until(lambda: "to-equity" in screen)
        await screen.click("to-equity")
        await screen.until(lambda: "equity-age" in screen)
        assert says(screen, "80 en ouder")

        tables = opened(here.hub).read_now(lambda db: equity(db, "2026-12-01"))
        ages = {each.group: each.every for each in tables[Dimension.AGE]}
        assert ages["from_80"] == 1
        drill = outside_rows(tables, "nl", exercise=True)
        rows = outside_rows(tables, "nl", exercise=False)
        assert drill[0][0].startswith("# OEFENING")
        assert drill[1:] == rows
        [line] = [row for row in rows if row and row[0] == "80 en ouder"]
        assert line == ["80 en ouder", "•", "•", "0", "0", "•"]

    with_posts(tmp_path, story, "zuid")
