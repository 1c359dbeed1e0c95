"""Bestellen: what to ask is proposed, sent in one tap, followed, and received."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.care.request import (
    Decision,
    RequestDecided,
    RequestShipped,
    RequestState,
    Urgency,
)
from app.care.stock import LotKey
from app.care.terms import Role
from app.commands import Need, issue_stock, make_requests, receive_stock, set_par
from app.store.queries.request import RequestRow, requests, shipments_coming
from app.store.queries.stock import item, lots
from app.store.queries.transfer import shipments
from app.ui.screens.stock import StockRoom
from tests.support.orders import Orders
from tests.support.post import actor
from tests.support.screen import Screen
from tests.support.tablets import meet, second_tablet
from tests.support.window import Post

TRANSFER = b"T" * 16
TODAY = "2026-11-22"


def stocked(role: Role = Role.NURSE) -> Post:
    """A post with one item below par, almost out, and one just below its maximum."""
    post = Post(role)
    by = actor(post.file)
    for code, pieces, used in (("VB001", 12, 4), ("VB002", 90, 0)):
        lot = LotKey(code, "A1", "2099-01-01")
        post.file.write_now(lambda d, lot=lot, n=pieces: receive_stock(d, by, lot, n))
        if used:
            post.file.write_now(lambda d, c=code, n=used: issue_stock(d, by, c, n))
    for code, par, most in (("VB001", 20, 40), ("VB002", 80, 100)):
        post.file.write_now(
            lambda d, c=code, p=par, m=most: set_par(d, by, c, p, maximum=m)
        )
    return post


def asked(post: Post) -> tuple[RequestRow, ...]:
    now = post.clock.now_ms()
    return post.file.read_now(lambda db: requests(db, now))


async def looked(screen: Screen, key: str = "tick-VB001") -> None:
    await screen.until(lambda: "stock-face-order" in screen)
    await screen.click("stock-face-order")
    await screen.until(lambda: key in screen)


def test_what_is_below_par_is_ticked_and_all_of_it_goes_in_one_tap() -> None:
    post = stocked()

    async def tell(screen: Screen) -> None:
        await looked(screen)
        assert "order-pieces-VB002" not in screen
        assert "8 bruikbaar · 2 dagen" in screen["stands-VB001"].value
        assert screen["order-pieces-VB001"].value == "32"

        await screen.click("tick-VB002")
        await screen.type("order-pieces-VB001", "30")
        await screen.click("urgency-VB001-urgent")
        await screen.click("order-send")
        await screen.until(lambda: len(asked(post)) == 2)

        found = {row.item: (row.pieces, row.urgency) for row in asked(post)}
        assert found == {"VB001": (30, Urgency.URGENT), "VB002": (10, Urgency.NORMAL)}

    post.tell(StockRoom, tell)


def test_what_is_on_order_counts_in_the_proposal_and_in_the_figures() -> None:
    post = stocked()
    by = actor(post.file)
    post.file.write_now(lambda d: make_requests(d, by, [Need("VB001", 15)]))

    async def tell(screen: Screen) -> None:
        await looked(screen)
        assert "15 komt nog" in screen["stands-VB001"].value
        assert "order-pieces-VB001" not in screen
        await screen.click("stock-face-items")
        await screen.until(lambda: "item-VB001" in screen)
        await screen.click("item-VB001")
        await screen.until(lambda: "item-on_order" in screen)

        assert screen["item-on_order"].value == "15"

    post.tell(StockRoom, tell)


def test_what_is_withdrawn_is_proposed_again() -> None:
    post = stocked()
    by = actor(post.file)
    post.file.write_now(lambda d: make_requests(d, by, [Need("VB001", 32)]))
    (row,) = asked(post)

    async def tell(screen: Screen) -> None:
        await looked(screen, "tick-VB002")
        assert "tick-VB001" not in screen
        await screen.click("order-asked")
        await screen.click(f"withdraw-{row.stream.hex()}")
        await screen.until(lambda: "ingetrokken" in screen)
        await screen.click("order-proposed")
        await screen.until(lambda: "tick-VB001" in screen)

        assert [each.state for each in asked(post)] == [RequestState.WITHDRAWN]

    post.tell(StockRoom, tell)


@pytest.fixture
def shipped() -> Iterator[Post]:
    """A post that asked forty: thirty were granted, twenty of them are on their way."""
    post = stocked()
    hub = Orders(post.file)
    by = actor(post.file)
    (made,) = post.file.write_now(lambda d: make_requests(d, by, [Need("VB001", 40)]))
    hub.tell(
        made.stream,
        RequestDecided(Decision.PARTLY, 30, "Kees", "meer is er niet"),
        RequestShipped(20, TRANSFER, "depot Zuid"),
    )
    yield post
    hub.close()


def test_a_shipment_is_received_in_part_and_the_rest_stays_on_its_way(
    shipped: Post,
) -> None:
    post = shipped

    async def tell(screen: Screen) -> None:
        await looked(screen, "order-asked")
        assert post.file.read_now(lambda db: shipments_coming(db, 0)) == 1
        await screen.until(lambda: screen.words().count("1") == 2)  # both chips
        await screen.click("order-asked")
        await screen.until(lambda: f"receive-{TRANSFER.hex()}" in screen)
        words = " ".join(screen.words())
        assert "Deels toegekend: 30 · Kees" in words
        assert "meer is er niet" in words
        assert "depot Zuid" in words
        assert "Intrekken" not in words

        await screen.click(f"receive-{TRANSFER.hex()}")
        await screen.until(lambda: "arrival-quantity" in screen)
        assert screen["arrival-quantity"].value == "20"
        await screen.type("arrival-quantity", "15")
        await screen.type("arrival-lot", "N7")
        await screen.type("receive-expiry", "31-01-2031")
        await screen.click("arrival-save")
        await screen.until(lambda: "deels ontvangen" in screen)

        (row,) = asked(post)
        held = post.file.read_now(lambda db: item(db, "VB001", TODAY))
        assert "Ontvangen: 5" in screen
        assert (row.state, row.arrived) == (RequestState.PARTLY, 15)
        assert held is not None
        assert held.on_hand == 8 + 15
        assert post.file.read_now(shipments) == ()

    post.tell(StockRoom, tell)


def test_a_shipment_in_several_lots_is_recorded_lot_by_lot(shipped: Post) -> None:
    post = shipped

    async def tell(screen: Screen) -> None:
        await looked(screen, "order-asked")
        await screen.click("order-asked")
        await screen.until(lambda: f"receive-{TRANSFER.hex()}" in screen)
        await screen.click(f"receive-{TRANSFER.hex()}")
        await screen.until(lambda: "arrival-quantity" in screen)
        await screen.type("arrival-quantity", "12")
        await screen.type("arrival-lot", "N7")
        await screen.type("receive-expiry", "31-01-2031")
        await screen.click("arrival-next")
        await screen.until(lambda: screen["arrival-quantity"].value == "8")
        assert screen["arrival-lot"].value == ""

        await screen.type("arrival-lot", "N8")
        await screen.click("arrival-next")
        await screen.until(lambda: "arrival-quantity" not in screen)

        (row,) = asked(post)
        there = post.file.read_now(lambda db: lots(db, "VB001", TODAY))
        assert row.arrived == 20
        held = {each.lot: each.on_hand for each in there}
        assert (held["N7"], held["N8"]) == (12, 8)

    post.tell(StockRoom, tell)


def test_the_same_item_asked_from_two_tablets_says_so() -> None:
    post = stocked()
    other = second_tablet(post.file, post.clock)
    for file in (post.file, other):
        by = actor(file)
        file.write_now(lambda d, by=by: make_requests(d, by, [Need("VB001", 32)]))

    async def tell(screen: Screen) -> None:
        await looked(screen, "order-asked")
        await screen.click("order-asked")
        await screen.until(lambda: "aangevraagd" in screen)
        assert "twee keer aangevraagd" not in screen

        meet(post.file, other)
        await screen.until(lambda: "twee keer aangevraagd: trek er een in" in screen)
        first, second = asked(post)
        assert first.is_twin
        assert second.is_twin

        await screen.click(f"withdraw-{second.stream.hex()}")
        await screen.until(lambda: "twee keer aangevraagd" not in screen)
        assert not asked(post)[0].is_twin

    post.tell(StockRoom, tell)
    other.close()


def test_a_substitute_for_what_was_asked_comes_in_as_what_it_is() -> None:
    post = stocked()
    hub = Orders(post.file)
    by = actor(post.file)
    (made,) = post.file.write_now(lambda d: make_requests(d, by, [Need("VB001", 10)]))
    hub.tell(
        made.stream,
        RequestDecided(Decision.GRANTED, 10, "Kees", ""),
        RequestShipped(10, TRANSFER, "depot Zuid", "VB002"),
    )

    async def tell(screen: Screen) -> None:
        await looked(screen, "order-asked")
        await screen.click("order-asked")
        await screen.until(lambda: f"receive-{TRANSFER.hex()}" in screen)
        assert "vervangend artikel VB002" in " ".join(screen.words())
        await screen.click(f"receive-{TRANSFER.hex()}")
        await screen.until(lambda: "arrival-lot" in screen)
        await screen.type("arrival-lot", "S1")
        await screen.click("arrival-save")
        await screen.until(lambda: "arrival-lot" not in screen)

        (row,) = asked(post)
        there = post.file.read_now(lambda db: lots(db, "VB002", TODAY))
        assert (row.state, row.arrived) == (RequestState.RECEIVED, 10)
        assert {each.lot: each.on_hand for each in there}["S1"] == 10

    post.tell(StockRoom, tell)
    hub.close()


def test_the_rest_that_will_not_come_is_proposed_again(shipped: Post) -> None:
    post = shipped
    (row,) = asked(post)
    close = f"close-{row.stream.hex()}"

    async def tell(screen: Screen) -> None:
        await looked(screen, "order-asked")
        await screen.click("order-asked")
        await screen.until(lambda: close in screen)
        await screen.click(close)
        await screen.click("close-save")
        await screen.until(lambda: "Schrijf op waarom de rest niet komt." in screen)
        await screen.type("close-reason", "doos was stuk")
        await screen.click("close-save")
        await screen.until(lambda: "De rest komt niet: doos was stuk" in screen)

        await screen.click("order-proposed")
        await screen.until(lambda: "order-pieces-VB001" in screen)
        assert screen["order-pieces-VB001"].value == "32"

    post.tell(StockRoom, tell)


def test_an_open_item_is_asked_with_a_remark() -> None:
    post = stocked()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "item-VB002" in screen)
        await screen.click("item-VB002")
        await screen.until(lambda: "item-ask" in screen)
        await screen.click("item-ask")
        await screen.until(lambda: "ask-pieces" in screen)
        assert screen["ask-pieces"].value == "10"
        await screen.type("ask-pieces", "")
        await screen.click("ask-save")
        assert asked(post) == ()

        await screen.type("ask-pieces", "25")
        await screen.click("ask-urgency-soon")
        await screen.type("ask-remark", "voor de avond")
        await screen.click("ask-save")
        await screen.until(lambda: "item-on_order" in screen)

        (row,) = asked(post)
        assert (row.pieces, row.urgency, row.remark) == (
            25,
            Urgency.SOON,
            "voor de avond",
        )

    post.tell(StockRoom, tell)


def test_who_may_not_ask_sees_the_proposal_and_no_button() -> None:
    post = stocked(Role.FIRST_AIDER)

    async def tell(screen: Screen) -> None:
        await looked(screen)

        assert "order-may-not" in screen
        assert "order-send" not in screen

    post.tell(StockRoom, tell)


def test_a_post_at_its_levels_has_nothing_to_order_and_nothing_asked() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await looked(screen, "order-asked")
        await screen.until(lambda: "Niets te bestellen" in screen)
        await screen.click("order-asked")
        await screen.until(lambda: "Nog niets aangevraagd" in screen)

    post.tell(StockRoom, tell)
