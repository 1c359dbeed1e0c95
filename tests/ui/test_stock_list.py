"""The list at a post: what it changed itself, spreadsheets, and bar codes in doubt."""

from __future__ import annotations

from app.care.item import Item, Part
from app.care.local_item import GtinLinked, ItemChanged, gtin_stream
from app.care.terms import Role
from app.commands import change_item
from app.exports.item_sheet import item_table
from app.exports.sheet import as_csv, as_xlsx
from app.store.queries.item import Entry, code_of_gtin, entries, entry
from app.store.queries.stock import ItemRow, item, lots
from app.ui.screens.stock import StockRoom
from sync.journal import setting
from tests.support.orders import Orders
from tests.support.packs import publish
from tests.support.post import actor
from tests.support.screen import Screen
from tests.support.window import Post

TODAY = "2026-11-22"
NEW = "09528800009999"
TOURNIQUET = "VB001"


def known(post: Post, code: str) -> Entry:
    found = post.file.read_now(lambda db: entry(db, code))
    assert found is not None
    return found


def row(post: Post, code: str) -> ItemRow:
    found = post.file.read_now(lambda db: item(db, code, TODAY))
    assert found is not None
    return found


def own(post: Post) -> list[Item]:
    """Return the items this post added itself."""
    found = post.file.read_now(entries)
    return [each.item for each in found.values() if each.item.code.startswith("L-")]


def said(screen: Screen, words: str) -> bool:
    return any(words in each for each in screen.words())


async def to_list(screen: Screen) -> None:
    await screen.until(lambda: "stock-list" in screen)
    await screen.click("stock-list")
    await screen.until(lambda: "list-version" in screen)


async def to_item(screen: Screen, code: str = TOURNIQUET) -> None:
    await screen.until(lambda: "stock-search" in screen)
    await screen.type("stock-search", code)
    await screen.until(lambda: f"item-{code}" in screen)
    await screen.click(f"item-{code}")
    await screen.until(lambda: "item-change" in screen)


def test_an_item_is_added_and_found_by_its_other_name() -> None:
    post = Post()

    async def story(screen: Screen) -> None:
        await to_list(screen)
        assert "no-differences" in screen
        await screen.click("item-add")
        await screen.until(lambda: "item-field-name_nl" in screen)
        await screen.type("item-field-name_nl", "Mondkapje kind")
        await screen.type("item-field-synonyms", "kapje, masker klein")
        await screen.type("item-field-use_t1", "0,5")
        await screen.type("item-field-kit", "VB001*2")
        await screen.click("item-unit-box")
        await screen.click("item-tick-critical")
        await screen.click("item-save")

        await screen.until(lambda: "item-usable" in screen)
        (made,) = own(post)
        assert made.name_nl == made.name_en == "Mondkapje kind"
        assert made.synonyms == ("kapje", "masker klein")
        assert (made.use_t1, made.critical, made.unit.value) == (50, True, "box")
        assert made.kit == (Part("VB001", 2),)
        assert said(screen, "2 × Tourniquet (arm/been)")
        await screen.type("stock-search", "masker klein")
        await screen.until(lambda: f"item-{made.code}" in screen)

    post.tell(StockRoom, story)


def test_what_cannot_be_read_is_said_at_its_field_and_nothing_is_kept() -> None:
    post = Post()

    async def story(screen: Screen) -> None:
        await to_list(screen)
        await screen.click("item-add")
        await screen.until(lambda: "item-save" in screen)
        await screen.type("item-field-use_t2", "0,125")
        await screen.click("item-save")

        assert screen["item-field-name_nl"].error == "Hier moet iets staan."
        assert "twee decimalen" in screen["item-field-use_t2"].error
        await screen.type("item-field-name_nl", "Iets")
        await screen.type("item-field-use_t2", "")
        await screen.type("item-field-kit", "NIETS*2")
        await screen.click("item-save")
        assert "NIETS" in screen["refusal"].value
        assert own(post) == []

    post.tell(StockRoom, story)


def test_a_change_here_is_shown_beside_the_list_and_can_be_let_go() -> None:
    post = Post()

    async def story(screen: Screen) -> None:
        await to_item(screen)
        await screen.click("item-change")
        await screen.until(lambda: "item-field-name_nl" in screen)
        await screen.type("item-field-name_nl", "Knevel")
        await screen.click("item-save")

        await screen.until(lambda: "item-differences" in screen)
        words = "Naam (Nederlands): Tourniquet (arm/been) wordt Knevel"
        assert screen["item-differences"].value == words
        await screen.click("stock-list")
        await screen.until(lambda: said(screen, "1 artikel anders"))
        await screen.click("list-back")
        await screen.until(lambda: "item-reset" in screen)
        await screen.click("item-reset")
        await screen.until(lambda: "item-differences" not in screen)
        assert known(post, TOURNIQUET).item.name_nl == "Tourniquet (arm/been)"

    post.tell(StockRoom, story)


def test_an_item_is_used_no_more_and_again() -> None:
    post = Post()

    async def story(screen: Screen) -> None:
        await to_item(screen)
        await screen.click("item-withdraw")
        await screen.type("item-reason", "ander merk")
        await screen.click("withdraw-do")

        await screen.until(lambda: "item-withdrawn" in screen)
        assert "ander merk" in screen["item-withdrawn"].value
        assert f"item-{TOURNIQUET}" not in screen
        await screen.click("item-reuse")
        await screen.until(lambda: f"item-{TOURNIQUET}" in screen)

    post.tell(StockRoom, story)


def test_a_bar_code_is_linked_and_unlinked() -> None:
    post = Post()

    async def story(screen: Screen) -> None:
        await to_item(screen)
        await screen.click("gtin-link")
        await screen.type("gtin-typed", "9528800009990")
        await screen.click("gtin-save")
        assert "controlecijfer" in screen["gtin-refusal"].value
        await screen.type("gtin-typed", NEW[1:])
        await screen.click("gtin-save")
        await screen.until(lambda: f"unlink-{NEW}" in screen)
        code = post.file.read_now(lambda db: code_of_gtin(db, NEW))
        assert code == TOURNIQUET

        await screen.click(f"unlink-{NEW}")
        await screen.until(lambda: f"unlink-{NEW}" not in screen)

    post.tell(StockRoom, story)


def test_a_bar_code_of_two_items_waits_for_a_person() -> None:
    post = Post()
    by = actor(post.file)
    here = bytes(post.file.read_now(lambda db: setting(db, "post_id")))
    for code in (TOURNIQUET, "VB002"):
        fact = GtinLinked(NEW, code, here)
        post.file.write_now(
            lambda desk, fact=fact: desk.record(gtin_stream(here, NEW), fact, by)
        )

    async def story(screen: Screen) -> None:
        await to_list(screen)
        await screen.until(lambda: said(screen, "1 barcode hoort bij twee artikelen"))
        await screen.click(f"choose-{NEW}-VB002")
        await screen.until(lambda: f"choose-{NEW}-VB002" not in screen)
        assert post.file.read_now(lambda db: code_of_gtin(db, NEW)) == "VB002"

    post.tell(StockRoom, story)


def test_items_of_a_spreadsheet_are_looked_through_and_taken_over() -> None:
    post = Post()
    by = actor(post.file)
    post.file.write_now(
        lambda desk: change_item(desk, by, ItemChanged("VB003", b"", critical=False))
    )
    rows = [
        ["code", "name_nl", "name_en", "unit", "par", "minimum", "kit", "gtins"],
        ["NIEUW", "Tas", "Bag", "stuk", "4", "2", "VB001*2|DEEL", ""],
        ["DEEL", "Deel", "Part", "stuk", "", "", "", NEW],
        ["VB002", "Drukverband", "Pressure bandage", "stuk", "29", "", "", ""],
    ]

    async def story(screen: Screen) -> None:
        await to_list(screen)
        screen.picks("eigen.csv", as_csv(rows))
        await screen.click("pick-items")
        await screen.until(lambda: "list-take" in screen)
        assert said(screen, "2 artikelen nieuw")
        assert said(screen, "1 artikel anders")
        assert not said(screen, "Kritiek")
        assert own(post) == []
        await screen.click("list-take")

        await screen.until(lambda: "list-version" in screen)
        bag, part = sorted(own(post), key=lambda each: each.name_nl, reverse=True)
        assert bag.kit == (Part("VB001", 2), Part(part.code, 1))
        assert (row(post, bag.code).par, row(post, bag.code).minimum) == (4, 2)
        assert post.file.read_now(lambda db: code_of_gtin(db, NEW)) == part.code
        assert known(post, "VB002").changed == ("name_nl", "name_en")
        assert known(post, "VB002").item.gtins == ("09528800000026",)
        assert known(post, "VB002").item.critical
        await screen.until(lambda: said(screen, "2 artikelen zelf toegevoegd"))

    post.tell(StockRoom, story)


def test_a_list_that_says_nothing_new_or_is_wrong_is_not_taken_over() -> None:
    post = Post()
    listed = [each.item for each in post.file.read_now(entries).values()]

    async def story(screen: Screen) -> None:
        await to_list(screen)
        screen.picks("zelfde.xlsx", as_xlsx(item_table(listed, "nl"), "x"))
        await screen.click("pick-items")
        await screen.until(lambda: "list-same" in screen)
        assert "list-take" not in screen
        await screen.click("list-drop")
        await screen.until(lambda: "pick-items" in screen)
        screen.picks("fout.csv", b"code;naam\nX;Y\n")
        await screen.click("pick-items")
        await screen.until(lambda: "wrong-0" in screen)
        assert "list-take" not in screen

    post.tell(StockRoom, story)


def test_opening_stock_is_booked_as_received() -> None:
    post = Post()
    text = b"Code;Aantal;Partijnummer;Houdbaar tot\nVB001;12;A1;12-2027\nVB002;3;;\n"

    async def story(screen: Screen) -> None:
        await to_list(screen)
        screen.picks("begin.csv", text)
        await screen.click("pick-opening")
        await screen.until(lambda: "list-take" in screen)
        assert said(screen, "12 × Tourniquet (arm/been)")
        await screen.click("list-take")
        await screen.until(lambda: "list-version" in screen)

        (lot,) = post.file.read_now(lambda db: lots(db, TOURNIQUET, TODAY))
        assert (lot.lot, lot.expiry, lot.on_hand) == ("A1", "2027-12-31", 12)

    post.tell(StockRoom, story)


def test_the_list_of_the_hub_is_shown_with_its_version_and_who() -> None:
    post = Post()
    hub = Orders(post.file)
    version = publish(hub, [Item("R1", "Gaas", "Gauze")], "eerste")
    hub.carry()

    async def story(screen: Screen) -> None:
        await to_list(screen)
        assert str(version) in screen["list-version"].value
        assert said(screen, "door Operator")
        assert said(screen, "eerste")
        for key in ("list-xlsx", "list-csv", "template-file", "opening-file"):
            await screen.click(key)
        assert len(screen.called("save_file")) == 4

    post.tell(StockRoom, story)
    hub.close()


def test_who_may_not_change_the_list_only_looks() -> None:
    post = Post(Role.FIRST_AIDER)

    async def story(screen: Screen) -> None:
        await to_list(screen)
        assert "item-add" not in screen
        assert "pick-items" not in screen

    post.tell(StockRoom, story)


def test_bounds_are_set_beside_par() -> None:
    post = Post()

    async def story(screen: Screen) -> None:
        await to_item(screen)
        await screen.click("item-set_par")
        await screen.until(lambda: "par-minimum" in screen)
        await screen.type("par-minimum", "9")
        await screen.click("par-save")
        assert "oplopen" in screen["refusal"].value
        await screen.type("par-minimum", "4")
        await screen.type("par-maximum", "20")
        await screen.click("par-save")
        await screen.until(lambda: "item-usable" in screen)

        shown = row(post, TOURNIQUET)
        assert (shown.minimum, shown.par, shown.maximum) == (4, 8, 20)

    post.tell(StockRoom, story)
