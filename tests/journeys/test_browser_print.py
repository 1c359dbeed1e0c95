"""Handing over in a real Chromium: the card, the square, and a PDF that is saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.journeys.test_browser import PIN, _set_up
from tests.support.browser import PATIENCE_MS, browser, program


@pytest.mark.browser
def test_a_handover_is_read_aloud_printed_and_recorded(tmp_path: Path) -> None:
    with browser() as screen, program(tmp_path / "data") as url:
        screen.open(url)
        _set_up(screen)
        screen.tap("T1 zeer urgent").tap("Opslaan").sees("ZUID-A002-F")
        screen.tap("Slachtoffers").tap("ZUID-A001-W", exact=False)

        screen.tap("Meer").tap("Overdracht").sees("niet bekend")
        screen.tap("Aanvullen")
        screen.write("Wat gebeurde er (mechanisme)", "Val van een ladder")
        screen.tap("Opslaan").sees("Val van een ladder")
        screen.tap("Print").write("Uw pincode", PIN)
        with screen.page.expect_download(timeout=PATIENCE_MS) as saved:
            screen.tap("PDF maken")
        kept = tmp_path / "sheet.pdf"
        saved.value.save_as(kept)
        screen.sees("Blad ZUID-A-0001")
        screen.tap("Kaart").write("Aan wie", "Ambulance 01-142")
        # The timeline says it with the field's own words.
        screen.tap("Overgedragen").sees("Aan wie: Ambulance 01-142").sees("Tijdlijn")
        screen.sees("Overgedragen")

        assert saved.value.suggested_filename == "overdracht-ZUID-A-0001.pdf"
        words = PdfReader(kept).pages[0].extract_text()
        assert "Val van een ladder" in words
        assert "ZUID-A001-W" in words
        assert screen.outside == []
