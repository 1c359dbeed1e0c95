"""Registreren: two taps for who walks, nothing lost, nothing grave by accident."""

from __future__ import annotations

import asyncio

import flet as ft

from app.care.terms import AgeBand, Group, Role, Sex, Triage
from app.store.queries.draft import draft
from app.ui.screens.register import RegisterRoom
from app.ui.widgets.register_entries import DRAFT
from tests.support.fakes import NOON_MS
from tests.support.screen import Screen
from tests.support.window import Post

HOLD_S = 1.05


def said(post: Post, name: str) -> str:
    return post.detail(post.rows()[0].stream).said[name][0].value


def kept(post: Post) -> str | None:
    actor = post.session.actor
    return post.file.read_now(lambda db: draft(db, actor, DRAFT))


def test_who_walks_is_registered_in_two_taps() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.click("triage-T3")
        await screen.click("save")

        assert [row.category for row in post.rows()] == [Triage.T3]
        assert "Opgeslagen ZUID-A001-W" in screen["notice"].value

    post.tell(RegisterRoom, tell)


def test_the_next_number_is_ready_and_the_form_empty_after_saving() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        first = screen["number"].value
        await screen.type("complaint", "Enkel verzwikt")
        await screen.click("save")

        assert screen["number"].value != first
        assert screen["complaint"].value == ""
        assert screen.called("focus")

    post.tell(RegisterRoom, tell)


def test_everything_that_was_filled_in_is_recorded() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.click("triage-T1")
        await screen.click("age_band-adult")
        await screen.click("sex-female")
        await screen.click("pick-burn")
        await screen.click("more")
        await screen.type("name", "Олена Коваль")
        await screen.type("birth_date", "31-12-1990")
        await screen.type("bsn", "111222333")
        await screen.type("place", "kleedkamer 2")
        await screen.click("group-civil")
        await screen.click("save")

        row = post.rows()[0]
        assert (row.age_band, row.sex) == (AgeBand.ADULT, Sex.FEMALE)
        assert (row.complaint, row.place) == ("Brandwond", "kleedkamer 2")
        assert row.name == "Олена Коваль"
        assert said(post, "birth_date") == "1990-12-31"
        assert said(post, "group") == Group.CIVIL

    post.tell(RegisterRoom, tell)


def test_what_was_saved_can_be_taken_back_from_the_notice() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.click("triage-T2")
        await screen.click("save")
        action = next(
            each for each in screen.all() if isinstance(each, ft.SnackBarAction)
        )
        action.key = "undo"
        await screen.click("undo")

        assert post.rows() == ()

    post.tell(RegisterRoom, tell)


def test_t4_is_never_one_tap_and_names_who_ordered_it() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.click("triage-other")
        await screen.click("triage-T4")
        assert "authority" not in screen
        await asyncio.sleep(HOLD_S)
        await screen.click("triage-T4")
        await screen.click("save")
        assert "Vul in wie de opdracht gaf" in screen["authority"].error
        assert post.rows() == ()
        await screen.type("authority", "Dr. Bakker")
        await screen.click("save")

        assert [row.category for row in post.rows()] == [Triage.T4]

    post.tell(RegisterRoom, tell)


def test_a_nurse_finds_black_and_cannot_declare_death() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.click("triage-other")
        assert "triage-dead" not in screen
        assert "arts" in screen["only-doctor"].value
        await screen.click("triage-black")
        await screen.click("save")

        assert [row.category for row in post.rows()] == [Triage.BLACK]

    post.tell(RegisterRoom, tell)


def test_a_doctor_declares_death_in_their_own_name() -> None:
    post = Post(Role.DOCTOR)

    async def tell(screen: Screen) -> None:
        await screen.click("triage-other")
        await screen.click("triage-dead")
        await asyncio.sleep(HOLD_S)
        await screen.click("triage-dead")
        assert screen["authority"].value == "Doctor"
        await screen.click("save")

        assert [row.category for row in post.rows()] == [Triage.DEAD]

    post.tell(RegisterRoom, tell)


def test_a_bsn_that_cannot_be_is_refused_beside_the_field_and_the_form_stays() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.click("triage-T3")
        await screen.click("more")
        await screen.type("bsn", "123456789")
        await screen.click("save")

        assert "BSN klopt niet" in screen["bsn"].error
        assert "Niet opgeslagen" in screen["refusal"].value
        assert screen["bsn"].value == "123456789"
        assert screen["bsn"].password
        assert post.rows() == ()

    post.tell(RegisterRoom, tell)


def test_a_bsn_is_checked_when_the_field_is_left() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.click("more")
        await screen.type("bsn", "123456789")
        await screen.event("bsn", "blur")
        assert "BSN klopt niet" in screen["bsn"].error
        await screen.type("bsn", "111222333")

        assert not screen["bsn"].error

    post.tell(RegisterRoom, tell)


def test_ten_thousand_characters_are_refused_in_words_and_kept() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.type("complaint", "pijn " * 2000)
        await screen.click("save")

        assert "te lang" in screen["complaint"].error
        assert len(screen["complaint"].value) == 10_000
        assert post.rows() == ()

    post.tell(RegisterRoom, tell)


def test_control_characters_are_dropped_and_a_right_to_left_name_is_kept() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.type("complaint", "snee\x07 in\x00 hand")
        await screen.click("more")
        await screen.type("name", "محمد الأنصاري")
        await screen.click("save")

        assert post.rows()[0].complaint == "snee in hand"
        assert post.rows()[0].name == "محمد الأنصاري"

    post.tell(RegisterRoom, tell)


def test_what_was_typed_is_there_again_after_the_window_died() -> None:
    post = Post()

    async def run() -> None:
        async with post.open(RegisterRoom) as screen:
            await screen.click("triage-T2")
            await screen.type("complaint", "Valt steeds weg")
            await screen.until(lambda: "steeds" in (kept(post) or ""))
            number = screen["number"].value
        async with post.open(RegisterRoom, post.window()) as again:
            await again.until(lambda: again["complaint"].value == "Valt steeds weg")
            assert again["number"].value == number
            await again.click("save")

    asyncio.run(run())

    assert [row.complaint for row in post.rows()] == ["Valt steeds weg"]
    assert post.rows()[0].category is Triage.T2
    assert kept(post) is None
    post.program.end()


def test_a_finger_that_saves_twice_registers_once() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.click("triage-T3")
        await screen.click("save")
        await screen.click("save")

        assert len(post.rows()) == 1
        assert "refusal" not in screen

    post.tell(RegisterRoom, tell)


def test_nothing_at_all_is_not_a_casualty() -> None:
    post = Post()
    post.clock.advance(60_000)

    async def tell(screen: Screen) -> None:
        await screen.click("save")

        assert "nog niets ingevuld" in screen["refusal"].value
        assert post.rows() == ()

    post.tell(RegisterRoom, tell)


def test_an_earlier_time_is_recorded_as_seen_then() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.click("triage-T3")
        await screen.click("more")
        await screen.type("at", "25:99")
        await screen.click("save")
        assert "geen tijdstip" in screen["at"].error
        await screen.type("at", "0:05")
        await screen.click("save")

        assert post.rows()[0].registered_ms < NOON_MS

    post.tell(RegisterRoom, tell)


def test_who_may_not_register_is_told_so_and_can_let_somebody_else_in() -> None:
    post = Post(Role.STOCK_KEEPER)

    async def tell(screen: Screen) -> None:
        assert "number" not in screen
        assert "U kunt hier niet registreren" in screen
        await screen.click("sign-off")

        assert post.session.person is None

    post.tell(RegisterRoom, tell)


def test_a_full_disk_keeps_the_form_and_says_so() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.click("triage-T3")
        await screen.type("complaint", "Schaafwond")
        post.file.write_now(
            lambda desk: desk.database.conn.execute("PRAGMA max_page_count = 1")
        )
        await screen.type("complaint", "Schaafwond " * 15)
        for _ in range(60):
            await screen.click("save")
            if "refusal" in screen:
                break
            await screen.type("complaint", "Schaafwond " * 15)

        assert "vol" in screen["refusal"].value
        assert screen["complaint"].value == "Schaafwond " * 15

    post.tell(RegisterRoom, tell)


def test_f8_saves() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.click("triage-T1")
        action = post.session.primary
        assert action is not None
        await action()  # type: ignore[misc]

        assert [row.category for row in post.rows()] == [Triage.T1]

    post.tell(RegisterRoom, tell)


def test_a_phone_shows_the_same_form() -> None:
    post = Post()

    async def run() -> None:
        async with post.open(RegisterRoom, width=390) as screen:
            await screen.click("triage-T2")
            await screen.click("triage-T2")
            await screen.click("sex-male")
            await screen.click("save")

    asyncio.run(run())

    assert [(row.category, row.sex) for row in post.rows()] == [(None, Sex.MALE)]
    post.program.end()


def test_the_name_of_who_records_stands_beside_the_save_button() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        assert screen["recorded-by"].value == "Nurse · Verpleegkundige"

    post.tell(RegisterRoom, tell)
