"""What a post reported, read at the console of a real hub."""

from __future__ import annotations

from pathlib import Path

from app.care.situation import MajorIncident, SituationReported
from app.commands.situation import report_situation
from tests.support.region import Region, leader, opened
from tests.support.screen import Screen
from tests.ui.test_hub_console import keys, with_posts


def test_the_last_methane_of_a_post_is_read_at_the_hub_with_its_age(
    tmp_path: Path,
) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        post = here.posts[0]
        file = opened(post)
        by = leader(file)
        fact = SituationReported(
            file.clock.now_ms(), MajorIncident.DECLARED, "Station Zuid"
        )
        await file.write(lambda desk: report_situation(desk, by, fact))
        await here.received(post)
        await screen.until(lambda: keys(screen, "report-"))

        (line,) = [each for each in keys(screen, "report-") if "-of-" not in each]
        assert "METHANE van" in " ".join(screen.words())
        await screen.click(line)

        (place,) = [each for each in keys(screen, "methane-") if each.endswith("-1")]
        (numbers,) = [each for each in keys(screen, "methane-") if each.endswith("-5")]
        assert screen[place].value == "Station Zuid"
        assert "T1 1" in screen[numbers].value

    with_posts(tmp_path, tell, "zuid")
