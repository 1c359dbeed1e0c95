"""Care level: in the strip, set with whose authority, and what it asks at the door."""

from __future__ import annotations

import flet as ft

from app.care.level import (
    Authority,
    CareLevelSet,
    level_stream,
)
from app.care.terms import CareLevel, Role, Triage
from app.store.queries.level import level_here
from app.ui.screens.care_level import CareLevelRoom
from app.ui.screens.register import RegisterRoom
from app.ui.state import Session
from app.ui.widgets.level_chip import LevelChip
from sync.journal import setting
from tests.support.fakes import NOON_MS
from tests.support.levels import at_level, publish_rules
from tests.support.orders import Orders
from tests.support.post import actor
from tests.support.program import MemoryProgram
from tests.support.residents_room import says
from tests.support.screen import Screen
from tests.support.window import Post


def chip(session: Session, _: MemoryProgram) -> ft.Control:
    return LevelChip(session)


def test_a_lead_sets_the_level_and_takes_it_back() -> None:
    post = Post(Role.POST_LEAD)

    async def tell(screen: Screen) -> None:
        assert says(screen, "Niemand heeft een zorgniveau gezet")
        await screen.click("save-level")
        assert says(screen, "Kies het zorgniveau")
        await screen.click("level-crisis")
        await screen.click("save-level")
        assert says(screen, "niet op eigen bevoegdheid")
        await screen.click("authority-region")
        await screen.click("save-level")
        assert says(screen, "Vul in wie dat gezag heeft")
        await screen.type("level-authority_name", "OvD-G Noord")
        await screen.click("save-level")

        await screen.until(
            lambda: says(screen, "Op gezag van: Veiligheidsregio (GHOR), OvD-G Noord")
        )
        assert post.file.read_now(level_here).level.now is CareLevel.CRISIS
        assert says(screen, "Alles blijft zoals het is")
        assert "Zorgniveau is nu: Crisis" in screen["notice"].value

    post.tell(CareLevelRoom, tell)


def test_a_nurse_sees_the_level_and_does_not_set_it() -> None:
    post = Post()
    at_level(post.file, CareLevel.SCALABLE)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: says(screen, "Opschaalbaar"))
        assert "save-level" not in screen
        assert says(screen, "De leiding van de post of de regio zet het zorgniveau")

    post.tell(CareLevelRoom, tell)


def test_where_two_differ_both_are_shown_and_a_lead_picks() -> None:
    post = Post(Role.POST_LEAD)
    at_level(post.file, CareLevel.CRISIS)
    post_id = bytes(post.file.read_now(lambda db: setting(db, "post_id")))
    apart = CareLevelSet(
        post_id, CareLevel.SCALABLE, NOON_MS, Authority.MAYOR, "B. Meester"
    )
    by = actor(post.file, Role.POST_LEAD)
    post.file.write_now(lambda d: d.record(level_stream(post_id), apart, by))

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "pick-crisis" in screen)
        assert says(screen, "Twee personen hebben een ander zorgniveau gezet")
        await screen.click("pick-scalable")
        await screen.until(lambda: "pick-crisis" not in screen)
        level = post.file.read_now(level_here).level
        assert (level.now, level.is_in_doubt) == (CareLevel.SCALABLE, False)

    post.tell(CareLevelRoom, tell)


def test_the_chip_says_the_level_and_leads_to_it() -> None:
    post = Post()
    at_level(post.file, CareLevel.CRISIS)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: says(screen, "Crisis"))
        await screen.click("level-chip")
        assert post.session.room == "level"

    post.tell(chip, tell)


def test_the_level_asks_once_at_the_door_and_a_second_tap_saves() -> None:
    post = Post()
    region = Orders(post.file)
    publish_rules(region)
    at_level(post.file, CareLevel.CRISIS)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: says(screen, "Het zorgniveau vraagt ook"))
        await screen.click("triage-T3")
        await screen.click("save")
        assert says(screen, "Zorgniveau Crisis vraagt ook: Leeftijdsgroep, Geslacht")
        assert post.rows() == ()

        await screen.click("save")
        assert [row.category for row in post.rows()] == [Triage.T3]

        await screen.click("triage-T1")
        await screen.click("save")
        assert len(post.rows()) == 2

    post.tell(RegisterRoom, tell)
    region.close()


def test_what_changes_is_what_the_region_set() -> None:
    post = Post()
    region = Orders(post.file)
    publish_rules(region)
    at_level(post.file, CareLevel.CRISIS)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: says(screen, "Alleen wie niet kan wachten"))
        assert says(screen, "Hertriage na: T1 5 min")
        assert says(screen, "Bij registreren ook: Leeftijdsgroep, Geslacht")

    post.tell(CareLevelRoom, tell)
    region.close()
