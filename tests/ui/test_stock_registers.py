"""Opiaten on screen: who watched, what differs, and who explains it."""

from __future__ import annotations

from app.care.stock import LotKey
from app.care.terms import Role
from app.commands import count_register, receive_stock
from app.store.queries.controlled import registers
from app.ui.screens.stock import StockRoom
from tests.support.post import actor
from tests.support.screen import Screen
from tests.support.watch import alone
from tests.support.window import Post

MORPHINE = LotKey("VB042", "A1", "2099-01-01")


def safe(post: Post) -> Post:
    by = actor(post.file)
    post.file.write_now(lambda d: receive_stock(alone(d, by), by, MORPHINE, 10))
    post.file.write_now(lambda d: count_register(alone(d, by), by, "VB042", 9))
    return post


async def looked(screen: Screen) -> None:
    await screen.until(lambda: "stock-face-registers" in screen)
    await screen.click("stock-face-registers")
    await screen.until(lambda: "open-register-VB042" in screen)
    await screen.click("open-register-VB042")
    await screen.until(lambda: "register-back" in screen)


def test_a_difference_is_explained_by_who_may_and_then_closed() -> None:
    post = safe(Post(role=Role.POST_LEAD))

    async def tell(screen: Screen) -> None:
        await looked(screen)
        assert "Verschil −1" in screen
        assert "Niemand erbij: alleen op de post" in screen
        await screen.click("explain")
        await screen.until(lambda: "Schrijf op hoe het verschil komt." in screen)
        await screen.type("explanation", "ampul gebroken")
        await screen.click("explain")
        await screen.until(lambda: "explain" not in screen)

        row = post.file.read_now(registers)[0]
        assert (row.code, row.balance, row.open_differences) == ("VB042", 9, 0)
        assert any("ampul gebroken" in each for each in screen.words())

    post.tell(StockRoom, tell)


def test_who_may_not_explain_sees_who_does() -> None:
    post = safe(Post())

    async def tell(screen: Screen) -> None:
        await looked(screen)
        assert "explain" not in screen
        assert any("postleider of arts" in each for each in screen.words())

    post.tell(StockRoom, tell)
