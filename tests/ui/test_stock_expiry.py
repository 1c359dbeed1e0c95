"""Verloopt: each lot under its period, with its place, and one tap from its pane."""

from __future__ import annotations

import pytest

from app.care.expiry import Expires, expires, last_soon
from app.care.stock import LotKey
from app.care.storage import StorageKind, StorageNamed
from app.care.terms import Role
from app.commands import Coming, name_storage, receive_stock
from app.store.queries.expiry import expiring
from app.store.queries.storage import storages
from app.ui.screens.stock import StockRoom
from tests.support.post import actor
from tests.support.screen import Screen
from tests.support.window import Post

TODAY = "2026-11-22"


@pytest.mark.parametrize(
    ("expiry", "when"),
    [
        ("2026-11-21", Expires.EXPIRED),
        ("2026-11-22", Expires.WEEK),
        ("2026-11-29", Expires.WEEK),
        ("2026-11-30", Expires.MONTH),
        ("2026-12-23", Expires.MONTH),
        ("2026-12-24", Expires.LATER),
    ],
)
def test_the_last_day_of_a_period_belongs_to_it(expiry: str, when: Expires) -> None:
    assert expires(expiry, TODAY) is when
    assert (expiry > last_soon(TODAY)) is (when is Expires.LATER)


def stocked() -> Post:
    post = Post(Role.POST_LEAD)
    by = actor(post.file, Role.POST_LEAD)
    named = StorageNamed("", "Bus 3", StorageKind.VEHICLE)
    post.file.write_now(lambda d: name_storage(d, by, named))
    bus = Coming(place=post.file.read_now(storages)[0].place)
    over, soon = LotKey("VB001", "OUD", "2026-11-01"), LotKey("VB001", "K1", TODAY)
    late, never = LotKey("VB002", "L1", "2099-01-01"), LotKey("VB003", "N1")
    for key, pieces in ((over, 2), (soon, 3), (late, 5), (never, 9)):
        post.file.write_now(lambda d, key=key, n=pieces: receive_stock(d, by, key, n))
    post.file.write_now(lambda d: receive_stock(d, by, soon, 4, bus))
    return post


def test_a_lot_stands_once_with_all_its_places_and_without_a_date_not_at_all() -> None:
    post = stocked()

    found = post.file.read_now(lambda db: expiring(db, TODAY))

    assert [(each.lot, each.when, each.pieces) for each in found.lots] == [
        ("OUD", Expires.EXPIRED, 2),
        ("K1", Expires.WEEK, 7),
        ("L1", Expires.LATER, 5),
    ]
    assert [found.count(each) for each in Expires] == [1, 1, 0, 1]
    assert set(found.lots[1].places) == {("", 3), ("Bus 3", 4)}
    post.program.end()


def test_a_period_is_picked_and_a_tap_opens_the_lot() -> None:
    post = stocked()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "stock-face-expiry" in screen)
        await screen.click("stock-face-expiry")
        await screen.until(lambda: "expiring-VB001-OUD" in screen)
        assert "expiring-VB002-L1" in screen
        assert any("Bus 3: 4" in each for each in screen.words())

        await screen.click("expires-week")
        await screen.until(lambda: "expiring-VB001-OUD" not in screen)
        await screen.click("expires-month")
        await screen.until(lambda: "Niets in deze periode." in screen)
        await screen.click("expires-month")
        await screen.until(lambda: "expiring-VB001-K1" in screen)
        await screen.click("expiring-VB001-K1")
        await screen.until(lambda: "lot-on-hand" in screen)
        assert screen["lot-on-hand"].value == "7"
        await screen.click("lot-back")
        await screen.until(lambda: "expires-week" in screen)

    post.tell(StockRoom, tell)


def test_of_later_only_the_soonest_are_listed_and_all_are_counted() -> None:
    post = Post()
    by = actor(post.file)
    for year in range(2030, 2036):
        key = LotKey("VB001", f"Y{year}", f"{year}-01-01")
        post.file.write_now(lambda d, key=key: receive_stock(d, by, key, 1))

    found = post.file.read_now(lambda db: expiring(db, TODAY, most_later=2))

    assert [each.lot for each in found.lots] == ["Y2030", "Y2031"]
    assert found.count(Expires.LATER) == 6
    post.program.end()
