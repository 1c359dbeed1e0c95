"""A real person's first hour, in a real Chromium, against the real program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.browser import Screen, browser, program

PASSPHRASE = "paarse fiets staat scheef"
PIN = "246810"


@pytest.mark.browser
def test_a_first_hour_at_a_new_post(tmp_path: Path) -> None:
    with browser() as screen, program(tmp_path) as url:
        screen.open(url)

        _set_up(screen)
        _register_and_retriage(screen)
        _receive_and_issue(screen)
        _lock_and_unlock(screen)
        _close_and_open(screen)

        assert screen.outside == []


def _set_up(screen: Screen) -> None:
    screen.tap("Volgende")
    screen.write("Naam van de post", "Zuid").tap("Volgende")
    screen.write("Wachtzin", PASSPHRASE).write("Nog een keer", PASSPHRASE)
    screen.tap("Post maken").sees("Herstelblad")
    code = _code_on(screen)
    screen.tap("Opgeschreven")
    screen.write("Herstelcode van het blad", code).tap("Klaar")
    screen.write("Naam", "Noor Bakker")
    screen.write("Pincode, 6 cijfers", PIN).write("Pincode nog een keer", PIN)
    screen.tap("Beginnen").sees("ZUID-A001-W")


def _code_on(screen: Screen) -> str:
    words = " ".join(screen.page.locator("flt-semantics").all_inner_texts())
    found = re.search(r"(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}", words)
    assert found is not None
    return found.group(0)


def _register_and_retriage(screen: Screen) -> None:
    screen.tap("T3 niet urgent").tap("Opslaan").sees("ZUID-A002-F")
    screen.tap("Slachtoffers").tap("ZUID-A001-W", exact=False)
    screen.tap("Triage").tap("T1 zeer urgent").tap("Opslaan")
    screen.sees("T1 1")


def _receive_and_issue(screen: Screen) -> None:
    screen.tap("Voorraad").tap("Ontvangen").tap("Acetylsalicylzuur 80 mg")
    screen.write("Partij", "AB12").write("Houdbaar tot en met", "12-2027")
    screen.write("Aantal (tabletten)", "20").tap("Ontvangst opslaan")
    screen.tap("Uitgeven").sees("AB12").tap("Eén meer").tap("Uitgifte opslaan")
    screen.tap("Acetylsalicylzuur 80 mg, 18 tabletten bruikbaar, genoeg")


def _lock_and_unlock(screen: Screen) -> None:
    screen.tap("Scherm op slot").does_not_see("ZUID-A001-W")
    screen.pin(PIN).sees("Voorraad")


def _close_and_open(screen: Screen) -> None:
    screen.tap("Instellingen").tap("Post sluiten")
    screen.write("Wachtzin", PASSPHRASE).tap("Openen")
    screen.tap("Noor Bakker", exact=False).pin(PIN).sees("Overzicht")
