"""A delivery of thirty packages, scanned in a real Chromium, without the mouse."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.journeys.test_browser import _set_up
from tests.support.browser import Screen, browser, program

GS: Final = "\x1d"
BETWEEN_SCANS_MS: Final = 400
"""A person takes the next package no faster."""


@pytest.mark.browser
def test_a_delivery_of_thirty_packages(tmp_path: Path) -> None:
    with browser() as screen, program(tmp_path) as url:
        screen.open(url)
        _set_up(screen)
        screen.tap("Voorraad").tap("Ontvangen").sees("Levering ontvangen")
        screen.page.wait_for_timeout(500)

        for number in range(30):
            wedge(
                screen,
                f"]d20109528800000019172712141 0LOT{number % 5}".replace(" ", ""),
            )
            screen.sees(f"Tourniquet (arm/been): {number // 5 + 1}")

        screen.sees("5 partijen gescand")
        screen.page.keyboard.press("F8")
        screen.sees("5 partijen ontvangen")
        screen.tap("Tourniquet (arm/been), 30 stuks bruikbaar", exact=False)


def wedge(screen: Screen, code: str) -> None:
    """Type as a keyboard scanner does."""
    keyboard = screen.page.keyboard
    for letter in code:
        if letter == GS:
            keyboard.press("Control+]")
        elif letter.isupper():
            keyboard.press(f"Shift+{letter}")
        else:
            keyboard.press(letter)
    keyboard.press("Enter")
    screen.page.wait_for_timeout(BETWEEN_SCANS_MS)
