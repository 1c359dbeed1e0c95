"""Voorraad: what is short on top, the right lot first, and nothing smoothed away."""

from __future__ import annotations

from app.care.stock import LotKey
from app.care.terms import Role
from app.commands import count_stock, issue_stock, receive_stock
from app.store.queries.draft import draft
from app.store.queries.stock import ItemRow, LotRow, item, lots
from app.ui.screens.stock import StockRoom
from app.ui.widgets.stock_row import (
    StockState,
    state_of,
)
from tests.support.post import actor
from tests.support.screen import Screen
from tests.support.window import Post

TODAY = "2026-11-22"
TOURNIQUET = "VB001"
BANDAGE = "VB002"


def received(post: Post, lot: LotKey, quantity: int) -> None:
    by = actor(post.file)
    post.file.write_now(lambda desk: receive_stock(desk, by, lot, quantity))


def held(post: Post, code: str = TOURNIQUET) -> tuple[LotRow, ...]:
    return post.file.read_now(lambda db: lots(db, code, TODAY))


def row_of(post: Post, code: str = TOURNIQUET) -> ItemRow:
    found = post.file.read_now(lambda db: item(db, code, TODAY))
    assert found is not None
    return found


def two_lots() -> Post:
    post = Post()
    received(post, LotKey(TOURNIQUET, "LATE", "2028-01-31"), 14)
    received(post, LotKey(TOURNIQUET, "SOON", "2026-12-02"), 3)
    return post


def listed(screen: Screen) -> list[str]:
    keys = [str(each.key) for each in screen.all() if each.key is not None]
    return [key.removeprefix("item-VB") for key in keys if key.startswith("item-VB")]


async def opened(screen: Screen, code: str = TOURNIQUET) -> None:
    await screen.until(lambda: "stock-search" in screen)
    await screen.type("stock-search", code)
    await screen.until(lambda: f"item-{code}" in screen)
    await screen.click(f"item-{code}")
    await screen.until(lambda: "item-usable" in screen)


def test_only_expired_stock_is_said_to_be_out() -> None:
    post = Post()
    received(post, LotKey(TOURNIQUET, "OLD", "2026-11-01"), 5)

    async def tell(screen: Screen) -> None:
        await opened(screen)

        assert state_of(row_of(post)) is StockState.ALL_EXPIRED
        assert screen["item-usable"].value == "0"
        assert "wat er ligt, is verlopen" in screen
        assert "op: alles verlopen" in screen

    post.tell(StockRoom, tell)


def test_a_negative_sum_is_shown_as_a_discrepancy_to_count() -> None:
    post = Post()
    by, lot = actor(post.file), LotKey(TOURNIQUET, "A", "2028-01-31")
    received(post, lot, 1)
    post.file.write_now(lambda desk: issue_stock(desk, by, TOURNIQUET, 4, lot, "nood"))

    async def tell(screen: Screen) -> None:
        await opened(screen)

        assert screen["item-on_hand"].value == "−3"
        assert "klopt niet: tellen" in screen
        assert "niets wordt weggepoetst" in screen

    post.tell(StockRoom, tell)


def test_what_is_short_stands_above_what_is_enough_and_unknown() -> None:
    post = Post()
    received(post, LotKey(TOURNIQUET, "A", "2028-01-31"), 100)
    received(post, LotKey(BANDAGE, "B", "2028-01-31"), 1)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "stock-search" in screen)

        assert listed(screen)[:2] == ["002", "001"]
        assert "voorbeeld, geen officiële set" in screen

    post.tell(StockRoom, tell)


def test_chips_and_search_narrow_the_list_and_say_when_nothing_is_left() -> None:
    post = Post()
    received(post, LotKey(BANDAGE, "B", "2028-01-31"), 1)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "stock-below" in screen)
        await screen.click("stock-below")
        assert listed(screen) == ["002"]

        await screen.click("stock-expired")
        assert "Niets verlopen" in screen

        await screen.click("stock-all")
        await screen.type("stock-search", "tourniq")
        await screen.until(lambda: listed(screen) == ["001"])
        await screen.type("stock-search", "zzz")
        await screen.until(lambda: "Niets gevonden" in screen)

    post.tell(StockRoom, tell)


def test_a_letter_that_is_typed_is_never_drawn_over() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "items" in screen)
        field = screen["stock-search"]
        await screen.type("stock-search", "tourniq")
        await screen.until(lambda: listed(screen) == ["001"])

        assert screen["stock-search"] is field

    post.tell(StockRoom, tell)


def test_a_long_list_is_drawn_as_far_as_somebody_scrolled() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "items" in screen)
        first = len(listed(screen))
        assert 800 / 76 < first < 20

        await screen.scroll("items", left=5_000)
        assert len(listed(screen)) == first

        for _ in range(8):
            await screen.scroll("items", left=0)
        assert len(listed(screen)) == 99

        await screen.click("stock-below")
        await screen.click("stock-all")
        assert len(listed(screen)) == first

    post.tell(StockRoom, tell)


def test_receiving_reads_the_month_of_the_package_as_its_last_day() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await opened(screen)
        await screen.click("item-receive")
        await screen.type("receive-lot", "b12")
        await screen.type("receive-expiry", "02-2028")
        await screen.type("receive-quantity", "8")
        await screen.taps(*["receive-quantity-more"] * 2)
        await screen.click("receive-save")
        await screen.until(lambda: "lot-B12" in screen)

        assert [(lot.lot, lot.expiry, lot.on_hand) for lot in held(post)] == [
            ("B12", "2028-02-29", 10)
        ]
        assert "Ontvangen: 10 stuks Tourniquet (arm/been)" in screen

    post.tell(StockRoom, tell)


def test_receiving_refuses_a_date_that_is_none_and_keeps_the_form() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await opened(screen)
        await screen.click("item-receive")
        await screen.type("receive-expiry", "gisteren")
        await screen.click("receive-save")

        assert "Dit is geen datum" in screen["receive-expiry"].error
        assert screen["receive-quantity"].error == "Vul een heel getal in."
        assert held(post) == ()

    post.tell(StockRoom, tell)


def test_receiving_says_when_the_date_has_passed() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await opened(screen)
        await screen.click("item-receive")
        await screen.type("receive-expiry", "01-11-2026")

        assert "niet als bruikbaar" in screen

    post.tell(StockRoom, tell)


def test_from_the_list_the_item_is_picked_first() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "stock-receive" in screen)
        await screen.click("stock-receive")
        await screen.type("receive-find", "tourniq")
        await screen.until(lambda: "pick-VB001" in screen)
        await screen.click("pick-VB001")
        await screen.until(lambda: "receive-lot" in screen)
        await screen.type("receive-quantity", "2")
        await screen.click("receive-save")
        await screen.until(lambda: bool(held(post)))

        assert post.session.item == TOURNIQUET
        assert "zonder partijnummer" in screen

    post.tell(StockRoom, tell)


def test_issuing_takes_the_lot_that_expires_first() -> None:
    post = two_lots()

    async def tell(screen: Screen) -> None:
        await opened(screen)
        await screen.click("item-issue")
        await screen.until(lambda: "issue-lot-SOON" in screen)
        await screen.click("issue-quantity-more")
        await screen.click("issue-save")
        await screen.until(lambda: "item-usable" in screen)

        assert {lot.lot: lot.on_hand for lot in held(post)} == {"SOON": 1, "LATE": 14}

    post.tell(StockRoom, tell)


def test_passing_over_the_first_lot_needs_a_reason() -> None:
    post = two_lots()

    async def tell(screen: Screen) -> None:
        await opened(screen)
        await screen.click("item-issue")
        await screen.until(lambda: "issue-lot-LATE" in screen)
        await screen.click("issue-lot-LATE")
        await screen.click("issue-save")
        assert "blijft liggen" in screen["issue-reason"].error
        assert row_of(post).usable == 17

        await screen.click("issue-why-beschadigd")
        await screen.click("issue-save")
        await screen.until(lambda: "item-usable" in screen)

        assert {lot.lot: lot.on_hand for lot in held(post)} == {"SOON": 3, "LATE": 13}

    post.tell(StockRoom, tell)


def test_issuing_more_than_there_is_says_how_many_there_are() -> None:
    post = two_lots()

    async def tell(screen: Screen) -> None:
        await opened(screen)
        await screen.click("item-issue")
        await screen.until(lambda: "issue-quantity" in screen)
        await screen.type("issue-quantity", "40")
        await screen.click("issue-save")
        await screen.until(lambda: "refusal" in screen)

        assert "17" in screen["refusal"].value
        assert screen["issue-quantity"].value == "40"
        assert row_of(post).usable == 17

    post.tell(StockRoom, tell)


def test_a_count_shows_the_difference_and_leaves_empty_lots_alone() -> None:
    post = two_lots()

    async def tell(screen: Screen) -> None:
        await opened(screen)
        await screen.click("item-count")
        await screen.until(lambda: "count-SOON" in screen)
        await screen.click("count-save")
        assert "ten minste één partij" in screen
        await screen.type("count-SOON", "1")
        assert "verschil −2" in screen
        await screen.click("count-save")
        await screen.until(lambda: "item-usable" in screen)

        assert {lot.lot: lot.on_hand for lot in held(post)} == {"SOON": 1, "LATE": 14}
        assert [lot.correction for lot in held(post)] == [-2, 0]

    post.tell(StockRoom, tell)


def test_the_par_of_the_example_becomes_that_of_the_post() -> None:
    post = two_lots()

    async def tell(screen: Screen) -> None:
        await opened(screen)
        await screen.click("item-set_par")
        await screen.type("par-quantity", "25")
        await screen.click("par-save")
        await screen.until(lambda: screen["item-par"].value == "25")

        assert not row_of(post).par_is_example

    post.tell(StockRoom, tell)


def test_half_a_form_survives_and_goes_when_given_up() -> None:
    post = two_lots()
    form = f"stock.receive:{TOURNIQUET}"

    def kept() -> str | None:
        by = post.session.actor
        return post.file.read_now(lambda db: draft(db, by, form))

    async def tell(screen: Screen) -> None:
        await opened(screen)
        await screen.click("item-receive")
        await screen.type("receive-lot", "HALF")
        await screen.until(lambda: kept() is not None)
        assert post.session.press("Escape")
        await screen.settle()
        await screen.click("item-receive")
        await screen.until(lambda: screen["receive-lot"].value == "HALF")
        await screen.click("receive-cancel")

        assert kept() is None

    post.tell(StockRoom, tell)


def test_a_role_that_may_not_sees_why_and_no_buttons() -> None:
    post = Post(Role.REGISTRAR)

    async def tell(screen: Screen) -> None:
        await opened(screen)

        assert "stock-may-not" in screen
        assert "item-may-not" in screen
        assert "item-issue" not in screen

    post.tell(StockRoom, tell)


def test_on_a_phone_the_item_takes_the_place_of_the_list() -> None:
    post = two_lots()

    async def tell(screen: Screen) -> None:
        await opened(screen)
        assert "stock-search" not in screen

        await screen.click("item-back")

        await screen.until(lambda: "stock-search" in screen)

    post.tell(StockRoom, tell, width=390)


def test_a_movement_elsewhere_is_seen_at_once() -> None:
    post = two_lots()

    async def tell(screen: Screen) -> None:
        await opened(screen)
        by = actor(post.file)
        lot = LotKey(TOURNIQUET, "SOON", "2026-12-02")
        await post.file.write(lambda desk: count_stock(desk, by, lot, 0))
        await screen.until(lambda: screen["item-usable"].value == "14")

    post.tell(StockRoom, tell)
