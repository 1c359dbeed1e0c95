"""Overzicht: who is there, who waits too long, what runs low, who came when."""

from __future__ import annotations

from app.care.capacity import CapacityReported, PlaceKind
from app.care.requirement import Requirement, RequirementReported, Standing
from app.care.stock import LotKey
from app.care.terms import Triage
from app.commands import receive_stock, report_capacity, report_requirement
from app.store.queries.casualties import Hour
from app.ui.screens.overview import OverviewRoom
from app.ui.widgets.arrivals import HOURS, every_hour
from tests.support.fakes import NOON_MS
from tests.support.post import actor, registered
from tests.support.screen import Screen
from tests.support.window import Post

HOUR_MS = 3_600_000


def busy_post() -> Post:
    post = Post()
    for category in (Triage.T1, Triage.T1, Triage.T3, Triage.BLACK, None):
        registered(post.file, category)
    return post


def test_tiles_count_each_category_and_what_is_to_be_confirmed() -> None:
    post = busy_post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "tile-T1" in screen)

        assert screen["count-T1"].value == "2"
        assert screen["count-T2"].value == "0"
        assert screen["count-T3"].value == "1"
        assert screen["count-?"].value == "1"
        assert screen["count-–"].value == "1"
        assert screen["overview-present"].value == "5 slachtoffers op de post"

    post.tell(OverviewRoom, tell)


def test_a_tile_leads_to_its_list() -> None:
    post = busy_post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "tile-T1" in screen)
        await screen.click("tile-T1")

        assert (post.session.room, post.session.show) == ("casualties", "T1")

    post.tell(OverviewRoom, tell)


def test_who_waits_too_long_is_named_and_opens() -> None:
    post = busy_post()
    first = post.rows()[0]
    post.clock.advance(5 * HOUR_MS)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: f"overdue-{first.number}" in screen)
        await screen.click(f"overdue-{first.number}")

        assert post.session.casualty == first.stream

    post.tell(OverviewRoom, tell)


def test_calm_is_said_in_words() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "low" in screen)

        assert "Niemand wacht op een nieuwe" in screen
        assert "Alles waarvoor een par is ingesteld" in screen
        assert "Nog niemand geregistreerd" in screen
        assert screen["overview-sending"].value == "Alleen op dit apparaat"

    post.tell(OverviewRoom, tell)


def test_what_runs_low_leads_to_the_item() -> None:
    post = Post()
    by = actor(post.file)
    lot = LotKey("VB002", "B", "2028-01-31")
    post.file.write_now(lambda desk: receive_stock(desk, by, lot, 1))

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "low-VB002" in screen)
        await screen.click("low-VB002")

        assert (post.session.room, post.session.item) == ("stock", "VB002")

    post.tell(OverviewRoom, tell)


def test_cards_lead_to_their_rooms() -> None:
    post = busy_post()
    post.clock.advance(5 * HOUR_MS)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "overdue-show" in screen)
        await screen.click("overdue-show")
        assert post.session.show == "overdue"

        await screen.click("sent-show")
        assert post.session.room == "sending"

    post.tell(OverviewRoom, tell, width=800)


def test_the_chart_has_every_hour_on_the_wall() -> None:
    came = [Hour(NOON_MS - 2 * HOUR_MS, {Triage.T1: 2})]

    hours = every_hour(came, NOON_MS)

    assert len(hours) == HOURS
    assert [sum(each.arrived.values()) for each in hours][-3:] == [2, 0, 0]


def test_a_chart_is_said_in_words_too() -> None:
    post = busy_post()

    async def tell(screen: Screen) -> None:
        await screen.until(
            lambda: any("5 in totaal" in str(each.label) for each in labelled(screen))
        )

    post.tell(OverviewRoom, tell, width=390)


def labelled(screen: Screen) -> list[object]:
    return [each for each in screen.all() if getattr(each, "label", None)]


def test_seven_gauges_say_what_is_unknown_and_lead_to_the_board() -> None:
    post = busy_post()
    by = actor(post.file)
    water = RequirementReported(
        b"", Requirement.FOOD_WATER, Standing.STRAINED, NOON_MS, 3
    )
    beds = CapacityReported(b"", PlaceKind.LYING, 10, 12, NOON_MS)
    post.file.write_now(lambda d: report_requirement(d, by, water))
    post.file.write_now(lambda d: report_capacity(d, by, beds))

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "gauge-food_water" in screen)

        shown = {
            each: screen[f"gauge-{each}-short"].value
            for each in ("food_water", "energy", "lying", "treatment")
        }
        assert shown == {
            "food_water": "3 u", "energy": "? u", "lying": "−2/10", "treatment": "?"
        }  # fmt: skip
        post.clock.advance(4 * HOUR_MS)
        await screen.click("gauges")
        assert post.session.room == "post"

    post.tell(OverviewRoom, tell)
