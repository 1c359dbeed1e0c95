"""What another region hears of who recorded something: a name and a role, no more."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app.care.casualty import NoteRecorded
from app.care.duty import AbsenceCause
from app.care.power import Standing
from app.care.terms import Triage
from app.commands import record_note
from app.commands.duty import tell_absence
from app.store.queries.casualty import casualty
from app.store.queries.power import Powers
from tests.journeys.test_border import level, sent_across, two_regions
from tests.support.powers import surgeon
from tests.support.region import arrive, leader, opened, until


def test_no_number_and_no_absence_of_a_colleague_crosses_the_border(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with two_regions(tmp_path) as (west, east):
            post = await west.post("zuid")
            file, lead = opened(post), leader(opened(post))
            who = surgeon(file, big_number="12345678901")
            of = await arrive(post, Triage.T1)
            note = NoteRecorded("Arm gespalkt", file.clock.now_ms())
            await file.write(lambda desk: record_note(desk, who, of, note))
            await file.write(
                lambda desk: tell_absence(desk, lead, who, AbsenceCause.ILL)
            )
            await west.received(post)
            await sent_across(west, east, of)
            await until(lambda: level(west, of) == 2)

            there = opened(east.hub)
            known = there.read_now(lambda db: Powers(db).known(who))
            detail = there.read_now(lambda db: casualty(db, of))
            assert known is not None and detail is not None
            assert known.staff.name == "Dr. Smith"
            assert known.staff.qualified.stated == ()
            assert known.staff.duty.absences == ()
            (entry,) = [x for x in detail.timeline if x.kind == "note.recorded"]
            assert entry.power is not None
            assert entry.power.standing is Standing.TOLD
            assert entry.has_power

    asyncio.run(story())
