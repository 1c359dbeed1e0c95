"""Groups on screen: the list shows one, an item is given one, a sheet brings them."""

from __future__ import annotations

from app.care.item import Item
from app.care.local_item import ItemAdded, code_of_stream
from app.care.stock import LotKey
from app.care.terms import Role
from app.commands import add_item, receive_stock
from app.exports.item_sheet import item_table
from app.exports.sheet import as_csv
from app.store.queries.item import catalogue
from app.store.starter import starter_items
from app.ui.screens.stock import StockRoom
from tests.support.post import actor
from tests.support.screen import Screen
from tests.support.window import Post

TOURNIQUET = "VB001"
BLEEDING = [
    code for code, each in starter_items().items() if each.group_nl == "Bloeding"
]


def shown(screen: Screen) -> list[str]:
    keys = (each.key for each in screen.all() if isinstance(each.key, str))
    return sorted(key[5:] for key in keys if key.startswith("item-VB"))


def group_of(post: Post, code: str) -> tuple[str, str]:
    item = post.file.read_now(catalogue)[code]
    return item.group_nl, item.group_en


def test_the_list_shows_one_group_and_all_again() -> None:
    post = Post()
    lead = actor(post.file, Role.POST_LEAD)
    fact = ItemAdded("", b"", "Vouwbrancard")
    event = post.file.write_now(lambda d: add_item(d, lead, fact))
    own = code_of_stream(event.stream)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "stock-group" in screen)
        assert "group-Bloeding" not in screen
        await screen.click("stock-group")
        await screen.click("group-Bloeding")
        await screen.until(lambda: "group-Bloeding" not in screen)
        assert shown(screen) == BLEEDING
        assert {"Bloeding", "5"} <= set(screen.words())

        await screen.type("stock-search", "zzz")
        await screen.until(lambda: "Niets gevonden" in screen)
        assert "Bloeding" in screen
        await screen.type("stock-search", "")
        await screen.click("stock-group")
        await screen.until(lambda: "group--" in screen)
        await screen.click("group--")
        await screen.until(lambda: shown(screen) == [])
        assert f"item-{own}" in screen
        await screen.click("stock-group")
        await screen.click("group-")
        await screen.until(lambda: len(shown(screen)) > len(BLEEDING))

    post.tell(StockRoom, tell)


def test_a_filter_counts_only_what_is_in_the_group() -> None:
    post = Post()
    lead = actor(post.file, Role.POST_LEAD)
    for code in (TOURNIQUET, "VB033"):
        lot = LotKey(code, "A", "2020-01-31")
        post.file.write_now(lambda d, lot=lot: receive_stock(d, lead, lot, 1))

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "stock-group" in screen)
        await screen.click("stock-expired")
        assert len(shown(screen)) == 2
        await screen.click("stock-group")
        await screen.click("group-Bloeding")
        await screen.until(lambda: shown(screen) == [TOURNIQUET])

    post.tell(StockRoom, tell)


def test_an_item_of_this_post_is_put_in_a_group_there_is() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "stock-list" in screen)
        await screen.click("stock-list")
        await screen.until(lambda: "item-add" in screen)
        await screen.click("item-add")
        await screen.until(lambda: "item-group-Luchtweg" in screen)
        await screen.type("item-field-name_nl", "Masker kind")
        assert "item-field-group" not in screen
        await screen.click("item-group-Luchtweg")
        await screen.click("item-save")
        await screen.until(lambda: "item-usable" in screen)

        await screen.until(lambda: {"Groep", "Luchtweg"} <= set(screen.words()))
        made = [each for each in post.file.read_now(catalogue) if each[:2] == "L-"]
        assert [group_of(post, code) for code in made] == [("Luchtweg", "Airway")]

    post.tell(StockRoom, tell)


def test_who_reads_english_chooses_a_group_and_finds_it_again_by_its_name() -> None:
    post = Post()
    post.session.language = "en"

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "stock-list" in screen)
        await screen.click("stock-list")
        await screen.until(lambda: "item-add" in screen)
        await screen.click("item-add")
        await screen.until(lambda: "item-group-Luchtweg" in screen)
        await screen.type("item-field-name_nl", "Masker kind")
        await screen.click("item-group-+")
        await screen.until(lambda: "item-field-group" in screen)
        await screen.type("item-field-group", "airway")
        await screen.click("item-save")
        await screen.until(lambda: "item-usable" in screen)

        await screen.until(lambda: {"Group", "Airway"} <= set(screen.words()))
        assert "Luchtweg" not in screen.words()

    post.tell(StockRoom, tell)


def test_own_words_for_a_group_are_one_name_in_both_languages() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "stock-list" in screen)
        await screen.click("stock-list")
        await screen.until(lambda: "item-add" in screen)
        await screen.click("item-add")
        await screen.until(lambda: "item-group-+" in screen)
        await screen.type("item-field-name_nl", "Veldbed")
        await screen.click("item-group-+")
        await screen.until(lambda: "item-field-group" in screen)
        await screen.type("item-field-group", "Bedden")
        await screen.click("item-save")
        await screen.until(lambda: "item-usable" in screen)

        made = [each for each in post.file.read_now(catalogue) if each[:2] == "L-"]
        assert [group_of(post, code) for code in made] == [("Bedden", "")]

    post.tell(StockRoom, tell)


def test_a_sheet_moves_an_item_to_another_group_and_one_without_groups_does_not() -> (
    None
):
    post = Post()
    first = starter_items()[TOURNIQUET]
    moved = Item(
        first.code, "Knevel", first.name_en, group_nl="Ledematen", group_en="Limbs"
    )
    table = [each[:6] for each in item_table([moved], "nl")]
    bare = [[*each[:3], each[5]] for each in table]

    async def bring(screen: Screen, name: str, content: bytes) -> None:
        screen.picks(name, content)
        await screen.until(lambda: "pick-items" in screen)
        await screen.click("pick-items")
        await screen.until(lambda: "list-take" in screen)
        await screen.click("list-take")

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "stock-list" in screen)
        await screen.click("stock-list")
        await bring(screen, "kaal.csv", as_csv(bare))
        await screen.until(lambda: "pick-items" in screen)
        item = post.file.read_now(catalogue)[TOURNIQUET]
        assert (item.name_nl, item.group_nl) == ("Knevel", "Bloeding")

        await bring(screen, "groepen.csv", as_csv(table))
        await screen.until(lambda: "pick-items" in screen)
        assert group_of(post, TOURNIQUET) == ("Ledematen", "")

    post.tell(StockRoom, tell)
