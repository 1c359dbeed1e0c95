"""Levering: one package after another, and nothing booked that is not sure."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import flet as ft

from app.care.stock import LotKey
from app.commands import receive_stock
from app.store.queries.casualty import Filter, casualties
from app.store.queries.stock import LotRow, lots
from app.ui.preferences import set_separator
from app.ui.shell import Shell, prepare
from app.ui.state import Session
from sync.ids import Mode
from tests.support.post import registered
from tests.support.program import MemoryProgram, session_of
from tests.support.screen import Screen, shown

TODAY = "2026-11-22"
GS = "\x1d"
TOURNIQUET = "(01)09528800000019(17)271214(10)VB001A"


class Desk:
    """A window of a post, with its frame, and what its stock holds."""

    def __init__(self) -> None:
        self.program = MemoryProgram(Mode.REAL)
        self.session: Session = session_of(self.program)

    def held(self, code: str = "VB001") -> list[tuple[str, str, int]]:
        file = self.program.file(Mode.REAL)
        assert file is not None
        found: tuple[LotRow, ...] = file.read_now(lambda db: lots(db, code, TODAY))
        return [(each.lot, each.expiry, each.on_hand) for each in found]

    @asynccontextmanager
    async def open(self, room: str = "stock") -> AsyncIterator[Screen]:
        def main(page: ft.Page) -> None:
            prepare(page, self.session)
            self.session.go(room)
            page.render(Shell, self.session, self.program)

        async with shown(main) as screen:
            yield screen

    def tell(
        self, story: Callable[[Screen], Awaitable[None]], room: str = "stock"
    ) -> None:
        async def run() -> None:
            async with self.open(room) as screen:
                if room == "stock":
                    await screen.until(lambda: "stock-receive" in screen)
                    await screen.click("stock-receive")
                    await screen.until(lambda: "scan" in screen)
                await story(screen)

        asyncio.run(run())
        self.program.end()


async def typed(screen: Screen, code: str) -> None:
    await screen.type("scan", code)
    await screen.submit("scan")


async def wedge(screen: Screen, code: str, *, field: bool = False) -> None:
    """Type as a scanner does; with `field`, the scan field has the focus."""
    await screen.wedge(code)
    if field:
        await typed(screen, code.replace(GS, ""))


def test_a_beep_fills_in_all_and_one_key_books_it() -> None:
    desk = Desk()

    async def tell(screen: Screen) -> None:
        await typed(screen, TOURNIQUET)
        await screen.until(lambda: "quantity-0" in screen)
        assert "Tourniquet (arm/been)" in screen
        assert desk.held() == []

        await screen.press("F8")
        await screen.until(lambda: bool(desk.held()))
        assert desk.held() == [("VB001A", "2027-12-14", 1)]
        assert "1 partij ontvangen" in screen

    desk.tell(tell)


def test_the_same_code_again_adds_one_and_a_pack_counts_its_pieces() -> None:
    desk = Desk()

    async def tell(screen: Screen) -> None:
        for _ in range(3):
            await typed(screen, TOURNIQUET)
        await screen.until(lambda: screen["quantity-0"].value == "3")
        # Five ampoules in a pack.
        await typed(screen, "(01)09528800000040(17)280403(10)VB004A")
        await screen.until(lambda: screen["quantity-0"].value == "5")
        assert screen["quantity-1"].value == "3"
        await screen.click("more-0")
        assert screen["quantity-0"].value == "10"

    desk.tell(tell)


def test_a_code_that_counts_none_is_no_package_and_asks_how_many() -> None:
    desk = Desk()

    async def tell(screen: Screen) -> None:
        await typed(screen, "(01)09528800000019(17)271214(30)0")
        await screen.until(lambda: "quantity-0" in screen)
        assert screen["quantity-0"].value == "0"
        await screen.press("F8")
        assert desk.held() == []

        await screen.click("more-0")
        await screen.until(lambda: screen["quantity-0"].value == "1")
        await screen.press("F8")
        await screen.until(lambda: bool(desk.held()))
        assert desk.held() == [("", "2027-12-14", 1)]

    desk.tell(tell)


def test_thirty_scans_in_a_row_need_no_mouse_and_no_field() -> None:
    desk = Desk()
    set_separator(desk.session, desk.program, GS)

    async def tell(screen: Screen) -> None:
        for number in range(30):
            await wedge(
                screen,
                f"]d2010952880000001910P{number % 10}{GS}17271214",
                field=number % 2 == 0,
            )
            await asyncio.sleep(0.25)
        await screen.until(lambda: "10 partijen gescand" in screen)
        await screen.press("F8")
        await screen.until(lambda: len(desk.held()) == 10)
        assert sorted(desk.held()) == [
            (f"P{each}", "2027-12-14", 3) for each in range(10)
        ]

    desk.tell(tell)


def test_a_bad_code_is_told_and_changes_nothing() -> None:
    desk = Desk()

    async def tell(screen: Screen) -> None:
        await typed(screen, "(01)09528800000018")
        await screen.until(lambda: "scan-told" in screen)

        assert "controlecijfer van artikelnummer (01)" in screen
        assert "delivery-0" not in screen
        assert screen["scan"].value == ""

    desk.tell(tell)


def test_a_swallowed_separator_is_never_booked_by_itself() -> None:
    desk = Desk()
    set_separator(desk.session, desk.program, "")

    async def tell(screen: Screen) -> None:
        await wedge(screen, "010952880000001917271214" + "10AB21S7", field=True)
        await screen.until(lambda: "lack-0" in screen)
        assert "Klopt partij (10) “AB21S7”" in screen
        await screen.press("F8")
        assert desk.held() == []

        await screen.click("change-0")
        await screen.type("lot-0", "AB")
        await screen.click("keep-0")
        assert "lack-0" not in screen
        await screen.press("F8")
        await screen.until(lambda: bool(desk.held()))
        assert desk.held() == [("AB", "2027-12-14", 1)]

    desk.tell(tell)


def test_an_untested_scanner_is_asked_about_a_lot_that_is_not_last() -> None:
    desk = Desk()

    async def tell(screen: Screen) -> None:
        await wedge(screen, f"010952880000001910AB{GS}17271214")
        await screen.until(lambda: "lack-0" in screen)
        await screen.click("right-0")
        await screen.press("F8")
        await screen.until(lambda: bool(desk.held()))
        assert desk.held() == [("AB", "2027-12-14", 1)]

    desk.tell(tell)


def test_a_bar_code_without_lot_and_date_asks_for_them() -> None:
    desk = Desk()

    async def tell(screen: Screen) -> None:
        await typed(screen, "9528800000019")
        await screen.until(lambda: "lack-0" in screen)
        await screen.press("F8")
        assert desk.held() == []
        await screen.click("right-0")
        await screen.press("F8")
        await screen.until(lambda: bool(desk.held()))
        assert desk.held() == [("", "", 1)]

    desk.tell(tell)


def test_the_same_package_counts_once() -> None:
    desk = Desk()

    async def tell(screen: Screen) -> None:
        for _ in range(2):
            await typed(screen, TOURNIQUET + "(21)S-1")
        await screen.until(lambda: "al gescand (serienummer S-1)" in screen)
        assert screen["quantity-0"].value == "1"
        await typed(screen, TOURNIQUET + "(21)S-2")
        await screen.until(lambda: screen["quantity-0"].value == "2")

    desk.tell(tell)


def test_an_unknown_bar_code_waits_for_its_item_and_the_rest_is_booked() -> None:
    desk = Desk()

    async def tell(screen: Screen) -> None:
        await typed(screen, TOURNIQUET)
        await typed(screen, "(01)12345678901231(17)280131(10)X1")
        await screen.until(lambda: "lack-0" in screen)
        await screen.press("F8")
        await screen.until(lambda: len(desk.held()) == 1)
        assert "delivery-0" in screen
        assert "delivery-1" not in screen

        await screen.click("choose-0")
        await screen.type("receive-find", "VB002")
        await screen.until(lambda: "pick-VB002" in screen)
        await screen.click("pick-VB002")
        await screen.until(lambda: "is nu Noodverband" in screen)
        await screen.press("F8")
        await screen.until(lambda: bool(desk.held("VB002")))
        assert desk.held("VB002") == [("X1", "2028-01-31", 1)]

        # The next delivery knows it.
        await screen.until(lambda: "scan" not in screen)
        await screen.click("stock-receive")
        await typed(screen, "(01)12345678901231(17)280131(10)X2")
        await screen.until(lambda: "quantity-0" in screen)
        assert "lack-0" not in screen

    desk.tell(tell)


def test_a_delivery_survives_leaving_the_screen() -> None:
    desk = Desk()

    async def tell(screen: Screen) -> None:
        await typed(screen, TOURNIQUET)
        await screen.until(lambda: "quantity-0" in screen)
        await asyncio.sleep(0.7)
        await screen.press("Escape")
        await screen.until(lambda: "scan" not in screen)
        await screen.click("stock-receive")
        await screen.until(lambda: "quantity-0" in screen)

    desk.tell(tell)


def test_a_scan_in_another_room_opens_the_item_and_a_tag_the_casualty() -> None:
    desk = Desk()
    set_separator(desk.session, desk.program, GS)
    file = desk.program.file(Mode.REAL)
    assert file is not None
    stream = registered(file)
    number = file.read_now(lambda db: casualties(db, Filter())).rows[0].number

    async def tell(screen: Screen) -> None:
        await wedge(screen, "010952880000001917271214" + "10VB001A")
        await screen.until(lambda: desk.session.item == "VB001")
        assert desk.session.room == "stock"
        assert "Partij VB001A is hier niet geboekt." in screen

        by = desk.session.actor
        lot = LotKey("VB001", "VB001A", "2027-12-14")
        file.write_now(lambda desk: receive_stock(desk, by, lot, 7))
        await wedge(screen, "010952880000001917271214" + "10VB001A")
        await screen.until(lambda: "Partij VB001A: er zijn er 7" in screen)
        await screen.until(lambda: "lot-back" in screen)

        await wedge(screen, number)
        await screen.until(lambda: desk.session.casualty == stream)
        assert desk.session.room == "casualties"

        await wedge(screen, "0109528800000018")
        await screen.until(lambda: "Het controlecijfer" in screen)

    desk.tell(tell, room="overview")


def test_a_locked_screen_takes_no_scan() -> None:
    desk = Desk()

    async def tell(screen: Screen) -> None:
        desk.session.lock()
        await screen.settle()
        await wedge(screen, "010952880000001917271214" + "10VB001A")
        assert desk.session.item is None

    desk.tell(tell, room="overview")
