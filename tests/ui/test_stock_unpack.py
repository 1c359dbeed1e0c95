"""A kit on screen: opened, refused with the reason beside it, and taken back."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from app.care.item import Part
from app.care.local_item import ItemAdded, code_of_stream
from app.care.stock import HoldReason, LotKey
from app.care.storage import StorageKind, StorageNamed
from app.care.terms import Role
from app.commands import (
    Called,
    Coming,
    Doubt,
    Taken,
    add_item,
    hold_lot,
    name_storage,
    recall_here,
    receive_stock,
    unpack_kits,
)
from app.store.queries.lot import lot_page
from app.store.queries.stock import lots
from app.store.queries.storage import storages
from app.ui.screens.stock import StockRoom
from tests.support.post import actor
from tests.support.screen import Screen
from tests.support.window import Post

TODAY = "2026-11-22"
GAUZE, MORPHINE = "VB003", "VB042"
PARTS = (Part("VB001", 2), Part(GAUZE, 3))


def kitted(
    role: Role = Role.POST_LEAD,
    parts: Sequence[Part] = PARTS,
    expiry: str = "2099-01-01",
) -> tuple[Post, str]:
    """Return a post with five kits, two of them in the van; and their code."""
    post = Post(role)
    lead = actor(post.file, Role.POST_LEAD)
    van = StorageNamed("", "Bus 3", StorageKind.VEHICLE)
    post.file.write_now(lambda d: name_storage(d, lead, van))
    fact = ItemAdded("", b"", "Traumaset", kit=tuple(parts))
    event = post.file.write_now(lambda d: add_item(d, lead, fact))
    code = code_of_stream(event.stream)
    lot = LotKey(code, "K1", expiry)
    place = post.file.read_now(storages)[0].place
    post.file.write_now(lambda d: receive_stock(d, lead, lot, 3))
    post.file.write_now(lambda d: receive_stock(d, lead, lot, 2, Coming(place=place)))
    return post, code


def held(post: Post, code: str) -> dict[str, int]:
    found = post.file.read_now(lambda db: lots(db, code, TODAY))
    return {lot.lot: lot.on_hand for lot in found}


async def opened(screen: Screen, post: Post, code: str, lot: str = "K1") -> None:
    await screen.until(lambda: f"item-{code}" in screen)
    await screen.click(f"item-{code}")
    await screen.until(lambda: f"lot-{lot}" in screen)
    await screen.click(f"lot-{lot}")
    await screen.until(lambda: "lot-on-hand" in screen)


def test_a_kit_is_opened_and_its_parts_are_in_stock_and_undo_closes_it() -> None:
    post, code = kitted()

    async def tell(screen: Screen) -> None:
        await opened(screen, post, code)
        await screen.click("lot-unpack")
        inside = {"Tourniquet (arm/been)", "2", "3"}
        await screen.until(lambda: inside <= set(screen.words()))
        await screen.type("unpack-quantity", "")
        await screen.click("unpack-save")
        await screen.until(lambda: "Vul een heel getal in." in screen)
        await screen.type("unpack-quantity", "2")
        await screen.until(lambda: {"4", "6"} <= set(screen.words()))
        await screen.click("unpack-save")
        await screen.until(lambda: "lot-on-hand" in screen)
        await screen.until(lambda: screen["lot-on-hand"].value == "3")
        assert (held(post, "VB001"), held(post, GAUZE)) == (
            {"KIT-K1": 4},
            {"KIT-K1": 6},
        )
        (lot,) = post.file.read_now(lambda db: lots(db, GAUZE, TODAY))
        page = post.file.read_now(lambda db: lot_page(db, lot.stream))
        assert page is not None
        assert page.entries[0].words == "Uit kit: Traumaset"

        bars = [each for each in screen.all() if isinstance(each, ft.SnackBar)]
        await bars[-1].action.on_click()
        await screen.until(lambda: screen["lot-on-hand"].value == "5")
        assert sum(held(post, GAUZE).values()) == 0

    post.tell(StockRoom, tell)


def test_no_more_are_opened_than_lie_at_the_place_that_is_chosen() -> None:
    post, code = kitted()
    van = post.file.read_now(storages)[0].place

    async def tell(screen: Screen) -> None:
        await opened(screen, post, code)
        await screen.click("lot-unpack")
        await screen.until(lambda: f"place-{van}" in screen)
        await screen.click(f"place-{van}")
        await screen.type("unpack-quantity", "3")
        await screen.click("unpack-save")
        refused = (
            "Er is niet genoeg bruikbaar: nog 2. "
            "Tel de partij of kies een lager aantal."
        )
        await screen.until(lambda: refused in screen)
        await screen.type("unpack-quantity", "1")
        await screen.click("unpack-save")
        await screen.until(lambda: "lot-on-hand" in screen)

        (lot,) = post.file.read_now(lambda db: lots(db, GAUZE, TODAY))
        page = post.file.read_now(lambda db: lot_page(db, lot.stream))
        assert page is not None
        assert dict(page.lot.by_place) == {van: 3}

    post.tell(StockRoom, tell)


def test_what_is_put_aside_says_so_and_stays_closed() -> None:
    post, code = kitted()
    lead, lot = actor(post.file, Role.POST_LEAD), LotKey(code, "K1", "2099-01-01")
    post.file.write_now(lambda d: hold_lot(d, lead, lot, Doubt(HoldReason.DOUBT)))

    async def tell(screen: Screen) -> None:
        await opened(screen, post, code)
        await screen.click("lot-unpack")
        await screen.until(lambda: "unpack-barred" in screen)
        await screen.click("unpack-save")
        refused = (
            "Partij K1 staat in quarantaine en mag niet worden gebruikt. "
            "Kies een andere."
        )
        await screen.until(lambda: refused in screen)
        assert held(post, GAUZE) == {}
        await screen.click("unpack-cancel")
        await screen.until(lambda: "lot-on-hand" in screen)

    post.tell(StockRoom, tell)


def test_an_expired_kit_asks_why_and_warns_that_its_parts_count_as_expired() -> None:
    post, code = kitted(expiry="2026-01-01")

    async def tell(screen: Screen) -> None:
        await opened(screen, post, code)
        await screen.click("lot-unpack")
        await screen.until(lambda: "unpack-barred" in screen)
        await screen.click("unpack-save")
        await screen.until(lambda: screen["reason"].error is not None)
        await screen.type("reason", "gaas is nog goed")
        await screen.click("unpack-save")
        await screen.until(lambda: "lot-on-hand" in screen)

        (lot,) = post.file.read_now(lambda db: lots(db, GAUZE, TODAY))
        assert (lot.on_hand, lot.usable) == (3, 0)

    post.tell(StockRoom, tell)


def test_a_kit_with_a_controlled_drug_asks_who_watches() -> None:
    post, code = kitted(parts=(Part(MORPHINE, 4), Part(GAUZE, 1)))

    async def tell(screen: Screen) -> None:
        await opened(screen, post, code)
        await screen.click("lot-unpack")
        await screen.until(lambda: "second-nobody" in screen)
        await screen.click("unpack-save")
        await screen.until(lambda: "lot-on-hand" not in screen)
        assert held(post, MORPHINE) == {}
        await screen.click("second-nobody")
        await screen.type("second-absent", "alleen op de post")
        await screen.click("unpack-save")
        await screen.until(lambda: "lot-on-hand" in screen)

        assert held(post, MORPHINE) == {"KIT-K1": 4}

    post.tell(StockRoom, tell)


def test_only_a_kit_that_is_there_can_be_opened_by_who_may() -> None:
    post, code = kitted()
    lead = actor(post.file, Role.POST_LEAD)
    lot = LotKey("VB001", "A1", "2099-01-01")
    post.file.write_now(lambda d: receive_stock(d, lead, lot, 10))

    async def tell(screen: Screen) -> None:
        await opened(screen, post, "VB001", "A1")
        assert "lot-unpack" not in screen

    post.tell(StockRoom, tell)
    helper, code = kitted(Role.FIRST_AIDER)

    async def tell_helper(screen: Screen) -> None:
        await opened(screen, helper, code)
        assert "lot-unpack" not in screen

    helper.tell(StockRoom, tell_helper)


def test_a_recall_of_a_kit_names_what_came_out_of_it() -> None:
    post, code = kitted()
    lead, lot = actor(post.file, Role.POST_LEAD), LotKey(code, "K1", "2099-01-01")
    one = Taken(lot, "", 1)
    post.file.write_now(lambda d: unpack_kits(d, lead, one))
    called = Called(code, "lekke verpakking", "K1")
    post.file.write_now(lambda d: recall_here(d, lead, called))

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "stock-face-recalls" in screen)
        await screen.click("stock-face-recalls")
        await screen.until(lambda: "Uit deze kits uitgepakt" in screen)
        gauze = "Hemostatisch gaas · 3 · Partij KIT-K1"
        assert any(each.startswith(gauze) for each in screen.words())
        await screen.click("stock-face-items")
        await screen.until(lambda: f"item-{GAUZE}" in screen)
        await screen.click(f"item-{GAUZE}")
        await screen.until(lambda: "lot-KIT-K1" in screen)
        assert "teruggeroepen" in screen

    post.tell(StockRoom, tell)
