"""Everything twice as large in a real Chromium, and work goes on where it was."""

from __future__ import annotations

import pytest

from tests.support.bedside import Hands, told
from tests.support.browser import LAPTOP


@pytest.mark.browser
def test_everything_grows_and_what_was_open_stays_open() -> None:
    async def story(hands: Hands) -> None:
        await hands.tap("Instellingen", "200 %")
        await hands.until(lambda: hands.session.width == LAPTOP[0] / 2)
        assert hands.session.room == "settings"

        large = await hands.framed("iframe")
        before = large.newest().row.number
        await large.tap("Overzicht", "Registreren", "T3", "Opslaan")
        await large.until(lambda: large.newest().row.number != before)
        await large.tap("Slachtoffers")
        await large.look_at("ZUID-A002-F")
        await large.until(lambda: large.session.casualty is not None)

        await large.tap("Instellingen", "100 %")
        await hands.until(lambda: hands.session.width == LAPTOP[0])

    told(story)
