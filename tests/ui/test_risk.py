"""Residents at risk at one glance, of a region by post, and since when it failed."""

from __future__ import annotations

from pathlib import Path

from app.care.harm import HOUR_MS, Failure, HarmClass
from app.care.need import PowerStated, PowerUse
from app.care.resident import LegalBasis, ResidentDescribed
from app.care.terms import Role
from app.commands import register_resident, report_outage
from app.store.queries.outage import outages
from app.store.queries.risk import AtRiskNow, at_risk_now
from app.ui.screens.overview import OverviewRoom
from tests.support.fakes import NOON_MS
from tests.support.post import actor
from tests.support.region import Region, leader, opened
from tests.support.residents_room import enlist, room, says
from tests.support.screen import Screen
from tests.support.window import Post
from tests.ui.test_hub_console import with_posts

POWER = {Failure.POWER: NOON_MS - 2 * HOUR_MS}


def fail(post: Post, *codes: str) -> bytes:
    by = actor(post.file)
    return post.file.write_now(lambda d: report_outage(d, by, POWER, codes)).stream


def risk(post: Post) -> AtRiskNow:
    return post.file.read_now(lambda db: at_risk_now(db, NOON_MS))


def test_where_nothing_failed_nobody_runs_out_of_time() -> None:
    post = Post()
    enlist(post, "Ans", 3)

    assert risk(post) == AtRiskNow(1)


def test_what_failed_counts_for_who_lives_there_and_nobody_else() -> None:
    post = Post()
    enlist(post, "Ans", 3, postcode="9711AB")
    enlist(post, "Bea", 0, postcode="9711AB")
    enlist(post, "Cor", 3, postcode="9722AB")
    fail(post, "9711")

    found = risk(post)

    assert (found.kept, found.outages, found.waiting) == (3, 1, 1)
    assert found.counts == {HarmClass.H4: 2, HarmClass.MORE: 1}


def test_the_overview_says_how_many_and_leads_to_them() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "go-papers" in screen)
        assert "go-residents" not in screen
        enlist(post, "Ans", 3)
        await screen.until(lambda: says(screen, "Omkijken: 1 persoon"))
        enlist(post, "Bea", 0)
        fail(post)
        await screen.until(
            lambda: says(screen, "Omkijken: 1 wacht op iemand · 2 binnen 4 u")
        )
        assert not says(screen, "Bea")
        await screen.click("go-residents")
        assert post.session.room == "residents"

    post.tell(OverviewRoom, tell)


def test_who_sees_no_residents_sees_no_count_of_them() -> None:
    for role in (Role.STOCK_KEEPER, Role.OPERATOR):
        post = Post(role=role)
        enlist(post, "Ans", 1)
        fail(post)

        async def tell(screen: Screen) -> None:
            await screen.until(lambda: "go-papers" in screen)
            assert not says(screen, "Omkijken")

        post.tell(OverviewRoom, tell)


def test_since_when_it_failed_is_put_right_and_can_be_taken_back() -> None:
    post = Post()
    enlist(post, "Ans", 3)
    stream = fail(post)

    def since() -> int:
        row = post.file.read_now(outages)[0]
        return row.outage.failures[Failure.POWER]

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: f"lens-{stream[-4:].hex()}" in screen)
        await screen.click(f"lens-{stream[-4:].hex()}")
        await screen.until(lambda: "since-of-power" in screen)
        await screen.click("since-of-power")
        before = screen["since-power"].value
        await screen.type("since-power", "gisteren")
        await screen.click("since-save")
        assert "since-refusal" in screen
        await screen.type("since-power", f"{before[:-5]}00:30")
        await screen.click("since-save")
        await screen.until(lambda: "since-power" not in screen)
        assert since() < POWER[Failure.POWER]

    post.tell(room, tell)


def test_a_region_sees_of_each_post_how_many_and_no_names(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        first, second = here.posts
        for post, hours in ((first, 0), (second, 30)):
            file = opened(post)
            by, now = leader(file), file.clock.now_ms()
            who = ResidentDescribed(now, name="Geheim", basis=LegalBasis.CARE)
            power = PowerStated(PowerUse.DEVICE, now, battery_hours=hours)
            await file.write(
                lambda d, b=by, w=who, p=power: register_resident(d, b, w, [p])
            )
        file = opened(first)
        by, since = leader(file), file.clock.now_ms() - 2 * HOUR_MS
        failed = {Failure.POWER: since}
        await file.write(lambda d: report_outage(d, by, failed))
        for post in here.posts:
            await here.received(post)

        await screen.until(lambda: "to-residents" in screen)
        await screen.click("to-residents")
        await screen.until(lambda: says(screen, "2 personen · 1 uitval"))
        assert says(screen, "1 wacht op iemand")
        assert says(screen, "Binnen 4 u: 1")
        assert says(screen, "Meer dan 72 u: 1") is False
        assert not says(screen, "Geheim")
        await screen.click("risk-way-all")
        await screen.until(lambda: says(screen, "Binnen 4 u: 1"))
        assert not says(screen, "Geheim")

    with_posts(tmp_path, tell, "zuid", "noord")
