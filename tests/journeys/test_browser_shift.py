"""The change of shifts at seven in a real Chromium: one book, two tablets, two PINs."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from app.care.terms import Role
from app.commands import add_person
from app.store.queries.shift import Book, book
from tests.support.fakes import LateClock
from tests.support.region import PIN, leader, opened
from tests.support.windows import Windows, told_of

if TYPE_CHECKING:
    from app.post import PostProgram
    from tests.support.glass import Glass

BRAM, BRAMS_PIN = "Bram Visser", "135791"
FUEL, OXYGEN = "Aggregaat bijvullen om 9 uur", "Zuurstof besteld, nog geen antwoord"
QUIET: Final = "Rustige nacht"


@pytest.mark.browser
def test_at_seven_the_shift_goes_from_the_lead_to_the_next_and_is_still_there(
    tmp_path: Path,
) -> None:
    clock = LateClock()
    clock.advance(_until_ms(clock, "06:50"))

    async def story(at: Windows) -> None:
        post = await at.here.post("zuid", enrolled=False)
        await _with_bram(post)
        shared, beside = await at.tablet(post), await at.tablet(post, BRAM, BRAMS_PIN)
        await _two_write_in_one_book(shared, beside)
        await _the_lead_hands_over(shared)
        await _the_next_signs_on_in_two_taps_and_takes_over(shared, beside)
        (row,) = _book(post).past
        assert row.shift.remark == QUIET
        assert len(row.shift.entries) == 2
        assert {each.entry.text for each in _book(post).open} == {FUEL, OXYGEN}

        await post.end()
        again = await at.here.again("zuid", clock)
        late = await at.tablet(again)
        await late.answer("Post")
        await late.tap("Overdrachtsboek")
        await late.sees(f"{BRAM} nam over om ")
        await late.tap("Getekend voor 2 regels")
        await late.sees(f"{FUEL} · staat open")

    told_of(tmp_path, story, clock)


def _until_ms(clock: LateClock, time: str) -> int:
    """Return how long it is until the clock on the wall says so."""
    now = datetime.fromtimestamp(clock.now_ms() / 1000, tz=UTC).astimezone()
    hour, minute = (int(each) for each in time.split(":"))
    then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if then <= now:
        then += timedelta(days=1)
    return int((then - now).total_seconds() * 1000)


async def _with_bram(post: PostProgram) -> None:
    file, by = opened(post), leader(opened(post))
    await file.write(lambda d: add_person(d, by, BRAM, Role.NURSE, BRAMS_PIN))


def _book(post: PostProgram) -> Book:
    return opened(post).read_now(book)


async def _two_write_in_one_book(shared: Glass, beside: Glass) -> None:
    for tablet in (shared, beside):
        await tablet.answer("Post")
        await tablet.tap("Overdrachtsboek")
        await tablet.sees("Volgende wissel om 07:00, over ")
    await shared.write("Waar gaat het om", FUEL)
    await beside.answer("Staat open")
    await beside.write("Waar gaat het om", OXYGEN)
    await asyncio.gather(shared.answer("Opschrijven"), beside.answer("Opschrijven"))
    for tablet in (shared, beside):
        for words in (FUEL, OXYGEN):
            await tablet.sees(words)


async def _the_lead_hands_over(shared: Glass) -> None:
    await shared.answer("Dienst overdragen")
    await shared.sees("2 regels staan open")
    await shared.write("Opmerking bij de overdracht", QUIET)
    await shared.answer("Tekenen")
    await shared.sees("Pincode van Noor Bakker")
    await shared.answer(*PIN)
    await shared.sees("Overdracht wacht op overname")


async def _the_next_signs_on_in_two_taps_and_takes_over(
    shared: Glass, beside: Glass
) -> None:
    await beside.sees("Lees wat openstaat en neem over")
    await shared.answer("Volgende aanmelden")
    await shared.tap(BRAM)
    await shared.answer(*BRAMS_PIN)
    await shared.answer("Dienst overnemen")
    await shared.sees(QUIET)
    await shared.answer("Tekenen")
    await shared.sees(f"Pincode van {BRAM}")
    await shared.answer(*BRAMS_PIN)
    for tablet in (shared, beside):
        await tablet.sees(f"{BRAM} nam over om ")
        await tablet.sees("Noor Bakker droeg over om ")
