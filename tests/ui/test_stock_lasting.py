"""Raakt op: what is empty first, and what a rush leaves."""

from __future__ import annotations

import pytest

from app.care.stock import LotKey
from app.commands import issue_stock, receive_stock
from app.ui.screens.stock import StockRoom
from tests.support.post import actor
from tests.support.screen import Screen
from tests.support.window import Post


def stocked() -> Post:
    post = Post()
    by = actor(post.file)
    for code, pieces, used in (("VB001", 12, 4), ("VB002", 90, 3), ("VB003", 5, 0)):
        lot = LotKey(code, "A1", "2099-01-01")
        post.file.write_now(lambda d, lot=lot, n=pieces: receive_stock(d, by, lot, n))
        if used:
            post.file.write_now(lambda d, c=code, n=used: issue_stock(d, by, c, n))
    return post


async def looked(screen: Screen) -> None:
    await screen.until(lambda: "stock-face-lasting" in screen)
    await screen.click("stock-face-lasting")
    await screen.until(lambda: "lasts-VB001" in screen)


def test_what_is_empty_first_stands_on_top_with_its_day() -> None:
    post = stocked()

    async def tell(screen: Screen) -> None:
        await looked(screen)

        assert screen["lasting-first"].value == (
            "Hooguit nog 2 dagen: Tourniquet (arm/been) is het eerst op, "
            "rond 24 nov 2026"
        )
        assert screen["lasts-VB001"].value == "nog 2 dagen · op 24 nov 2026"
        assert screen["lasts-VB002"].value == "nog 29 dagen · op 21 dec 2026"
        assert screen["lasts-VB003"].value == "gebruik niet bekend"
        assert "Van 1 kritiek artikel is het gebruik niet bekend" in screen

    post.tell(StockRoom, tell)


@pytest.mark.parametrize("way", ["typed", "slid"])
def test_a_rush_shows_what_falls_short_and_when(way: str) -> None:
    post = stocked()

    async def tell(screen: Screen) -> None:
        await looked(screen)
        if way == "typed":
            await screen.type("rush-T1", "40")
        else:
            await screen.slide("rush-slider", 40)
        await screen.click("rush-hours-6")
        await screen.until(lambda: "nodig 25, tekort 17 na 1 uur" in screen)

        words = [each for each in screen.words() if "nodig" in each]
        assert "nodig 32, tekort 27 na 0 uur" in words
        assert "nodig 61, blijft 26" in words

    post.tell(StockRoom, tell)


def test_power_is_reported_in_hours_and_then_limits_the_post() -> None:
    post = stocked()

    async def tell(screen: Screen) -> None:
        await looked(screen)
        assert screen["utility-power"].value == "Stroom: niet bekend"

        await screen.click("report-power")
        await screen.until(lambda: "utility-hours" in screen)
        await screen.click("utility-save")
        await screen.until(lambda: "Vul de uren in" in " ".join(screen.words()))
        await screen.type("utility-hours", "5")
        await screen.click("utility-save")
        await screen.until(lambda: "lasting-first" in screen)

        assert screen["utility-power"].value == "Stroom: nog 5 u 00 min · zojuist"
        assert screen["lasting-first"].value.startswith(
            "Hooguit nog 5 u 00 min: Stroom is het eerst op"
        )

        await screen.click("report-water")
        await screen.until(lambda: "utility-keeps" in screen)
        await screen.click("utility-keeps")
        await screen.until(lambda: "utility-hours" not in screen)
        await screen.click("utility-save")
        await screen.until(lambda: "utility-water" in screen)
        assert screen["utility-water"].value == (
            "Water: blijft komen, geen einde bekend · zojuist"
        )

    post.tell(StockRoom, tell)
