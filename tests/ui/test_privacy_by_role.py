"""Every room of a post, as every role: whose name or words stand there for whom."""

from __future__ import annotations

import asyncio
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
from tests.support.window import Post, Room

WORDS: Final[Mapping[str, Callable[[Role], bool]]] = {
    "Ans Bosveld": may_see_residents,
    "Familie Jansen": may_see_moving,
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
    post, seen = planted(role), dict[str, set[str]]()

    async def walk() -> None:
        for each in ROOMS:
            async with post.open(room_of(each.name)) as screen:
                await screen.settle()
                seen[each.name] = {words for words in WORDS if says(screen, words)}

    asyncio.run(walk())
    post.program.end()

    allowed = {words for words, may in WORDS.items() if may(role)}
    assert all(words <= allowed for words in seen.values()), seen
    if role is Role.POST_LEAD:
        assert set().union(*seen.values()) == set(WORDS)
