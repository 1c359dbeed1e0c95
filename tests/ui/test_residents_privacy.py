"""Each screen of residents shows the least: by role, and never where a key lies."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.care.resident import EndReason, ResidentDescribed
from app.care.terms import Role
from app.commands import describe_resident, end_resident, set_masking
from app.exports.sheet import as_csv
from tests.support.fakes import NOON_MS
from tests.support.post import actor
from tests.support.residents_room import enlist, held, room, says
from tests.support.screen import Screen
from tests.support.window import Post

MAT = "onder de mat"
ASKING = (Role.REGISTRAR, Role.FIRST_AIDER)
KEEPING = (Role.NURSE, Role.DOCTOR)
OUTSIDE = (Role.STOCK_KEEPER, Role.OPERATOR)
SEEING = (*ASKING, *KEEPING, Role.POST_LEAD)

WAYS = {
    "weigh": (Role.POST_LEAD,),
    "open-lists": (*KEEPING, Role.POST_LEAD),
    "on-paper": SEEING,
    "add-resident": SEEING,
    "end-resident": (*KEEPING, Role.POST_LEAD),
    "take-out": (Role.POST_LEAD,),
    "erase": (Role.POST_LEAD,),
    "open-log": SEEING,
}
"""What each role may do in the room and in a record, by the key of its button."""


def peopled(role: Role) -> tuple[Post, bytes]:
    """Return a window of a role on a post that keeps somebody, key and all."""
    post = Post(role=role)
    stream = enlist(post, "Ans Bos", 3, street="Korreweg")
    lead = actor(post.file, Role.POST_LEAD)
    where = ResidentDescribed(NOON_MS, key_place=MAT)
    post.file.write_now(lambda d: describe_resident(d, lead, stream, where))
    return post, stream


async def open_one(screen: Screen, stream: bytes) -> None:
    await screen.until(lambda: f"resident-{stream.hex()}" in screen)
    await screen.click(f"resident-{stream.hex()}")
    await screen.until(lambda: "open-log" in screen)


@pytest.mark.parametrize("role", SEEING)
def test_a_role_sees_the_ways_that_are_its_own(role: Role) -> None:
    post, stream = peopled(role)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "add-resident" in screen)
        found = {way for way in WAYS if way in screen}
        await open_one(screen, stream)
        found |= {way for way in WAYS if way in screen}

        assert found == {way for way, roles in WAYS.items() if role in roles}

    post.tell(room, tell)


@pytest.mark.parametrize("role", OUTSIDE)
def test_who_has_no_need_sees_nobody(role: Role) -> None:
    post, _ = peopled(role)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: says(screen, "U ziet geen bewoners"))
        assert not says(screen, "Ans Bos")
        assert not says(screen, "Korreweg")
        assert not any(way in screen for way in WAYS)

    post.tell(room, tell)


@pytest.mark.parametrize("role", SEEING)
def test_where_a_key_lies_is_for_who_leads(role: Role) -> None:
    post, stream = peopled(role)

    def told(screen: Screen) -> Callable[[], bool]:
        return lambda: says(screen, MAT) == (role is Role.POST_LEAD)

    async def tell(screen: Screen) -> None:
        await open_one(screen, stream)
        await screen.until(told(screen))
        await screen.click("change-resident")
        await screen.until(lambda: "save-resident" in screen)
        assert ("resident-key_place" in screen) == (role is Role.POST_LEAD)

    post.tell(room, tell)


@pytest.mark.parametrize("role", [*KEEPING, Role.POST_LEAD])
def test_a_list_brings_no_place_of_a_key_but_by_who_leads(role: Role) -> None:
    post = Post(role=role)
    stream = enlist(post, "Ans Bos", birth_date="1940-02-01", postcode="9711AB")
    heads = ("Naam", "Geboortedatum", "Postcode", "Waar de sleutel ligt")
    line = ("Ans Bos", "1-2-1940", "9711AB", MAT)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "open-lists" in screen)
        await screen.click("open-lists")
        await screen.until(lambda: "pick-residents" in screen)
        screen.picks("lijst.csv", as_csv([heads, line]))
        await screen.type("list-source", "Thuiszorg")
        await screen.type("list-day", "22-11-2026")
        await screen.click("list-basis-care")
        await screen.click("pick-residents")
        await screen.until(lambda: "list-drop" in screen)

        leads = role is Role.POST_LEAD
        assert says(screen, MAT) == leads
        assert says(screen, "Waar de sleutel ligt") is True
        assert ("list-take" in screen) == leads
        assert held(post, stream).text("key_place") == ""

    post.tell(room, tell)


def test_a_tablet_brings_nothing_in_and_takes_nothing_along() -> None:
    post, stream = peopled(Role.POST_LEAD)
    post.session.is_tablet = True

    async def tell(screen: Screen) -> None:
        await open_one(screen, stream)
        for way in ("open-lists", "on-paper", "take-out", "erase"):
            assert way not in screen

    post.tell(room, tell)


def test_who_was_struck_off_is_shown_by_initials_where_names_are_hidden() -> None:
    post, stream = peopled(Role.NURSE)
    by, lead = actor(post.file), actor(post.file, Role.POST_LEAD)
    post.file.write_now(lambda d: end_resident(d, by, stream, EndReason.MOVED))
    post.file.write_now(lambda d: set_masking(d, lead, hides_names=True))

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "open-lists" in screen)
        await screen.click("open-lists")
        await screen.until(lambda: f"back-{stream[-4:].hex()}" in screen)
        assert not says(screen, "Ans Bos")
        assert "AB" in screen.words()

    post.tell(room, tell)
