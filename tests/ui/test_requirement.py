"""How the post stands: said by a tap on a row, counted down, unknown is unknown."""

from __future__ import annotations

import flet as ft
import pytest

from app.care.terms import Role
from app.care.utility import Utility, UtilityReported
from app.commands import report_utility
from app.store.queries.requirement import board
from app.ui.screens.post import PostRoom
from app.ui.state import Session
from tests.support.program import MemoryProgram
from tests.support.screen import Screen
from tests.support.window import Post

HOUR_MS = 3_600_000


def room(session: Session, program: MemoryProgram) -> ft.Control:
    return PostRoom(session, program)


def test_what_nobody_said_is_shown_as_unknown() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "requirement-energy" in screen)

        assert screen["left-energy"].value == "uren niet bekend"
        assert screen["places-lying-free"].value == "niet geteld"
        assert screen.words().count("Niet bekend") == 7

    post.tell(room, tell)


def test_energy_is_said_with_its_hours_and_taken_back_as_one() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "requirement-energy" in screen)
        await screen.click("requirement-energy")
        await screen.click("requirement-save")
        assert "Hoe staat het ervoor" in str(screen["standing-error"].value)
        await screen.click("standing-strained")
        await screen.type("hours_left", "12")
        await screen.click("trend-worse")
        await screen.type("lacking", "diesel")
        await screen.click("requirement-save")

        await screen.until(lambda: "left-energy" in screen)
        await screen.until(lambda: "nog 12" in screen["left-energy"].value)
        assert screen["left-energy"].value == "Stroom: nog 12 u 00 min"
        assert "Nodig: diesel" in screen.words()
        found = post.file.read_now(lambda db: board(db, post.file.clock.now_ms()))
        energy = found.requirements[1].left
        assert energy is not None
        assert energy.left_ms(energy.said_ms + 13 * HOUR_MS) == 0

        # In the stock room somebody says that the tank is full again.
        more = UtilityReported(Utility.POWER, post.file.clock.now_ms(), 40)
        by = post.session.actor
        post.file.write_now(lambda d: report_utility(d, by, more))
        await screen.until(lambda: "1 d 16 u" in screen["left-energy"].value)

    post.tell(room, tell)


def test_food_and_water_are_asked_apart_and_the_first_to_end_counts() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "requirement-food_water" in screen)
        await screen.click("requirement-food_water")
        await screen.click("standing-works")
        await screen.type("hours_left", "48")
        await screen.type("water_hours", "99999")
        await screen.click("requirement-save")
        assert screen["water_hours"].error
        await screen.type("water_hours", "6")
        await screen.click("requirement-save")

        await screen.until(lambda: "left-food_water" in screen)
        await screen.until(lambda: "nog" in screen["left-food_water"].value)
        assert screen["left-food_water"].value == "Water: nog 6 u 00 min"

    post.tell(room, tell)


def test_places_are_counted_and_too_many_are_said() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "places-lying" in screen)
        await screen.click("places-lying")
        await screen.type("places_total", "10")
        await screen.click("places-save")
        assert screen["places_taken"].error
        await screen.type("places_taken", "12")
        await screen.click("places-save")

        await screen.until(lambda: "places-lying-free" in screen)
        await screen.until(lambda: "te veel" in screen["places-lying-free"].value)
        assert screen["places-lying-free"].value == "2 te veel (12/10)"

    post.tell(room, tell)


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.FIRST_AIDER])
def test_who_does_not_run_the_post_reads_it_only(role: Role) -> None:
    post = Post(role=role)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "requirement-energy" in screen)

        assert screen["requirement-energy"].on_click is None
        assert screen["places-lying"].on_click is None
        assert "werkt dit bij" in " ".join(screen.words())

    post.tell(room, tell)
