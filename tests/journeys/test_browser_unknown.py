"""An unknown woman in a real Chromium: known later, found twice, asked for."""

from __future__ import annotations

import pytest

from app.care.person import LooksDescribed
from app.store.queries.link import joined
from tests.support.bedside import Hands, told

NAME = "Олена Шевченко"
"""As her daughter writes it; at the door somebody wrote it in our letters."""
TALL = (1280, 1500)
"""So high that no field has to be scrolled to: a click would land where it was."""
SETTLE_MS = 500
"""What is tapped next may move when a category is chosen, or a sheet has opened."""


@pytest.mark.browser
def test_an_unknown_woman_becomes_known_and_her_family_finds_her() -> None:
    told(_story, TALL)


async def _story(hands: Hands) -> None:
    twice = await _registered(hands, "T3", name="Olena Shevchenko")
    unknown = await _registered(hands, "T2")
    await hands.tap("Slachtoffers")
    await hands.look_at(unknown)

    await _filled(hands, "Signalement", "Haar", "grijs, opgestoken")
    await hands.until(lambda: hands.said(LooksDescribed))
    await _filled(hands, "Gegevens", "Naam", NAME)
    await hands.sees("Misschien dezelfde persoon")
    await hands.sees("naam klinkt hetzelfde")

    await hands.tap("Vergelijken", "Herkend door iemand", "Koppelen")
    await hands.until(lambda: _links(hands))
    await hands.sees(f"zelfde als {twice}")

    await _asked_for(hands, unknown)
    await hands.tap("Slachtoffers")
    await hands.look_at(unknown)
    await hands.tap("Ontkoppelen")
    await hands.until(lambda: not _links(hands))


async def _registered(hands: Hands, category: str, name: str = "") -> str:
    before = hands.newest().row.number
    await hands.tap("Registreren", category)
    await hands.page.wait_for_timeout(SETTLE_MS)
    await hands.tap("Vrouw")
    if name:
        await hands.tap("Meer:")
        await hands.write("Naam", name)
    await hands.tap("Opslaan")
    await hands.until(lambda: hands.newest().row.number != before)
    return hands.newest().row.number


async def _filled(hands: Hands, sheet: str, field: str, words: str) -> None:
    await hands.answer("Meer", sheet)
    await hands.page.wait_for_timeout(SETTLE_MS)
    await hands.write(field, words)
    await hands.tap("Opslaan")


async def _asked_for(hands: Hands, number: str) -> None:
    await hands.tap("Overzicht", "Verwanten")
    await hands.write("Naam van wie gezocht wordt", "Olena Sjevtsjenko")
    await hands.write("Wie vraagt het", "Iryna, haar zus")
    await hands.tap("Vraag opslaan", "Zoeken")
    await hands.sees("naam klinkt hetzelfde")
    await hands.sees(number)


def _links(hands: Hands) -> int:
    stream = hands.newest().row.stream
    return len(hands.session.open_file.read_now(lambda db: joined(db, stream)))
