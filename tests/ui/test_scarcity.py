"""Afschaling: decided at a client, reviewed in order, told, answered."""

from __future__ import annotations

from dataclasses import replace

import flet as ft

from app.care.need import ActStated, NursingAct
from app.care.scarcity import (
    CareAct,
    DownscalingAnswered,
    DownscalingClass,
    Ground,
    RegionAnswer,
    scarcity_stream,
)
from app.care.terms import Role
from app.commands import state_need
from app.store.queries.scarcity import DecisionRow, decisions_for
from app.ui.screens.post import PostRoom
from app.ui.screens.resident import ResidentPane
from app.ui.screens.scarcity import ScarcityRoom
from app.ui.screens.scarcity_client import DownscaleSheet
from app.ui.state import Session
from tests.support.fakes import NOON_MS
from tests.support.orders import Orders
from tests.support.post import actor, registered
from tests.support.program import MemoryProgram
from tests.support.residents import enlisted
from tests.support.residents_room import says
from tests.support.scarcity import day, decided, stopped, stretched
from tests.support.screen import Screen
from tests.support.window import Post, Room


def only(post: Post, subject: bytes) -> DecisionRow:
    """Return the one decision that stands for a client."""
    [row] = post.file.read_now(lambda db: decisions_for(db, subject))
    return row


def test_a_nurse_downscales_an_act_of_a_resident() -> None:
    post = Post()
    subject = enlisted(post.file, "Ans Bos")

    async def tell(screen: Screen) -> None:
        await filled(screen)
        await screen.click("personal-age")
        await screen.click("save")
        assert says(screen, "is nooit op zichzelf een reden. Kies een reden")
        await screen.click("grounds-no_staff")
        await screen.click("informed-relative")
        await screen.click("informed-relative")
        await screen.click("save")
        await screen.until(lambda: says(screen, "Nog niemand is dit verteld"))
        await filled(screen)
        await screen.click("grounds-no_staff")
        await screen.click("personal-age")
        await screen.click("informed-client")
        await screen.click("save")

        await screen.until(lambda: says(screen, "In plaats daarvan: Later"))
        assert says(screen, "Reden: Te weinig mensen. Speelde ook mee: Leeftijd")
        assert says(screen, "Verteld aan: De cliënt")
        assert says(screen, "De regio heeft nog niet geantwoord")
        fact = only(post, subject).decision.fact
        assert (fact.act, fact.downscaling) == (CareAct.WOUND, DownscalingClass.B)
        assert (fact.stretch_days, fact.review_day) == (3, day(2))
        assert fact.grounds == (Ground.NO_STAFF, Ground.AGE)

    post.tell(pane_of(subject), tell)


def pane_of(subject: bytes) -> Room:
    """Return the record of a resident, as a room."""

    def pane(session: Session, _: MemoryProgram) -> ft.Control:
        return ResidentPane(session, subject, lambda: None)

    return pane


async def filled(screen: Screen) -> None:
    """Fill in a decision of class B, without a reason."""
    await screen.until(lambda: "downscale" in screen)
    await screen.click("downscale")
    await screen.click("act-wound")
    await screen.click("downscaling-B")
    await screen.type("stretch_days", "3")
    await screen.click("alternative-later")
    await screen.click("authority-own")
    await screen.click("review-2")


def test_what_the_record_says_cannot_wait_a_day_is_said_and_a_is_refused() -> None:
    post = Post()
    subject, by = enlisted(post.file, "Ans Bos"), actor(post.file)
    act = ActStated(NOON_MS, (NursingAct.WOUND,), 12)
    post.file.write_now(lambda d: state_need(d, by, subject, act))

    async def tell(screen: Screen) -> None:
        await filled(screen)
        await screen.until(lambda: says(screen, "hoogstens 12 u tussen"))
        assert says(screen, "korter dan een dag is klasse A")
        await screen.click("downscaling-A")
        await screen.click("grounds-no_staff")
        await screen.click("save")
        assert says(screen, "wordt niet afgeschaald")
        assert post.file.read_now(lambda db: decisions_for(db, subject)) == ()

    post.tell(pane_of(subject), tell)


def test_class_c_asks_how_and_another_day_is_typed() -> None:
    post = Post()
    subject = registered(post.file)
    detail = post.detail(subject)

    def sheet(session: Session, _: MemoryProgram) -> ft.Control:
        return DownscaleSheet(session, detail, lambda: None, lambda _: None)

    async def tell(screen: Screen) -> None:
        await screen.click("downscale")
        await screen.click("act-other")
        await screen.type("act_name", "Verband wisselen")
        await screen.click("downscaling-C")
        await screen.click("alternative-phone")
        await screen.click("grounds-no_way_there")
        await screen.click("authority-doctor")
        await screen.click("review-other")
        await screen.type("review_day", "31-2")
        await screen.click("save")
        assert says(screen, "datum")
        await screen.type("review_day", "31-12")
        await screen.click("save")
        assert says(screen, "Vul de instructie in")
        await screen.type("instruction", "Bel bij koorts")
        await screen.click("save")
        assert says(screen, "Vul in wie dat gezag heeft")
        await screen.type("authority_name", "Dr. Smit")
        await screen.click("save")
        await screen.until(lambda: says(screen, "Instructie: Bel bij koorts"))
        assert only(post, subject).decision.fact.review_day.endswith("-12-31")

    post.tell(sheet, tell)


def test_the_review_list_is_in_order_and_a_review_is_renewed_or_ended() -> None:
    post = Post()
    late = enlisted(post.file, "Te laat", street="Korreweg")
    soon = enlisted(post.file, "Straks")
    decided(post.file, soon, stopped(review_day=day(5)))
    decided(post.file, late, stretched(review_day=day(1)))
    post.clock.advance(3 * 24 * 3_600_000)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: says(screen, "1 te laat · 0 vandaag · 2 in totaal"))
        words = screen.words()
        assert words.index("Te laat · Korreweg") < words.index("Straks")
        assert says(screen, "2 dagen te laat bekeken")

        row = only(post, late)
        await screen.click(f"renew-{row.key}")
        await screen.click("save-renewal")
        assert says(screen, "Kies wanneer dit opnieuw wordt bekeken")
        await screen.click("review-1")
        await screen.click("save-renewal")
        await screen.until(lambda: says(screen, "0 te laat"))
        assert says(screen, "Morgen opnieuw bekijken")

        row = only(post, soon)
        await screen.click(f"tell-{row.key}")
        await screen.click("told-relative")
        await screen.until(lambda: says(screen, "Verteld aan: Een naaste"))
        await screen.click(f"end-{row.key}")
        await screen.until(lambda: not says(screen, "Straks"))

    post.tell(ScarcityRoom, tell)


def test_two_that_differ_stand_beside_each_other_and_a_person_picks() -> None:
    post = Post()
    subject, by = enlisted(post.file, "Ans"), actor(post.file)
    decided(post.file, subject, stretched())
    row = only(post, subject)
    apart = replace(row.decision.fact, stretch_days=2, sees=())
    post.file.write_now(lambda d: d.record(scarcity_stream(subject), apart, by))

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: says(screen, "twee besluiten naast elkaar"))
        assert says(screen, "om de 3 dagen")
        assert says(screen, "om de 2 dagen")
        both = post.file.read_now(lambda db: decisions_for(db, subject))
        two = next(e for e in both if e.decision.fact.stretch_days == 2)
        await screen.click(f"pick-{two.key}")
        await screen.until(lambda: not says(screen, "om de 3 dagen"))
        assert only(post, subject).decision.fact.stretch_days == 2

    post.tell(ScarcityRoom, tell)


def test_what_the_region_answers_stands_with_the_decision() -> None:
    post = Post()
    subject = enlisted(post.file, "Ans")
    made = decided(post.file, subject, stretched())
    region = Orders(post.file)
    said = DownscalingAnswered(made, RegionAnswer.UNDO, "Bo", "zuster komt morgen")
    region.tell(scarcity_stream(subject), said)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: says(screen, "Terugdraaien: zuster komt morgen"))
        assert says(screen, "Regio (Bo")

    post.tell(ScarcityRoom, tell)
    region.close()


def test_a_first_aider_reads_and_tells_and_a_stock_keeper_sees_nothing() -> None:
    post = Post(Role.FIRST_AIDER)
    subject = enlisted(post.file, "Ans Bos")
    decided(post.file, subject, stretched())
    row = only(post, subject)

    async def reads(screen: Screen) -> None:
        await screen.until(lambda: f"tell-{row.key}" in screen)
        assert f"end-{row.key}" not in screen
        assert f"renew-{row.key}" not in screen

    async def nothing(screen: Screen) -> None:
        assert says(screen, "Dit is voor wie zorg geeft")
        assert not says(screen, "Ans Bos")

    post.tell(ScarcityRoom, reads)
    other = Post(Role.STOCK_KEEPER)
    decided(other.file, enlisted(other.file, "Ans Bos"), stretched())
    other.tell(ScarcityRoom, nothing)


def test_post_says_how_many_reviews_wait_to_who_gives_care() -> None:
    post = Post()
    decided(post.file, enlisted(post.file, "Ans"), stretched(review_day=day(1)))
    post.clock.advance(2 * 24 * 3_600_000)

    async def waits(screen: Screen) -> None:
        await screen.until(lambda: says(screen, "voor 1 cliënt opnieuw bekijken"))
        assert says(screen, "1 te laat")

    post.tell(PostRoom, waits)


def test_who_leads_sees_how_decisions_are_spread() -> None:
    post = Post(Role.POST_LEAD)
    subject = enlisted(post.file, "Ans", postcode="9711AB")
    decided(post.file, subject, stretched())

    async def spread(screen: Screen) -> None:
        await screen.until(lambda: "to-equity" in screen)
        await screen.click("to-equity")
        await screen.until(lambda: "equity-area" in screen)
        assert says(screen, "9711")
        assert not says(screen, "Ans")
        await screen.click("to-list")
        await screen.until(lambda: says(screen, "Ans"))

    post.tell(ScarcityRoom, spread)
