"""Slachtoffers: the most urgent first, found in a few letters, fifty to a page."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from app.care.casualty import Departed
from app.care.terms import AgeBand, Disposition, Sex, Triage
from app.care.treatment import Intervention, TreatmentGiven
from app.commands import depart, give_treatment, retriage
from app.store.queries.casualty import CasualtyRow, Filter
from app.ui.screens.casualties import CasualtiesRoom
from app.ui.widgets.casualty_row import (
    ROW_HEIGHT,
    RowLook,
    _height,
    age_sex,
    due_words,
    spoken,
)
from tests.support.post import actor, registered, seen
from tests.support.screen import Screen
from tests.support.window import Post

MINUTE_MS = 60_000


def numbers(screen: Screen) -> list[str]:
    """Return the rows on screen, top first."""
    keys = [str(each.key) for each in screen.all() if each.key is not None]
    return [key.removeprefix("row-") for key in keys if key.startswith("row-")]


def test_an_empty_list_says_so_and_leads_to_registering() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "Nog niemand ingeschreven" in screen)
        await screen.click("register")

        assert post.session.room == "register"

    post.tell(CasualtiesRoom, tell)


def test_the_most_urgent_stand_first_and_the_counts_say_how_many() -> None:
    post = Post()
    for category in (Triage.T3, Triage.T2, Triage.T1):
        registered(post.file, category)

    first = [row.number for row in post.rows()]

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: len(numbers(screen)) == 3)

        assert numbers(screen) == first
        assert first == ["ZUID-A003-R", "ZUID-A002-F", "ZUID-A001-W"]

    post.tell(CasualtiesRoom, tell)


def test_a_chip_shows_only_its_category_and_a_second_tap_everybody() -> None:
    post = Post()
    registered(post.file, Triage.T1)
    registered(post.file, Triage.T3)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: len(numbers(screen)) == 2)
        await screen.click("only-T3")
        await screen.until(lambda: len(numbers(screen)) == 1)
        await screen.click("only-T3")
        await screen.until(lambda: len(numbers(screen)) == 2)

    post.tell(CasualtiesRoom, tell)


def test_every_filter_finds_its_own() -> None:
    post = Post()
    for category in (Triage.T1, Triage.BLACK, None):
        registered(post.file, category)
    gone = registered(post.file, Triage.T3)
    post.file.write_now(
        lambda desk: depart(
            desk,
            actor(post.file),
            gone,
            Departed(Disposition.DISCHARGED, desk.now_ms()),
        )
    )
    post.clock.advance(20 * MINUTE_MS)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: len(numbers(screen)) == 3)
        for key, count in (
            ("only-black", 1),
            ("only-none", 1),
            ("only-overdue", 2),
            ("only-departed", 1),
        ):
            await screen.click(key)
            await screen.until(lambda wanted=count: len(numbers(screen)) == wanted)

    post.tell(CasualtiesRoom, tell)


def test_a_name_is_found_by_its_first_letters_without_accents() -> None:
    post = Post()
    registered(post.file, Triage.T2, name="Zoë de Boer")
    registered(post.file, Triage.T2, name="Jan Jansen")

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: len(numbers(screen)) == 2)
        await screen.type("search", "zoe")
        await screen.until(lambda: len(numbers(screen)) == 1)
        assert "Zoë de Boer" in screen
        await screen.click("clear-search")
        await screen.until(lambda: len(numbers(screen)) == 2)

        assert screen["search"].value == ""

    post.tell(CasualtiesRoom, tell)


def test_what_is_not_found_is_said_with_a_way_back() -> None:
    post = Post()
    registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await screen.type("search", "qqq")
        await screen.until(lambda: "Niemand gevonden" in screen)
        await screen.click("show-all")
        await screen.until(lambda: len(numbers(screen)) == 1)

    post.tell(CasualtiesRoom, tell)


def test_fifty_to_a_page_and_the_way_forth_and_back() -> None:
    post = Post()
    for _ in range(53):
        registered(post.file, Triage.T3)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: len(numbers(screen)) > 10)
        first = numbers(screen)
        assert len(first) < 20
        for _ in range(4):
            await screen.scroll("rows", left=0)
        assert len(numbers(screen)) == 50
        await screen.click("next")
        await screen.until(lambda: len(numbers(screen)) == 3)
        assert not set(numbers(screen)) & set(first)
        assert screen["page"].value == "blad 2"
        await screen.click("previous")
        await screen.until(lambda: numbers(screen) == first)

    post.tell(CasualtiesRoom, tell)


def test_a_casualty_registered_elsewhere_appears_by_itself() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "Nog niemand ingeschreven" in screen)
        await asyncio.to_thread(registered, post.file, Triage.T1)
        await screen.until(lambda: len(numbers(screen)) == 1)

    post.tell(CasualtiesRoom, tell)


def test_a_row_opens_its_casualty_beside_the_list() -> None:
    post = Post()
    stream = registered(post.file, Triage.T1)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: len(numbers(screen)) == 1)
        await screen.click(f"row-{numbers(screen)[0]}")
        await screen.until(lambda: "casualty-number" in screen)

        assert post.session.casualty == stream
        assert "search" in screen

    post.tell(CasualtiesRoom, tell)


def test_on_a_phone_the_casualty_takes_the_place_of_the_list_and_back_returns() -> None:
    post = Post()
    registered(post.file, Triage.T1, name="Jan Jansen")

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: len(numbers(screen)) == 1)
        await screen.click(f"row-{numbers(screen)[0]}")
        await screen.until(lambda: "casualty-number" in screen)
        assert "search" not in screen
        await screen.click("back")
        await screen.until(lambda: len(numbers(screen)) == 1)

    post.tell(CasualtiesRoom, tell, width=390)


def test_f4_puts_the_cursor_in_the_search_field() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        post.session.find += 1
        await screen.settle()

        assert screen.called("focus")

    post.tell(CasualtiesRoom, tell)


def test_another_room_opens_the_list_with_its_filter() -> None:
    post = Post()
    registered(post.file, Triage.T1)
    registered(post.file, Triage.T2)
    post.session.show = "T2"

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: len(numbers(screen)) == 1)

        assert post.session.show is None

    post.tell(CasualtiesRoom, tell)


def test_two_opinions_show_as_two_blocks() -> None:
    post = Post()
    stream = registered(post.file, Triage.T1)
    by = actor(post.file)
    post.file.write_now(
        lambda desk: retriage(desk, by, stream, seen(post.file, Triage.T2), [])
    )

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: len(numbers(screen)) == 1)

        codes = {
            each.value for each in screen.all() if getattr(each, "value", "") != ""
        }
        assert {"T1", "T2"} <= {str(code) for code in codes}

    post.tell(CasualtiesRoom, tell)


def test_a_row_is_heard_in_full() -> None:
    post = Post()
    registered(
        post.file,
        Triage.T1,
        name="Jan Jansen",
        age_band=AgeBand.ADULT,
        sex=Sex.MALE,
        complaint="Wond",
    )
    row = post.rows()[0]
    later = post.clock.now_ms() + 20 * MINUTE_MS
    words = spoken(row, later, "nl")
    post.program.end()

    assert words.startswith("T1 zeer urgent, ZUID-A001-W, Jan Jansen")
    assert "Volwassen · man" in words
    assert "5 min te laat" in words


def test_what_is_unknown_is_said_to_be_unknown() -> None:
    post = Post()
    registered(post.file, None)
    row = post.rows(Filter(untriaged=True))[0]
    post.program.end()

    assert age_sex(row, "en") == "age and sex unknown"
    assert due_words(row, post.clock.now_ms(), "en") == ""
    assert RowLook(0, "nl") == RowLook(0, "nl")


def test_the_list_and_the_one_beside_it_say_the_same_minutes() -> None:
    post = Post()
    stream = registered(post.file, Triage.T3)
    post.clock.advance(10 * MINUTE_MS + 20_000)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: len(numbers(screen)) == 1)
        post.session.casualty = stream
        await screen.until(lambda: "casualty-number" in screen)
        due = next(each for each in screen.words() if each.startswith("over "))

        assert f"Triage herhalen: {due}" in screen

    post.tell(CasualtiesRoom, tell)


def test_who_left_is_a_chip_among_the_others_and_beside_the_search_on_a_phone() -> None:
    def beside_the_search(width: float) -> bool:
        found: list[bool] = []

        async def tell(screen: Screen) -> None:
            await screen.until(lambda: "only-departed" in screen)
            keys = [str(each.key) for each in screen.all() if each.key is not None]
            found.append(keys.index("only-departed") < keys.index("only-T1"))

        Post().tell(CasualtiesRoom, tell, width=width)
        return found[0]

    assert [beside_the_search(width) for width in (1280, 800, 390)] == [
        False,
        False,
        True,
    ]


def test_on_a_phone_the_long_number_of_an_exercise_leaves_the_clock_a_line() -> None:
    post = Post()
    stream = registered(post.file, Triage.T1)
    by = actor(post.file)
    fact = TreatmentGiven(Intervention.TOURNIQUET, post.clock.now_ms())
    post.file.write_now(lambda desk: give_treatment(desk, by, stream, fact))
    row = post.rows()[0]
    long = replace(row, number="OEF-ZUID-A001-M")

    def height(of: CasualtyRow, *, compact: bool) -> float:
        return _height(of, RowLook(post.clock.now_ms(), "nl", compact=compact))

    assert height(row, compact=True) == height(long, compact=False) == ROW_HEIGHT
    assert height(long, compact=True) > ROW_HEIGHT
