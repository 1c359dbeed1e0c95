"""Meerdere: many at once, what goes for all of them, and the numbers they got."""

from __future__ import annotations

from app.care.terms import Triage
from app.ui.screens.register import RegisterRoom
from tests.support.screen import Screen
from tests.support.window import Post


def test_several_who_walk_are_registered_at_once_each_with_a_number() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.click("several")
        await screen.taps(*["how-many-more"] * 2)
        await screen.click("save")

        assert {row.category for row in post.rows()} == {Triage.T3}
        assert len({row.number for row in post.rows()}) == 4
        assert "triage-other" in screen

    post.tell(RegisterRoom, tell)


def test_several_share_category_place_and_complaint_and_their_numbers_are_shown() -> (
    None
):
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.click("several")
        await screen.click("how-many-10")
        await screen.click("triage-T2")
        await screen.click("at-waiting")
        await screen.click("pick-breath")
        await screen.click("save")
        await screen.until(lambda: "range-0" in screen)

        rows = post.rows()
        said = {(row.category, row.spot, row.complaint) for row in rows}
        assert said == {(Triage.T2, "waiting", "Benauwd")}
        numbers = sorted(row.number for row in rows)
        assert screen["range-0"].value == f"{numbers[0]} … {numbers[-1]}"
        shown = [screen[f"number-{place}"].value for place in range(10)]
        assert shown == numbers
        await screen.click("copy-numbers")
        assert screen.called("set")[-1]["data"].split() == numbers
        await screen.click("close-numbers")
        assert "range-0" not in screen

    post.tell(RegisterRoom, tell)
