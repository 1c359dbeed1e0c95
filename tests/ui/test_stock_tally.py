"""Inventarisatie on screen: keyboard and scanner, two tablets, the report, papers."""

from __future__ import annotations

import asyncio

from app.care.stock import LotKey
from app.care.storage import StorageKind, StorageNamed
from app.care.tally import TallyScope
from app.care.terms import Role
from app.commands import (
    Begin,
    Coming,
    Found,
    begin_tally,
    count_line,
    name_storage,
    receive_stock,
)
from app.exports.sheet import read_sheet
from app.store.queries.stock import lots
from app.store.queries.storage import storages
from app.store.queries.tally import Entry, Standing, tallies, tally
from app.ui.preferences import set_separator
from app.ui.screens.stock import StockRoom
from sync.ids import Mode
from tests.support.paper import words_of
from tests.support.post import actor
from tests.support.screen import Screen
from tests.support.tablets import meet, second_tablet
from tests.support.window import MINUTE_MS, Post
from tests.ui.test_delivery import GS, Desk

TODAY = "2026-11-22"
ARM = LotKey("VB001", "A1", "2027-12-14")
GAUZE = LotKey("VB002", "B2", "2099-01-01")
MORPHINE = LotKey("VB042", "M1", "2099-01-01")


def stocked(role: Role = Role.NURSE) -> Post:
    post = Post(role)
    lead = actor(post.file, Role.POST_LEAD)
    named = StorageNamed("", "Schap 1", StorageKind.SHELF)
    post.file.write_now(lambda d: name_storage(d, lead, named))
    (shelf,) = post.file.read_now(storages)
    there = Coming(place=shelf.place)
    post.file.write_now(lambda d: receive_stock(d, lead, ARM, 10, there))
    post.file.write_now(lambda d: receive_stock(d, lead, GAUZE, 5, there))
    return post


def place_of(post: Post) -> str:
    return post.file.read_now(storages)[0].place


def begun(post: Post, name: str = "november") -> bytes:
    lead = actor(post.file, Role.POST_LEAD)
    begin = Begin(TallyScope.ALL, name)
    return bytes(post.file.write_now(lambda d: begin_tally(d, lead, begin)).stream)


def entries(post: Post) -> dict[str, Entry]:
    stream = post.file.read_now(tallies)[0].stream
    page = post.file.read_now(lambda db: tally(db, stream))
    assert page is not None
    return {each.spot.lot: each for each in page.entries}


async def faced(screen: Screen) -> None:
    await screen.until(lambda: "stock-face-tally" in screen)
    await screen.click("stock-face-tally")


async def counting(screen: Screen, stream: bytes) -> None:
    await faced(screen)
    await screen.until(lambda: f"tally-{stream.hex()}" in screen)
    await screen.click(f"tally-{stream.hex()}")
    await screen.until(lambda: "tally-pieces" in screen or "report-back" in screen)


async def number(screen: Screen, pieces: str) -> None:
    await screen.type("tally-pieces", pieces)
    await screen.submit("tally-pieces")


def test_a_stocktake_is_begun_and_counted_with_numbers_and_enter_alone() -> None:
    post = stocked()
    shelf = place_of(post)

    async def tell(screen: Screen) -> None:
        await faced(screen)
        await screen.until(lambda: "tally-new" in screen)
        assert "Nog geen inventarisatie" in screen
        await screen.click("tally-new")
        await screen.type("tally-name", "november")
        await screen.click("tally-save")
        await screen.until(lambda: f"now-spot-VB002-B2-{shelf}" in screen)
        assert screen["tally-progress"].value == "0 van 2"
        assert "Schap 1 · 0 van 2" in screen

        await number(screen, "7")
        await screen.until(lambda: f"now-spot-VB001-A1-{shelf}" in screen)
        await screen.until(lambda: screen["tally-progress"].value == "1 van 2")
        assert screen["tally-pieces"].value == ""
        await number(screen, "0")
        await screen.until(lambda: screen["tally-progress"].value == "2 van 2")

        assert "tally-all-done" in screen
        found = entries(post)
        assert (found["A1"].found, found["B2"].found) == (0, 7)

    post.tell(StockRoom, tell)


def test_what_somebody_counted_is_shown_and_counted_again_only_on_purpose() -> None:
    post = stocked()
    stream, shelf = begun(post), place_of(post)
    keeper = actor(post.file, Role.STOCK_KEEPER)
    seven = Found(ARM, shelf, 7)
    post.file.write_now(lambda d: count_line(d, keeper, stream, seven))

    async def tell(screen: Screen) -> None:
        await counting(screen, stream)
        assert f"now-spot-VB002-B2-{shelf}" in screen
        await screen.click(f"spot-VB001-A1-{shelf}")
        await screen.until(lambda: "tally-already" in screen)
        assert "Stock Keeper: 7" in screen["tally-already"].value
        await number(screen, "8")
        await screen.until(lambda: "Stock Keeper telde hier al 7" in screen)
        assert entries(post)["A1"].found == 7

        await screen.click("tally-again")
        assert "tally-again-now" in screen
        await number(screen, "8")
        await screen.until(lambda: entries(post)["A1"].found == 8)
        assert len(entries(post)["A1"].lines) == 1

    post.tell(StockRoom, tell)


def test_a_scan_goes_to_its_line_and_never_counts_as_a_number() -> None:
    post = stocked()
    stream, shelf = begun(post), place_of(post)

    async def tell(screen: Screen) -> None:
        await counting(screen, stream)
        await number(screen, "7")
        await screen.until(lambda: f"now-spot-VB001-A1-{shelf}" in screen)
        await screen.click(f"spot-VB002-B2-{shelf}")
        await screen.until(lambda: "tally-already" in screen)
        await number(screen, "(01)09528800000019(17)271214(10)A1")
        await screen.until(lambda: f"now-spot-VB001-A1-{shelf}" in screen)
        assert entries(post)["A1"].standing is Standing.NOT_COUNTED

        await number(screen, "(01)09528800000019(17)280101(10)Z9")
        await screen.until(lambda: "stranger" in screen)
        await number(screen, "3")
        await screen.until(lambda: "Z9" in entries(post))
        strange = entries(post)["Z9"]
        assert (strange.standing, strange.found) == (Standing.UNKNOWN, 3)
        assert strange.spot.place == shelf

        await number(screen, "(01)09528800000018")
        await screen.until(lambda: "scan-told" in screen)
        assert "controlecijfer" in " ".join(screen.words())

    post.tell(StockRoom, tell)


def test_a_lot_nobody_knew_of_is_added_without_a_scanner() -> None:
    post = stocked()
    stream = begun(post)

    async def tell(screen: Screen) -> None:
        await counting(screen, stream)
        await screen.click("tally-add-lot")
        await screen.type("receive-find", "tourniquet")
        await screen.until(lambda: "pick-VB001" in screen)
        await screen.click("pick-VB001")
        await screen.until(lambda: "tally-add-number" in screen)
        await screen.click("tally-add-save")
        await screen.until(lambda: screen["tally-add-pieces"].error is not None)
        await screen.type("tally-add-number", "q5")
        await screen.type("receive-expiry", "05-2028")
        await screen.type("tally-add-pieces", "2")
        await screen.click("tally-add-save")
        await screen.until(lambda: "tally-pieces" in screen)

        found = entries(post)["Q5"]
        assert (found.spot.expiry, found.found) == ("2028-05-31", 2)

    post.tell(StockRoom, tell)


def test_two_tablets_count_offline_and_meet_on_screen() -> None:
    post = stocked()
    stream, shelf = begun(post), place_of(post)
    other = second_tablet(post.file, post.clock)
    keeper = actor(other, Role.STOCK_KEEPER)

    async def tell(screen: Screen) -> None:
        await counting(screen, stream)
        await number(screen, "5")
        await screen.until(lambda: entries(post)["B2"].found == 5)
        await number(screen, "7")
        await screen.until(lambda: "tally-all-done" in screen)
        post.clock.advance(MINUTE_MS)
        nine, five = Found(ARM, shelf, 9), Found(GAUZE, shelf, 5)
        other.write_now(lambda d: count_line(d, keeper, stream, nine))
        other.write_now(lambda d: count_line(d, keeper, stream, five))
        meet(post.file, other)

        await screen.until(lambda: "twee tellingen" in screen)
        await screen.click(f"spot-VB001-A1-{shelf}")
        await screen.until(lambda: "tally-conflict" in screen)
        assert "Het verschil is 2" in screen["tally-conflict"].value
        assert {"tally-choose-7", "tally-choose-9"} <= screen.keys()
        assert screen["tally-progress"].value == "2 van 2"
        assert entries(post)["B2"].standing is Standing.COUNTED
        await screen.click("tally-choose-9")
        await screen.until(lambda: "tally-conflict" not in screen)

        meet(post.file, other)
        for file in (post.file, other):
            (lot,) = file.read_now(lambda db: lots(db, "VB001", TODAY))
            assert lot.on_hand == 9

    post.tell(StockRoom, tell)
    other.close()


def test_a_number_never_lands_on_a_line_that_was_not_shown_when_counting_began() -> (
    None
):
    post = stocked()
    stream, shelf = begun(post), place_of(post)
    keeper = actor(post.file, Role.STOCK_KEEPER)
    five = Found(GAUZE, shelf, 5)

    async def tell(screen: Screen) -> None:
        await counting(screen, stream)
        await screen.until(lambda: f"now-spot-VB002-B2-{shelf}" in screen)
        post.file.write_now(lambda d: count_line(d, keeper, stream, five))
        await screen.until(lambda: "tally-already" in screen)

        await number(screen, "5")
        await screen.until(lambda: "Stock Keeper telde hier al 5" in screen)
        assert entries(post)["A1"].standing is Standing.NOT_COUNTED
        assert len(entries(post)["B2"].lines) == 1

    post.tell(StockRoom, tell)


def reported(name: str = "november") -> tuple[Post, bytes]:
    """Return a post where nothing was found of one lot, and another not counted."""
    post = stocked()
    stream, shelf = begun(post, name), place_of(post)
    keeper = actor(post.file, Role.STOCK_KEEPER)
    none = Found(ARM, shelf, 0)
    post.file.write_now(lambda d: count_line(d, keeper, stream, none))
    return post, stream


def test_the_report_keeps_zero_apart_from_not_counted_and_is_ended() -> None:
    post, stream = reported()

    async def tell(screen: Screen) -> None:
        await counting(screen, stream)
        await screen.click("tally-report")
        await screen.until(lambda: "report-progress" in screen)
        assert "Verschil · 1" in screen
        assert "Niet geteld · 1" in screen
        assert "verwacht 10 · gevonden 0" in screen
        assert "verwacht 5 · gevonden –" in screen
        assert "−10" in screen

        await screen.click("tally-end")
        await screen.until(lambda: "report-ended" in screen)
        assert "tally-end" not in screen

    post.tell(StockRoom, tell)


def test_sheet_report_and_table_are_taken_along() -> None:
    post, stream = reported("=november")

    async def tell(screen: Screen) -> None:
        await counting(screen, stream)
        await screen.click("print-tally_sheet")
        await screen.until(lambda: len(screen.called("save_file")) == 1)
        await screen.click("tally-report")
        await screen.until(lambda: "report-progress" in screen)
        await screen.click("tally-csv")
        await screen.until(lambda: len(screen.called("save_file")) == 2)
        await screen.click("print-tally_report")
        await screen.until(lambda: len(screen.called("save_file")) == 3)

        sheet, table, report = (
            each["src_bytes"] for each in screen.called("save_file")
        )
        rows = {cells[1]: list(cells) for _, cells in read_sheet(table)}
        assert rows["VB001"][5:9] == ["10", "0", "-10", "geteld"]
        assert rows["VB002"][5:9] == ["5", "", "", "niet geteld"]
        assert "Tellijst" in words_of(sheet)
        assert "Schap 1" in words_of(sheet)
        assert "Niet geteld (1)" in words_of(report)

    post.tell(StockRoom, tell)


def test_who_may_not_count_reads_the_report_and_begins_nothing() -> None:
    post = stocked(Role.FIRST_AIDER)
    stream = begun(post)

    async def tell(screen: Screen) -> None:
        await faced(screen)
        await screen.until(lambda: "tally-may-not" in screen)
        assert "tally-new" not in screen
        await screen.click(f"tally-{stream.hex()}")
        await screen.until(lambda: "report-progress" in screen)
        assert "tally-end" not in screen

    post.tell(StockRoom, tell)


def test_a_scanner_typing_in_the_field_goes_to_a_line_and_counts_nothing() -> None:
    desk = Desk()
    set_separator(desk.session, desk.program, GS)
    file = desk.program.file(Mode.REAL)
    assert file is not None
    by = actor(file)
    file.write_now(lambda d: receive_stock(d, by, ARM, 10))
    file.write_now(lambda d: receive_stock(d, by, GAUZE, 5))
    begin = Begin(TallyScope.ALL)
    stream = bytes(file.write_now(lambda d: begin_tally(d, by, begin)).stream)
    code = f"]d2010952880000001910A1{GS}17271214"

    async def tell(screen: Screen) -> None:
        await counting(screen, stream)
        assert "now-spot-VB002-B2-" in screen
        await screen.wedge(code)
        await number(screen, code.replace(GS, ""))
        await screen.until(lambda: "now-spot-VB001-A1-" in screen)
        assert screen["tally-progress"].value == "0 van 2"

        await screen.type("tally-pieces", "9")
        await screen.press("F8")
        await screen.until(lambda: screen["tally-progress"].value == "1 van 2")
        assert desk.held("VB001") == [("A1", "2027-12-14", 9)]

    async def run() -> None:
        async with desk.open() as screen:
            await tell(screen)

    asyncio.run(run())
    desk.program.end()


def test_in_a_low_window_the_number_stands_above_the_places() -> None:
    post = stocked()
    stream = begun(post)
    shelf = place_of(post)

    async def tell(screen: Screen) -> None:
        post.session.width, post.session.height = 640, 400
        await counting(screen, stream)
        await screen.until(lambda: f"tally-at-{shelf}" in screen)
        keys = [str(each.key) for each in screen.all() if each.key is not None]

        assert keys.index("tally-pieces") < keys.index(f"tally-at-{shelf}")
        assert "tally-report" in keys

    post.tell(StockRoom, tell)


def test_in_a_low_window_the_report_scrolls_with_what_ends_it() -> None:
    def ends_above_the_lines(height: float) -> bool:
        post, stream = reported()
        found: list[bool] = []

        async def tell(screen: Screen) -> None:
            post.session.width, post.session.height = 640, height
            await counting(screen, stream)
            await screen.click("tally-report")
            await screen.until(lambda: "report-progress" in screen)
            keys = [str(each.key) for each in screen.all() if each.key is not None]
            line = next(each for each in keys if each.startswith("report-spot-"))
            found.append(keys.index("tally-end") < keys.index(line))

        post.tell(StockRoom, tell)
        return found[0]

    assert [ends_above_the_lines(height) for height in (400, 900)] == [True, False]
