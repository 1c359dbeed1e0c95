"""Verplaatsen, aankomst en besmetting, at one casualty."""

from __future__ import annotations

from app.care.casualty import Departed
from app.care.flow import Placed
from app.care.terms import (
    Contamination,
    Disposition,
    Flow,
    Purpose,
    Role,
    Triage,
)
from app.commands import depart, name_place, place_casualty
from app.store.queries.casualty import Filter
from tests.support.post import actor, registered
from tests.support.screen import Screen
from tests.support.window import Post, act, recorded, told


def test_one_tap_and_save_moves_a_casualty() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await act(screen, "move")
        await screen.click("save")
        assert "nog niets ingevuld" in screen["refusal"].value
        await screen.click("place-treatment_1")
        await screen.click("save")
        await screen.until(lambda: "flow-flag" in screen)

        assert screen["flow-flag"].value == "Behandelplek 1 · In behandeling"
        assert post.rows()[0].spot == "treatment_1"
        assert "Behandelplek 1 · In behandeling" in screen.words()

    told(post, stream, tell)


def test_who_waits_for_transport_in_a_treatment_room_is_ready() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await act(screen, "move")
        await screen.click("place-treatment_1")
        await screen.click("status-transport")
        await screen.click("save")
        await screen.until(lambda: "flow-flag" in screen)

        assert post.rows()[0].flow is Flow.TRANSPORT

    told(post, stream, tell)


def test_the_places_a_lead_named_are_the_ones_to_tap() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)
    lead = actor(post.file, Role.POST_LEAD)
    made = post.file.write_now(
        lambda desk: name_place(desk, lead, "Tent 4", Purpose.OTHER)
    )
    assert made.kind == "place.named"

    async def tell(screen: Screen) -> None:
        await act(screen, "move")
        await screen.until(lambda: "Tent 4" in screen)

    told(post, stream, tell)


def test_two_who_moved_one_casualty_unseen_are_shown_and_one_is_chosen() -> None:
    post = Post()
    stream, nurse = registered(post.file, Triage.T2), actor(post.file)
    now = post.clock.now_ms()
    for place in ("waiting", "transport"):
        fact = Placed(place, now)
        recorded(
            post,
            lambda desk, f=fact: place_casualty(desk, nurse, stream, f, []),
        )

    async def tell(screen: Screen) -> None:
        assert "conflicts" in screen
        await screen.click("choose-placed-1")
        await screen.until(lambda: "conflicts" not in screen)

        assert post.rows()[0].spot == "transport"

    told(post, stream, tell)


def test_of_who_was_handed_over_the_arrival_is_confirmed() -> None:
    post = Post()
    stream, nurse = registered(post.file, Triage.T2), actor(post.file)
    gone = Departed(Disposition.HANDED_OVER, post.clock.now_ms(), "UMCG")
    recorded(post, lambda desk: depart(desk, nurse, stream, gone))

    async def tell(screen: Screen) -> None:
        await act(screen, "move")
        await screen.type("confirmed_by", "Zr. Bos")
        await screen.click("save")
        await screen.until(lambda: "due" in screen)
        await screen.until(lambda: screen["due"].value == "Aangekomen")

        assert post.rows(Filter(departed=True))[0].flow is Flow.RECEIVED

    told(post, stream, tell)


def test_contamination_is_in_the_header_with_what_and_where() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await act(screen, "contamination")
        await screen.click("save")
        assert "nog niets ingevuld" in screen["refusal"].value
        await screen.click("state-suspected")
        await screen.type("substance", "Chloor")
        await screen.type("body", "handen")
        await screen.click("save")
        await screen.until(lambda: "contamination-flag" in screen)

        assert screen["contamination-flag"].value == "Mogelijk besmet · Chloor · handen"
        await act(screen, "contamination")
        await screen.click("state-decontaminated")
        assert screen["substance"].value == "Chloor"
        assert screen["done_by"].value == "Nurse"
        await screen.click("save")
        await screen.until(
            lambda: screen["contamination-flag"].value.startswith("Ontsmet")
        )

        assert post.rows()[0].contamination is Contamination.DECONTAMINATED

    told(post, stream, tell)
