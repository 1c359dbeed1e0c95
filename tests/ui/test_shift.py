"""The book of the shifts on screen: written, closed, signed, and taken over by PIN."""

from __future__ import annotations

import asyncio

import flet as ft
import pytest

from app.care.refusal import Refusal
from app.care.shift import Section
from app.care.terms import Role
from app.commands import hand_over_shift, write_entry
from app.commands.erasure import Grounds, erase_written
from app.store.queries.shift import book
from app.ui.screens.shift import ShiftRoom
from app.ui.screens.shift_times import times_of, times_words
from app.ui.state import Session
from tests.support.post import PIN, actor
from tests.support.program import MemoryProgram
from tests.support.screen import Screen
from tests.support.window import Post


def room(session: Session, program: MemoryProgram) -> ft.Control:
    return ShiftRoom(session, program)


def written(post: Post, text: str, section: Section = Section.TO_DO) -> bytes:
    by = actor(post.file, Role.NURSE)
    return post.file.write_now(lambda d: write_entry(d, by, section, text)).stream


async def pin(screen: Screen, digits: str = PIN) -> None:
    for digit in digits:
        await screen.click(f"pin-{digit}")


def test_a_line_is_written_closed_and_opened_again() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "write-entry" in screen)
        await screen.click("write-entry")
        assert "Schrijf eerst op" in screen["write-refusal"].value
        await screen.click("section-open")
        await screen.type("entry_text", "Zuurstof besteld")
        await screen.click("write-entry")
        await screen.until(lambda: "Zuurstof besteld" in screen.words())
        (row,) = post.file.read_now(book).open
        assert row.entry.section is Section.OPEN

        await screen.click(f"close-{row.stream.hex()}")
        await screen.until(lambda: not post.file.read_now(book).open)
        await screen.until(lambda: f"reopen-{row.stream.hex()}" in screen)
        await screen.click(f"reopen-{row.stream.hex()}")
        await screen.until(lambda: post.file.read_now(book).open)

    post.tell(room, tell)


def test_the_lead_hands_over_with_a_pin_and_does_not_take_over() -> None:
    post = Post(Role.POST_LEAD)
    written(post, "Aggregaat bijvullen")

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "shift-hand" in screen)
        await screen.click("shift-hand")
        assert "Aggregaat bijvullen" in screen.words()
        await screen.type("remark", "rustig")
        await screen.click("sign")
        await pin(screen, "000000")
        await screen.until(lambda: "refusal" in screen and screen["refusal"].value)
        assert post.file.read_now(book).waiting == ()
        await pin(screen)
        await screen.until(lambda: "waiting" in screen)

        assert "1 regel open: rustig" in screen["waiting"].value
        assert "shift-take" not in screen
        await screen.click("shift-next_person")
        assert post.session.switching

    post.tell(room, tell)


def test_another_takes_over_and_sees_what_came_after_the_signature() -> None:
    post = Post()
    written(post, "Aggregaat bijvullen")
    lead = actor(post.file, Role.POST_LEAD)
    post.file.write_now(lambda d: hand_over_shift(d, lead, PIN))
    late = written(post, "Water besteld")

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "shift-take" in screen)
        assert screen.words().count("Na het tekenen geschreven") == 1
        await screen.click("shift-take")
        await screen.click("sign")
        await pin(screen)
        await screen.until(lambda: post.file.read_now(book).past)
        await screen.until(lambda: "shift-hand" in screen)

        (row,) = post.file.read_now(book).past
        assert late not in row.shift.entries
        assert "Nurse nam over om" in " ".join(screen.words())
        await screen.click(f"signed-{row.stream.hex()}")
        await screen.until(lambda: "Aggregaat bijvullen · staat open" in screen.words())
        assert "Water besteld · staat open" not in screen.words()

        lead, grounds = (
            actor(post.file, Role.POST_LEAD),
            Grounds("Rechtbank", "verzoek"),
        )
        signed = row.shift.entries[0]
        await post.file.write(lambda d: erase_written(d, lead, signed, grounds, PIN))
        await screen.until(lambda: "absent" in screen)
        assert screen["absent"].value.startswith("1 regel is hier niet")

    post.tell(room, tell)


def test_who_is_alone_takes_over_without_anybody_handing_over() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "take-alone" in screen)
        await screen.click("take-alone")
        await screen.click("sign")
        await pin(screen)
        await screen.until(lambda: post.file.read_now(book).past)
        await screen.until(lambda: "shift-hand" in screen)

        assert "Niemand tekende voor overdragen" in " ".join(screen.words())

    post.tell(room, tell)


def test_two_tablets_write_in_one_book_and_both_see_all_of_it() -> None:
    post = Post(Role.POST_LEAD)
    other = post.window(Role.NURSE)

    async def tell(lead: Screen) -> None:
        async with post.open(room, other) as nurse:
            for screen, words in ((lead, "Van de leider"), (nurse, "Van de zuster")):
                await screen.until(lambda s=screen: "write-entry" in s)
                await screen.type("entry_text", words)
            await asyncio.gather(lead.click("write-entry"), nurse.click("write-entry"))
            for screen in (lead, nurse):
                for words in ("Van de leider", "Van de zuster"):
                    await screen.until(lambda s=screen, w=words: w in s.words())

    post.tell(room, tell)


def test_a_first_aider_writes_but_does_not_sign() -> None:
    post = Post(Role.FIRST_AIDER)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "write-entry" in screen)

        assert "shift-hand" not in screen
        assert screen["shift-times"].value == "07:00"

    post.tell(room, tell)


@pytest.mark.parametrize("role", [Role.STOCK_KEEPER, Role.OPERATOR])
def test_the_book_is_closed_to_who_cares_for_nobody(role: Role) -> None:
    post = Post(role)
    written(post, "Ouders van Z-014 bellen")

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "back" in screen)

        said = " ".join(screen.words())
        assert "Ouders" not in said
        assert "voor wie hier mensen helpt" in said

    post.tell(room, tell)


def test_the_lead_sets_when_shifts_change() -> None:
    post = Post(Role.POST_LEAD)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "save-times" in screen)
        await screen.type("shift-times", "zeven uur")
        await screen.click("save-times")
        assert "07:00 15:00" in screen["times-refusal"].value
        await screen.type("shift-times", "7:00 1500 23.00")
        await screen.click("save-times")
        await screen.until(lambda: post.file.read_now(book).changes == (420, 900, 1380))

    post.tell(room, tell)


@pytest.mark.parametrize("typed", ["", "25:00", "7", "07:00 x", "07:60"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="shift_times"):
        times_of(typed)


def test_times_are_written_as_they_are_typed() -> None:
    assert times_words(times_of("7:05 23:00")) == "07:05 23:00"
