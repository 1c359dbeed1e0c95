"""How the posts of a region stand, read at the console of a real hub."""

from __future__ import annotations

from pathlib import Path

from app.care.requirement import Requirement, RequirementReported, Standing
from app.care.shift import Section
from app.commands import report_requirement, write_entry
from tests.support.region import Region, leader, opened
from tests.support.screen import Screen
from tests.ui.test_hub_console import with_posts


def test_every_post_stands_on_one_screen_and_who_said_nothing_is_unknown(
    tmp_path: Path,
) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        file = opened(here.posts[0])
        by = leader(file)
        fact = RequirementReported(
            b"",
            Requirement.TRANSPORT,
            Standing.FAILED,
            file.clock.now_ms(),
            lacking="een busje",
        )
        await file.write(lambda d: report_requirement(d, by, fact))
        await file.write(lambda d: write_entry(d, by, Section.OPEN, "Ouders bellen"))
        await here.received(here.posts[0])
        await screen.click("to-board")
        await screen.until(lambda: "Transport: nodig een busje" in screen.words())

        words = " ".join(screen.words())
        assert words.count("Deze post heeft nog niets gemeld") == 1
        assert "Ouders bellen" not in words
        await screen.click("back")
        assert "to-board" in screen

    with_posts(tmp_path, tell, "zuid", "noord")
