"""Omkijken: who is at risk on top, with the sum; what failed; one tap for a visit."""

from __future__ import annotations

import asyncio

import flet as ft

from app.care.harm import Failure
from app.care.resident import (
    ResidentDescribed,
    ResidentVisited,
    VisitOutcome,
)
from app.care.terms import Role, SearchKind
from app.commands import visit_resident
from app.store.queries.access import Look, looks
from app.store.queries.harm import Lens, first_in_order
from app.store.queries.outage import outages
from tests.support.fakes import NOON_MS
from tests.support.post import PIN, actor
from tests.support.residents_room import enlist, held, room, says
from tests.support.screen import Screen
from tests.support.window import Post


def test_somebody_is_added_and_what_they_need_asked_after_it() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.click("add-resident")
        await screen.type("resident-name", "Ans Bos")
        await screen.type("resident-street", "Damsterdiep")
        await screen.type("resident-postcode", "9711 ab")
        await screen.click("save-resident")
        assert says(screen, "Kies op welke grond")

        await screen.click("resident-basis-consent")
        await screen.click("save-resident")
        await screen.until(lambda: "change-power" in screen)
        await screen.click("change-power")
        await screen.click("need-use-device")
        await screen.click("devices-ventilator")
        await screen.type("need-battery_hours", "drie")
        await screen.click("save-line")
        assert says(screen, "Zo lang is niet te lezen")

        await screen.type("need-battery_hours", "3")
        await screen.click("save-line")
        await screen.until(lambda: says(screen, "Accu: 3 u 00 min"))
        await screen.until(lambda: says(screen, "accu nog 3 u 00 min"))

    post.tell(room, tell)


def test_the_sum_is_shown_and_who_can_wait_least_is_on_top() -> None:
    post = Post()
    enlist(post, "Later", 20)
    enlist(post, "Eerst", 3)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "Eerst" in screen)
        words = screen.words()

        assert words.index("Eerst") < words.index("Later")
        assert says(screen, "50 Binnen 4 u + 10 alleen?")
        await screen.click("class-unknown")
        await screen.until(lambda: "Later" in screen and "Eerst" not in screen)

    post.tell(room, tell)


def test_a_visit_is_one_tap_and_can_be_taken_back() -> None:
    post = Post()
    stream = enlist(post, "Ans")

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: f"resident-{stream.hex()}" in screen)
        await screen.click(f"resident-{stream.hex()}")
        await screen.until(lambda: "outcome-well" in screen)
        await screen.click("outcome-well")
        await screen.until(lambda: held(post, stream).contact_ms == NOON_MS)
        await screen.click("outcome-hospital")
        await screen.until(
            lambda: held(post, stream).whereabouts is VisitOutcome.HOSPITAL
        )
        [look] = post.file.read_now(lambda db: looks(db, kind="access.opened"))
        assert look.casualty == stream

        await screen.press("Escape")
        await screen.until(lambda: "outcome-well" not in screen)

    post.tell(room, tell)


def test_an_outage_shows_who_lives_there_and_counts_down() -> None:
    post = Post()
    enlist(post, "Hier", 6, postcode="9711AB", street="Korreweg")
    enlist(post, "Elders", 6, postcode="9722AB", street="Meeuwerderweg")

    async def tell(screen: Screen) -> None:
        await screen.click("report-outage")
        await screen.until(lambda: "postcodes-9711" in screen)
        await screen.click("save-outage")
        assert says(screen, "Kies wat er is uitgevallen")
        await screen.click("failures-power")
        await screen.click("postcodes-9711")
        await screen.click("save-outage")
        await screen.until(lambda: "Hier" in screen and "Elders" not in screen)
        assert says(screen, "accu nog 6 u 00 min")

        await screen.click("also-failed")
        assert "also-power" not in screen
        await screen.click("also-water")
        await screen.until(lambda: "works-water" in screen)
        [row] = post.file.read_now(outages)
        assert set(row.outage.failures) == {Failure.POWER, Failure.WATER}

        await screen.click("works-power")
        await screen.until(lambda: "works-power" not in screen)
        await screen.click("works-water")
        await screen.until(lambda: post.file.read_now(outages) == ())
        await screen.until(lambda: "Elders" in screen)

    post.tell(room, tell)


def test_who_is_in_hospital_is_found_by_name_and_comes_home_again() -> None:
    post = Post()
    stream = enlist(post, "Ans")
    by = actor(post.file)
    gone = ResidentVisited(VisitOutcome.HOSPITAL, NOON_MS - 1)
    post.file.write_now(lambda d: visit_resident(d, by, stream, gone))

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: says(screen, "Niemand gevonden"))
        await screen.type("search-residents", "ans")
        await screen.until(lambda: says(screen, "Niet thuis"))
        await screen.click(f"resident-{stream.hex()}")
        await screen.until(lambda: "outcome-well" in screen)
        await screen.click("outcome-well")
        await screen.until(lambda: not says(screen, "Niet thuis"))

    post.tell(room, tell)


def test_who_is_taken_off_the_list_by_a_wrong_tap_comes_back() -> None:
    post = Post()
    stream = enlist(post, "Ans")

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: f"resident-{stream.hex()}" in screen)
        await screen.click(f"resident-{stream.hex()}")
        await screen.until(lambda: "end-resident" in screen)
        await screen.click("end-resident")
        await screen.click("end-no_need")
        await screen.until(lambda: says(screen, "Van de lijst gehaald"))
        bar = next(each for each in screen.all() if isinstance(each, ft.SnackBar))
        await bar.action.on_click()
        await screen.until(lambda: held(post, stream).ended is None)
        await screen.until(lambda: f"resident-{stream.hex()}" in screen)

    post.tell(room, tell)


def test_only_who_leads_sees_where_the_key_is() -> None:
    shown = {}
    for role in (Role.NURSE, Role.POST_LEAD):
        post = Post(role)
        stream = enlist(post, "Ans", key_place="onder de pot")

        async def tell(
            screen: Screen, role: Role = role, stream: bytes = stream
        ) -> None:
            await screen.until(lambda: f"resident-{stream.hex()}" in screen)
            await screen.click(f"resident-{stream.hex()}")
            await screen.until(lambda: "outcome-well" in screen)
            shown[role] = says(screen, "onder de pot")

        post.tell(room, tell)

    assert shown == {Role.NURSE: False, Role.POST_LEAD: True}


def test_who_keeps_the_stock_sees_nobody() -> None:
    post = Post(Role.STOCK_KEEPER)
    enlist(post, "Ans")

    async def tell(screen: Screen) -> None:
        assert says(screen, "U ziet geen bewoners")
        assert "Ans" not in screen

    post.tell(room, tell)


def test_a_phone_shows_one_thing_at_a_time() -> None:
    post = Post()
    stream = enlist(post, "Ans")

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: f"resident-{stream.hex()}" in screen)
        await screen.click(f"resident-{stream.hex()}")
        await screen.until(lambda: "outcome-well" in screen)
        assert "search-residents" not in screen
        await screen.click("close-resident")
        await screen.until(lambda: "search-residents" in screen)

    post.tell(room, tell, width=390)


def test_seeking_finds_by_name_and_street_and_is_on_the_access_log() -> None:
    post = Post()
    enlist(post, "Ans", street="Korreweg")
    enlist(post, "Bob", street="Damsterdiep")

    def searches() -> tuple[Look, ...]:
        return post.file.read_now(lambda db: looks(db, kind="access.searched"))

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "Ans" in screen)
        await screen.type("search-residents", "damster")
        await screen.until(lambda: "Bob" in screen and "Ans" not in screen)
        await screen.until(lambda: searches())
        [look] = searches()
        assert (look.body.what, look.body.found) == (SearchKind.RESIDENTS, 1)

    post.tell(room, tell)


def test_nobody_is_in_an_empty_post() -> None:
    post = Post()
    lens = Lens({Failure.WATER: NOON_MS})

    assert (
        post.file.read_now(lambda db: first_in_order(db, lens, NOON_MS, 9)).places == ()
    )
    post.program.end()


def test_who_leads_sets_the_points_and_fewer_hours_never_weigh_less() -> None:
    post = Post(Role.POST_LEAD)
    enlist(post, "Ans")

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: says(screen, "50 Binnen 4 u"))
        await screen.click("weigh")
        await screen.until(lambda: "weight-h4" in screen)
        assert says(screen, "laat een arts ze vaststellen")
        await screen.type("weight-h4", "30")
        await screen.click("save-weights")
        assert says(screen, "Minder uren mogen niet minder punten geven")
        await screen.type("weight-h4", "60")
        await screen.click("save-weights")
        await screen.until(lambda: says(screen, "60 Binnen 4 u"))

    post.tell(room, tell)


def test_who_leads_erases_by_law_and_nothing_is_left_to_see() -> None:
    post = Post(Role.POST_LEAD)
    stream = enlist(post, "Ans")

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: f"resident-{stream.hex()}" in screen)
        await screen.click(f"resident-{stream.hex()}")
        await screen.until(lambda: "erase" in screen)
        await screen.click("erase")
        await screen.type("authority", "Ans zelf")
        await screen.type("reason", "op verzoek")
        await screen.type("erasure-secret", PIN)
        await screen.click("erase-now")
        await asyncio.sleep(1.1)
        await screen.click("erase-now")
        await screen.until(lambda: "close-gone" in screen)
        await screen.until(lambda: "Ans" not in screen.words())

    post.tell(room, tell)


def test_where_two_tablets_differ_both_are_shown_until_somebody_says_it_anew() -> None:
    post = Post()
    stream, by = enlist(post, "Ans", phone="050-1"), actor(post.file)
    other = ResidentDescribed(NOON_MS, phone="06-2")
    post.file.write_now(lambda d: d.record(stream, other, by))

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: says(screen, "tegenspraak"))
        await screen.click(f"resident-{stream.hex()}")
        await screen.until(lambda: says(screen, "Telefoon: 050-1 / 06-2"))
        await screen.click("change-resident")
        await screen.type("resident-remark", "belt liever niet")
        await screen.click("save-resident")
        await screen.until(lambda: says(screen, "belt liever niet"))
        assert says(screen, "Telefoon: 050-1 / 06-2")
        await screen.click("change-resident")
        await screen.type("resident-phone", "06-2")
        await screen.click("save-resident")
        await screen.until(lambda: says(screen, "Telefoon: 06-2"))
        await screen.until(lambda: not says(screen, "tegenspraak"))

    post.tell(room, tell)
