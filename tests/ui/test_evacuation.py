"""Ontruimen: a list is pasted, vehicles filled, people ticked off, one found again."""

from __future__ import annotations

import asyncio

import flet as ft

from app.care.evacuation import EvacuationBegun, EvacueeStage, Means
from app.care.terms import Role
from app.commands.evacuation import begin_evacuation, end_evacuation
from app.exports.evacuee_sheet import read_pasted
from app.store.queries.evacuation import Emptied, EvacueeRow, evacuations
from app.ui.screens.evacuation import EvacuationRoom
from app.ui.state import Session
from tests.support.post import PIN, actor
from tests.support.program import MemoryProgram
from tests.support.residents import enlisted
from tests.support.screen import Screen
from tests.support.window import Post

LIST = "Ans Kuipers; 1; loopt\nBé Postma; 2; brancard; zuurstof\nCor de Vries; 3"


def room(session: Session, program: MemoryProgram) -> ft.Control:
    return EvacuationRoom(session, program)


def home(post: Post) -> Emptied:
    [found] = post.file.read_now(evacuations)
    return found


def one(post: Post, name: str) -> EvacueeRow:
    return next(each for each in home(post).people if name in each.name)


def says(screen: Screen, words: str) -> bool:
    return any(words in each for each in screen.words())


async def begin(screen: Screen, post: Post, people: str = LIST) -> None:
    await screen.click("begin-evacuation")
    await screen.type("home", "De Linde")
    await screen.type("destination", "Sporthal")
    await screen.click("save-evacuation")
    await screen.until(lambda: "add-evacuees" in screen)
    await screen.click("add-evacuees")
    await screen.type("pasted", people)
    await screen.click("save-evacuees")
    count = len(read_pasted(people))
    await screen.until(lambda: len(home(post).people) == count)
    await screen.until(lambda: "tick-all" in screen)


async def tick(screen: Screen, post: Post, *names: str) -> None:
    for name in names:
        await screen.click(f"tick-{one(post, name).key.hex()}")


def test_a_pasted_list_is_driven_away_and_ticked_off() -> None:
    post = Post()

    async def story(screen: Screen) -> None:
        await begin(screen, post)
        assert one(post, "Bé").going.means is Means.STRETCHER
        assert says(screen, "Hoe iemand gaat: niet bekend")
        await tick(screen, post, "Ans", "Cor")
        await screen.click("fill-vehicle")
        assert "1 zittend, 1 brancard. Van 1" in screen["needs"].value
        await screen.type("vehicle", "bus 1")
        await screen.click("save-fill")
        await screen.until(lambda: home(post).counts.get(EvacueeStage.ABOARD) == 2)
        [ride] = home(post).rides
        await screen.until(lambda: f"ride-{ride.stream.hex()[-6:]}" in screen)
        await screen.click(f"ride-{ride.stream.hex()[-6:]}")
        await screen.until(lambda: "save-depart" in screen)
        await screen.click("expected-30")
        await screen.click("save-depart")
        await screen.until(lambda: "save-arrive" in screen)
        await screen.click("save-arrive")
        await screen.until(lambda: home(post).counts.get(EvacueeStage.UNCHECKED) == 2)
        await screen.click("close-ride")
        key = f"all-there-{ride.stream.hex()[-6:]}"
        await screen.until(lambda: key in screen)
        await screen.click(key)
        await screen.until(lambda: home(post).counts.get(EvacueeStage.ARRIVED) == 2)
        assert home(post).left == 1

    post.tell(room, story)


def test_who_is_missing_is_an_alarm_until_found() -> None:
    post = Post()

    async def story(screen: Screen) -> None:
        await begin(screen, post)
        await tick(screen, post, "Cor")
        await screen.click("seen-missing")
        await screen.until(lambda: says(screen, "1 vermist: kamer 3 · Cor de Vries"))
        assert home(post).counts[EvacueeStage.MISSING] == 1
        await tick(screen, post, "Cor")
        await screen.click("seen-found")
        await screen.until(lambda: not says(screen, "1 vermist"))
        assert one(post, "Cor").stage is EvacueeStage.WAITING

    post.tell(room, story)


def test_somebody_is_brought_to_a_vehicle_at_the_door_and_out_again() -> None:
    post = Post()

    async def story(screen: Screen) -> None:
        await begin(screen, post)
        await tick(screen, post, "Ans")
        await screen.click("fill-vehicle")
        await screen.type("vehicle", "bus 1")
        await screen.click("save-fill")
        await screen.until(lambda: one(post, "Ans").stage is EvacueeStage.ABOARD)
        [ride] = home(post).rides
        await screen.until(lambda: "fill-vehicle" not in screen)
        await tick(screen, post, "Cor")
        await screen.click("fill-vehicle")
        await screen.click(f"into-{ride.stream.hex()[-6:]}")
        await screen.until(lambda: one(post, "Cor").stage is EvacueeStage.ABOARD)
        await screen.until(lambda: "fill-vehicle" not in screen)
        await tick(screen, post, "Ans")
        await screen.click("fill-vehicle")
        await screen.click("into-none")
        await screen.until(lambda: one(post, "Ans").stage is EvacueeStage.WAITING)

    post.tell(room, story)


def test_what_goes_along_is_filled_in_with_the_pencil() -> None:
    post = Post()

    async def story(screen: Screen) -> None:
        await begin(screen, post)
        await screen.click(f"change-{one(post, 'Cor').key.hex()}")
        await screen.click("means-two_persons")
        await screen.click("medicines")
        await screen.type("device", "voedingspomp")
        await screen.click("save-evacuee")
        await screen.until(lambda: one(post, "Cor").going.device)
        going = one(post, "Cor").going
        assert (going.means, going.medicines) == (Means.TWO_PERSONS, True)
        await screen.until(lambda: says(screen, "medicijnen mee · voedingspomp"))

    post.tell(room, story)


def test_residents_of_a_street_come_on_the_list() -> None:
    post = Post()
    enlisted(post.file, "Grietje Kuipers", street="Lindelaan", house_number="7")

    async def story(screen: Screen) -> None:
        await begin(screen, post, "Ans")
        await screen.click("add-evacuees")
        await screen.until(lambda: "street-Lindelaan" in screen)
        await screen.click("street-Lindelaan")
        await screen.until(lambda: len(home(post).people) == 2)
        assert one(post, "Grietje").going.name == ""

    post.tell(room, story)


def test_a_list_on_paper_asks_a_pin_and_is_kept() -> None:
    post = Post()

    async def story(screen: Screen) -> None:
        await begin(screen, post)
        await screen.click("evacuation-paper")
        await screen.type("paper-to", "Team bus")
        await screen.click("print-evacuation")
        await screen.until(lambda: "refusal" in screen)
        await screen.type("paper-pin-", PIN)
        await screen.click("print-evacuation")
        await screen.until(lambda: home(post).held.sheets)
        assert home(post).held.sheets[0].to_name == "Team bus"
        await screen.until(lambda: says(screen, "Team bus ·"))

    post.tell(room, story)


def test_a_tablet_without_the_app_prints_no_list() -> None:
    post = Post()
    post.session.is_tablet = True

    async def story(screen: Screen) -> None:
        await begin(screen, post)
        assert "evacuation-paper" not in screen

    post.tell(room, story)


def test_an_empty_list_is_refused_and_a_home_has_a_name() -> None:
    post = Post()

    async def story(screen: Screen) -> None:
        await screen.click("begin-evacuation")
        await screen.click("save-evacuation")
        await screen.until(lambda: "refusal" in screen)
        assert screen["refusal"].value == "Vul in welk huis."

    post.tell(room, story)


def test_a_stock_keeper_sees_nobody() -> None:
    post = Post(Role.STOCK_KEEPER)
    by = actor(post.file)
    begun = EvacuationBegun(b"", post.clock.now_ms(), "De Linde")
    post.file.write_now(lambda d: begin_evacuation(d, by, begun))

    async def story(screen: Screen) -> None:
        assert says(screen, "U ziet geen ontruimingen")
        assert not says(screen, "De Linde")

    post.tell(room, story)


def test_who_leads_erases_somebody_on_a_list_once_the_home_is_empty() -> None:
    post = Post(role=Role.POST_LEAD)

    async def tell(screen: Screen) -> None:
        await begin(screen, post)
        old, lead = home(post).stream, actor(post.file, Role.POST_LEAD)
        await post.file.write(lambda d: end_evacuation(d, lead, old))
        await screen.click(f"change-{one(post, 'Ans').key.hex()}")
        await screen.click("erase")
        await screen.type("authority", "Rechtbank Noord")
        await screen.type("reason", "verzoek")
        await screen.type("erasure-secret", PIN)
        await screen.click("erase-now")
        await asyncio.sleep(1.1)
        await screen.click("erase-now")

        await screen.until(lambda: "close-gone-home" in screen)
        names = sorted(each.name for each in home(post).people)
        assert names == ["", "Bé Postma", "Cor de Vries"]

    post.tell(room, tell)
