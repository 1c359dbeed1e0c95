"""Zorgniveaus at the hub: what a level changes is set once and holds at every post."""

from __future__ import annotations

from pathlib import Path

from app.care.post import RetriageSet
from app.care.scarcity import DownscalingClass
from app.care.terms import CareLevel
from app.care.triage import Tool
from app.store.queries.level import level_here, published_rules
from tests.support.region import Region, opened, until
from tests.support.residents_room import says
from tests.support.screen import Screen
from tests.ui.test_hub_console import with_posts


def test_an_operator_sets_what_crisis_changes_and_a_post_hears_it(
    tmp_path: Path,
) -> None:
    async def story(screen: Screen, here: Region) -> None:
        await screen.until(lambda: "to-levels" in screen)
        await screen.click("to-levels")
        await screen.until(lambda: "ask-sex" in screen)
        assert says(screen, "Post Zuid: Basis")
        assert says(screen, "De regio heeft hiervoor niets gezet")
        await screen.click("ask-sex")
        await screen.click("ask-age_band")
        await screen.click("own-minutes")
        await screen.click("t1_min-less")
        await screen.click(f"tool-{Tool.MITT.value}")
        await screen.click("class-D")
        await screen.type("words_nl", "Alleen wie niet kan wachten")
        await screen.click("rules-basis")
        await screen.click("rules-crisis")
        await screen.click("publish-levels")
        await screen.until(lambda: not says(screen, "De regio heeft hiervoor niets"))

        post = opened(here.posts[0])
        await until(lambda: post.read_now(published_rules)[1] is not None)
        rules = post.read_now(published_rules)[0]
        crisis = rules[CareLevel.CRISIS]
        assert crisis.required == ("age_band", "sex")
        assert crisis.retriage == RetriageSet(14, 30, 60, 30)
        assert crisis.tools == (Tool.MITT,)
        assert crisis.classes == (DownscalingClass.B, DownscalingClass.C)
        assert crisis.words_nl == "Alleen wie niet kan wachten"
        assert rules[CareLevel.BASIS].required == ()

    with_posts(tmp_path, story, "zuid")


def test_an_operator_sets_the_level_of_a_post(tmp_path: Path) -> None:
    async def story(screen: Screen, here: Region) -> None:
        await screen.until(lambda: "to-levels" in screen)
        await screen.click("to-levels")
        await screen.until(lambda: "save-level" in screen)
        await screen.click("save-level")
        assert says(screen, "Kies het zorgniveau")
        await screen.click("level-crisis")
        await screen.click("authority-region")
        await screen.click("save-level")
        await screen.until(lambda: says(screen, "Vul in wie dat gezag heeft"))
        await screen.type("level-authority_name", "OvD-G Noord")
        await screen.click("save-level")
        await screen.until(lambda: says(screen, "Post Zuid: Crisis"))

        post = opened(here.posts[0])
        await until(lambda: bool(post.read_now(level_here).level.standing))
        level = post.read_now(level_here).level
        assert level.now is CareLevel.CRISIS
        assert level.standing[0].value.authority_name == "OvD-G Noord"

    with_posts(tmp_path, story, "zuid")
