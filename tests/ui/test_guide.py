"""The guided tool: one question at a time, its path shown, a person decides."""

from __future__ import annotations

import asyncio

from app.care.guided import TriageAssessed
from app.care.stock import LotKey
from app.care.terms import AgeBand, Role, Triage
from app.care.treatment import TreatmentGiven
from app.care.triage import Tool
from app.commands import receive_stock
from app.commands.post import choose_tools
from app.store.queries.post import triage_tools
from app.ui.screens.register import RegisterRoom
from app.ui.widgets.tools_card import ToolsCard
from tests.support.post import actor, registered
from tests.support.screen import Screen
from tests.support.window import Post, recorded, told


def entries(post: Post, stream: bytes, form: type) -> list[object]:
    found = [each.body for each in post.detail(stream).timeline]
    return [body for body in found if isinstance(body, form)]


async def open_guide(screen: Screen) -> None:
    await screen.click("do-triage")
    await screen.click("open-guide")
    await screen.until(lambda: "question" in screen)


async def answer(screen: Screen, *answers: str) -> None:
    for each in answers:
        await screen.click(f"answer-{each}")


def test_a_tool_asks_on_and_its_result_is_recorded_with_the_path() -> None:
    post = Post()
    stream = registered(post.file, Triage.T3)

    async def tell(screen: Screen) -> None:
        await open_guide(screen)
        assert screen["question"].value == "Loopt deze persoon zelf?"
        await answer(screen, "no", "no", "yes", "yes")
        assert screen["guide-result"].value == "T1"
        assert "Steek- of schotwond in de romp: ja" in screen.words()
        await screen.click("use-result")
        assert "Volgens TST: T1" in screen["guided-by"].value
        await screen.click("save")
        await screen.until(lambda: "save" not in screen)

        (fact,) = entries(post, stream, TriageAssessed)
        assert isinstance(fact, TriageAssessed)
        assert (fact.tool, fact.result, fact.worst) == ("TST", "T1", "")
        assert fact.inputs == (
            "walking=no;severe_bleeding=no;talking=yes;penetrating_torso=yes"
        )
        assert post.rows()[0].category is Triage.T1

    told(post, stream, tell)


def test_another_category_than_the_tool_gave_needs_a_reason() -> None:
    post = Post()
    stream = registered(post.file, Triage.T3)

    async def tell(screen: Screen) -> None:
        await open_guide(screen)
        await answer(screen, "no", "yes")
        await screen.click("use-result")
        await screen.click("triage-T2")
        assert "Schrijf bij Reden waarom" in screen["guided-other"].value
        await screen.click("save")
        assert "Schrijf bij Reden waarom" in screen["refusal"].value
        await screen.type("reason", "bloeding gestelpt")
        await screen.click("save")
        await screen.until(lambda: "save" not in screen)

        (fact,) = entries(post, stream, TriageAssessed)
        assert isinstance(fact, TriageAssessed)
        assert fact.result == "T1"
        assert post.rows()[0].category is Triage.T2

    told(post, stream, tell)


def test_back_takes_the_last_answer_away_and_a_switch_keeps_them() -> None:
    post = Post()
    stream = registered(post.file, Triage.T3)

    async def tell(screen: Screen) -> None:
        await open_guide(screen)
        await answer(screen, "no", "no")
        assert screen["question"].value == "Praat deze persoon?"
        await screen.click("guide-back")
        assert screen["question"].value == "Is er een ernstige bloeding?"
        await screen.click("tool-START")
        assert screen["question"].value == "Ademt deze persoon?"
        await screen.click("guide-back")
        assert screen["question"].value == "Loopt deze persoon zelf?"

    told(post, stream, tell)


def test_a_number_is_typed_or_counted_and_what_cannot_be_is_not_taken() -> None:
    post = Post()
    stream = registered(post.file, Triage.T3)

    async def tell(screen: Screen) -> None:
        await open_guide(screen)
        await screen.click("tool-MIMMS_SIEVE")
        await answer(screen, "no", "yes")
        await screen.type("answer-number", "999")
        assert "kan niet kloppen" in screen["answer-number"].error
        assert screen["answer-take"].disabled
        await screen.type("answer-number", "28")
        await screen.click("answer-take")
        await screen.click("answer-count")
        assert "count-tap" in screen

    told(post, stream, tell)


def test_what_cannot_be_measured_is_passed_and_the_worst_is_said() -> None:
    post = Post()
    stream = registered(post.file, Triage.T3)

    async def tell(screen: Screen) -> None:
        await open_guide(screen)
        await screen.click("tool-START")
        await answer(screen, "no", "yes", "skip")
        assert "Het ergste dat nog kan is T1" in screen["guide-open"].value
        await screen.click("use-result")
        await screen.click("triage-T2")
        await screen.type("reason", "ziet er rustig uit")
        await screen.click("save")
        await screen.until(lambda: "save" not in screen)

        (fact,) = entries(post, stream, TriageAssessed)
        assert isinstance(fact, TriageAssessed)
        assert (fact.result, fact.worst) == ("", "T1")

    told(post, stream, tell)


def test_a_pulse_alone_is_enough_to_go_on_and_the_rest_is_said() -> None:
    post = Post()
    stream = registered(post.file, Triage.T3)

    async def tell(screen: Screen) -> None:
        await open_guide(screen)
        await screen.click("tool-START")
        await answer(screen, "no", "yes")
        await screen.type("answer-number", "20")
        await screen.click("answer-take")
        await answer(screen, "yes", "yes")
        assert screen["guide-result"].value == "T2"
        assert "T1 is nog mogelijk" in screen["guide-incomplete"].value
        assert any("Nagelvulling: niet nagegaan" in each for each in screen.words())

    told(post, stream, tell)


def test_a_child_gets_the_tool_for_children() -> None:
    post = Post()
    stream = registered(post.file, Triage.T3, age_band=AgeBand.CHILD)

    async def tell(screen: Screen) -> None:
        await open_guide(screen)
        assert "tool-JUMPSTART" in screen
        assert "tool-PTT" in screen
        assert "tool-START" not in screen

    told(post, stream, tell)


def test_what_saves_a_life_is_recorded_at_once() -> None:
    post = Post()
    stream, by = registered(post.file, Triage.T3), actor(post.file)
    lot = LotKey("VB001", "L1", "2028-01-31")
    post.file.write_now(lambda desk: receive_stock(desk, by, lot, 3))

    async def tell(screen: Screen) -> None:
        await open_guide(screen)
        await screen.click("lsi-tourniquet")
        await screen.until(lambda: entries(post, stream, TreatmentGiven))
        await screen.click("lsi-tourniquet")

        (given,) = entries(post, stream, TreatmentGiven)
        assert isinstance(given, TreatmentGiven)
        assert (given.item, given.drawn) == ("VB001", 1)
        assert post.rows()[0].tourniquet_ms is not None

    told(post, stream, tell)


def test_a_finding_black_is_offered_as_to_be_confirmed() -> None:
    post = Post()
    stream = registered(post.file, Triage.T3)

    async def tell(screen: Screen) -> None:
        await open_guide(screen)
        await answer(screen, "no", "no", "no", "no", "no")
        assert screen["guide-result"].value == "Ademt niet"
        await screen.click("use-result")
        await screen.click("save")
        await screen.until(lambda: "save" not in screen)

        assert post.rows()[0].category is Triage.BLACK

    told(post, stream, tell)


def test_half_answered_it_is_still_there_after_a_crash() -> None:
    post = Post()
    stream = registered(post.file, Triage.T3)

    async def tell(screen: Screen) -> None:
        await open_guide(screen)
        await answer(screen, "no", "no")
        await asyncio.sleep(0.7)  # the draft is in the file by now
        await screen.click("close-guide")
        await screen.click("close-sheet")

        await screen.click("do-triage")
        await screen.until(lambda: "guided-by" in screen)
        await screen.click("open-guide")
        assert screen["question"].value == "Praat deze persoon?"

    told(post, stream, tell)


def test_a_post_shows_the_tools_its_lead_chose() -> None:
    post = Post()
    stream = registered(post.file, Triage.T3)
    lead = actor(post.file, Role.POST_LEAD)

    recorded(post, lambda desk: choose_tools(desk, lead, [Tool.MITT, Tool.SALT]))

    async def tell(screen: Screen) -> None:
        await open_guide(screen)
        assert "tool-MITT" in screen
        assert "tool-TST" not in screen
        assert screen["question"].value == "Is er een levensbedreigende bloeding?"

    told(post, stream, tell)


def test_at_the_door_the_tool_and_what_was_done_are_recorded_with_the_rest() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "open-guide" in screen)
        await screen.click("open-guide")
        await screen.until(lambda: "question" in screen)
        await screen.click("lsi-tourniquet")
        await answer(screen, "no", "yes")
        await screen.click("use-result")
        await screen.click("save")
        await screen.until(lambda: post.rows())

        (row,) = post.rows()
        assert row.category is Triage.T1
        assert row.tourniquet_ms is not None
        assert len(entries(post, row.stream, TriageAssessed)) == 1

    post.tell(RegisterRoom, tell)


def test_an_age_filled_in_afterwards_asks_for_the_tool_of_a_child() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "open-guide" in screen)
        await screen.click("open-guide")
        await screen.until(lambda: "question" in screen)
        await screen.click("tool-START")
        await answer(screen, "no", "no", "no")
        assert screen["guide-result"].value == "Zwart volgens het hulpmiddel"
        await screen.click("use-result")
        assert "guided-age" not in screen
        await screen.click("age_band-child")
        assert "Bij deze leeftijd hoort JumpSTART" in screen["guided-age"].value

        await screen.click("open-guide")
        assert "tool-START" not in screen
        assert screen["question"].value == "Is de pols te voelen?"
        await answer(screen, "no")
        await screen.click("use-result")
        assert "guided-age" not in screen
        await screen.click("save")
        await screen.until(lambda: post.rows())

        (fact,) = entries(post, post.rows()[0].stream, TriageAssessed)
        assert isinstance(fact, TriageAssessed)
        assert (fact.tool, fact.result) == ("JUMPSTART", "BLACK")
        assert fact.inputs.startswith("age=child;walking=no;")

    post.tell(RegisterRoom, tell)


def test_a_lead_chooses_up_to_three_tools() -> None:
    post = Post(Role.POST_LEAD)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "tools-MITT" in screen)
        await screen.click("tools-MITT")  # a fourth: not taken
        await screen.click("tools-TST")
        await screen.click("tools-MITT")

        shown = post.file.read_now(triage_tools)
        assert shown == (Tool.MIMMS_SIEVE, Tool.START, Tool.MITT)

    post.tell(lambda session, _: ToolsCard(session), tell)
