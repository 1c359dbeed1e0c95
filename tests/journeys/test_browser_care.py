"""Care in a real Chromium: two taps, a child step by step, arrival to departure."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.care.guided import TriageAssessed
from app.care.terms import Triage
from app.care.treatment import TreatmentGiven
from app.store.queries.casualty import CasualtyDetail, Filter, casualties, casualty
from app.ui.state import Session
from tests.gallery.studio import Studio
from tests.support.browser import ARGUMENTS, KEYBOARD_MS, LAPTOP, PATIENCE_MS, chromium

Story = Callable[["Hands"], Awaitable[None]]


class Hands:
    """One page and the session behind it, worked by the names of what is on screen."""

    def __init__(self, page: Any, session: Session) -> None:
        self.page = page
        self.session = session

    async def tap(self, *names: str) -> None:
        """Tap buttons whose names begin with these words."""
        for name in names:
            begins = re.compile(rf"^{re.escape(name)}")
            found = self.page.get_by_role("button", name=begins)
            await found.first.click(timeout=PATIENCE_MS)

    async def answer(self, *names: str) -> None:
        """Tap buttons with just these names."""
        for name in names:
            found = self.page.get_by_role("button", name=name, exact=True)
            await found.first.click(timeout=PATIENCE_MS)

    async def look_at(self, number: str) -> None:
        """Open the casualty with this number."""
        row = self.page.get_by_role("button", name=re.compile(re.escape(number)))
        await row.first.click(timeout=PATIENCE_MS)

    async def sees(self, words: str) -> None:
        """Wait until these words are on screen."""
        await self.page.get_by_text(re.compile(words)).first.wait_for(
            timeout=PATIENCE_MS
        )

    async def write(self, label: str, words: str) -> None:
        """Type into the field with this label."""
        named = re.compile(rf"^{re.escape(label)}(\n|$)")
        await self.page.get_by_label(named).first.click(timeout=PATIENCE_MS)
        await self.page.wait_for_timeout(KEYBOARD_MS)
        await self.page.keyboard.type(words, delay=15)

    async def until(self, true: Callable[[], object]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(PATIENCE_MS / 1000):
            while not true():
                await asyncio.sleep(0.05)

    def newest(self) -> CasualtyDetail:
        """Return who was registered last."""
        file = self.session.open_file
        everybody = Filter(departed=None)
        rows = file.read_now(lambda db: casualties(db, everybody)).rows
        last = max(rows, key=lambda row: row.number)
        found = file.read_now(lambda db: casualty(db, last.stream))
        assert found is not None
        return found

    def said(self, form: type) -> list[Any]:
        """Return what was recorded of one kind about who was registered last."""
        bodies = [each.body for each in self.newest().timeline]
        return [body for body in bodies if isinstance(body, form)]


def told(story: Story) -> None:
    """Tell a story in a browser on a served post."""

    async def whole() -> None:
        executable = chromium()
        from playwright.async_api import async_playwright

        studio = Studio()
        running = await studio.serve()
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=executable, args=list(ARGUMENTS)
                )
                await story(await _at_the_screen(studio, browser, running.url))
                await browser.close()
        finally:
            await running.stop()
            await studio.end()

    asyncio.run(whole())


async def _at_the_screen(studio: Studio, browser: Any, url: str) -> Hands:
    viewport = {"width": LAPTOP[0], "height": LAPTOP[1]}
    page = await browser.new_page(locale="nl-NL", viewport=viewport)
    await page.goto(url)
    dot = page.locator("flt-semantics-placeholder")
    await dot.wait_for(state="attached", timeout=60_000)
    await dot.dispatch_event("click")
    await page.get_by_role("button", name="Registreren").first.wait_for()
    assert studio.session is not None
    return Hands(page, studio.session)


@pytest.mark.browser
def test_an_evening_of_care_at_the_screen() -> None:
    async def story(hands: Hands) -> None:
        await _a_walking_casualty_takes_two_taps(hands)
        await _a_child_is_triaged_by_the_tool_for_children(hands)
        await _an_urgent_casualty_from_arrival_to_departure(hands)

    told(story)


async def _a_walking_casualty_takes_two_taps(hands: Hands) -> None:
    before = hands.newest().row.number
    await hands.tap("Registreren")

    await hands.tap("T3", "Opslaan")

    await hands.until(lambda: hands.newest().row.number != before)
    assert hands.newest().row.category is Triage.T3


async def _a_child_is_triaged_by_the_tool_for_children(hands: Hands) -> None:
    await hands.tap("Kind (1", "Stap voor stap", "JumpSTART")
    await hands.answer("Nee", "Ja")
    await hands.write("Ademhaling", "46")
    await hands.tap("Verder", "Overnemen", "Opslaan")
    await hands.until(lambda: hands.said(TriageAssessed))

    (fact,) = hands.said(TriageAssessed)
    assert (fact.tool, fact.result) == ("JUMPSTART", "T1")
    assert fact.inputs == "age=child;walking=no;breathing=yes;rr=46"
    assert hands.newest().row.category is Triage.T1


async def _an_urgent_casualty_from_arrival_to_departure(hands: Hands) -> None:
    await hands.tap("Volwassen", "Stap voor stap", "Tourniquet")
    await hands.answer("Nee", "Ja")
    await hands.tap("Overnemen", "Opslaan")
    await hands.until(lambda: hands.said(TreatmentGiven))
    assert hands.newest().row.category is Triage.T1

    await hands.tap("Slachtoffers")
    await hands.look_at(hands.newest().row.number)
    await hands.tap("Meting")
    await hands.write("Ademhaling", "26")
    await hands.write("Hartslag", "118")
    await hands.tap("Opslaan")
    await hands.until(lambda: hands.newest().vitals)

    await hands.tap("Meer", "Overdracht")
    await hands.sees("Tourniquet")
    await hands.tap("Sluiten", "Meer", "Vertrek", "Overgedragen")
    await hands.write("Waarheen", "UMCG")
    await hands.tap("Opslaan")
    await hands.until(lambda: hands.newest().departures)
