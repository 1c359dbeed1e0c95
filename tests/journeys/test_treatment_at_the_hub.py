"""What was done at a post is seen at the hub: the clock, the allergy, the dose."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app.care.medicine import AllergyRecorded, DoseUnit, MedicineGiven, Route
from app.care.terms import Triage
from app.care.treatment import Intervention, Site, TreatmentGiven
from app.commands import give_medicine, give_treatment, record_allergy
from app.store.desk import Desk
from app.ui.console import screens
from tests.support.region import PASSPHRASE, arrive, leader, opened, region
from tests.support.screen import Screen, shown

MINUTE = 60_000


def _keys(screen: Screen, *starts: str) -> list[str]:
    return sorted(key for key in screen.keys() if key.startswith(starts))  # noqa: SIM118


async def _look(screen: Screen) -> None:
    await screen.until(lambda: "hub-unlock" in screen)
    await screen.type("hub-secret", PASSPHRASE)
    await screen.click("hub-unlock")
    await screen.until(lambda: "go-casualties" in screen)
    await screen.click("go-casualties")
    await screen.until(lambda: _keys(screen, "row-ZUID"))


def test_the_hub_sees_the_clock_of_a_tourniquet_and_can_end_nothing(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            stream = await arrive(post, Triage.T1)
            by, now = leader(opened(post)), opened(post).clock.now_ms()
            strap = TreatmentGiven(
                Intervention.TOURNIQUET, now - 7 * MINUTE, Site.LEFT_THIGH
            )
            told = AllergyRecorded("penicilline", now)
            dose = MedicineGiven(
                "Morfine", now, "morphine", 2_500, DoseUnit.MG, Route.IV, "Dr. Bakker"
            )

            def treated(desk: Desk) -> None:
                give_treatment(desk, by, stream, strap)
                record_allergy(desk, by, stream, told)
                give_medicine(desk, by, stream, dose)

            await opened(post).write(treated)
            await here.received(post)

            async with shown(screens(here.hub), 1280) as screen:
                await _look(screen)
                assert any(words.startswith("TQ 7 min") for words in screen.words())
                await screen.click(_keys(screen, "row-ZUID")[0])
                await screen.until(lambda: "tourniquet" in screen)

                assert "linkerbovenbeen" in screen["tourniquet"].value
                assert screen["allergy-flag"].value == "Allergie: Penicillines"
                words = " ".join(screen.words())
                assert "Morfine 2,5 mg · in de ader (iv)" in words
                assert "Dr. Bakker" in words
                assert "going-on" in screen
                assert _keys(screen, "end-", "do-", "undo-") == []

    asyncio.run(story())
