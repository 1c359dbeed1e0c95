"""Lists and keeping on screen: put back, how long, erase, take along; and the log."""

from __future__ import annotations

import asyncio

from app.care.evacuation import EvacuationBegun, Going
from app.care.handout import Copy
from app.care.resident import EndReason
from app.care.terms import Role
from app.commands import end_resident, give_handout
from app.commands.evacuation import (
    begin_evacuation,
    list_evacuees,
    print_evacuation,
)
from app.store.queries.resident_kept import struck_off
from app.store.tables import state_of
from tests.support.fakes import NOON_MS
from tests.support.post import PIN, actor
from tests.support.residents_room import enlist, room, says
from tests.support.screen import Screen
from tests.support.window import Post
from tests.ui.test_resident_import import ANS, bring, to_lists

DAY_MS = 86_400_000


def struck(post: Post, name: str) -> bytes:
    stream, by = enlist(post, name), actor(post.file)
    post.file.write_now(lambda d: end_resident(d, by, stream, EndReason.MISTAKE))
    return stream


def test_who_was_struck_off_is_put_back_with_one_tap() -> None:
    post = Post()
    stream = struck(post, "Ans")

    async def tell(screen: Screen) -> None:
        await to_lists(screen)
        await screen.until(lambda: says(screen, "1 persoon is van de lijst gehaald"))
        await screen.click(f"back-{stream[-4:].hex()}")
        await screen.until(lambda: post.file.read_now(struck_off).total == 0)
        assert says(screen, "Staat weer op de lijst.")

    post.tell(room, tell)


def test_a_nurse_sees_no_term_and_takes_nothing_along() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await to_lists(screen)
        await bring(screen, ANS)
        await screen.click("list-take")
        await screen.until(lambda: says(screen, "1 persoon wordt bewaard"))
        assert "retention-days" not in screen
        assert "out-list-0" not in screen

    post.tell(room, tell)


def test_who_leads_sets_a_term_and_erases_who_is_kept_longer() -> None:
    post = Post(role=Role.POST_LEAD)
    gone = struck(post, "Ans")
    post.clock.advance(40 * DAY_MS)

    async def tell(screen: Screen) -> None:
        await to_lists(screen)
        await screen.until(lambda: says(screen, "Er is geen termijn ingevuld"))
        await screen.type("retention-days", "dertig")
        await screen.click("retention-save")
        assert says(screen, "is geen getal") or "retention-refusal" in screen
        await screen.type("retention-days", "30")
        await screen.click("retention-save")
        await screen.until(lambda: says(screen, "1 persoon staat er langer"))

        await screen.type("retention-pin", PIN)
        await screen.click("erase-overdue")
        await asyncio.sleep(1.1)
        await screen.click("erase-overdue")
        await screen.until(lambda: says(screen, "Niemand staat er langer"))
        found = post.file.read_now(lambda db: state_of(db, "resident", gone))
        assert found is None

    post.tell(room, tell)


def test_a_list_goes_back_to_who_gave_it() -> None:
    post = Post(role=Role.POST_LEAD)

    async def tell(screen: Screen) -> None:
        await to_lists(screen)
        await bring(screen, ANS)
        await screen.click("list-take")
        await screen.until(lambda: "out-list-0" in screen)
        await screen.click("out-list-0")
        await screen.click("out-kind-csv")
        await screen.type("out-pin", PIN)
        await screen.click("out-go")
        assert says(screen, "Schrijf") or "out-refusal" in screen
        await screen.type("out-because", "terug naar de wijkzorg")
        await screen.click("out-go")
        await screen.until(lambda: "pick-residents" in screen)
        assert says(screen, "is gemaakt")

    post.tell(room, tell)


def test_one_file_leaves_and_the_log_says_so_with_the_list_it_stood_on() -> None:
    post = Post(role=Role.POST_LEAD)
    stream, by = enlist(post, "Ans"), actor(post.file, Role.POST_LEAD)
    sheet = post.file.write_now(
        lambda d: give_handout(d, by, "Team Noord", Copy.TEAM, [stream], PIN)
    ).sheet
    begun, going = EvacuationBegun(b"", NOON_MS, "De Linde"), Going(resident=stream)
    home = post.file.write_now(lambda d: begin_evacuation(d, by, begun)).stream
    post.file.write_now(lambda d: list_evacuees(d, by, home, [going]))
    other = post.file.write_now(
        lambda d: print_evacuation(d, by, home, "Brandweer", PIN)
    ).sheet

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: f"resident-{stream.hex()}" in screen)
        await screen.click(f"resident-{stream.hex()}")
        await screen.until(lambda: "take-out" in screen)
        await screen.click("take-out")
        await screen.type("out-pin", PIN)
        await screen.click("out-go")
        await screen.until(lambda: "open-log" in screen)
        await screen.click("open-log")
        await screen.until(lambda: says(screen, f"Lijst {sheet}"))
        assert says(screen, "Team Noord; nog niet terug")
        assert says(screen, f"ontruiming {other}, meegegeven aan Brandweer")
        await screen.until(lambda: says(screen, "Gegevens van een bewoner"))

    post.tell(room, tell)


def test_a_nurse_may_read_the_log_but_takes_nothing_along() -> None:
    post = Post()
    stream = enlist(post, "Ans")

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: f"resident-{stream.hex()}" in screen)
        await screen.click(f"resident-{stream.hex()}")
        await screen.until(lambda: "open-log" in screen)
        assert "take-out" not in screen

    post.tell(room, tell)
