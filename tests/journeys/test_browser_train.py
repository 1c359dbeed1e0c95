"""A train of a hundred and fifty people: in by the fifty, onto the board, moved on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.browser import PATIENCE_MS, Screen, browser, program

PASSPHRASE = "paarse fiets staat scheef"
PIN = "246810"
IN_ONE_GO = 50


@pytest.mark.browser
def test_a_train_arrives(tmp_path: Path) -> None:
    with browser() as screen, program(tmp_path) as url:
        screen.open(url)
        _set_up(screen)

        _fifty(screen, "T3 niet urgent", "Opvang T3", "ZUID-A001-W")
        _fifty(screen, "T3 niet urgent", "Opvang T3", "ZUID-A051-")
        _fifty(screen, "T2 urgent", "Behandelplek 1", "ZUID-A101-")
        _board_of_all(screen)
        _several_are_moved_and_put_back(screen)
        _one_is_dragged(screen)

        assert screen.outside == []


def _set_up(screen: Screen) -> None:
    screen.tap("Volgende")
    screen.write("Naam van de post", "Zuid").tap("Volgende")
    screen.write("Wachtzin", PASSPHRASE).write("Nog een keer", PASSPHRASE)
    screen.tap("Post maken").sees("Herstelblad")
    words = " ".join(screen.page.locator("flt-semantics").all_inner_texts())
    code = re.search(r"(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}", words)
    assert code is not None
    screen.tap("Opgeschreven")
    screen.write("Herstelcode van het blad", code.group(0)).tap("Klaar")
    screen.write("Naam", "Noor Bakker")
    screen.write("Pincode, 6 cijfers", PIN).write("Pincode nog een keer", PIN)
    screen.tap("Beginnen").sees("ZUID-A001-W")


def _fifty(screen: Screen, category: str, place: str, first: str) -> None:
    screen.tap("Meerdere").tap(str(IN_ONE_GO))
    screen.tap(category, exact=False).tap(place).tap("Benauwd")
    screen.tap(f"{IN_ONE_GO} × {category[:2]} opslaan")
    screen.sees(f"{IN_ONE_GO} nummers uitgegeven")
    # The first and the last of the range, in one text.
    both = re.compile(rf"{first}.* … ")
    shown = screen.page.get_by_text(both).or_(screen.page.get_by_label(both))
    shown.first.wait_for(timeout=PATIENCE_MS)
    screen.tap("Nummers wegdoen")


def _board_of_all(screen: Screen) -> None:
    screen.tap("Slachtoffers").sees("T3 100").tap("Bord").sees("Per stand")
    screen.sees("1 t/m 10 van 100").sees("1 t/m 10 van 50")
    screen.tap("Per stand").sees("In behandeling").tap("Per plaats")


def _several_are_moved_and_put_back(screen: Screen) -> None:
    screen.tap("Kies iedereen die hier staat: Opvang T3").sees("10 gekozen")
    here = screen.page.get_by_role("button", name="Hierheen", exact=True)
    here.first.click(timeout=PATIENCE_MS)  # the first column that takes: Wachtruimte
    screen.sees("1 t/m 10 van 90").tap("Ongedaan maken").sees("1 t/m 10 van 100")


def _one_is_dragged(screen: Screen) -> None:
    page = screen.page
    card = page.get_by_role("button", name=re.compile("^T3 .*ZUID-A001")).first
    column = page.get_by_label("Kies iedereen die hier staat: Wachtruimte").first
    held, there = card.bounding_box(), column.bounding_box()
    assert held is not None
    assert there is not None
    from_x, from_y = held["x"] + 60, held["y"] + 30
    to_x, to_y = there["x"] - 80, there["y"] + 200
    page.mouse.move(from_x, from_y)
    page.mouse.down()
    for step in range(1, 13):
        part = step / 12
        page.mouse.move(
            from_x + (to_x - from_x) * part, from_y + (to_y - from_y) * part
        )
        page.wait_for_timeout(40)
    page.mouse.up()
    screen.sees("1 verplaatst")
