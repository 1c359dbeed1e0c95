"""An unknown woman becomes known, and turns out to have been written down twice."""

from __future__ import annotations

import flet as ft

from app.care.terms import LinkReason, Sex, Triage
from app.store.queries.access import openings
from app.store.queries.casualty import counts
from app.store.queries.link import joined
from app.ui.screens.casualties import CasualtiesRoom
from app.ui.state import Session
from tests.support.post import registered
from tests.support.program import MemoryProgram
from tests.support.screen import Screen
from tests.support.window import Post, act


def room(session: Session, program: MemoryProgram) -> ft.Control:
    return CasualtiesRoom(session, program)


async def description(screen: Screen) -> None:
    """She cannot say who she is; what she looks like is written down."""
    await act(screen, "looks")
    await screen.type("hair", "grijs, opgestoken")
    await screen.type("clothing", "groene regenjas")
    await screen.type("marks", "litteken op de kin")
    await screen.click("save")
    await screen.until(lambda: "known-hair" in screen)


async def name(screen: Screen) -> None:
    """Her daughter comes and says her name, as she writes it."""
    await act(screen, "particulars")
    await screen.type("name", "Анна Сергеевна Петрова")
    await screen.type("birth_date", "4-3-1951")
    await screen.click("save")
    await screen.until(lambda: "maybe-same" in screen)


async def link(screen: Screen, number: str) -> None:
    """A nurse compares the two and links them."""
    assert "naam klinkt hetzelfde" in screen
    await screen.click(f"compare-{number}")
    await screen.until(lambda: "Is dit dezelfde persoon?" in screen)
    assert {"Anna Petrova", "Анна Сергеевна Петрова", "pols"} <= set(screen.words())
    await screen.click("link")
    await screen.until(lambda: "link-why-error" in screen)
    await screen.click("link-why-recognised")
    await screen.until(lambda: "link-why-error" not in screen)
    await screen.click("link")
    await screen.until(lambda: "same-person" in screen)
    await screen.until(
        lambda: any(f"zelfde als {number}" in word for word in screen.words())
    )


async def unlink(screen: Screen, number: str, other: str) -> None:
    """It was a mistake: on the other record the link is ended."""
    await screen.click(f"open-{number}")
    await screen.until(lambda: f"part-{other}" in screen)
    assert screen["casualty-number"].value == number
    await screen.click(f"part-{other}")
    await screen.until(lambda: "same-person" not in screen)


def test_an_unknown_woman_becomes_known_and_is_found_twice() -> None:
    post = Post()
    twice = registered(
        post.file, Triage.T3, name="Anna Petrova", sex=Sex.FEMALE, complaint="pols"
    )
    registered(post.file, Triage.T3, name="Sanne de Boer", sex=Sex.FEMALE)
    unknown = registered(post.file, Triage.T2, sex=Sex.FEMALE, place="onder de tribune")
    post.session.casualty = unknown
    numbers = {each.stream: each.number for each in post.rows()}

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "casualty-number" in screen)
        await description(screen)
        assert "maybe-same" not in screen
        await name(screen)

        await link(screen, numbers[twice])

        assert "maybe-same" not in screen
        now = post.clock.now_ms()
        assert post.file.read_now(lambda db: counts(db, now)).present == 2
        [said] = post.file.read_now(lambda db: joined(db, unknown))
        assert (said.why, said.actor_name) == (LinkReason.RECOGNISED, "Nurse")
        looked = post.file.read_now(openings)
        assert [each.casualty for each in looked] == [twice, unknown]

        await unlink(screen, numbers[twice], numbers[unknown])
        assert post.file.read_now(lambda db: counts(db, now)).present == 3

    post.tell(room, tell)


def test_two_persons_of_one_name_are_said_to_be_two_and_stay_so() -> None:
    post = Post()
    other = registered(post.file, Triage.T3, name="Jan Jansen")
    stream = registered(post.file, Triage.T3, name="Jan Janssen")
    post.session.casualty = stream
    numbers = {each.stream: each.number for each in post.rows()}

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "maybe-same" in screen)
        await screen.click(f"compare-{numbers[other]}")
        await screen.until(lambda: "not-same" in screen)
        await screen.click("not-same")
        await screen.until(lambda: "not-same" not in screen)
        await screen.until(lambda: "maybe-same" not in screen)

        assert post.file.read_now(lambda db: joined(db, stream)) == ()

    post.tell(room, tell)


def test_a_number_that_nothing_suggests_is_linked_all_the_same() -> None:
    post = Post()
    other = registered(post.file, Triage.T3)
    stream = registered(post.file, Triage.T2)
    post.session.casualty = stream
    numbers = {each.stream: each.number for each in post.rows()}

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "casualty-number" in screen)
        await act(screen, "same")
        await screen.click("compare-number")
        assert "refusal" in screen
        await screen.type("same-number", numbers[stream])
        await screen.click("compare-number")
        assert "zichzelf" in screen["refusal"].value
        await screen.type("same-number", numbers[other].lower())
        await screen.click("compare-number")
        await screen.until(lambda: "link-why-compared" in screen)
        await screen.click("link-why-compared")
        await screen.click("link")
        await screen.until(lambda: "same-person" in screen)

        [said] = post.file.read_now(lambda db: joined(db, stream))
        assert said.why is LinkReason.COMPARED

    post.tell(room, tell)
