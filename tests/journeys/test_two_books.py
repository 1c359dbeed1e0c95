"""Two devices of one post write in one book while neither hears the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.care.requirement import Requirement, RequirementReported, Standing
from app.care.shift import Section
from app.commands import (
    close_entry,
    hand_over_shift,
    report_requirement,
    take_over_shift,
    write_entry,
)
from app.store.queries.requirement import board
from app.store.queries.shift import Book, book
from tests.support.region import PIN, Region, leader, opened, region, until

if TYPE_CHECKING:
    from app.post import PostProgram
    from app.store.file import CareFile
    from sync.ids import ActorId


def test_what_two_devices_wrote_and_signed_is_all_there_on_both(
    tmp_path: Path,
) -> None:
    async def story(here: Region) -> None:
        first = await here.post("zuid")
        second = await here.sister(first, "kast")
        one, other = opened(first), opened(second)
        ours, theirs = leader(one), leader(other)
        # Who leads is another person on each device.
        line = await _written(one, ours, "Aggregaat bijvullen")
        await _both_know(here, first, second, lambda held: len(held.open) == 1)
        signed = await one.write(lambda d: hand_over_shift(d, ours, PIN, "rustig"))
        await _both_know(here, first, second, lambda held: len(held.waiting) == 1)

        await _written(one, ours, "Van de ene")
        await _written(other, theirs, "Van de andere")
        await other.write(lambda d: close_entry(d, theirs, line, "gedaan"))
        await one.write(lambda d: close_entry(d, ours, line, "ook gedaan"))
        await other.write(lambda d: take_over_shift(d, theirs, PIN, signed.stream))
        await _said(one, ours, Standing.STRAINED, 1)
        await _said(other, theirs, Standing.FAILED, 2)

        await _both_know(here, first, second, _is_whole)
        _both_are_the_same(one, other)

    async def whole() -> None:
        async with region(tmp_path) as here:
            await story(here)

    asyncio.run(whole())


def _both_are_the_same(one: CareFile, other: CareFile) -> None:
    here, there = one.read_now(book), other.read_now(book)
    assert (here.open, here.over, here.past) == (there.open, there.over, there.past)
    (closed,) = (each.entry for each in here.over)
    assert {turn.how for turn in closed.turns} == {"gedaan", "ook gedaan"}
    now = one.clock.now_ms()
    boards = [file.read_now(lambda db: board(db, now)) for file in (one, other)]
    assert boards[0] == boards[1]
    energy = boards[0].requirements[1]
    assert energy.standing is Standing.FAILED
    assert energy.before is not None
    assert energy.before.fact.standing is Standing.STRAINED


def _is_whole(held: Book) -> bool:
    texts = {each.entry.text for each in held.open}
    turns = [len(each.entry.turns) for each in held.over]
    return texts == {"Van de ene", "Van de andere"} and turns == [2] and bool(held.past)


async def _written(file: CareFile, by: ActorId, text: str) -> bytes:
    event = await file.write(lambda d: write_entry(d, by, Section.TO_DO, text))
    return event.stream


async def _said(file: CareFile, by: ActorId, standing: Standing, later: int) -> None:
    seen_ms = file.clock.now_ms() + later
    fact = RequirementReported(b"", Requirement.ENERGY, standing, seen_ms)
    await file.write(lambda d: report_requirement(d, by, fact))


async def _both_know(
    here: Region, first: PostProgram, second: PostProgram, is_so: Callable[[Book], bool]
) -> None:
    for post in (first, second):
        await here.received(post)
    for post in (first, second):
        file = opened(post)
        await until(lambda file=file: is_so(file.read_now(book)))
