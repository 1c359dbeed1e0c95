"""Opvang: a bus in few taps, a family at the desk, a child alone until somebody is."""

from __future__ import annotations

import flet as ft

from app.care.access import AccessOpened
from app.care.displaced import Displacement, PartyArrived
from app.care.guest import Company
from app.care.terms import AgeBand, Role
from app.commands.displaced import Household, register_household, take_in_party
from app.store.queries.access import looks
from app.store.queries.casualty import Filter
from app.store.queries.displaced import Displaced, GuestRow, displaced, guests_of
from app.ui.screens.displaced import DisplacedRoom
from app.ui.state import Session
from tests.support.post import actor
from tests.support.program import MemoryProgram
from tests.support.screen import Screen
from tests.support.window import Post


def room(session: Session, program: MemoryProgram) -> ft.Control:
    return DisplacedRoom(session, program)


def now(post: Post) -> Displaced:
    return post.file.read_now(displaced)


def people(post: Post) -> tuple[GuestRow, ...]:
    [party] = now(post).parties
    return post.file.read_now(lambda db: guests_of(db, party.stream))


def says(screen: Screen, words: str) -> bool:
    return any(words in each for each in screen.words())


def child_alone(post: Post) -> bytes:
    by = actor(post.file)
    bus = PartyArrived(b"", post.clock.now_ms(), Displacement.UKRAINE, 40, "bus 7")
    party = post.file.write_now(lambda d: take_in_party(d, by, bus)).stream
    alone = Household("Іван", ((AgeBand.CHILD, 1),), Company.UNACCOMPANIED)
    pair = Household("Шевченко", ((AgeBand.ADULT, 2),))
    [child] = post.file.write_now(lambda d: register_household(d, by, party, alone))
    post.file.write_now(lambda d: register_household(d, by, party, pair))
    return bytes(child.stream)


def test_a_bus_of_forty_is_in_with_three_taps_and_then_a_family() -> None:
    post = Post()

    async def story(screen: Screen) -> None:
        await screen.click("take-in")
        await screen.click("displacement-ukraine")
        await screen.click("people-40")
        await screen.click("save-party")
        await screen.until(lambda: now(post).people == 40)
        await screen.until(lambda: "save-family" in screen)
        await screen.type("family-name", "Шевченко")
        await screen.click("band-adult-more")
        await screen.click("band-child-more")
        await screen.click("band-child-more")
        await screen.click("company-accompanied")
        await screen.click("save-family")
        await screen.until(lambda: len(people(post)) == 3)
        await screen.until(lambda: says(screen, "3 van 40 bekend"))
        assert now(post).people == 40
        assert now(post).alone == ()
        assert says(screen, "Gezin van 3")
        assert post.rows(Filter()) == ()

    post.tell(room, story)


def test_a_child_alone_stands_first_until_a_name_is_written() -> None:
    post = Post()
    child = child_alone(post)

    async def story(screen: Screen) -> None:
        await screen.until(lambda: says(screen, "1 kind is alleen"))
        await screen.click(f"alone-{child.hex()}")
        await screen.until(lambda: "save-guardian" in screen)
        await screen.click("save-guardian")
        await screen.until(lambda: "guardian-refusal" in screen)
        await screen.type("guardian", "Olga Koval")
        await screen.type("relation", "tante")
        await screen.click("save-guardian")
        await screen.until(lambda: "end-guardian" in screen)
        await screen.until(lambda: not says(screen, "1 kind is alleen"))
        assert now(post).alone == ()
        [look] = post.file.read_now(lambda db: looks(db, kind="access.opened"))
        assert isinstance(look.body, AccessOpened)
        assert look.body.casualty == child

    post.tell(room, story)


def test_who_somebody_is_is_filled_in_and_they_get_a_ride_and_care() -> None:
    post = Post()
    child = child_alone(post)

    async def story(screen: Screen) -> None:
        await screen.until(lambda: f"alone-{child.hex()}" in screen)
        await screen.click(f"alone-{child.hex()}")
        await screen.until(lambda: "save-guest" in screen)
        await screen.click("documents-none")
        await screen.type("birth_date", "1-2-2015")
        await screen.click("save-guest")
        await screen.until(
            lambda: any(e.guest.text("documents") == "none" for e in people(post))
        )
        await screen.type("guest-lodging", "Jeugdopvang")
        await screen.click("move-guest")
        await screen.until(
            lambda: any(each.lodging == "Jeugdopvang" for each in now(post).counts)
        )
        await screen.click("ask-ride")
        await screen.click("precedence-routine")
        await screen.type("destination", "Assen")
        await screen.click("place-seats")
        await screen.click("save-transport")
        await screen.until(lambda: says(screen, "→ Assen"))
        await screen.click("needs-care")
        await screen.until(lambda: post.rows(Filter()))
        assert post.rows(Filter())[0].name == "Іван"

    post.tell(room, story)


def test_families_are_put_together_and_a_group_goes_on() -> None:
    post = Post()
    child = child_alone(post)

    async def story(screen: Screen) -> None:
        await screen.until(lambda: f"alone-{child.hex()}" in screen)
        await screen.click(f"alone-{child.hex()}")
        family = next(e.guest.family for e in people(post) if e.guest.family)
        await screen.until(lambda: f"join-{family.hex()[-6:]}" in screen)
        await screen.click(f"join-{family.hex()[-6:]}")
        await screen.until(
            lambda: sum(e.guest.family == family for e in people(post)) == 3
        )
        await screen.click("close-guest")
        await screen.until(lambda: "party-lodging" in screen)
        await screen.type("party-lodging", "Ter Apel")
        await screen.click("party-onward")
        await screen.click("move-party")
        await screen.until(lambda: now(post).people == 0)
        await screen.until(lambda: says(screen, "verder naar Ter Apel"))

    post.tell(room, story)


def test_a_stock_keeper_sees_nobody() -> None:
    post = Post(Role.STOCK_KEEPER)
    child_alone(post)

    async def story(screen: Screen) -> None:
        assert says(screen, "U ziet niet wie er is opgevangen")
        assert not says(screen, "Іван")

    post.tell(room, story)
