"""People who are unhurt: registered in seconds, listed apart, hurt once triaged."""

from __future__ import annotations

import flet as ft

from app.care.terms import Triage
from app.commands import Registration, register_affected
from app.store.queries.casualty import Filter, counts
from app.ui.screens.casualties import CasualtiesRoom
from app.ui.screens.overview import OverviewRoom
from app.ui.screens.register import RegisterRoom
from app.ui.state import Session
from tests.support.post import actor, registered
from tests.support.program import MemoryProgram
from tests.support.screen import Screen
from tests.support.window import Post, act, told


def door(session: Session, program: MemoryProgram) -> ft.Control:
    return RegisterRoom(session, program)


def room(session: Session, program: MemoryProgram) -> ft.Control:
    return CasualtiesRoom(session, program)


def unhurt(post: Post, **said: str) -> bytes:
    by = actor(post.file)
    wanted = Registration(post.clock.now_ms(), **said)  # type: ignore[arg-type]
    return post.file.write_now(lambda desk: register_affected(desk, by, wanted)).stream


def affected(post: Post) -> int:
    now = post.clock.now_ms()
    return post.file.read_now(lambda db: counts(db, now)).affected


def test_somebody_unhurt_is_registered_in_two_taps_and_the_next_is_ready() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: screen["number"].value == "ZUID-A001-W")
        await screen.click("affected")
        assert "triage-T1" not in screen
        await screen.click("save")
        await screen.until(lambda: affected(post) == 1)
        await screen.until(lambda: screen["number"].value != "ZUID-A001-W")

        assert "Getroffene opslaan" in screen
        await screen.type("name", "Jan Jansen")
        await screen.click("save")
        await screen.until(lambda: affected(post) == 2)
        assert post.rows(Filter(affected=True))[-1].category is None

    post.tell(door, tell)


def test_the_board_by_status_keeps_the_unhurt_apart_from_who_waits() -> None:
    post = Post()
    registered(post.file, Triage.T2)
    unhurt(post, name="Jan Jansen")
    post.session.board = post.session.by_flow = True

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "count-affected" in screen)
        assert screen["count-waiting"].value == "1"
        assert screen["count-affected"].value == "1"
        assert "Getroffenen, niet gewond" in screen
        number = post.rows(Filter(affected=True))[-1].number
        await screen.click(f"card-{number}")
        assert "here-affected" not in screen
        await screen.click("here-treatment")
        await screen.until(lambda: "chosen" not in screen)

        assert screen["count-affected"].value == "1"
        assert screen["count-treatment"].value == "0"

    post.tell(room, tell)


def test_a_category_that_was_picked_first_does_not_make_them_hurt() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.click("triage-T1")
        await screen.click("affected")
        await screen.click("save")
        await screen.until(lambda: affected(post) == 1)

    post.tell(door, tell)


def test_the_list_shows_them_last_with_a_chip_of_their_own() -> None:
    post = Post()
    stream = unhurt(post, name="Jan Jansen")
    registered(post.file, Triage.T3)
    registered(post.file, None)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "rows" in screen)
        assert [each.affected for each in post.rows()] == [False, False, True]
        assert any("getroffene" in word for word in screen.words())
        await screen.click("only-affected")
        await screen.until(lambda: len(screen["rows"].controls) == 1)
        assert stream.hex() in screen.keys()  # noqa: SIM118

    post.tell(room, tell)


def test_a_triage_makes_a_casualty_of_them() -> None:
    post = Post()
    stream = unhurt(post)

    async def tell(screen: Screen) -> None:
        assert "Getroffene, niet gewond" in screen
        await act(screen, "triage")
        await screen.click("triage-T3")
        await screen.click("save")
        await screen.until(lambda: affected(post) == 0)

        assert post.rows()[0].category is Triage.T3

    told(post, stream, tell)


def test_who_was_not_triaged_yet_can_turn_out_to_be_unhurt() -> None:
    post = Post()
    stream = registered(post.file, None)

    async def tell(screen: Screen) -> None:
        await act(screen, "particulars")
        await screen.click("involvement-affected")
        await screen.click("save")
        await screen.until(lambda: affected(post) == 1)

    told(post, stream, tell)


def test_a_scanned_number_opens_its_casualty_on_enter() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)
    registered(post.file, Triage.T1)
    number = next(each.number for each in post.rows() if each.stream == stream)

    async def tell(screen: Screen) -> None:
        await screen.type("search", number.lower())
        await screen.submit("search")
        await screen.until(lambda: post.session.casualty == stream)

        post.session.casualty = None
        await screen.type("search", "ZUID-A001-Z")
        await screen.submit("search")
        assert post.session.casualty is None

    post.tell(room, tell)


def test_the_next_number_is_there_to_scan_and_says_nothing_else() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "number-qr" in screen)
        [square] = [each for each in screen.all() if each.key == "number-qr"]
        assert square.width >= 64

    post.tell(door, tell)


def test_the_overview_counts_them_apart() -> None:
    post = Post()
    unhurt(post)
    registered(post.file, Triage.T3)

    def overview(session: Session, program: MemoryProgram) -> ft.Control:
        return OverviewRoom(session, program)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "overview-present" in screen)
        said = screen["overview-present"].value
        assert said.startswith("1 ")
        assert said.endswith("1 getroffene")

    post.tell(overview, tell)
