"""One lot on screen: moved, thrown away, put aside, and released by name."""

from __future__ import annotations

from app.care.stock import LotKey
from app.care.storage import StorageKind, StorageNamed
from app.care.terms import Role
from app.commands import Coming, Taken, move_stock, name_storage, receive_stock
from app.store.queries.lot import LotPage, lot_page
from app.store.queries.stock import lots
from app.store.queries.storage import storage_rows, storages
from app.ui.screens.stock import StockRoom
from tests.support.post import actor
from tests.support.screen import Screen
from tests.support.window import Post

LOT = LotKey("VB001", "A1", "2099-01-01")
TODAY = "2026-11-22"


def stocked(role: Role = Role.POST_LEAD) -> Post:
    post = Post(role)
    lead = actor(post.file, Role.POST_LEAD)
    for kind, name in ((StorageKind.SHELF, "Schap 1"), (StorageKind.FRIDGE, "Koel")):
        named = StorageNamed("", name, kind)
        post.file.write_now(lambda d, named=named: name_storage(d, lead, named))
    post.file.write_now(lambda d: receive_stock(d, lead, LOT, 10))
    return post


def page(post: Post) -> LotPage:
    (lot,) = post.file.read_now(lambda db: lots(db, "VB001", TODAY))
    found = post.file.read_now(lambda db: lot_page(db, lot.stream))
    assert found is not None
    return found


async def opened(screen: Screen) -> None:
    await screen.until(lambda: "item-VB001" in screen)
    await screen.click("item-VB001")
    await screen.until(lambda: "lot-A1" in screen)
    await screen.click("lot-A1")
    await screen.until(lambda: "lot-on-hand" in screen)


def test_pieces_are_moved_to_a_place_and_the_lot_says_where_they_are() -> None:
    post = stocked()
    shelf = post.file.read_now(storages)[0].place

    async def tell(screen: Screen) -> None:
        await opened(screen)
        await screen.click("lot-move")
        await screen.click("deed-save")
        lacks = "Vul in wat ontbreekt: aantal, plaats of reden."
        await screen.until(lambda: lacks in screen)
        await screen.click(f"to_place-{shelf}")
        await screen.type("deed-quantity", "4")
        await screen.click("deed-save")
        await screen.until(lambda: f"at-{shelf}" in screen)

        assert dict(page(post).lot.by_place) == {"": 6, shelf: 4}
        assert "Verplaatst" in screen

    post.tell(StockRoom, tell)


def test_what_is_put_aside_is_released_with_a_reason() -> None:
    post = stocked()

    async def tell(screen: Screen) -> None:
        await opened(screen)
        await screen.click("lot-hold")
        await screen.click("why-doubt")
        await screen.click("deed-save")
        await screen.until(lambda: "lot-release" in screen)
        assert page(post).lot.free == 0
        words = screen.words()
        assert any(each.startswith("In quarantaine: Twijfel") for each in words)

        await screen.click("lot-release")
        await screen.type("reason", "apotheker: goed")
        await screen.click("deed-save")
        await screen.until(lambda: "lot-release" not in screen and "lot-hold" in screen)
        assert page(post).lot.free == 10

    post.tell(StockRoom, tell)


def test_what_is_thrown_away_says_why_and_stays_in_the_history() -> None:
    post = stocked()

    async def tell(screen: Screen) -> None:
        await opened(screen)
        await screen.click("lot-discard")
        await screen.click("why-damaged")
        await screen.type("deed-quantity", "3")
        await screen.click("deed-save")
        await screen.until(lambda: "lot-on-hand" in screen)
        await screen.until(lambda: screen["lot-on-hand"].value == "7")

        assert [each.way for each in page(post).entries] == ["discarded", "received"]

    post.tell(StockRoom, tell)


def test_who_may_not_release_has_no_button_for_it() -> None:
    post = stocked(Role.STOCK_KEEPER)

    async def tell(screen: Screen) -> None:
        await opened(screen)
        await screen.click("lot-hold")
        await screen.click("why-damaged")
        await screen.click("deed-save")
        await screen.until(lambda: "lot-discard" in screen)

        assert "lot-release" not in screen

    post.tell(StockRoom, tell)


def test_a_fridge_that_was_too_warm_puts_what_lies_there_aside() -> None:
    post = stocked()
    fridge = post.file.read_now(storages)[1].place
    lead = actor(post.file, Role.POST_LEAD)
    later = LotKey("VB001", "B2", "2099-01-01")
    post.file.write_now(
        lambda d: receive_stock(d, lead, later, 2, Coming(place=fridge))
    )

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "stock-face-storages" in screen)
        await screen.click("stock-face-storages")
        await screen.until(lambda: f"read-{fridge}" in screen)
        await screen.click(f"read-{fridge}")
        await screen.type("now_c", "warm")
        await screen.click("cold-save")
        await screen.until(lambda: screen["now_c"].error is not None)
        await screen.type("now_c", "5,5")
        await screen.type("highest_c", "11,2")
        await screen.click("cold-save")
        await screen.until(lambda: f"read-{fridge}" in screen)

        row = post.file.read_now(storage_rows)[1]
        assert (row.is_excursion, row.pieces) == (True, 2)
        held = post.file.read_now(lambda db: lots(db, "VB001", TODAY))
        assert {lot.lot: lot.usable for lot in held} == {"A1": 10, "B2": 0}

    post.tell(StockRoom, tell)


def test_a_place_is_added_and_closed_when_it_is_empty() -> None:
    post = stocked()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "stock-face-storages" in screen)
        await screen.click("stock-face-storages")
        await screen.until(lambda: "storage-add" in screen)
        await screen.click("storage-add")
        await screen.type("storage-name", "Bus 3")
        await screen.click("storage-kind-vehicle")
        await screen.click("storage-save")
        await screen.until(lambda: len(post.file.read_now(storages)) == 3)
        made = post.file.read_now(storages)[2]
        assert (made.name, made.kind) == ("Bus 3", StorageKind.VEHICLE)

        await screen.until(lambda: f"close-{made.place}" in screen)
        await screen.click(f"close-{made.place}")
        await screen.until(lambda: f"close-{made.place}" not in screen)
        assert len(post.file.read_now(storages)) == 2

    post.tell(StockRoom, tell)


def test_a_count_is_of_a_lot_at_its_place_and_doubles_nothing() -> None:
    post = stocked()
    shelf = post.file.read_now(storages)[0].place
    lead = actor(post.file, Role.POST_LEAD)
    post.file.write_now(lambda d: move_stock(d, lead, Taken(LOT, "", 4), shelf))

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "item-VB001" in screen)
        await screen.click("item-VB001")
        await screen.until(lambda: "item-count" in screen)
        await screen.click("item-count")
        await screen.until(lambda: f"count-A1-{shelf}" in screen)
        assert {"Schap 1", "Volgens de boeken 4"} <= set(screen.words())
        await screen.type(f"count-A1-{shelf}", "3")
        await screen.click("count-save")
        await screen.until(lambda: "item-usable" in screen)

        assert dict(page(post).lot.by_place) == {"": 6, shelf: 3}

    post.tell(StockRoom, tell)
