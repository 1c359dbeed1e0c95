"""Bord: columns by place and by status; cards moved by tap and drag, many at once."""

from __future__ import annotations

import flet as ft
import pytest

from app.care.casualty import Departed
from app.care.flow import ContaminationNoted, Placed
from app.care.terms import Contamination, Disposition, Flow, Purpose, Role, Triage
from app.commands import (
    close_place,
    depart,
    note_contamination,
    place_casualty,
)
from app.store.queries.casualty import CasualtyRow, Filter
from app.ui.screens.casualties import CasualtiesRoom
from app.ui.widgets.board_column import FEW
from tests.support.post import actor, registered
from tests.support.screen import Screen
from tests.support.window import Post, recorded

PHONE, LAPTOP = 390, 1280


def board() -> Post:
    post = Post()
    post.session.board = True
    return post


def placed(post: Post, stream: bytes, place: str, purpose: Purpose) -> None:
    fact = Placed(place, post.clock.now_ms(), "", purpose)
    by = actor(post.file)
    recorded(post, lambda desk: place_casualty(desk, by, stream, fact))


def of(post: Post, stream: bytes, wanted: Filter | None = None) -> CasualtyRow:
    return next(each for each in post.rows(wanted) if each.stream == stream)


def test_the_room_turns_from_list_to_board_and_back() -> None:
    post = Post()
    registered(post.file)

    async def tell(screen: Screen) -> None:
        await screen.click("show-board")
        await screen.until(lambda: "count-nowhere" in screen)
        assert screen["count-nowhere"].value == "1"
        assert post.session.board

        await screen.click("show-list")
        await screen.until(lambda: "search" in screen)

    post.tell(CasualtiesRoom, tell)


def test_a_tap_and_a_tap_on_a_place_move_several() -> None:
    post = board()
    streams = [registered(post.file) for _ in range(3)]

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "count-nowhere" in screen)
        for row in post.rows()[:2]:
            await screen.click(f"card-{row.number}")
        assert screen["chosen"].value.startswith("2 gekozen")
        await screen.click("here-treatment_1")
        await screen.until(lambda: screen["count-treatment_1"].value == "2")

        assert screen["count-nowhere"].value == "1"
        assert "chosen" not in screen
        assert [each.spot for each in post.rows()].count("treatment_1") == 2
        assert len(streams) == 3

    post.tell(CasualtiesRoom, tell)


def test_everybody_shown_in_a_column_is_chosen_at_once() -> None:
    post = board()
    for _ in range(FEW + 3):
        registered(post.file)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "all-nowhere" in screen)
        await screen.click("all-nowhere")
        assert screen["chosen"].value.startswith(f"{FEW} gekozen")
        await screen.click("all-nowhere")
        assert "chosen" not in screen

    post.tell(CasualtiesRoom, tell)


def test_dropping_a_card_moves_it_alone_or_with_what_is_chosen() -> None:
    post = board()
    for _ in range(3):
        registered(post.file)
    first, second, third = (each.number for each in post.rows())

    async def drop(screen: Screen, number: str, place: str) -> None:
        body = {
            "src_id": screen[f"drag-{number}"]._i,
            "l": {"x": 1, "y": 1},
            "g": {"x": 1, "y": 1},
        }
        await screen.event(f"drop-{place}", "accept", body)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "count-nowhere" in screen)
        await screen.click(f"card-{first}")
        await drop(screen, second, "waiting")
        await screen.until(lambda: screen["count-waiting"].value == "1")
        assert screen["count-nowhere"].value == "2"

        await screen.click(f"card-{first}")
        await screen.click(f"card-{third}")
        await drop(screen, third, "transport")
        await screen.until(lambda: screen["count-transport"].value == "2")

        assert screen["count-nowhere"].value == "0"

    post.tell(CasualtiesRoom, tell)


def test_a_move_is_undone_as_one() -> None:
    post = board()
    for _ in range(4):
        registered(post.file)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "all-nowhere" in screen)
        await screen.click("all-nowhere")
        await screen.click("here-waiting")
        await screen.until(lambda: screen["count-waiting"].value == "4")
        bar = next(each for each in screen.all() if isinstance(each, ft.SnackBar))
        await bar.action.on_click()
        await screen.until(lambda: screen["count-nowhere"].value == "4")

    post.tell(CasualtiesRoom, tell)


def test_a_column_shows_a_few_and_the_next_few() -> None:
    post = board()
    for _ in range(2 * FEW + 1):
        registered(post.file)
    last = post.rows()[-1].number

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "more-nowhere" in screen)
        assert f"1 t/m {FEW} van {2 * FEW + 1}" in screen
        await screen.click("more-nowhere")
        await screen.until(lambda: f"{FEW + 1} t/m {2 * FEW}" in screen)
        await screen.click("more-nowhere")
        await screen.until(lambda: f"card-{last}" in screen)
        assert f"{2 * FEW + 1} t/m {2 * FEW + 1}" in screen
        await screen.click("first-nowhere")
        await screen.until(lambda: f"1 t/m {FEW}" in screen)

    post.tell(CasualtiesRoom, tell)


def test_by_status_who_was_handed_over_can_be_said_to_have_arrived() -> None:
    post = board()
    stream, by = registered(post.file), actor(post.file)
    gone = Departed(Disposition.HANDED_OVER, post.clock.now_ms())
    recorded(post, lambda desk: depart(desk, by, stream, gone))
    left = Filter(departed=True)

    async def tell(screen: Screen) -> None:
        await screen.click("by-flow")
        await screen.until(lambda: "count-departed" in screen)
        assert screen["count-departed"].value == "1"
        await screen.click(f"card-{of(post, stream, left).number}")
        assert "here-discharged" not in screen
        await screen.click("here-received")
        await screen.until(lambda: screen["count-received"].value == "1")

        assert of(post, stream, left).flow is Flow.RECEIVED

    post.tell(CasualtiesRoom, tell)


def test_by_status_a_card_keeps_its_place() -> None:
    post = board()
    stream = registered(post.file)
    placed(post, stream, "treatment_1", Purpose.TREATMENT)

    async def tell(screen: Screen) -> None:
        await screen.click("by-flow")
        await screen.until(lambda: "count-treatment" in screen)
        await screen.click(f"card-{of(post, stream).number}")
        await screen.click("here-transport")
        await screen.until(lambda: screen["count-transport"].value == "1")

        assert of(post, stream).spot == "treatment_1"
        assert of(post, stream).flow is Flow.TRANSPORT

    post.tell(CasualtiesRoom, tell)


def test_who_left_cannot_be_dragged_back_and_the_board_says_why() -> None:
    post = board()
    stream, by = registered(post.file), actor(post.file)
    gone = Departed(Disposition.DISCHARGED, post.clock.now_ms())
    recorded(post, lambda desk: depart(desk, by, stream, gone))
    number = post.rows(Filter(departed=True))[0].number

    async def tell(screen: Screen) -> None:
        await screen.click("by-flow")
        await screen.until(lambda: f"card-{number}" in screen)
        await screen.click(f"card-{number}")
        await screen.click("here-waiting")
        await screen.until(lambda: "refusal" in screen)

        assert "al vertrokken" in screen["refusal"].value

    post.tell(CasualtiesRoom, tell)


def test_a_closed_place_stays_while_somebody_is_there_and_takes_nobody() -> None:
    post = board()
    stream, lead = registered(post.file), actor(post.file, Role.POST_LEAD)
    placed(post, stream, "treatment_2", Purpose.TREATMENT)
    recorded(post, lambda desk: close_place(desk, lead, "treatment_2"))
    registered(post.file)
    other = next(each for each in post.rows() if each.stream != stream)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "Behandelplek 2 (gesloten)" in screen)
        await screen.click(f"card-{other.number}")

        assert "here-treatment_1" in screen
        assert "here-treatment_2" not in screen
        assert "here-nowhere" not in screen

    post.tell(CasualtiesRoom, tell)


def test_a_card_opens_its_casualty_beside_the_board() -> None:
    post = board()
    stream = registered(post.file)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "count-nowhere" in screen)
        await screen.click(f"open-{of(post, stream).number}")
        await screen.until(lambda: "casualty-number" in screen)
        assert "count-nowhere" in screen
        await screen.click("close-beside")
        assert "casualty-number" not in screen

    post.tell(CasualtiesRoom, tell)


def test_on_a_phone_one_column_shows_and_the_chosen_are_placed_by_tile() -> None:
    post = board()
    registered(post.file)
    number = post.rows()[0].number

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: f"card-{number}" in screen)
        assert not screen.has(ft.Draggable)
        await screen.click(f"card-{number}")
        await screen.click("place-chosen")
        await screen.until(lambda: "place-waiting" in screen)
        await screen.click("place-waiting")
        await screen.until(lambda: post.rows()[0].spot == "waiting")
        await screen.click("focus-waiting")
        await screen.until(lambda: f"card-{number}" in screen)

    post.tell(CasualtiesRoom, tell, PHONE)


@pytest.mark.parametrize("width", [PHONE, LAPTOP])
def test_a_card_says_who_is_late_and_who_may_be_contaminated(width: int) -> None:
    post = board()
    stream, by = registered(post.file, Triage.T1), actor(post.file)
    cling = ContaminationNoted(Contamination.SUSPECTED, post.clock.now_ms(), "chloor")
    recorded(post, lambda desk: note_contamination(desk, by, stream, cling))
    post.clock.advance(20 * 60_000)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "besmet?" in screen)
        assert "5 min te laat" in screen

    post.tell(CasualtiesRoom, tell, width)


@pytest.mark.parametrize("width", [PHONE, LAPTOP])
def test_one_card_leaves_by_the_sheet_of_departures_and_the_board_comes_back(
    width: int,
) -> None:
    post = board()
    stream = registered(post.file, Triage.T2)
    other = registered(post.file, Triage.T3)

    async def tell(screen: Screen) -> None:
        number = of(post, stream).number
        await screen.until(lambda: f"card-{number}" in screen)
        await screen.click(f"card-{number}")
        await screen.click("depart-chosen")
        await screen.until(lambda: "disposition-discharged" in screen)
        await screen.click("close-sheet")
        await screen.until(lambda: f"card-{number}" in screen)
        assert post.session.casualty is None

        await screen.click(f"card-{number}")
        await screen.click(f"card-{of(post, other).number}")
        assert "depart-chosen" not in screen
        await screen.click(f"card-{of(post, other).number}")
        await screen.click("depart-chosen")
        await screen.until(lambda: "disposition-discharged" in screen)
        await screen.click("disposition-discharged")
        await screen.type("destination", "Thuis")
        await screen.click("save")
        await screen.until(lambda: post.session.casualty is None)
        await screen.until(lambda: "show-list" in screen)

        gone = of(post, stream, Filter(departed=True))
        assert gone.departed is Disposition.DISCHARGED
        assert f"card-{number}" not in screen

    post.tell(CasualtiesRoom, tell, width)


def test_by_status_one_card_brought_to_how_people_leave_asks_the_rest() -> None:
    post = board()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await screen.click("by-flow")
        await screen.until(lambda: "count-left" in screen)
        await screen.click(f"card-{of(post, stream).number}")
        await screen.click("here-departed")
        await screen.until(lambda: "receiver" in screen)
        await screen.type("receiver", "Ambulance 12-104")
        await screen.type("destination", "UMCG")
        await screen.click("save")
        await screen.until(lambda: "count-departed" in screen)
        await screen.until(lambda: screen["count-departed"].value == "1")

        gone = of(post, stream, Filter(departed=True))
        assert gone.departed is Disposition.HANDED_OVER

    post.tell(CasualtiesRoom, tell)
