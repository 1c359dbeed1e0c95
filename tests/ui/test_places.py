"""Plaatsen en hertriage: what who leads can set, and who does not only reads."""

from __future__ import annotations

from app.care.post import RetriageReasonsSet, RetriageSet
from app.care.terms import Purpose, Role
from app.store.queries.post import Whose, places, retriage_minutes, retriage_reasons
from app.ui.screens.places import PlacesRoom
from tests.support.screen import Screen
from tests.support.window import Post


def test_a_lead_adds_renames_and_closes_places() -> None:
    post = Post(Role.POST_LEAD)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "change-waiting" in screen)
        await screen.click("save-place")
        assert "naam" in screen["refusal"].value.lower()
        await screen.type("place-name", "Tent 4")
        await screen.click("purpose-treatment")
        assert screen["place-name"].value == "Tent 4"
        await screen.click("save-place")
        await screen.until(lambda: "Tent 4" in screen)

        made = post.file.read_now(places)[-1]
        assert (made.name, made.purpose) == ("Tent 4", Purpose.TREATMENT)

        await screen.click("change-waiting")
        assert screen["place-name"].value == "Wachtruimte"
        await screen.type("place-name", "Kantine")
        await screen.click("save-place")
        await screen.until(lambda: "Kantine" in screen)

        await screen.click("close-walking")
        await screen.until(lambda: "close-walking" not in screen)
        names = [each.name for each in post.file.read_now(places)]
        assert names == ["Kantine", "", "", "", "Tent 4"]

    post.tell(PlacesRoom, tell)


def test_a_lead_sets_the_minutes_and_sees_what_is_suggested() -> None:
    post = Post(Role.POST_LEAD)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "save-minutes" in screen)
        assert "T1 15, T2 30, T3 60, T4 30" in screen["suggested"].value
        assert "voorgesteld" in screen["whose"].value
        await screen.click("t1_min-less")
        await screen.click("t1_min-less")
        await screen.click("save-minutes")
        await screen.until(lambda: "eigen" in screen["whose"].value)

        found = post.file.read_now(retriage_minutes)
        assert found == (RetriageSet(13, 30, 60, 30), Whose.POST)

    post.tell(PlacesRoom, tell)


def test_a_lead_switches_a_reason_off_beside_the_minutes() -> None:
    post = Post(Role.POST_LEAD)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "reason-move" in screen)
        await screen.click("reason-move")
        await screen.click("reason-change")
        await screen.click("reason-change")
        await screen.click("save-minutes")
        await screen.until(lambda: "notice" in screen)

        found = post.file.read_now(retriage_reasons)
        assert found == RetriageReasonsSet(intervention=True, move=False, change=True)
        assert post.file.read_now(retriage_minutes)[1] is Whose.NOBODY

    post.tell(PlacesRoom, tell)


def test_a_nurse_reads_places_and_minutes_and_changes_nothing() -> None:
    post = Post(Role.NURSE)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "Wachtruimte" in screen)

        assert "T3, minuten: 60" in screen
        assert "Na een verplaatsing: aan" in screen
        for key in ("save-place", "save-minutes", "reason-move", "t1_min-less"):
            assert key not in screen

    post.tell(PlacesRoom, tell)
