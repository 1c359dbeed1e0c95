"""Every room of a post, as every role: whose name or words stand there for whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import pytest

from app.care.consult import Agreed, ConsultMade, ConsultWay
from app.care.shift import Section
from app.care.staff import (
    may_see_book,
    may_see_consults,
    may_see_moving,
    may_see_residents,
)
from app.care.terms import Role, Triage
from app.commands import decide_downscaling
from app.commands.consult import make_consult
from app.commands.shift import write_entry
from app.ui.routes import ROOMS
from tests.support.fakes import NOON_MS
from tests.support.moving import somebody_waits
from tests.support.post import actor, registered
from tests.support.residents_room import enlist, says
from tests.support.scarcity import stretched
from tests.support.screen import Screen
from tests.support.window import Post, Room

WORDS: Final[Mapping[str, Callable[[Role], bool]]] = {
    "Ans Bosveld": may_see_residents,
    "Familie Jansen": may_see_moving,
    "Ans Kuipers": may_see_moving,
    "Іван": may_see_moving,
    "Wim de Vrager": may_see_consults,
    "duizelig sinds gisteren": may_see_consults,
    "de zoon van bed vier": may_see_book,
}
"""What is planted, and who may read it wherever it stands."""


def planted(role: Role) -> Post:
    """Return a window of a role on a post where something stands in every room."""
    post = Post(role=role)
    lead, nurse = actor(post.file, Role.POST_LEAD), actor(post.file, Role.NURSE)
    resident = enlist(post, "Ans Bosveld", 3, street="Korreweg")
    registered(post.file, Triage.T3)
    asked = ConsultMade(
        *(b"", ConsultWay.PHONE, Agreed.WAIT, NOON_MS),
        asker="Wim de Vrager",
        question="duizelig sinds gisteren",
        until_day="2027-01-01",
    )
    post.file.write_now(lambda d: somebody_waits(d, lead))
    post.file.write_now(lambda d: make_consult(d, nurse, asked))
    post.file.write_now(
        lambda d: write_entry(d, lead, Section.OPEN, "de zoon van bed vier")
    )
    post.file.write_now(lambda d: decide_downscaling(d, nurse, resident, stretched()))
    return post


def room_of(name: str) -> Room:
    """Return what draws the room of this name."""
    component = next(each for each in ROOMS if each.name == name).load()
    return lambda session, program: component(session, program)


@pytest.mark.parametrize("role", list(Role))
def test_no_room_shows_a_role_what_it_may_not_see(role: Role) -> None:
    post, shown = planted(role), dict[str, set[str]]()

    for each in ROOMS:

        async def tell(screen: Screen, name: str = each.name) -> None:
            await screen.settle()
            shown[name] = {words for words in WORDS if says(screen, words)}

        post.tell(room_of(each.name), tell)

    allowed = {words for words, may in WORDS.items() if may(role)}
    assert {
        name: seen - allowed for name, seen in shown.items() if seen - allowed
    } == {}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("residents", "Ans Bosveld"),
        ("transport", "Familie Jansen"),
        ("consults", "Wim de Vrager"),
        ("shift", "de zoon van bed vier"),
    ],
)
def test_who_leads_finds_what_was_planted(name: str, words: str) -> None:
    post = planted(Role.POST_LEAD)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: says(screen, words))

    post.tell(room_of(name), tell)
