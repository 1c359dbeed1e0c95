"""The console of a hub shows where casualties are and what may cling to them."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app.care.flow import ContaminationNoted, Placed
from app.care.terms import Contamination, Purpose, Triage
from app.commands import note_contamination, place_casualty
from app.store.queries.casualty import Filter, casualties
from app.ui.console import screens
from tests.support.region import PASSPHRASE, arrive, leader, opened, region
from tests.support.screen import shown


def test_place_status_and_contamination_reach_the_console(tmp_path: Path) -> None:
    async def run() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await arrive(post, Triage.T1, complaint="Val")
            file = opened(post)
            by, now = leader(file), file.clock.now_ms()
            stream = file.read_now(lambda db: casualties(db, Filter())).rows[0].stream
            placed = Placed("tent", now, "Tent 4", Purpose.TREATMENT)
            cling = ContaminationNoted(Contamination.SUSPECTED, now, "chloor")
            await file.write(lambda desk: place_casualty(desk, by, stream, placed))
            await file.write(lambda desk: note_contamination(desk, by, stream, cling))
            await here.received(post)
            async with shown(screens(here.hub), 1280) as screen:
                await screen.until(lambda: "hub-unlock" in screen)
                await screen.type("hub-secret", PASSPHRASE)
                await screen.click("hub-unlock")
                await screen.until(lambda: "go-casualties" in screen)
                await screen.click("go-casualties")
                await screen.until(lambda: "besmet?" in screen)
                assert "Tent 4" in screen

                row = next(
                    str(each.key)
                    for each in screen.all()
                    if str(each.key).startswith("row-ZUID")
                )
                await screen.click(row)
                await screen.until(lambda: "flow-flag" in screen)
                assert screen["flow-flag"].value == "Tent 4 · In behandeling"
                flag = screen["contamination-flag"].value
                assert flag == "Mogelijk besmet · chloor"
                assert "do-move" not in screen

    asyncio.run(run())
