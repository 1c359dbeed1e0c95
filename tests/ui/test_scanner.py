"""Scanner testen: one code, and the device knows; and labels of a lot."""

from __future__ import annotations

from app.care.stock import LotKey
from app.commands import receive_stock
from app.scan import as_elements
from app.scan.keys import TEST_CODE
from app.ui.screens.stock import StockRoom
from tests.support.post import actor
from tests.support.screen import Screen
from tests.support.window import Post
from tests.ui.test_delivery import Desk

GS = "\x1d"
SENT = f"]d2{as_elements(TEST_CODE)}"


def test_the_test_code_teaches_the_device_and_it_remembers() -> None:
    desk = Desk()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "scanner-state" in screen)
        assert "Nog niet getest" in screen

        await screen.wedge(SENT)
        await screen.until(lambda: "Getest: de scanner geeft het" in screen)
        assert "(Ctrl+])" in screen

    desk.tell(tell, room="scanner")
    assert desk.program.settings().separator == GS


def test_a_scanner_that_swallows_it_is_told_what_to_do() -> None:
    desk = Desk()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "scan" in screen)
        await screen.wedge(SENT.replace(GS, ""))
        await screen.until(lambda: "scanner-gone" in screen)
        assert "laat het scheidingsteken weg" in screen

        await screen.wedge(SENT.replace(GS, "^"))
        await screen.until(lambda: "(^)" in screen)
        assert "scanner-gone" not in screen

    desk.tell(tell, room="scanner")
    assert desk.program.settings().separator == "^"


def test_another_code_teaches_nothing() -> None:
    desk = Desk()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "scan" in screen)
        await screen.wedge("010952880000001910VB001A")
        await screen.until(lambda: "Dit is niet de testcode" in screen)

    desk.tell(tell, room="scanner")
    assert desk.program.settings().separator is None


def test_the_test_is_reached_from_the_settings_and_printed() -> None:
    desk = Desk()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "go-scanner" in screen)
        await screen.click("go-scanner")
        await screen.until(lambda: "scanner-print" in screen)
        await screen.click("scanner-print")
        await screen.until(lambda: bool(screen.called("save_file")))
        (saved,) = screen.called("save_file")
        assert saved["src_bytes"].startswith(b"%PDF")
        assert saved["file_name"].startswith("scannertest-")

    desk.tell(tell, room="settings")


def test_labels_of_a_lot_are_printed() -> None:
    post = Post()
    by = actor(post.file)
    lot = LotKey("VB001", "A1", "2028-01-31")
    post.file.write_now(lambda desk: receive_stock(desk, by, lot, 5))
    post.session.item = "VB001"

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "item-labels" in screen)
        await screen.click("item-labels")
        await screen.until(lambda: "label-print" in screen)
        assert "Partij A1" in screen
        await screen.type("label-count", "3")
        await screen.click("label-print")
        await screen.until(lambda: bool(screen.called("save_file")))
        (saved,) = screen.called("save_file")
        assert saved["file_name"].startswith("etiketten-")
        await screen.until(lambda: "3 etiketten staan klaar" in screen)

    post.tell(StockRoom, tell)
