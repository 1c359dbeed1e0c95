"""Onderweg: what leaves is named and gets a slip; what comes is put right."""

from __future__ import annotations

from app.care.stock import LotKey
from app.care.terms import Role
from app.care.transfer import TransferLine
from app.commands import receive_stock
from app.scan.keys import Key
from app.scan.slip import Slip, slip_texts
from app.store.queries.controlled import registers
from app.store.queries.stock import lots
from app.store.queries.transfer import Match, Shipment, shipments
from app.ui.scanned import on_run
from app.ui.screens.stock import StockRoom
from tests.support.post import PIN, actor
from tests.support.screen import Screen
from tests.support.watch import alone
from tests.support.window import Post

TODAY = "2026-11-22"
SOON = LotKey("VB001", "SOON", "2026-12-02")
LATE = LotKey("VB001", "LATE", "2028-01-31")
MORPHINE = LotKey("VB042", "M1", "2099-01-01")
TRANSFER = bytes(range(16))
SLIP = Slip(
    TRANSFER,
    "Post Noord",
    (
        TransferLine("VB001", 4, "A1", "2028-01-31"),
        TransferLine("VB002", 10, "", ""),
    ),
)


def stocked(*held: tuple[LotKey, int], role: Role = Role.NURSE) -> Post:
    post = Post(role=role)
    by = actor(post.file)
    for key, count in held:
        post.file.write_now(lambda d, key=key, n=count: receive_stock(d, by, key, n))
    return post


def one(post: Post) -> Shipment:
    (found,) = post.file.read_now(shipments)
    return found


def on_hand(post: Post, code: str) -> dict[str, int]:
    held = post.file.read_now(lambda db: lots(db, code, TODAY))
    return {lot.lot: lot.on_hand for lot in held}


async def faced(screen: Screen) -> None:
    await screen.until(lambda: "stock-face-transit" in screen)
    await screen.click("stock-face-transit")
    await screen.until(lambda: "transit-send" in screen)


async def scanned(post: Post, text: str) -> None:
    """Let a scanner type, as the window hears it."""
    at = post.clock.monotonic_s()
    for letter in text:
        post.session.scans.press(Key(letter, shift=letter.isalpha()), at)
    run = post.session.scans.press(Key("Enter"), at + 0.5)
    assert run is not None
    await on_run(post.session, run)


def test_what_leaves_comes_from_the_lots_that_expire_first_and_is_underway() -> None:
    post = stocked((LATE, 14), (SOON, 3))

    async def tell(screen: Screen) -> None:
        await faced(screen)
        await screen.click("transit-send")
        await screen.type("send-to", "Post Noord")
        await screen.type("receive-find", "tourniq")
        await screen.until(lambda: "pick-VB001" in screen)
        await screen.click("pick-VB001")
        await screen.until(lambda: "line-quantity-0" in screen)
        assert screen["receive-find"].value == ""
        await screen.type("line-quantity-0", "5")
        await screen.until(lambda: any("3 uit" in each for each in screen.words()))
        assert any("2 uit" in each and "LATE" in each for each in screen.words())
        await screen.click("send-save")
        await screen.until(lambda: "slip-print" in screen)

        assert on_hand(post, "VB001") == {"SOON": 0, "LATE": 12}
        assert one(post).matches == {Match.UNDERWAY}
        assert "Naar Post Noord" in screen
        await screen.click("slip-print")
        await screen.until(lambda: bool(screen.called("save_file")))
        (saved,) = screen.called("save_file")
        assert saved["file_name"].startswith("pakbon-ZUID-A-")
        assert saved["src_bytes"].startswith(b"%PDF")

    post.tell(StockRoom, tell)


def test_more_than_there_is_does_not_leave() -> None:
    post = stocked((SOON, 3))

    async def tell(screen: Screen) -> None:
        await faced(screen)
        await screen.click("transit-send")
        await screen.type("receive-find", "tourniq")
        await screen.until(lambda: "pick-VB001" in screen)
        await screen.click("pick-VB001")
        await screen.until(lambda: "line-quantity-0" in screen)
        await screen.type("line-quantity-0", "5")
        await screen.until(lambda: "Er is maar 3 bruikbaar." in screen)
        await screen.click("send-save")
        await screen.until(lambda: "niet genoeg bruikbaar" in screen["refusal"].value)
        assert on_hand(post, "VB001") == {"SOON": 3}

    post.tell(StockRoom, tell)


def test_a_controlled_drug_leaves_with_a_second_person() -> None:
    post = stocked(role=Role.NURSE)
    by = actor(post.file)
    post.file.write_now(lambda d: receive_stock(alone(d, by), by, MORPHINE, 10))
    second = actor(post.file, Role.DOCTOR)

    async def tell(screen: Screen) -> None:
        await faced(screen)
        await screen.click("transit-send")
        await screen.type("send-to", "Post Noord")
        await screen.type("receive-find", "VB042")
        await screen.until(lambda: "pick-VB042" in screen)
        await screen.click("pick-VB042")
        await screen.until(lambda: f"second-{second.hex()}" in screen)
        await screen.click("send-save")
        await screen.until(lambda: "Kies wie meekijkt" in screen["refusal"].value)
        await screen.click(f"second-{second.hex()}")
        await screen.type(f"second-pin-{second.hex()}", PIN)
        await screen.click("send-save")
        await screen.until(lambda: "slip-print" in screen)
        row = next(
            each for each in post.file.read_now(registers) if each.code == "VB042"
        )
        assert row.balance == row.on_hand == 9

    post.tell(StockRoom, tell)


def test_a_scanned_slip_fills_the_form_and_is_put_right() -> None:
    post = stocked()
    (text,) = slip_texts(SLIP)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "stock-face-transit" in screen)
        await scanned(post, text)
        await screen.until(lambda: "line-quantity-1" in screen)
        assert "Pakbon van Post Noord gelezen" in _told(screen)
        assert screen["take-from"].value == "Post Noord"
        await screen.type("line-quantity-0", "3")
        await screen.click("take-save")
        await screen.until(lambda: f"open-transfer-{TRANSFER.hex()}" in screen)

        assert on_hand(post, "VB001") == {"A1": 3}
        assert on_hand(post, "VB002") == {"": 10}
        assert one(post).matches == {Match.LESS, Match.EVEN}
        assert "minder aangekomen" in screen

        await scanned(post, text)
        await screen.until(lambda: "take-again" in screen)
        assert "al ontvangen om" in screen["take-again"].value
        assert screen["line-quantity-0"].value == "1"
        await screen.click("take-save")
        await screen.until(lambda: one(post).matches == {Match.EVEN})

    post.tell(StockRoom, tell)


def test_without_a_slip_it_shows_as_not_announced() -> None:
    post = stocked()

    async def tell(screen: Screen) -> None:
        await faced(screen)
        await screen.click("transit-take")
        await screen.type("receive-find", "tourniq")
        await screen.until(lambda: "pick-VB001" in screen)
        await screen.click("pick-VB001")
        await screen.until(lambda: "line-lot-0" in screen)
        await screen.type("line-lot-0", "z9")
        await screen.type("line-expiry-0", "02-2028")
        await screen.type("line-quantity-0", "2")
        await screen.click("take-save")
        await screen.until(lambda: "van welke post" in screen["refusal"].value)
        await screen.type("take-from", "Post Oost")
        await screen.click("take-save")
        await screen.until(lambda: "niet aangekondigd" in screen)
        assert on_hand(post, "VB001") == {"Z9": 2}

    post.tell(StockRoom, tell)


def test_a_drill_slip_and_a_damaged_one_are_refused() -> None:
    post = stocked()
    (drill,) = slip_texts(Slip(TRANSFER, "Noord", SLIP.lines, exercise=True))

    async def tell(screen: Screen) -> None:
        await faced(screen)
        await screen.click("transit-take")
        await screen.until(lambda: "scan" in screen)
        for text, words in ((drill, "oefening"), (drill[:-1], "niet goed gelezen")):
            await screen.type("scan", text)
            await screen.submit("scan")
            await screen.until(lambda words=words: words in _told(screen))
        assert post.file.read_now(shipments) == ()

    post.tell(StockRoom, tell)


def _told(screen: Screen) -> str:
    if "scan-told" not in screen:
        return ""
    return str(screen["scan-told"].content.controls[1].value)
