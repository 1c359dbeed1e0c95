"""The sheets of one casualty: triage again, a note, particulars, departure."""

from __future__ import annotations

import asyncio

from app.care.refusal import Refusal
from app.care.terms import Disposition, Sex, Triage
from app.store.queries.casualty import Filter
from app.ui.widgets.moment import moment_of
from tests.support.fakes import NOON_MS
from tests.support.post import registered
from tests.support.screen import Screen
from tests.support.window import Post, act, told

MINUTE_MS = 60_000


def test_triage_again_changes_the_category_and_asks_why() -> None:
    post = Post()
    stream = registered(post.file, Triage.T3)

    async def tell(screen: Screen) -> None:
        await screen.click("do-triage")
        await screen.click("save")
        assert "nog niets ingevuld" in screen["refusal"].value
        await screen.click("triage-T1")
        await screen.type("reason", "bleeding")
        await screen.click("save")
        await screen.until(lambda: "save" not in screen.keys())  # noqa: SIM118

        assert post.rows()[0].claims == (Triage.T1,)
        assert "bleeding" in " ".join(screen.words())

    told(post, stream, tell)


def test_t4_at_a_second_triage_names_who_ordered_it() -> None:
    post = Post()
    stream = registered(post.file, Triage.T1)

    async def tell(screen: Screen) -> None:
        await screen.click("do-triage")
        await screen.click("triage-other")
        await screen.click("triage-T4")
        await asyncio.sleep(1.05)
        await screen.click("triage-T4")
        await screen.type("authority", "Dr. Bakker")
        await screen.click("save")

        assert post.detail(stream).triage[0].authority == "Dr. Bakker"

    told(post, stream, tell)


def test_a_note_of_many_lines_is_kept_and_an_empty_one_refused() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await act(screen, "note")
        await screen.click("save")
        assert "nog niets ingevuld" in screen["refusal"].value
        await screen.type("text", "Familie gebeld.\nKomt om 15:00.")
        await screen.click("save")

        await screen.until(lambda: "Komt om 15:00." in screen)

    told(post, stream, tell)


def test_a_note_of_ten_thousand_characters_is_refused_in_words() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await act(screen, "note")
        await screen.type("text", "x" * 10_000)
        await screen.click("save")

        assert "te lang" in screen["text"].error

    told(post, stream, tell)


def test_particulars_record_only_what_changed() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2, complaint="Wond", sex=Sex.FEMALE)

    async def tell(screen: Screen) -> None:
        await act(screen, "particulars")
        assert screen["complaint"].value == "Wond"
        await screen.click("save")
        assert "nog niets ingevuld" in screen["refusal"].value
        await screen.type("name", "Олена Коваль")
        await screen.click("pick-burn")
        await screen.click("save")
        await screen.until(lambda: "known-name" in screen)

        kinds = [each.kind for each in post.detail(stream).timeline]
        assert kinds.count("casualty.described") == 1
        assert screen["known-name"].value == "Олена Коваль"
        assert screen["known-complaint"].value == "Wond, Brandwond"
        sexes = post.detail(stream).said["sex"]
        assert [each.value for each in sexes] == [Sex.FEMALE]

    told(post, stream, tell)


def test_who_leaves_is_handed_over_by_name() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await act(screen, "departure")
        await screen.click("save")
        assert "nog niets ingevuld" in screen["refusal"].value
        await screen.click("disposition-handed_over")
        await screen.type("destination", "UMCG")
        await screen.type("receiver", "Ambulance 01-142")
        await screen.click("save")
        await screen.until(lambda: post.rows(Filter(departed=True)))

        left = post.detail(stream).departures[0]
        assert (left.value, left.authority) == (
            Disposition.HANDED_OVER,
            "Ambulance 01-142",
        )

    told(post, stream, tell)


def test_escape_closes_the_sheet_before_the_casualty() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await act(screen, "note")
        taken = post.session.press("Escape")
        await screen.settle()

        assert taken
        assert "close-sheet" not in screen
        assert not post.session.press("Escape")

    told(post, stream, tell)


def test_a_half_typed_note_is_there_again_when_its_sheet_opens() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await act(screen, "note")
        await screen.type("text", "half a")
        await screen.click("close-sheet")
        await asyncio.sleep(0.6)
        await act(screen, "note")

        await screen.until(lambda: screen["text"].value == "half a")

    told(post, stream, tell)


def test_a_time_is_the_last_time_it_was_that() -> None:
    def when(typed: str) -> float:
        return (NOON_MS - moment_of(typed, NOON_MS)) / MINUTE_MS

    assert when("") == 0
    assert 0 <= when("0:05") < 24 * 60
    assert when("23:59") > 0
    assert when("22-11 0:00") >= 0
    assert when("31-12 10:00") > 300 * 24 * 60
    for wrong in ("soon", "25:00", "31-02 10:00", "14:5"):
        try:
            moment_of(wrong, NOON_MS)
        except Refusal as why:
            assert why.key == "not_a_moment"
        else:
            raise AssertionError(wrong)
