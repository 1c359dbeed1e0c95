"""One casualty: opened once, recorded into, contradicted, and never erased."""

from __future__ import annotations

import asyncio

import flet as ft

from app.care.casualty import Identified, NoteRecorded, Triaged, VitalsRecorded
from app.care.terms import Role, Sex, Triage
from app.commands import identify, record_note, retract, retriage
from app.store.queries.access import openings
from app.ui.screens.particulars import facts_of
from app.ui.widgets.fact_lines import lines_of
from tests.support.fakes import NOON_MS
from tests.support.post import actor, registered, seen
from tests.support.screen import Screen
from tests.support.window import Post, act, recorded, told

MINUTE_MS = 60_000


def test_opening_a_casualty_is_recorded_once() -> None:
    post = Post()
    stream = registered(post.file, Triage.T1)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: post.file.read_now(openings))
        await act(screen, "note")
        await screen.click("close-sheet")

        log = post.file.read_now(openings)
        assert [(each.number, each.actor_name) for each in log] == [
            ("ZUID-A001-W", "Nurse")
        ]

    told(post, stream, tell)


def test_the_header_says_who_this_is_and_what_is_due() -> None:
    post = Post()
    stream = registered(
        post.file, Triage.T1, name="Jan Jansen", sex=Sex.MALE, place="tent 2"
    )
    post.clock.advance(20 * MINUTE_MS)

    async def tell(screen: Screen) -> None:
        assert screen["casualty-number"].value == "ZUID-A001-W"
        assert "Jan Jansen · man" in screen["casualty-who"].value
        assert "5 min te laat" in screen["due"].value
        assert screen["place-flag"].value == "tent 2"

    told(post, stream, tell)


def test_a_bsn_is_shown_masked() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2, bsn="111222333", birth_date="1990-12-31")

    async def tell(screen: Screen) -> None:
        assert screen["known-bsn"].value.startswith("••••••333 · ")
        assert "111222333" not in " ".join(screen.words())
        assert screen["known-birth_date"].value == "31 dec 1990"

    told(post, stream, tell)


def test_a_contradiction_is_settled_with_one_tap_that_sees_both() -> None:
    post = Post()
    stream = registered(post.file, Triage.T1)
    doctor = actor(post.file, Role.DOCTOR)
    recorded(
        post,
        lambda desk: retriage(desk, doctor, stream, seen(post.file, Triage.T2), []),
        after_min=3,
    )

    async def tell(screen: Screen) -> None:
        assert "1 tegenspraak" in screen["conflicts"].value
        assert {"Nurse", "Doctor"} <= set(screen.words())
        await screen.click("choose-category-1")
        await screen.until(lambda: "conflicts" not in screen.keys())  # noqa: SIM118

        assert post.rows()[0].claims == (Triage.T2,)
        assert len(post.detail(stream).timeline) == 4

    told(post, stream, tell)


def test_a_contradiction_in_a_name_is_settled_too() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2, name="Jan")
    by = actor(post.file)
    recorded(
        post,
        lambda desk: identify(
            desk, by, stream, Identified(desk.now_ms(), name="Piet"), []
        ),
        after_min=1,
    )

    async def tell(screen: Screen) -> None:
        assert screen["known-name"].value == "Jan / Piet"
        await screen.click("choose-name-0")
        await screen.until(lambda: screen["known-name"].value == "Jan")

    told(post, stream, tell)


def test_an_entry_is_taken_back_with_its_reason_and_stays_struck_through() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)
    by = actor(post.file)
    note = recorded(
        post,
        lambda desk: record_note(
            desk, by, stream, NoteRecorded("wrong person", desk.now_ms())
        ),
        after_min=1,
    )

    async def tell(screen: Screen) -> None:
        await screen.click(f"undo-{note[1]}")
        await screen.type("undo-reason", "ander slachtoffer")
        await screen.click("undo-now")
        await screen.until(lambda: "Ongedaan gemaakt: ander slachtoffer" in screen)

        struck = next(
            each
            for each in screen.all()
            if getattr(each, "value", "") == "wrong person"
        )
        assert struck.style.decoration is ft.TextDecoration.LINE_THROUGH
        assert f"undo-{note[1]}" not in screen

    told(post, stream, tell)


def test_what_may_not_be_undone_says_why() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)
    by = actor(post.file)
    recorded(
        post,
        lambda desk: record_note(
            desk, by, stream, NoteRecorded("later", desk.now_ms())
        ),
    )
    first = post.detail(stream).timeline[-1].id

    async def tell(screen: Screen) -> None:
        await screen.click(f"undo-{first[1]}")
        await screen.click("undo-now")

        await screen.until(lambda: "refusal" in screen)

    told(post, stream, tell)


def test_a_registration_that_was_taken_back_leaves_an_empty_pane() -> None:
    post = Post()
    stream = registered(post.file, None)
    by = actor(post.file)
    first = post.detail(stream).timeline[-1].id

    async def tell(screen: Screen) -> None:
        await asyncio.to_thread(
            post.file.write_now, lambda desk: retract(desk, by, first, "")
        )
        await screen.until(lambda: "Dit slachtoffer is er niet meer" in screen)
        await screen.click("back-to-list")

        assert post.session.casualty is None

    told(post, stream, tell)


def test_a_late_entry_says_when_it_was_written_down() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)
    by = actor(post.file)
    then = post.clock.now_ms()
    recorded(
        post,
        lambda desk: record_note(desk, by, stream, NoteRecorded("earlier", then)),
        after_min=30,
    )

    async def tell(screen: Screen) -> None:
        assert any("achteraf ingevoerd" in words for words in screen.words())

    told(post, stream, tell)


def test_a_fact_reads_as_fields_and_values() -> None:
    fact = Triaged(Triage.T4, NOON_MS, ordered_by="Dr. Bakker")

    assert lines_of(fact, "en") == (
        ("Category", "T4 expectant"),
        ("Ordered by", "Dr. Bakker"),
    )
    assert lines_of(VitalsRecorded(NOON_MS, on_oxygen=False), "nl") == (
        ("Krijgt zuurstof", "Nee"),
    )
    assert lines_of(None, "en")[0][0] == ""
    assert facts_of({}, NOON_MS) == (None, None)
