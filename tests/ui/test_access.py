"""Who had access: opening, searching, reading the log, force, and hidden names."""

from __future__ import annotations

import asyncio

import flet as ft

from app.care.access import AccessForced, AccessLogRead, AccessSearched
from app.care.shift import Section
from app.care.terms import OverrideReason, Role, Triage, Verdict
from app.commands import override_access, write_entry
from app.store.queries.access import looks, openings, overrides
from app.store.queries.shift import book
from app.ui.screens.access import AccessRoom
from app.ui.screens.casualties import CasualtiesRoom
from app.ui.screens.overview import OverviewRoom
from app.ui.screens.settings import SettingsRoom
from app.ui.search_log import is_by_words, is_typed_on
from app.ui.shell import Frame
from app.ui.state import Session
from tests.support.post import PIN, actor, registered
from tests.support.program import MemoryProgram
from tests.support.screen import Screen
from tests.support.window import Post, act, told

NUMBER = "ZUID-A001-W"


def bodies(post: Post, kind: str) -> list[object]:
    return [each.body for each in post.file.read_now(lambda db: looks(db, kind=kind))]


def list_room(session: Session, program: MemoryProgram) -> ft.Control:
    return CasualtiesRoom(session, program)


def test_the_log_of_one_casualty_reads_as_sentences_and_reading_it_is_noted() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: post.file.read_now(openings))
        await act(screen, "access")
        await screen.until(
            lambda: any("heeft dit dossier geopend" in word for word in screen.words())
        )
        assert (
            "Nurse (verpleegkundige) heeft dit dossier geopend. Reden: Zorg." in screen
        )
        assert [
            each.casualty
            for each in bodies(post, "access.log_read")
            if isinstance(each, AccessLogRead)
        ] == [stream]
        await screen.click("period-day")
        await screen.click("close-sheet")
        assert "period-day" not in screen

    told(post, stream, tell)


def test_an_entry_of_another_period_is_left_out() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)
    before = post.clock.now_ms()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: post.file.read_now(openings))
        post.clock.advance(3 * 24 * 3_600_000)
        await act(screen, "access")
        await screen.until(lambda: "period-day" in screen)
        await screen.until(lambda: any("geopend" in word for word in screen.words()))
        await screen.click("period-day")
        await screen.until(
            lambda: not any("geopend" in word for word in screen.words())
        )

        found = post.file.read_now(lambda db: looks(db, stream, since_ms=before + 1))
        assert [type(each.body) for each in found] == [AccessLogRead]

    told(post, stream, tell)


def test_a_search_by_name_is_noted_once_and_a_number_is_not() -> None:
    post = Post()
    registered(post.file, Triage.T2, name="Jan Jansen")

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: f"row-{NUMBER}" in screen)
        await screen.type("search", NUMBER)
        await screen.type("search", "jan")
        await screen.type("search", "jansen")
        await screen.until(lambda: bodies(post, "access.searched"))

        [noted] = bodies(post, "access.searched")
        assert isinstance(noted, AccessSearched)
        assert noted.found == 1
        assert noted.role is Role.NURSE

    post.tell(list_room, tell)


def test_a_name_that_was_looked_at_for_a_moment_and_cleared_was_sought() -> None:
    post = Post()
    registered(post.file, Triage.T2, name="Jan Jansen")
    registered(post.file, Triage.T2, name="Piet Pietersen")

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: f"row-{NUMBER}" in screen)
        await screen.type("search", "pi")
        await screen.type("search", "piet")
        await screen.until(lambda: f"row-{NUMBER}" not in screen)
        assert not bodies(post, "access.searched")
        await screen.click("clear-search")
        await screen.until(lambda: bodies(post, "access.searched"))
        await screen.until(lambda: f"row-{NUMBER}" in screen)

        [noted] = bodies(post, "access.searched")
        assert noted.found == 1

    post.tell(list_room, tell)


def test_a_name_that_is_typed_on_or_taken_back_is_one_search() -> None:
    assert is_typed_on("jan", "jansen")
    assert is_typed_on("jansem", "janse")
    assert not is_typed_on("jan", "piet")
    assert not is_typed_on("jan", "")


def test_what_is_a_search_by_words() -> None:
    assert is_by_words("Jansen")
    assert is_by_words("Анна")
    assert is_by_words("jan 1980")
    assert not is_by_words(NUMBER)
    assert not is_by_words("ZUID-A0")
    assert not is_by_words("a001")
    assert not is_by_words("j")
    assert not is_by_words("")


def test_a_stock_keeper_reads_by_force_only_and_a_lead_judges_it() -> None:
    post = Post(Role.STOCK_KEEPER)
    stream = registered(post.file, Triage.T1, name="Jan Jansen")
    post.session.casualty = stream

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "take-emergency" in screen)
        assert "Jan Jansen" not in screen
        assert "naam verborgen" in screen
        await screen.click("take-emergency")
        await screen.until(lambda: "why-error" in screen)
        assert screen["why-error"].value == "Kies waarom."
        assert screen["because"].error == "Leg in een paar woorden uit waarom."
        await screen.click("why-life")
        await screen.until(lambda: "why-error" not in screen)
        await screen.click("take-emergency")
        await screen.until(lambda: "refusal" in screen)
        assert "why-error" not in screen
        await screen.type("because", "niemand anders hier")
        await screen.click("minutes-15")
        await screen.click("take-emergency")
        await screen.until(lambda: "casualty-number" in screen)

        assert "Jan Jansen" in screen["casualty-who"].value
        assert "do-triage" not in screen
        [opened] = bodies(post, "access.forced")
        assert isinstance(opened, AccessForced)
        assert opened.casualty == stream
        [force] = post.file.read_now(overrides)
        assert (force.opened, force.number, force.review) == (1, NUMBER, None)

    post.tell(list_room, tell)


def test_emergency_access_ends_by_itself() -> None:
    post = Post(Role.STOCK_KEEPER)
    stream = registered(post.file, Triage.T1, name="Jan Jansen")
    keeper = actor(post.file, Role.STOCK_KEEPER)
    post.file.write_now(
        lambda desk: override_access(desk, keeper, OverrideReason.LIFE, "nood", 15)
    )
    post.clock.advance(15 * 60_000)
    post.session.casualty = stream

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "take-emergency" in screen)
        assert "casualty-number" not in screen

    post.tell(list_room, tell)


def test_a_red_bar_says_so_on_every_page() -> None:
    post = Post(Role.STOCK_KEEPER)
    keeper = actor(post.file, Role.STOCK_KEEPER)
    post.file.write_now(
        lambda desk: override_access(desk, keeper, OverrideReason.LIFE, "nood", 30)
    )
    post.session.room = "stock"

    def frame(session: Session, program: MemoryProgram) -> ft.Control:
        return Frame(session, program)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "emergency-bar" in screen)
        assert any("alle slachtoffers" in word for word in screen.words())
        await screen.click("end-emergency")
        await screen.until(lambda: "emergency-bar" not in screen)

        [force] = post.file.read_now(overrides)
        assert force.given_back
        [ended] = bodies(post, "access.ended")
        assert ended.target == force.id

    post.tell(frame, tell)


def test_a_lead_sees_the_log_and_judges_what_was_forced() -> None:
    post = Post(Role.POST_LEAD)
    keeper = actor(post.file, Role.STOCK_KEEPER)
    post.file.write_now(
        lambda desk: override_access(
            desk, keeper, OverrideReason.OTHER, "zoektocht", 60
        )
    )

    def room(session: Session, program: MemoryProgram) -> ft.Control:
        return AccessRoom(session, program)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "judge-justified" in screen)
        assert any("zoektocht" in word for word in screen.words())
        await screen.click("judge-not_justified")
        await screen.until(lambda: "review-refusal" in screen)
        await screen.type("because", "geen noodgeval")
        await screen.click("judge-not_justified")
        await screen.until(lambda: "judged" in screen)

        assert "judge-justified" not in screen
        [force] = post.file.read_now(overrides)
        assert force.review is not None
        assert force.review.verdict is Verdict.NOT_JUSTIFIED
        assert force.reviewer == "Post Lead"

    post.tell(room, tell)


def test_the_log_of_the_post_is_for_who_leads() -> None:
    post = Post(Role.NURSE)

    def room(session: Session, program: MemoryProgram) -> ft.Control:
        return AccessRoom(session, program)

    async def tell(screen: Screen) -> None:
        assert "Alleen voor de leiding" in screen
        assert bodies(post, "access.log_read") == []

    post.tell(room, tell)


def test_a_lead_hides_names_in_lists_and_overviews_but_not_in_the_record() -> None:
    post = Post(Role.POST_LEAD)
    stream = registered(post.file, Triage.T1, name="Jan Jansen")
    post.clock.advance(20 * 60_000)

    def settings(session: Session, program: MemoryProgram) -> ft.Control:
        return SettingsRoom(session, program)

    def overview(session: Session, program: MemoryProgram) -> ft.Control:
        return OverviewRoom(session, program)

    async def run() -> None:
        async with post.open(settings) as screen:
            await screen.until(lambda: "names-hide" in screen)
            await screen.click("names-hide")
        async with post.open(list_room) as screen:
            await screen.until(lambda: "naam verborgen" in screen)
            assert not any("Jansen" in word for word in screen.words())
        async with post.open(overview) as screen:
            await screen.until(lambda: NUMBER in screen)
            assert not any("Jansen" in word for word in screen.words())
        post.session.casualty = stream
        async with post.open(list_room) as screen:
            await screen.until(lambda: "casualty-who" in screen)
            assert "Jan Jansen" in screen["casualty-who"].value

    asyncio.run(run())
    post.program.end()


def test_who_may_not_read_finds_nobody_by_name_but_a_number_well() -> None:
    post = Post(Role.STOCK_KEEPER)
    registered(post.file, Triage.T2, name="Jan Jansen")

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: f"row-{NUMBER}" in screen)
        await screen.type("search", "jansen")
        await screen.until(lambda: f"row-{NUMBER}" not in screen)
        await screen.type("search", NUMBER)
        await screen.until(lambda: f"row-{NUMBER}" in screen)

    post.tell(list_room, tell)


def test_a_lead_finds_a_name_in_the_book_and_erases_that_line_by_law() -> None:
    post = Post(role=Role.POST_LEAD)
    by = actor(post.file, Role.NURSE)
    line = post.file.write_now(
        lambda d: write_entry(d, by, Section.TO_DO, "mevrouw Zeldzaam terugbellen")
    ).stream
    post.file.write_now(lambda d: write_entry(d, by, Section.TO_DO, "water halen"))

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "written-sought" in screen)
        await screen.type("written-sought", "zeldzaam")
        await screen.until(lambda: f"erase-{line.hex()}" in screen)
        await screen.click(f"erase-{line.hex()}")
        await screen.type("authority", "Rechtbank Noord")
        await screen.type("reason", "verzoek")
        await screen.type("erasure-secret", PIN)
        await screen.click("erase-now")
        await asyncio.sleep(1.1)
        await screen.click("erase-now")
        await screen.until(lambda: "written-sought" in screen)
        left = [each.entry.text for each in post.file.read_now(book).open]
        assert left == ["water halen"]

    post.tell(AccessRoom, tell)
